"""Results that stand in tables whose cells became lines of text."""

from dataclasses import fields
from functools import cache
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cephlit.documents.document import Document
from cephlit.facts.reading import Reading, read
from cephlit.facts.records import Outcome
from cephlit.facts.result_tables.cells import cells_of, split_glued
from cephlit.facts.result_tables.patients import patient_rows
from cephlit.facts.result_tables.reader import read_table_outcomes
from cephlit.studies.reader import split_studies
from cephlit.tagging.pipeline import get_tagger, tag_study

CASES = sorted((Path(__file__).parent / "cases" / "result_tables").glob("*.txt"))


@cache
def _reading(text: str) -> Reading:
    document = Document("case.txt", sha256(text.encode()).hexdigest(), "text/plain", text)
    (study,) = split_studies(document)
    return read(tag_study(get_tagger(), study))


def _parts(case: Path) -> tuple[str, list[str]]:
    text, _, expected = case.read_text(encoding="utf-8").partition("=== expected\n")
    return text, expected.splitlines()


def _line(o: Outcome) -> str:
    numbers = [
        f"{f.name}={getattr(o, f.name):g}"
        for f in fields(o)
        if f.name in ("baseline", "value", "n", "total", "percent") and getattr(o, f.name) is not None
    ]
    order = ("baseline", "value", "n", "total", "percent")
    numbers.sort(key=lambda cell: order.index(cell.partition("=")[0]))
    unit = [f"unit={o.unit}"] if o.unit else []
    p = [f"p={o.p_relation}{'' if o.p_value is None else format(o.p_value, 'g')}"] if o.p_relation else []
    unit += [f"ci={o.ci_low:g}..{o.ci_high:g}"] if o.ci_low is not None else []
    time = [f"time={o.time_point}"] if o.time_point else []
    group = o.group.label if o.group else ""
    return " | ".join([o.measure, o.statistic, group, " ".join([*numbers, *unit, *p, *time])])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_tables_give_these_outcomes(case: Path) -> None:
    text, expected = _parts(case)
    assert [_line(o) for o in read_table_outcomes(_reading(text))] == expected


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_evidence_holds_the_numbers(case: Path) -> None:
    reading = _reading(_parts(case)[0])
    for outcome in read_table_outcomes(reading):
        quote = reading.tagged.study.view.text[outcome.start : outcome.end]
        told = outcome.n if outcome.n is not None else outcome.value
        assert told is not None
        assert f"{told:g}" in quote


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("80 (26)", ["bracket"]),
        ("141 (57%)", ["bracket"]),
        ("12/20 (60 %)", ["fraction"]),
        ("71.2% (319/448)", ["fraction"]),
        ("-2.3 ± 2.2", ["spread"]),
        ("4.5 (3.1-6.0) NS", ["bracket", "p"]),
        ("150 ± 51 134 ± 36 0.40", ["spread", "spread", "number"]),
        ("- < .001 5-13", ["blank", "p", "range"]),
        ("5.7 ± 5.700.007", []),
        ("about 12 (60)", []),
    ],
)
def test_cells_of_a_line(text: str, forms: list[str]) -> None:
    assert [cell.form for cell in cells_of(text, 0)] == forms


def test_ambiguous_glue_is_left_alone() -> None:
    assert split_glued([("12 ± 3450 ± 67", 0)], ("spread", "spread")) == []


_SPREAD = st.tuples(st.integers(0, 999), st.integers(0, 99), st.integers(0, 999))


@given(st.lists(st.tuples(_SPREAD, _SPREAD), min_size=1, max_size=6))
def test_glued_cells_come_apart_as_written_or_not_at_all(rows: list[tuple[tuple[int, ...], tuple[int, ...]]]) -> None:
    written = [tuple(f"{whole / 10:.1f} ± {spread / 10:.2f}" for whole, spread, _ in row) for row in rows]
    split = split_glued([("".join(pair), 0) for pair in written], ("spread", "spread"))
    values = [tuple(cell.first for cell in cells) for cells in split]
    assert values in ([], [tuple(whole / 10 for whole, *_ in row) for row in rows])


@given(st.text(max_size=60), st.integers(0, 1000))
def test_cells_stand_where_they_say(text: str, offset: int) -> None:
    cells = cells_of(text, offset)
    assert all(a.end <= b.start for a, b in pairwise(cells))
    assert all(offset <= c.start < c.end <= offset + len(text) for c in cells)


def test_rows_of_patients_need_cells_of_one_form() -> None:
    assert patient_rows(["No.", "1", "30/F", "2", "7", "2", "41/M", "3", "x"]) == [1, 5]
    assert patient_rows(["1", "5", "2", "6"]) == []
