"""How many people a study treated or analysed as its whole sample."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import combinations, groupby

from cephlit.facts.monographs import is_monograph
from cephlit.facts.own_study import CITED, WISH
from cephlit.facts.people.counts import PeopleCount, people_counts
from cephlit.facts.people.patients import numbered_patients
from cephlit.facts.roles import Role
from cephlit.patterns import screened
from cephlit.tagging.quantities.numbers import WORDS
from cephlit.tagging.tagged import Sentence, TaggedStudy
from cephlit.vocabulary.people import SINGULAR

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
_PART = -5.0
_SUM = 4.0
_UNNAMED = -1.5
_BACKGROUND = -2.5
_OTHERS_WORK = -6.0
_REPEATED = 1.0
_LATE = -1.5
_LATER = -1.0
_DESCRIBED = 3.0
_OPENING = 1.0
_ATTRITION = 0.6
"""Share of those enrolled that those treated must be, to be the sample rather than a part of it."""
_CASES = 6.0
_ENOUGH = 0.0
_SURE = 1.5
"""What must speak for a number of people where the study tells of one patient."""

_AGE = r"\(?(?:\d{1,3}|[a-z]+(?:-[a-z]+)?)[ -](?:years?|yrs?|y|months?)?(?:[ -]olds?)?\)?"
_ONE_PERSON = screened(
    rf"\b(?:an?|this) (?:[\w-]+ ){{0,2}}?(?:\d{{1,3}}|{WORDS})[- ]years?[- ]old (?!(?:group|sample|cohort)\b)"
    r"|\bn-of-1\b|\bn of 1\b"
    rf"|\b(?:an?|this|our|the) (?:[\w-]+ ){{0,4}}?{_AGE}[ ,-]{{1,2}}(?:[\w-]+,? ){{0,4}}?{SINGULAR}\b"
    rf"|\b(?:an?|this|our|the) (?:[\w-]+ ){{0,3}}{SINGULAR},? (?:aged |of )?{_AGE}(?: of age)?[ ,.]"
    rf"|\b(?:report|describe|present)(?:s|ed)? (?:here )?(?:on )?(?:an?|one|the|this) (?:[\w-]+ ){{0,4}}?(?:case|"
    rf"{SINGULAR})\b"
    r"|\b(?:a|the) case (?:is reported|report)\b|\b(?:a|the) case of an? "
    rf"|(?:^|[.;:] )An? (?:[\w-]+ ){{0,4}}?{SINGULAR} (?:(?:with|who|suffering|taking|receiving)\b[^.;]{{1,80}}?)?\b"
    r"(?:was (?:treated|given|admitted|seen|referred|started|found)|developed|presented|received|experienced|took|"
    r"had)\b",
    re.IGNORECASE,
)
_ONE_AGED = re.compile(
    rf"(?:^|\b(?:report|describe|present|in|of|treated)(?:ed|s)? (?:on |the cases of )?|\band |, )"
    rf"(?:an?|another|her|his) (?:[\w-]+ ){{0,3}}?\d{{1,2}}[- ]years?[- ]old (?:[\w-]+,? ){{0,3}}?{SINGULAR}\b",
    re.IGNORECASE,
)
"""One patient of a list, with age."""
_OF_ONE = screened(rf"\b(?:{SINGULAR}|years?[- ]old|n[- ]of[- ]1|case)\b", re.IGNORECASE)
"""What is in every such expression, and found sooner."""

_OPENS_PERSON = re.compile(
    rf"(?:An?|One) (?:[\w-]+ ){{0,3}}{SINGULAR},? (?:with|who|suffering|on|taking|presented|presenting|was|"
    r"had|developed)\b"
)
"""How a sentence begins that tells of one person."""

_PROTOCOL = re.compile(r"\bprotocol\b", re.IGNORECASE)
_NO_PERSON = re.compile(
    rf"\b(?:average|mean|typical|hypothetical) (?:[\w-]+ ){{0,3}}(?:{SINGULAR}|age)\b", re.IGNORECASE
)


def participants(tagged: TaggedStudy, roles: Sequence[Role]) -> int | None:
    """Size of the whole sample; the randomised number where several are given; None where none is stated.

    A monograph has no sample: the people it counts are those of other people's studies.
    """
    if is_monograph(tagged):
        return None
    counts = people_counts(tagged)
    cases = len(numbered_patients(tagged)) or _described_together(tagged)
    scores: dict[int, float] = {}
    for count in counts:
        score = _score(count, tagged, roles) + _sum_bonus(count, counts) + _CASES * (count.value == cases)
        score += _LATER * _is_told_larger(count, counts) + _PART * _is_one_of_them(count, counts)
        score += _PART * (count.part != "" and not _is_attrition(count, counts))
        known = scores.get(count.value)
        scores[count.value] = score if known is None else max(known, score) + _REPEATED * (min(known, score) > 0)
    if cases > 1:
        scores.setdefault(cases, _CASES)
    best = max(scores, key=lambda value: (scores[value], value), default=None)
    arms, told_at = _sum_of_arms(counts) or (None, 0)
    if arms is not None and best is not None and all(_is_less(c, arms, told_at) for c in counts if c.value == best):
        return arms
    alone = cases == 1 or tells_one_person(tagged)
    if best is not None and scores[best] > (_SURE if alone else _ENOUGH) and (best > 1 or not alone):
        return best
    if alone:
        return 1
    return arms or _opening(counts, tagged, roles) or _only_people(counts, roles)


def _described_together(tagged: TaggedStudy) -> int:
    """How many patients one sentence describes by age: "a 52-year-old woman with A and a 57-year-old man with B"."""
    told = [s for s in tagged.sentences if not CITED.search(s.text) and not WISH.search(s.text)]
    most = max((sum(1 for _ in _ONE_AGED.finditer(s.text)) for s in told), default=0)
    return most if most > 1 else 0


def _only_people(counts: Sequence[PeopleCount], roles: Sequence[Role]) -> int | None:
    """The only number of people that the text tells, if it is told of them as a whole and they exist."""
    told = [c for c in counts if c.act != "screened" and roles[c.sentence] != "conclusion"]
    values = {c.value for c in told}
    whole = all(c.named and not c.part and c.act != "planned" for c in told)
    return max(values) if whole and len(values) == 1 and max(values) > 1 else None


def _is_less(count: PeopleCount, arms: int, told_at: int) -> bool:
    """Whether a number is of an arm, or of fewer people than the arms have, told of later or with nothing done."""
    later = count.sentence > told_at and not count.total
    return count.part == "split" or (count.value < arms and (later or count.act in ("", "outcome")))


def _opening(counts: Sequence[PeopleCount], tagged: TaggedStudy, roles: Sequence[Role]) -> int | None:
    """The people with whom a sentence on methods begins, where no larger number and no other sample is told."""
    first = next((c for c in counts if roles[c.sentence] in ("methods", "aim")), None)
    if first is None or first.part or not first.named or first.start != tagged.sentences[first.sentence].start:
        return None
    return first.value if first.act == "outcome" and first.value == max(c.value for c in counts) else None


def _score(count: PeopleCount, tagged: TaggedStudy, roles: Sequence[Role]) -> float:
    sentence, role = tagged.sentences[count.sentence], roles[count.sentence]
    score = _ACT_WEIGHT["enrolled" if count.act == "planned" and count.total and _is_protocol(tagged) else count.act]
    score += _TITLE * (sentence.block.section == "title" and count.named)
    score += _TOTAL * count.total + _UNNAMED * (not count.named)
    score += (_ACT_WEIGHT[""] - _ACT_WEIGHT["outcome"]) * (count.total and count.act == "outcome")
    score += _LATE * (roles[count.sentence] == "result" and count.act == "treated" and not count.total)
    opens = _opens(count, sentence, roles[count.sentence])
    score += _BACKGROUND * (roles[count.sentence] == "background" and not opens) + _OPENING * opens
    score += _DESCRIBED * count.described
    score += _OTHERS_WORK * bool(CITED.search(sentence.text) or (role == "conclusion" and WISH.search(sentence.text)))
    return score


def _is_protocol(tagged: TaggedStudy) -> bool:
    """Whether the title says that the study is only planned."""
    return any(s.block.section == "title" and _PROTOCOL.search(s.text) for s in tagged.sentences)


def _opens(count: PeopleCount, sentence: Sentence, role: Role) -> bool:
    """Whether people are what a sentence on the study's making begins with."""
    tells = role in ("background", "aim") or (role == "methods" and count.act not in ("", "outcome"))
    return count.named and not count.part and count.start == sentence.start and tells


