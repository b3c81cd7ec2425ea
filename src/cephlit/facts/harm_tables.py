"""Tables of adverse events in running text, where each cell stands on a line of its own."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from cephlit.facts.harm import in_harm_section, speaks_of_harm
from cephlit.facts.reading import Reading
from cephlit.facts.records import AdverseEvent
from cephlit.tagging.tagged import Mention, Sentence

_CELL = re.compile(r"^(\d{1,5})(?: ?/ ?(\d{1,5}))?(?: ?\((\d{1,3}(?:\.\d+)?) ?%?\))?$")


def read_harm_tables(reading: Reading) -> Iterator[AdverseEvent]:
    """Rows of tables that have one line an event, followed by one cell for each arm."""
    arms = reading.groups.arms
    if not arms:
        return
    for _, lines in groupby(reading.tagged.sentences, key=lambda s: s.block):
        table = list(lines)
        if table[0].block.kind == "table" and _is_harm_table(reading, table):
            yield from _rows(reading, table)


def _is_harm_table(reading: Reading, table: Sequence[Sentence]) -> bool:
    """Whether the table's lines, or the caption right above it, use the words of harm."""
    at = reading.tagged.sentences.index(table[0])
    above = reading.tagged.sentences[max(0, at - 1) : at]
    return any(speaks_of_harm(s.text) for s in (*above, *table)) or in_harm_section(table[0])


def _rows(reading: Reading, table: Sequence[Sentence]) -> Iterator[AdverseEvent]:
    arms = reading.groups.arms
    for i, line in enumerate(table):
        events = reading.tagged.mentions_in(line.start, line.end, "EVENT")
        cells = [_CELL.match(s.text.strip()) for s in table[i + 1 : i + 1 + len(arms)]]
        if len(events) != 1 or len(cells) < len(arms):
            continue
        for arm, cell, source in zip(arms, cells, table[i + 1 :], strict=False):
            if cell is None:
                break
            yield AdverseEvent(
                event=events[0].concept,
                concept_id=events[0].concept_id,
                start=line.start,
                end=source.end,
                group=arm.group,
                drug=arm.drug,
                n=float(cell.group(1)),
                total=float(cell.group(2)) if cell.group(2) else None,
                percent=float(cell.group(3)) if cell.group(3) else None,
                severity=_severity(line, events[0]),
            )


def _severity(line: Sentence, event: Mention) -> str:
    word = line.text[: event.start - line.start].strip().lower()
    return word if word in ("mild", "moderate", "severe", "serious") else ""
