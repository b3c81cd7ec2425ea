"""Numbers that count people, and what the sentence says was done with them.

``Sixty patients were recruited`` counts sixty people who were enrolled; ``of these, 12 patients had nausea`` counts a
part of them; ``120 patients were needed`` counts nobody who exists.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from cephlit.facts.people import NOUN_PHRASE, PEOPLE
from cephlit.facts.roles import Role
from cephlit.tagging.quantities.numbers import DIGITS, WORDS
from cephlit.tagging.tagged import Quantity, Sentence, TaggedStudy
from cephlit.vocabulary.load import rows

_PART_BEFORE = re.compile(
    r"\b(?:of (?:these|those|them|whom|which|the(?: total)?)|among (?:them|these|those|whom)|remaining|other|another|"
    r"further|additional|only|except(?: for)?|(?:and|but|whereas|while) (?:in|the)(?: (?:other|remaining))?|first|last)"
    r",?(?: \w+){0,2} $|\($",
    re.IGNORECASE,
)
_PART_AFTER = re.compile(
    r"^ ?(?:\((?:\d{1,3}(?:\.\d+)?|[\w-]{3,20}) ?(?:%|per ?cent)|\[\d{1,3}(?:\.\d+)? ?%|"
    r"(?:in|from|of|on) (?:the|each|either|both|one) (?:[\w-]+ ){0,3}(?:group|arm|treatment)s?\b|"
    r"(?:in each|per|for each|each)(?: [\w-]+)? ?(?:group|arm)?\b)",
    re.IGNORECASE,
)
_TOTAL_BEFORE = re.compile(
    r"\b(?:total(?: number)? of|altogether|in total|overall|all(?: of)?(?: the| our)?) $", re.IGNORECASE
)
_NOT_PEOPLE_BEFORE = re.compile(
    r"(?:\b(?:aged?|week|day|month|visit|table|fig(?:ure)?|grade|phase|type|stage|score|least|than|every|group|year|"
    r"per|ratio|level|part|up to|/) |[$£€#<>≤≥=~-] ?)$",
    re.IGNORECASE,
)
_PEOPLE_BEFORE = re.compile(
    rf"\b(?:{PEOPLE}|sample|population|cohort)(?: (?:with|at|aged|over|from|without)\b[^(\[;:]{{1,80}})? ?[(\[,]? ?$",
    re.IGNORECASE,
)
_SPLIT = re.compile(
    r"^ ?(?:\([^)]{1,30}\) ?)?(?:were |was )?(?:\w+ly )?(?:[\w]+ed|given|took|underwent)\b", re.IGNORECASE
)
_N = re.compile(r"(?:total )?\bn ?= ?$", re.IGNORECASE)
_LISTED = re.compile(
    rf"^[^(:;]{{0,120}}?(?:,|;| and| while| whereas) (?:and )?(?:the )?(?:remaining |other )?(?:{DIGITS}|{WORDS})"
    r"(?: \([^)]{1,20}\))?(?: [\w-]+){0,3}? (?:to|received|got|underwent|took)\b",
    re.IGNORECASE,
)
_ELLIPSIS = re.compile(
    r"(?: ?\([^)]{1,40}\))?(?: (?!weeks?|months?|days?|hours?|minutes?|years?|attacks?|headaches?|centers?|centres?|sites?|"
    r"hospitals?|doses?|studies|trials?|episodes?|of|and|or|to)[A-Za-z-]{3,20}){0,2}?(?: ?\([^)]{1,60}\))? "
    r"(?:(?:were|was|have been|had been|\w+ly) ){0,3}"
)
_CLAUSE_END = re.compile(
    rf"[;:]|, (?:and|but|while|whereas)\b|\. |(?:,| and| of whom) (?:{DIGITS}|{WORDS})(?![\w-])", re.IGNORECASE
)
_TOUCHING = re.compile(
    r"\W*(?:\([^)]{0,80}\)\W*)?(?:(?:were|was|have been|had been|has been|\w+ly) ){0,3}", re.IGNORECASE
)

ACTS = ("planned", "randomised", "treated", "reported", "enrolled", "analysed", "screened")
"""Acts by how much they say: where one stands before the people and another after, the first of these counts."""


@dataclass(frozen=True, slots=True)
class PeopleCount:
    """A number of people.

    Attributes
    ----------
    value
        How many.
    start, end
        From the number to the end of the noun that it counts, in the study's view.
    sentence
        Index of its sentence.
    act
        What was done with them: ``randomised``, ``treated``, ``enrolled``, ``analysed``, ``reported``, ``screened``,
        ``planned``, ``outcome``, or empty.
    part
        The words say that they are some of a larger number.
    total
        The words say that they are all.
    named
        A word for people says what is counted.
    """

    value: int
    start: int
    end: int
    sentence: int
    act: str = ""
    part: bool = False
    total: bool = False
    named: bool = True


@cache
def _acts() -> tuple[re.Pattern[str], dict[str, str]]:
    acts = {row["word"]: row["act"] for row in rows("study_acts")}
    words = "|".join(sorted(acts, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE), acts


def people_counts(tagged: TaggedStudy, roles: Sequence[Role]) -> list[PeopleCount]:
    """Find all counts of people in the study's text, in order."""
    found: list[PeopleCount] = []
    for index, sentence in enumerate(tagged.sentences):
        found += _counts(tagged, sentence, index)
    return found