def _sum_bonus(count: PeopleCount, counts: Sequence[PeopleCount]) -> float:
    """What speaks for a whole whose parts one sentence tells, and against each of the parts."""
    near = [c for c in _around(counts, count.sentence, 4, 4) if c is not count]
    for index in sorted({c.sentence for c in near}) if _ACT_WEIGHT[count.act] > 0 else ():
        told = [c.value for c in near if index <= c.sentence <= index + 1 and c.value < count.value]
        if any(sum(parts) == count.value for n in (2, 3, 4) for parts in combinations(told[:8], n)):
            return _SUM
    beside = [c.value for c in near if abs(c.sentence - count.sentence) <= 1]
    wholes = {c.value for c in near if c.value > count.value}
    return -_SUM if any(whole - count.value in beside for whole in wholes) else 0.0


def _sum_of_arms(counts: Sequence[PeopleCount]) -> tuple[int, int] | None:
    """Sum of the numbers that one sentence splits a sample into that the text never gives as a whole, and which one."""
    for at, told in groupby(counts, key=lambda c: c.sentence):
        beside = list(told)
        arms = [c.value for c in beside if c.act in ("randomised", "treated")]
        split = [c for c in beside if c.part == "split"]
        if any(2 * c.value == sum(s.value for s in split) for c in split[: len(split) > 2]):
            continue  # the first is the whole of the others: "90 were randomised, 46 to A and 44 to B"
        whole = max((c.value for c in beside if c not in split), default=0)
        if len(arms) > 1 and split and not 0 < whole < sum(arms):
            return sum(arms), at
        if len(split) > 1 and not whole and all(c.act not in ("outcome", "planned") for c in split):
            return sum(c.value for c in split), at
    return None


