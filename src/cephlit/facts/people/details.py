"""Age and sex of a study's people, where the text describes them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from cephlit.facts.people.words import NOUN_PHRASE
from cephlit.facts.records import Group
from cephlit.tagging.tagged import Quantity, Sentence, TaggedStudy
from cephlit.vocabulary.people import SINGULAR, sex_of

_STATISTIC = re.compile(r"\b(?P<name>mean|average|median)\b[^.;]{0,30}$", re.IGNORECASE)
_RANGE_AFTER = re.compile(r"^[^.;]{0,25}\brange[:,]?(?: of| from)? ?\(?", re.IGNORECASE)
_RULES = re.compile(r"\b(?:eligib\w+|inclusion|includ\w+ criteria|exclu\w+|criteria|onset|between)\b", re.IGNORECASE)
_OTHER_AGE = re.compile(r"\b(?:onset|at age|since|began|begin|started|first|diagnosis)\b[^.;]{0,20}$", re.IGNORECASE)
_PERSON = re.compile(rf"\b{SINGULAR}\b", re.IGNORECASE)


def describe(tagged: TaggedStudy, sample: Group) -> Group:
    """Give the whole sample its age and sex, from the first sentences that tell them."""
    female, male = _sexes(tagged, sample.participants)
    described = replace(sample, female=female, male=male)
    aged = [
        with_age
        for sentence in tagged.sentences
        for quantity in tagged.quantities_in(sentence.start, sentence.end, "age")
        if (with_age := _with_age(tagged, sentence, quantity, described)) is not None
    ]
    return next((group for group in aged if group.age is not None), aged[0] if aged else described)


def describe_patient(tagged: TaggedStudy, label: str, start: int, end: int) -> Group:
    """Give a patient's record: age and sex from the first words of ``start:end`` that tell them."""
    text = tagged.study.view.text
    group = Group("patient", label, start, end, participants=1)
    for age in tagged.quantities_in(start, end, "age"):
        if _OTHER_AGE.search(text[max(start, age.start - 30) : age.start]):
            continue
        group = replace(group, age_statistic="value", age=age.low)
        break
    person = next((m for m in _PERSON.finditer(text, start, end) if sex_of(m.group())), None)
    sex = sex_of(person.group()) if person else ""
    first = next((s for s in tagged.sentences if start <= s.start < end and age_or_sex(s)), None)
    place = (first.start, first.end) if first else (start, end)
    return replace(group, female=int(sex == "female") if sex else None, male=int(sex == "male") if sex else None,
                   start=place[0], end=place[1])  # fmt: skip


def age_or_sex(sentence: Sentence) -> bool:
    """Whether a sentence names a person by a word that tells age or sex."""
    return sentence.block.kind != "heading" and any(sex_of(m.group()) for m in _PERSON.finditer(sentence.text))


def _with_age(tagged: TaggedStudy, sentence: Sentence, quantity: Quantity, sample: Group) -> Group | None:
    before = tagged.study.view.text[sentence.start : quantity.start]
    after = tagged.study.view.text[quantity.end : sentence.end]
    statistic = _STATISTIC.search(before)
    if _RULES.search(sentence.text) or _OTHER_AGE.search(before):
        return None
    place = replace(sample, start=sentence.start, end=sentence.end)
    if statistic:
        spread = next(_ranges(tagged, quantity, after), (None, None))
        name = "mean" if statistic["name"].lower() == "average" else statistic["name"].lower()
        return replace(place, age_statistic=name, age=quantity.low, age_low=spread[0], age_high=spread[1])
    if quantity.high is not None and re.search(
        r"\b(?:patients|participants|subjects|children|women|men|adults)\b", before
    ):
        return replace(place, age_statistic="range", age_low=quantity.low, age_high=quantity.high)
    return None


def _ranges(tagged: TaggedStudy, quantity: Quantity, after: str) -> Iterator[tuple[float | None, float | None]]:
    match = _RANGE_AFTER.match(after)
    if match:
        end = quantity.end + match.end()
        yield from ((q.low, q.high) for q in tagged.quantities_in(end - 12, end + 25) if q.high is not None)


def _sexes(tagged: TaggedStudy, participants: int | None) -> tuple[int | None, int | None]:
    """Women and men of the whole sample, from the first sentence that counts both, or that adds up to the sample."""
    for sentence in tagged.sentences:
        counted = dict(_counted(tagged, sentence))
        female, male = counted.get("female"), counted.get("male")
        if female is not None and male is not None and (participants is None or female + male == participants):
            return female, male
        only = female if female is not None else male
        if only is not None and only == participants:
            return (female, 0) if female is not None else (0, male)
    return None, None


def _counted(tagged: TaggedStudy, sentence: Sentence) -> Iterable[tuple[str, int]]:
    text = tagged.study.view.text
    for quantity in reversed(tagged.quantities_in(sentence.start, sentence.end, "number")):
        phrase = NOUN_PHRASE.match(text[quantity.end : sentence.end])
        if phrase and quantity.low is not None and sex_of(phrase["noun"]):
            yield sex_of(phrase["noun"]), int(quantity.low)
