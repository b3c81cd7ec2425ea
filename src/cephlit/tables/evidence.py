"""The evidence table: every outcome with its study, drug, dose, route and condition, readable without a join.

Nothing is guessed: an outcome that names no condition or drug takes those of its group, else all of its study; where
several doses come into question, all are listed.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar, cast

from cephlit.tables import wording
from cephlit.tables.row import Row
from cephlit.tables.schema import (
    ConditionRow,
    EvidenceRow,
    GroupRow,
    OutcomeRow,
    StudyRow,
    TreatmentRow,
)

_NOT_GIVEN = {"background", "prior"}


class _InGroup(Protocol):
    @property
    def group_id(self) -> str | None: ...


_R = TypeVar("_R", bound=_InGroup)


@dataclass
class _StudyFacts:
    """Rows of one study that an outcome may draw on."""

    groups: dict[str, GroupRow] = field(default_factory=dict)
    treatments: list[TreatmentRow] = field(default_factory=list)
    indications: list[ConditionRow] = field(default_factory=list)


def evidence_rows(valid: Mapping[str, Sequence[Row]], file: str) -> list[EvidenceRow]:
    """Join the valid rows of a document into evidence.

    Parameters
    ----------
    valid
        The document's rows of each table.
    file
        The document's file.
    """
    studies = {row.study_id: row for row in cast(Iterable[StudyRow], valid["studies"])}
    facts = _by_study(valid)
    return [
        _join(outcome, studies[outcome.study_id], file, facts[outcome.study_id])
        for outcome in cast(Iterable[OutcomeRow], valid["outcomes"])
    ]


def reading_order(row: EvidenceRow) -> list[Any]:
    """Place of a row among all evidence: condition, drug, year, study and position; rows without the former come last.

    JSON values, so that they can be kept.
    """
    named = [[word is None, (word or "").casefold()] for word in (row.condition, row.drug)]
    return [*named, row.year is None, row.year or 0, row.study_id, row.start, row.end, row.outcome_id]


def _by_study(valid: Mapping[str, Sequence[Row]]) -> dict[str, _StudyFacts]:
    facts: dict[str, _StudyFacts] = defaultdict(_StudyFacts)
    for group in cast(Iterable[GroupRow], valid["groups"]):
        facts[group.study_id].groups[group.group_id] = group
    for treatment in cast(Iterable[TreatmentRow], valid["treatments"]):
        if treatment.role not in _NOT_GIVEN:
            facts[treatment.study_id].treatments.append(treatment)
    for condition in cast(Iterable[ConditionRow], valid["conditions"]):
        if condition.role == "indication":
            facts[condition.study_id].indications.append(condition)
    return facts


def _join(outcome: OutcomeRow, study: StudyRow, file: str, facts: _StudyFacts) -> EvidenceRow:
    group = facts.groups.get(outcome.group_id or "")
    conditions = _conditions(outcome, facts)
    treatments = _treatments(outcome, group, facts)
    drugs = [outcome.drug] if outcome.drug else [row.drug for row in treatments]
    known = [row.refractory for row in facts.indications if row.condition in conditions]
    several = len(set(drugs)) > 1
    cells: dict[str, Any] = {
        **{
            name: getattr(study, name)
            for name in ("study_id", "document_id", "title", "year", "design", "participants")
        },
        **{name: getattr(outcome, name) for name in EvidenceRow.columns() if name in OutcomeRow.model_fields},
        "file": file,
        "condition": _listed(conditions),
        "refractory": any(known) if known else None,
        "drug": _listed(drugs),
        "dose": _listed(_told(row.drug, wording.dose_text(row), several) for row in treatments),
        "route": _listed(_told(row.drug, row.route, several) for row in treatments),
        "frequency": _listed(_told(row.drug, row.frequency, several) for row in treatments),
        "duration": _listed(_told(row.drug, wording.duration_text(row), several) for row in treatments),
        "group": (group.label or group.kind) if group else None,
        "result": wording.result_text(outcome),
        "p": wording.p_text(outcome),
        "ci": wording.interval_text(outcome),
        "note": _listed([wording.doubt_text(outcome.confidence), wording.contradiction_text(outcome)]),
    }
    return EvidenceRow.model_validate(cells)


def _conditions(outcome: OutcomeRow, facts: _StudyFacts) -> list[str]:
    if outcome.condition:
        return [outcome.condition]
    return [row.condition for row in _of_group(facts.indications, outcome.group_id)]


def _treatments(outcome: OutcomeRow, group: GroupRow | None, facts: _StudyFacts) -> list[TreatmentRow]:
    """Treatments behind an outcome: of its drug, else the drugs of its group, else those that the study tests."""
    if outcome.drug:
        given = [row for row in facts.treatments if row.drug == outcome.drug]
        return _of_group(given, outcome.group_id)
    tied = [row for row in facts.treatments if group is not None and row.group_id == group.group_id]
    return tied or [row for row in facts.treatments if row.role == "studied"]


def _of_group(rows: Sequence[_R], group_id: str | None) -> list[_R]:
    """Rows of the group; where it has none, rows of no group; where there are none either, all rows."""
    if group_id is None:
        return list(rows)
    return (
        [row for row in rows if row.group_id == group_id] or [row for row in rows if row.group_id is None] or list(rows)
    )


def _told(drug: str, words: str | None, several: bool) -> str | None:
    """Words about a treatment, led by its drug where several are told of."""
    return f"{drug} {words}" if words and several else words


def _listed(words: Iterable[str | None]) -> str | None:
    return "; ".join(dict.fromkeys(word for word in words if word)) or None