def _around(counts: Sequence[PeopleCount], sentence: int, before: int, after: int) -> Sequence[PeopleCount]:
    """Counts of the sentences from ``before`` ahead of a sentence to ``after`` behind it."""
    first = bisect_left(counts, sentence - before, key=lambda c: c.sentence)
    return counts[first : bisect_right(counts, sentence + after, key=lambda c: c.sentence)]


def _is_told_larger(count: PeopleCount, counts: Sequence[PeopleCount]) -> bool:
    """Whether an earlier sentence tells a larger number of people with whom the same was done."""
    earlier = counts[: bisect_left(counts, count.sentence, key=lambda c: c.sentence)]
    return any(c.act == count.act and c.value > count.value and c.named and not c.part for c in earlier)


def _is_one_of_them(count: PeopleCount, counts: Sequence[PeopleCount]) -> bool:
    """Whether one patient is told of after the several who make up the sample."""
    earlier = counts[: bisect_right(counts, count.sentence, key=lambda c: c.sentence)] if count.value == 1 else ()
    return any(
        c.value > 1
        and c.start < count.start
        and c.named
        and not c.part
        and _ACT_WEIGHT[c.act] >= _ACT_WEIGHT["analysed"]
        for c in earlier
    )


def _is_attrition(count: PeopleCount, counts: Sequence[PeopleCount]) -> bool:
    """Whether those treated are most of those just said to be enrolled: the rest was never treated."""
    return (
        count.part == "some"
        and count.act not in ("outcome", "planned", "")
        and any(
            other.act in ("enrolled", "screened")
            and count.value < other.value
            and (count.act == "randomised" or _ATTRITION * other.value <= count.value)
            for other in _around(counts, count.sentence, 1, 0)
        )
    )


def tells_one_person(tagged: TaggedStudy) -> bool:
    """Whether the study describes one person as its own case."""
    return any(
        ((_OF_ONE.search(sentence.text) and _ONE_PERSON.search(sentence.text)) or _OPENS_PERSON.match(sentence.text))
        and not _NO_PERSON.search(sentence.text)
        and not CITED.search(sentence.text)
        for sentence in tagged.sentences
    )
