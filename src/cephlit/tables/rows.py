"""A tagged study and its facts into raw rows: view offsets become source offsets, objects become references."""

import json
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import asdict, fields
from typing import Any

from cephlit.facts.records import AdverseEvent, Condition, Group, Outcome, StudyFacts, Treatment
from cephlit.studies.study import Section, Study
from cephlit.tables.extraction import Cells, RawRows
from cephlit.tables.identifiers import row_id
from cephlit.tables.schema import TABLES
from cephlit.tagging.tagged import Mention, TaggedStudy

_EVIDENCE = {"start", "end"}
_ENCODER = json.JSONEncoder(sort_keys=True)
_WEIGHED = {"reach", "measure_from", "time_from"}
"""What the confidence of a row was weighed from, which is no cell of it."""


def study_rows(tagged: TaggedStudy, facts: StudyFacts) -> RawRows:
    """Raw rows of one study for the tables `studies`, `groups`, `mentions` and those of facts.

    Rows stand in the order of (start, end, content), which also numbers them; rows alike in every cell are one row.
    A record whose span does not exist in the view keeps its numbers and has no quote, so validation sets it aside.
    """
    study = tagged.study
    groups = {group: _cells(study, group) for group in (*facts.groups, *_groups_named(facts))}
    rows: RawRows = {"studies": [_study_cells(study, facts)], "groups": _numbered(study, "groups", groups.values())}
    names = {_content(row, "group_id", "study_id"): row["group_id"] for row in rows["groups"]}
    group_ids = {group: names[_content(cells)] for group, cells in groups.items()}
    rows["mentions"] = _numbered(study, "mentions", (_mention_cells(study, m) for m in tagged.mentions))
    for table in ("treatments", "conditions", "outcomes", "adverse_events"):
        found = getattr(facts, table)
        rows[table] = _numbered(study, table, (_cells(study, record, group_ids) for record in found))
    return rows


def _groups_named(facts: StudyFacts) -> list[Group]:
    """Groups that records refer to, which need not be in the list of groups."""
    records: tuple[Treatment | Condition | Outcome | AdverseEvent, ...]
    records = (*facts.treatments, *facts.conditions, *facts.outcomes, *facts.adverse_events)
    return [record.group for record in records if record.group is not None]


def _study_cells(study: Study, facts: StudyFacts) -> Cells:
    return {
        "study_id": study.study_id,
        "document_id": study.document.document_id,
        **asdict(study.bibliography),
        "design": facts.design,
        "setting": facts.setting,
        "participants": facts.participants,
        "start": study.start,
        "end": study.end,
    }


def _cells(study: Study, record: Any, group_ids: dict[Group, str] | None = None) -> Cells:
    """Cells of a record; a group that it names becomes a reference."""
    cells = {f.name: getattr(record, f.name) for f in fields(record) if f.name not in _EVIDENCE | _WEIGHED | {"group"}}
    if group_ids is not None:
        cells["group_id"] = "" if record.group is None else group_ids[record.group]
    return {**cells, **_evidence(study, record.start, record.end, "quote")}


def _mention_cells(study: Study, mention: Mention) -> Cells:
    evidence = _evidence(study, mention.start, mention.end, "text")
    cells = {f.name: getattr(mention, f.name) for f in fields(mention) if f.name != "kind"}
    return {**cells, "section": _section(study, mention.start), **evidence}


def _section(study: Study, position: int) -> Section | str:
    block = bisect_right(study.blocks, position, key=lambda block: block.start) - 1
    return study.blocks[block].section if block >= 0 and position < study.blocks[block].end else ""


def _evidence(study: Study, start: int, end: int, quote: str) -> Cells:
    try:
        source_start, source_end = study.view.source_span(start, end)
    except ValueError:
        return {"start": start, "end": end, quote: ""}
    return {"start": source_start, "end": source_end, quote: study.document.text[source_start:source_end]}


def _numbered(study: Study, table: str, rows: Iterable[Cells]) -> list[Cells]:
    """Drop repetitions, put in order, name, and bring the columns into the table's order."""
    distinct = {_content(row): row for row in rows}
    ordered = sorted(distinct.items(), key=lambda item: (item[1]["start"], item[1]["end"], item[0]))
    key, columns = TABLES[table].key, TABLES[table].columns()
    named = (
        {key: row_id(study.study_id, table, number), "study_id": study.study_id, **row}
        for number, (_, row) in enumerate(ordered, start=1)
    )
    return [{column: row[column] for column in columns} for row in named]


def _content(row: Cells, *without: str) -> str:
    return _ENCODER.encode({name: cell for name, cell in row.items() if name not in without} if without else row)