def _counts(tagged: TaggedStudy, sentence: Sentence, index: int) -> Iterator[PeopleCount]:
    for quantity in tagged.quantities_in(sentence.start, sentence.end, "number", "sample", "fraction"):
        count = _count(tagged.study.view.text, sentence, quantity, index)
        if count is not None:
            yield count


def _count(text: str, sentence: Sentence, quantity: Quantity, index: int) -> PeopleCount | None:
    value = quantity.low
    if value is None or value != int(value) or value < 1:
        return None
    before = text[max(sentence.start, quantity.start - 100) : quantity.start]
    after = text[quantity.end : sentence.end]
    if quantity.kind == "sample":
        return _bare(int(value), before, after, quantity, index)
    phrase = NOUN_PHRASE.match(after) or _elliptic(after)
    if phrase is None or _NOT_PEOPLE_BEFORE.search(before):
        return None
    rest = after[phrase.end() :]
    part = (
        quantity.kind == "fraction"
        or _PART_BEFORE.search(before)
        or _PART_AFTER.match(rest)
        or _PART_AFTER.match(after)
        or (_SPLIT.search(rest) and _LISTED.search(rest))
    )
    return PeopleCount(
        int(value),
        quantity.start,
        quantity.end + phrase.end(),
        index,
        act=_act(before, rest),
        part=bool(part),
        total=bool(_TOTAL_BEFORE.search(before)),
        named="noun" in phrase.groupdict(),
    )


def _bare(value: int, before: str, after: str, quantity: Quantity, index: int) -> PeopleCount:
    """Count given as ``n = 53``: of the people named just before it, else of a part of them."""
    named = bool(_PEOPLE_BEFORE.search(_N.sub("", before)))
    act = _act(before, after)
    return PeopleCount(
        value, quantity.start, quantity.end, index, "" if act == "outcome" else act, part=not named, named=named
    )


def _elliptic(after: str) -> re.Match[str] | None:
    """The little that stands between a number and the verb where the noun is left out, or is no word for people."""
    gap = _ELLIPSIS.match(after)
    pattern, acts = _acts()
    verb = pattern.match(after, gap.end()) if gap else None
    return gap if verb is not None and acts[verb.group().lower()] != "outcome" else None


def _act(before: str, after: str) -> str:
    """Act of the verb that stands at the people, else of the next in their clause, else of the last before them."""
    pattern, acts = _acts()
    end = _CLAUSE_END.search(after)
    clause = after[: end.start()] if end else after
    touching = _TOUCHING.match(clause)
    verb = pattern.match(clause, touching.end()) if touching else None
    if verb is not None:
        return acts[verb.group().lower()]
    ahead = [acts[m.group().lower()] for m in pattern.finditer(clause)]
    behind = [acts[m.group().lower()] for m in pattern.finditer(before[-60:])]
    near = [*ahead, *[act for act in behind if act != "outcome"][-1:]]
    return next((act for act in ACTS if act in near), "outcome" if ahead else "")
