"""How many people a study treated or analysed as its whole sample."""

import re
from collections.abc import Sequence
from itertools import combinations

from cephlit.facts.people import SINGULAR
from cephlit.facts.people_counts import PeopleCount, people_counts
from cephlit.facts.roles import Role
from cephlit.tagging.tagged import TaggedStudy

_ACT_WEIGHT = {
    "randomised": 6.0,
    "treated": 5.0,
    "reported": 5.0,
    "enrolled": 4.0,
    "analysed": 3.0,
    "": 1.5,
    "outcome": -1.0,
    "screened": -2.0,
    "planned": -6.0,
}
"""How well an act marks the whole sample; the randomised number is preferred (annotation guidelines, rule 2)."""

_TITLE = 3.0
_TOTAL = 2.0
_PART = -4.0
_SUM = 4.0
_UNNAMED = -1.5
_BACKGROUND = -4.0
_OTHERS_WORK = -6.0
_REPEATED = 1.0
_CASES = 4.0
_ENOUGH = 0.0

_CITATION = re.compile(
    r"\[\d[\d,\s-]*\]|\bet al\b|\b(?:previous|earlier|prior|another|other|recent|one) (?:\w+ ){0,3}(?:study|studies|trials?|reports?|authors)\b",
    re.IGNORECASE,
)
_ONE_PERSON = re.compile(
    rf"\b(?:an?|this|our|the) (?:[\w-]+ ){{0,4}}?\(?(?:\d{{1,3}}|[a-z-]+)[ -](?:years?|yrs?|months?)(?:[ -]olds?)?\)?[ -,]{{0,2}}"
    rf"(?:[\w-]+ ){{0,4}}?{SINGULAR}\b|\b(?:case report|(?:an?|one|the|this) (?:\w+ )?case of|(?:an?|one) (?:[\w-]+ ){{0,4}}(?:case|patient|woman|man|girl|boy) (?:who|with)\b)",
    re.IGNORECASE,
)
_CASE_LABEL = re.compile(r"^(?:case|patient)(?: report)?(?: no\.?| number)? ?#?(\d{1,2}|[IVX]{1,4})\b", re.IGNORECASE)


def participants(tagged: TaggedStudy, roles: Sequence[Role]) -> int | None:
    """Size of the whole sample; the randomised number where several are given; None where none is stated."""
    counts = people_counts(tagged, roles)
    cases = numbered_cases(tagged)
    scores: dict[int, float] = {}
    for count in counts:
        score = _score(count, tagged, roles) + _sum_bonus(count, counts) + _CASES * (count.value == cases)
        known = scores.get(count.value)
        scores[count.value] = score if known is None else max(known, score) + _REPEATED * (min(known, score) > 0)
    if cases > 1:
        scores.setdefault(cases, _CASES)
    best = max(scores, key=lambda value: (scores[value], value), default=None)
    if best is not None and scores[best] > _ENOUGH and (best > 1 or not _is_one_person(tagged, roles)):
        return best
    return 1 if cases == 1 or _is_one_person(tagged, roles) else None


def numbered_cases(tagged: TaggedStudy) -> int:
    """How many numbered cases (``Case 3``) the study describes under headings of their own."""
    labels = {m.group(1).upper() for b in tagged.study.blocks if (m := _CASE_LABEL.match(b.label))}
    return len(labels)


def _score(count: PeopleCount, tagged: TaggedStudy, roles: Sequence[Role]) -> float:
    sentence = tagged.sentences[count.sentence]
    score = _ACT_WEIGHT[count.act]
    score += _TITLE * (sentence.block.section == "title" and count.named)
    score += _TOTAL * count.total + _PART * count.part + _UNNAMED * (not count.named)
    score += _BACKGROUND * (roles[count.sentence] == "background")
    score += _OTHERS_WORK * bool(_CITATION.search(sentence.text))
    return score


def _sum_bonus(count: PeopleCount, counts: Sequence[PeopleCount]) -> float:
    """What speaks for a whole whose parts one sentence tells, and against each of the parts."""
    near = [c for c in counts if abs(c.sentence - count.sentence) <= 2 and c is not count]
    for index in sorted({c.sentence for c in near}) if _ACT_WEIGHT[count.act] > 0 else ():
        told = [c.value for c in near if index <= c.sentence <= index + 1 and c.value < count.value]
        if any(sum(parts) == count.value for n in (2, 3, 4) for parts in combinations(told[:8], n)):
            return _SUM
    beside = [c.value for c in near if c.sentence == count.sentence]
    wholes = {c.value for c in near if c.value > count.value}
    return -_SUM if any(whole - count.value in beside for whole in wholes) else 0.0


def _is_one_person(tagged: TaggedStudy, roles: Sequence[Role]) -> bool:
    return any(
        role != "background" and _ONE_PERSON.search(sentence.text)
        for sentence, role in zip(tagged.sentences, roles, strict=True)
    )
