"""Which of a sentence's doses were given: no blood levels, no volumes, no conversions into another unit."""

import re
from collections.abc import Iterator
from dataclasses import replace

from cephlit.tagging.quantities.units import is_dose_unit
from cephlit.tagging.tagged import Quantity, Sentence, TaggedStudy

_BULK = frozenset({"mL", "L", "cc"})
_NOT_GIVEN = re.compile(
    r"\b(?:levels?|concentrations?|plasma|serum|blood|urine|csf|cerebrospinal|ng/ml|sample size|needles?|gauge|glucose|protein|"
    r"pressure|creatinine|ferritin|cholesterol|weight|weighing)\b[^.;]{0,25}$",
    re.IGNORECASE,
)
_SUPPLIED = re.compile(r"\b(?:available|supplied|ampoules?|vials?|strengths?)\b[^.;]{0,30}$", re.IGNORECASE)


def given_doses(tagged: TaggedStudy, sentence: Sentence) -> list[Quantity]:
    """Doses of a sentence that somebody was given, and the ranges in brackets behind them, which are doses too."""
    return list(_given(tagged, sentence))


def _given(tagged: TaggedStudy, sentence: Sentence) -> Iterator[Quantity]:
    last: Quantity | None = None
    for q in tagged.quantities_in(sentence.start, sentence.end, "dose", "spread"):
        if q.kind == "spread":
            unit = last.unit if last is not None else ""
            if q.norm == "range" and q.high is not None and unit and (not q.unit or is_dose_unit(q.unit)):
                yield replace(q, unit=q.unit or unit)
            continue
        before = sentence.text[: q.start - sentence.start]
        if q.per == "mL" or q.unit in _BULK or q.low == 0 or _NOT_GIVEN.search(before) or _SUPPLIED.search(before):
            continue
        if last is not None and _converts(tagged.study.view.text, last, q):
            continue
        last = q
        yield q


def _converts(text: str, dose: Quantity, other: Quantity) -> bool:
    """Whether a dose in brackets says the dose before it in another unit ("600 mg (24 mmol)")."""
    return (
        text[dose.end : other.start].strip() in ("(", "(=", "[") and other.unit.split("/")[0] != dose.unit.split("/")[0]
    )


def names_zero_dose(tagged: TaggedStudy, sentence: Sentence) -> bool:
    """Whether a sentence lists a dose of 0 among others, which is an arm without the drug: placebo."""
    return any(q.low == 0 and q.high is None for q in tagged.quantities_in(sentence.start, sentence.end, "dose"))
