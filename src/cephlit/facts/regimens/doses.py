"""Which of a sentence's doses were given: no blood levels, no volumes, no conversions into another unit, no results.

How much of a drug people needed is a result ("morphine consumption was 14 mg"), and so is any amount with its spread
("0.9 ± 0.3 g of protein"), unless it is said to be a dose that was reached.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from cephlit.facts.regimens.words import words
from cephlit.tagging.quantities.units import is_dose_unit
from cephlit.tagging.tagged import Mention, Quantity, Sentence, TaggedStudy

_BULK = frozenset({"mL", "L", "cc"})
_NEAR = 45
_CLAUSE_REACH = 120
_SPREAD_REACH = 8
_REACHED = re.compile(
    r"\b(?:dos(?:e|es|age)|rate)\b(?:(?!\b(?:decreas|increas|reduc|differ|lower|higher|requir)\w*)[^.;]){0,60}$|"
    r"\b(?:mean|average|median)(?: \w+)?(?: of)? $",
    re.IGNORECASE,
)
"""What stands before a dose with its spread: it tells which dose was reached."""

_AMOUNT_OF = re.compile(r"\b(?:median|mean|average)(?: value| level)? of $", re.IGNORECASE)
_DOSE_WORD = re.compile(
    r"\b(?:dos(?:e|es|ed|age|ages|ing)|rate|infus\w+|inject\w+|receiv\w+|given|took|taken|administ\w+)\b", re.IGNORECASE
)
_BEYOND = re.compile(r"[<>≤≥] ?$")
_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_NUMBER = r"(?<![\d.])(?P<n>two|three|four|five|six|[2-9])"
_PRODUCT = (
    r"(?:syringe|pen|autoinjector|tablet|capsule|ampoule|vial|injection|sachet|patch|suppositor|spray|dose)\w{0,3}"
)
_UNITS_AHEAD = re.compile(rf"\b{_NUMBER} (?:[\w-]+ ){{0,2}}{_PRODUCT} (?:of |containing |each )?$", re.IGNORECASE)
_NUMBER_AHEAD = re.compile(rf"{_NUMBER}(?: ?[x×])? $", re.IGNORECASE)
_PRODUCT_AFTER = re.compile(rf"^ (?:[\w-]+ ){{0,2}}{_PRODUCT}\b|^\)", re.IGNORECASE)


def given_doses(tagged: TaggedStudy, sentence: Sentence) -> list[Quantity]:
    """Doses of a sentence that somebody was given, and the ranges in brackets behind them, which are doses too."""
    return list(_given(tagged, sentence))


def _given(tagged: TaggedStudy, sentence: Sentence) -> Iterator[Quantity]:
    last: Quantity | None = None
    result: Quantity | None = None
    for q in tagged.quantities_in(sentence.start, sentence.end, "dose", "spread"):
        if q.kind == "spread":
            unit = last.unit if last is not None else ""
            plain = not q.unit and last is not None and not _of_another(tagged, last, q)
            if q.norm == "range" and q.high is not None and unit and (plain or is_dose_unit(q.unit)):
                yield replace(q, unit=q.unit or unit)
            continue
        if _is_result(tagged, sentence, q) or (result is not None and _goes_on(tagged, result, q)):
            last, result = None, q
            continue
        if not _is_given(tagged, sentence, q):
            continue
        if last is not None and _converts(tagged.study.view.text, last, q):
            continue
        last = q
        yield q


def _of_another(tagged: TaggedStudy, dose: Quantity, spread: Quantity) -> bool:
    """Whether a range without unit is of what stands between it and a dose: "2 mg/min for 8 days (range 4 to 18)"."""
    return bool(tagged.quantities_in(dose.end, spread.start, "duration", "age", "rate", "percent"))


def _is_result(tagged: TaggedStudy, sentence: Sentence, dose: Quantity) -> bool:
    """Whether an amount is what people needed or had, as the study found: no dose that it gave."""
    text = tagged.study.view.text
    before = re.split(r"[.;]\s", text[max(sentence.start, dose.start - _CLAUSE_REACH) : dose.start])[-1]
    if _touches_drug(tagged, sentence, dose):
        return False
    if words("needed").search(before):
        return True
    if any(q.norm in ("sd", "se") for q in tagged.quantities_in(dose.end, dose.end + _SPREAD_REACH, "spread")):
        return _REACHED.search(before) is None
    aside = _AMOUNT_OF.search(before) or _BEYOND.search(before)
    return aside is not None and _DOSE_WORD.search(before) is None


def _touches_drug(tagged: TaggedStudy, sentence: Sentence, dose: Quantity) -> bool:
    """Whether a drug stands right before or behind an amount ("morphine 10 mg", "10 mg of morphine")."""
    text = tagged.study.view.text
    return any(
        text[d.end : dose.start].strip(" (") == "" if d.end <= dose.start else text[dose.end : d.start] in (" ", " of ")
        for d in tagged.mentions_in(sentence.start, sentence.end, "DRUG")
    )


def _goes_on(tagged: TaggedStudy, result: Quantity, dose: Quantity) -> bool:
    """Whether an amount goes on with the results before it ("14 mg in one group and 20 mg in the other")."""
    gap = tagged.study.view.text[result.end : dose.start]
    apart = re.search(r"[.;]\s", gap) or tagged.mentions_in(result.end, dose.end + 2, "DRUG")
    return result.unit == dose.unit and not apart and not _DOSE_WORD.search(gap)


def has_volume(treatment: Mention) -> bool:
    """Whether a treatment's dose is its volume."""
    return treatment.concept.endswith("patch") or treatment.concept == "epidural saline"


