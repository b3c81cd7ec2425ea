"""The quantity grammar on sentences annotated inline, and what must hold for any text."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cephlit.tagging.quantities import find_quantities
from cephlit.tagging.tagged import Quantity

CASES = [
    line
    for line in (Path(__file__).parent / "cases" / "sentences.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
ANNOTATION = re.compile(r"\{([^{}|]*)\|[^{}]*\}")


def described(quantity: Quantity) -> str:
    """``dose 5..10 mg``, ``p_value < 0.05``, ``fraction 6 of 9``, ``time_point 2 h "2 h"``."""
    value = "" if quantity.low is None else f"{quantity.low:.10g}"
    value += "" if quantity.high is None else f"..{quantity.high:.10g}"
    value += "" if quantity.total is None else f" of {quantity.total:.10g}"
    parts = [quantity.kind, quantity.relation, value, quantity.unit]
    parts.append(f"per {quantity.per}" if quantity.per else "")
    parts.append(f"level {quantity.level:g}" if quantity.level else "")
    parts.append(f'"{quantity.norm}"' if quantity.norm else "")
    return " ".join(part for part in parts if part)


def annotated(text: str) -> str:
    """Write a text with its quantities inline: ``{10 mg|dose 10 mg}``."""
    pieces, position = [], 0
    for quantity in find_quantities(text):
        pieces.append(f"{text[position : quantity.start]}{{{quantity.text}|{described(quantity)}}}")
        position = quantity.end
    return "".join(pieces) + text[position:]


@pytest.mark.parametrize("case", CASES)
def test_annotated_sentence(case: str) -> None:
    assert annotated(ANNOTATION.sub(r"\1", case)) == case


def test_there_are_many_cases_of_each_kind() -> None:
    kinds = re.findall(r"\|(\w+)", "\n".join(CASES))
    assert len(CASES) >= 250
    assert {kind for kind in kinds if kinds.count(kind) >= 5} >= {
        *("dose", "frequency", "duration", "time_point", "age", "percent", "fraction", "sample", "p_value", "interval"),
        *("spread", "rate", "score", "threshold", "year", "citation", "number"),
    }


FRAGMENTS = st.lists(
    st.one_of(
        st.sampled_from([re.sub(r"\{([^{}|]*)\|[^{}]*\}", r"\1", case) for case in CASES]),
        st.sampled_from(
            ["10 mg", "5–10", " to ", "(", "[", "%", "95% CI", "±", "p < ", "/", "one ", "half", "mg/kg/h", ",", "·"]
        ),
        st.text(alphabet="0123456789 .,-–−±/%()[]<>=≥:;nNpPxmgkhµμ\u00a0aetoz", max_size=30),
        st.text(max_size=20),
    ),
    max_size=6,
)


@settings(max_examples=80, deadline=None)
@given(FRAGMENTS)
def test_offsets_hold_and_nothing_overlaps(fragments: list[str]) -> None:
    text = "".join(fragments)
    last = 0
    for quantity in find_quantities(text):
        assert last <= quantity.start < quantity.end <= len(text)
        assert text[quantity.start : quantity.end] == quantity.text
        if quantity.low is not None and quantity.high is not None:
            assert quantity.low <= quantity.high
        last = quantity.end


@settings(max_examples=50, deadline=None)
@given(
    st.floats(0.01, 5000).map(lambda v: f"{v:.4g}").filter(lambda v: "e" not in v),
    st.sampled_from(["mg", "µg", "g", "mg/kg", "mL", "IU", "mg/kg/h"]),
)
def test_any_plain_dose_is_read(value: str, unit: str) -> None:
    (dose,) = [q for q in find_quantities(f"They were given {value} {unit} of the drug.") if q.kind == "dose"]
    assert dose.low == pytest.approx(float(value))
    assert dose.text == f"{value} {unit}"


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 300), st.integers(1, 300))
def test_any_count_out_of_a_total_is_read(n: int, more: int) -> None:
    (fraction,) = find_quantities(f"Relief came in {n}/{n + more} patients.")
    assert (fraction.kind, fraction.low, fraction.total) == ("fraction", n, n + more)


def test_other_words_can_be_strengths() -> None:
    text = "Drops of atropine 0.5% were used."
    assert [q.kind for q in find_quantities(text)] == ["percent"]
    assert [q.kind for q in find_quantities(text, frozenset({"atropine"}))] == ["dose"]


@pytest.mark.parametrize(
    "piece",
    [
        *("1 ", "1,", "1-", "1/", "(1", "[1,", "1.", "12:", "one ", "one hundred and ", "10 mg to ", "mg/kg/", "p = "),
        *(
            "95% CI ",
            "± 1 ",
            "every 2 ",
            "range ",
            "1 of the ",
            "A1-",
            "week 1, ",
            "aged of was ",
            "at the about ",
            "SD ",
        ),
        *(
            "scale of ",
            "1 (a) ",
            "0-10 a ",
            "x 10 ",
            "from 1 to ",
            "a-",
            "2 aa bb cc dd ",
            "per day ",
            "q 1 ",
            " ",
            "-",
        ),
        *("1 and a half ", "single a b c ", "2% plain ", "increase from ", "continuous a-b "),
    ],
)
def test_time_grows_with_length_only(piece: str) -> None:
    def seconds(length: int) -> float:
        text = (piece * (length // len(piece) + 1))[:length]
        best = float("inf")
        for _ in range(2):
            start = time.process_time()
            find_quantities(text)
            best = min(best, time.process_time() - start)
        return best

    # Four times the length: four times the time if it grows with length, sixteen times if with its square.
    assert seconds(4000) < 9 * seconds(1000) + 0.1