def _is_given(tagged: TaggedStudy, sentence: Sentence, dose: Quantity) -> bool:
    """Whether a dose is none of a blood level, a volume of solution, a dose of 0 or the content of a vial."""
    before = _without_quantities(tagged, sentence.start, dose.start)[-_NEAR:]
    if dose.per == "mL" or dose.low == 0:
        return False
    drugs = tagged.mentions_in(sentence.start, sentence.end, "DRUG")
    if dose.unit in _BULK and not (dose.unit == "mL" and any(has_volume(d) for d in drugs)):
        return False
    return words("not_given").search(re.split(r"[.;]\s", before)[-1]) is None or dose.unit in _BULK


def _without_quantities(tagged: TaggedStudy, start: int, end: int) -> str:
    """A stretch of text without the quantities in it, whose units may hold words of others ("of body weight")."""
    kept, at = [], start
    for q in tagged.quantities_in(start, end):
        kept.append(tagged.study.view.text[at : max(at, q.start)])
        at = max(at, q.end)
    return "".join((*kept, tagged.study.view.text[at:end]))


def _converts(text: str, dose: Quantity, other: Quantity) -> bool:
    """Whether a dose in brackets says the dose before it in another unit ("600 mg (24 mmol)")."""
    return (
        text[dose.end : other.start].strip() in ("(", "(=", "[") and other.unit.split("/")[0] != dose.unit.split("/")[0]
    )


def unit_strengths(tagged: TaggedStudy) -> frozenset[tuple[float, float, str]]:
    """What single units of a product hold, with the dose that some of them make up ("two syringes of 120 mg": 240 mg).

    Returns
    -------
    frozenset
        Triples of strength, dose and unit of measure.
    """
    text = tagged.study.view.text
    found = set()
    for sentence in tagged.sentences:
        for q in tagged.quantities_in(sentence.start, sentence.end, "dose"):
            before = text[max(sentence.start, q.start - _NEAR) : q.start]
            number = _UNITS_AHEAD.search(before) or (
                _PRODUCT_AFTER.match(text[q.end : sentence.end]) and _NUMBER_AHEAD.search(before)
            )
            if number and q.low is not None and q.high is None:
                many = _NUMBERS.get(number.group("n").lower()) or int(number.group("n"))
                found.add((q.low, q.low * many, q.unit))
    return frozenset(found)


def names_zero_dose(tagged: TaggedStudy, sentence: Sentence) -> bool:
    """Whether a sentence lists a dose of 0 among others, which is an arm without the drug: placebo."""
    return any(q.low == 0 and q.high is None for q in tagged.quantities_in(sentence.start, sentence.end, "dose"))
