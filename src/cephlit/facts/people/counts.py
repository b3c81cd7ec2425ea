"""Numbers that count people, and what the sentence says was done with them.

``Sixty patients were recruited`` counts sixty people who were enrolled; ``of these, 12 patients had nausea`` counts a
part of them; ``120 patients were needed`` counts nobody who exists.
"""

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from cephlit.facts.people.acts import BRACKETS, act_of, elliptic, had_treatment
from cephlit.facts.people.gapping import leaves_verb_out, were_given
from cephlit.facts.people.words import GIVEN, NOUN_PHRASE, ONE_PHRASE
from cephlit.tagging.quantities.numbers import DIGITS, WORDS, parse_digits, parse_words
from cephlit.tagging.tagged import Quantity, Sentence, TaggedStudy
from cephlit.vocabulary.people import PEOPLE, PLURAL, SINGULAR, sex_of

_PART_BEFORE = re.compile(
    r"\b(?:of (?:these|those|them|whom|which|the(?: total)?)|among (?:them|these|those|whom)|remaining|other|another|"
    r"further|additional|only|except(?: for)?|(?:and|but|whereas|while) (?:in|the)(?: (?:other|remaining))?|first|last)"
    r",?(?: \w+){0,2} $|\($",
    re.IGNORECASE,
)
_WHOLE_BEFORE = re.compile(r"\bof (?:the|all|our)(?: total)?(?: of)? $", re.IGNORECASE)
"""What stands before a whole whose parts follow ("of the 80 patients, 72 completed")."""

_PART_AFTER = re.compile(
    r"^ ?(?:\((?:\d{1,3}(?:\.\d+)?|[\w-]{3,20}) ?(?:%|per ?cent)"
    r"(?! ?(?:of them )?(?:were )?(?:wom[ae]n|m[ae]n|females?|males?|girls|boys|[FM])\b| with\b)|"
    r"\[\d{1,3}(?:\.\d+)? ?%|"
    r"(?:in|from|of|on) (?:the|each|either|both|one) (?:[\w-]+ ){0,3}(?:group|arm|treatment)s?\b|"
    r"(?:in each|per|for each|each)(?: [\w-]+)? ?(?:group|arm)?\b|"
    rf"[^.;:()]{{1,60}}? and (?:an?|one|another) (?:unrelated |further )?{SINGULAR}\b)",
    re.IGNORECASE,
)
_TOTAL_BEFORE = re.compile(
    r"\b(?:total(?: number)? of|altogether|in total|overall|all(?: of)?(?: the| our)?|"
    r"(?:charts|records|files|notes|data) (?:of|from)) $",
    re.IGNORECASE,
)
_NOT_PEOPLE_BEFORE = re.compile(
    r"(?:\b(?:aged?|week|day|month|visit|table|fig(?:ure)?|grade|phase|type|stage|score|least|than|every|group|year|"
    r"per|ratio|level|part|up to|/) |[$£€#<>≤≥=~] ?|(?<! )- ?)$",
    re.IGNORECASE,
)
_ALLOTS = r"(?:divid|randomi|assign|allocat|allott|receiv|treat|given|took)"
_PEOPLE_BEFORE = re.compile(
    rf"\b(?:{PEOPLE}|sample|population|cohort)"
    rf"(?: (?:with|at|aged|over|from|without)\b(?:(?!\b{_ALLOTS})[^(\[;:]){{1,80}})? ?[(\[,]? ?$",
    re.IGNORECASE,
)
_OF_ANOTHER_KIND = re.compile(
    rf"(?:^|[ (])(?P<n>{DIGITS}|{WORDS}) "
    rf"(?:(?!(?:{PEOPLE}|of|to|or|mg|year|month|week|day|hour)\b)[\w-]{{0,30}}[^s\W] ){{1,3}}"
    r"(?:\([\w-]{1,12}\) )?and $",
    re.IGNORECASE,
)
"""People of one kind before those of another with the same noun ("12 episodic and 8 chronic cluster patients")."""

_N = re.compile(r"(?:total )?\bn ?= ?$", re.IGNORECASE)
_LISTED = re.compile(
    rf"^[^(:;]{{0,120}}?(?:,|;| and| while| whereas) (?:and )?(?:the )?(?:remaining |other )?(?:{DIGITS}|{WORDS})"
    r"(?: \([^)]{1,20}\))?(?: (?!randomi)[\w-]+){0,3}? (?:to|received|got|underwent|took)\b"
    r"(?! at least| randomi| an? dose)",
    re.IGNORECASE,
)
_WITH_LIST = re.compile(
    rf"^ with [^.;:()]{{1,60}}?(?:,|,? and) (?:{DIGITS}|{WORDS}) (?:patients )?with\b", re.IGNORECASE
)
_GROUP_BRACKET = re.compile(
    r"^ ?[(\[](?:the )?(?:[\w-]{1,15} (?:group|arm)|(?:group|arm) \w{1,3})[;,)\]]", re.IGNORECASE
)
_ARM_WORD = re.compile(r"\b(?:groups?|arms?|control|intervention|placebo|sham|mg|combination)\b", re.IGNORECASE)
_ALLOTTED = re.compile(
    r"\b(?:to|into|receive|received|receiving|given) (?:[\w.%,-]+ ){1,10}[(\[](?:n ?= ?)?$", re.IGNORECASE
)
_DESCRIPTION = re.compile(
    r"^,? ?(?:\([^)]{0,40}?\b(?:women|men|females?|males?|girls|boys|[FM]\b|mean age|median age|aged?|years|y\b)|"
    r"(?:aged|ages) \d|of (?:mean|median) age)",
    re.IGNORECASE,
)
_NOTHING = re.compile("")

_PEOPLE_LABEL = re.compile(rf"(?:\w{{1,40}} and )?{PLURAL}[:.]?", re.IGNORECASE)
_PEOPLE = re.compile(rf"\b{PEOPLE}\b", re.IGNORECASE)

_STATED = re.compile(rf"(?:{PEOPLE}|sample|total|were|was) (?:\w+ly )?(?:\w+ )?[(\[](?:n ?= ?)?$", re.IGNORECASE)
_ARM_BRACKET_REACH = 40
_GROUP_AFTER = re.compile(
    r"^ (?:were |was )?(?:in|into|to) (?:the|each) (?:[\w-]+ ){1,3}(?:group|arm)\b", re.IGNORECASE
)
_NOT_ARM_BEFORE = re.compile(r"\b(?:in|among|by|of|for|from|reported|occurred) $", re.IGNORECASE)

_REPORTS = re.compile(r"\b(?:report|describe|present)(?: (?:on|here|a series of))? $", re.IGNORECASE)
"""What stands before the number of cases that a paper tells of."""

_TAKEN_IN = ("enrolled", "randomised", "treated")
"""Acts by which people became part of a study."""

PartKind = Literal["", "some", "split"]


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
        ``some`` of a larger number, or a number that it was ``split`` into, if the words say so.
    total
        The words say that they are all.
    named
        A word for people says what is counted.
    described
        Their age or sex is told right behind.
    sex
        Sex that the word for them tells.
    """

    value: int
    start: int
    end: int
    sentence: int
    act: str = ""
    part: PartKind = ""
    total: bool = False
    named: bool = True
    described: bool = False
    sex: str = ""


def people_counts(tagged: TaggedStudy) -> list[PeopleCount]:
    """Find all counts of people in the study's text, in order."""
    return [
        count
        for index, sentence in enumerate(tagged.sentences)
        for count in _with_partners(_counts(tagged, sentence, index))
    ]


def _with_partners(counts: list[PeopleCount]) -> list[PeopleCount]:
    """Counts of a sentence; those without a noun that follow a split-off number are split off as well."""
    split = next((at for at, count in enumerate(counts) if count.part == "split"), len(counts))
    told = [
        replace(c, part="split") if at > split and _is_partner(c, counts[split]) else c for at, c in enumerate(counts)
    ]
    sexes = {at for at, (a, b) in enumerate(pairwise(told)) if {a.sex, b.sex} == {"female", "male"} and a.act == b.act}
    return [replace(c, part="split") if sexes & {at, at - 1} else c for at, c in enumerate(told)]


def _is_partner(count: PeopleCount, first: PeopleCount) -> bool:
    """Whether a count is another part of what the first one was split off from."""
    return not count.total and (not count.named or (count.act == first.act == "treated" and not count.part))


def _counts(tagged: TaggedStudy, sentence: Sentence, index: int) -> list[PeopleCount]:
    found: list[PeopleCount] = []
    given = -1
    for quantity in tagged.quantities_in(sentence.start, sentence.end, "number", "sample", "fraction"):
        value = quantity.total if quantity.kind == "fraction" else quantity.low
        if value is None or value != int(value) or value < 1 or quantity.high is not None:
            continue
        if given >= 0 and leaves_verb_out(tagged, sentence, quantity):
            found[given] = replace(found[given], part="split")
            found.append(replace(found[given], value=int(value), start=quantity.start, end=quantity.end, named=False))
            continue
        count = _count(tagged, sentence, quantity, int(value), index)
        if count is not None:
            found.append(count)
            given = len(found) - 1 if were_given(tagged, count.end, sentence.end) else given
    return found


def _count(tagged: TaggedStudy, sentence: Sentence, quantity: Quantity, value: int, index: int) -> PeopleCount | None:
    text = tagged.study.view.text
    before = text[max(sentence.start, quantity.start - 100) : quantity.start]
    after = text[quantity.end : sentence.end]
    place = (quantity.start, quantity.end, index)
    if quantity.kind == "sample":
        return _bare(tagged, value, before, after, place)
    labelled = quantity.start == sentence.start and _PEOPLE_LABEL.fullmatch(sentence.block.label) is not None
    arm = _GROUP_AFTER.match(after) is not None and not _NOT_ARM_BEFORE.search(before)
    phrase = (ONE_PHRASE if value == 1 else NOUN_PHRASE).match(after)
    if phrase is None and quantity.kind == "number":
        phrase = _unsaid(before, after, labelled or (arm and _PEOPLE.search(before) is not None))
    if phrase is None or _NOT_PEOPLE_BEFORE.search(before):
        return None
    if quantity.kind == "fraction":
        return PeopleCount(value, quantity.start, quantity.end + phrase.end(), index)
    rest = after[phrase.end() :]
    act = act_of(before, rest)
    if act in ("outcome", "") and had_treatment(tagged, sentence, quantity.end + phrase.end()):
        act = "treated"
    total = bool(_TOTAL_BEFORE.search(before))
    noun = phrase.groupdict().get("noun") or ""
    events = sentence.block.section != "title" and _is_events(phrase, act, before)
    part: PartKind = _part(before, after, rest) or ("some" if events else "")
    allotted = before.endswith("(") and act in ("randomised", "treated") and _drug_ahead(tagged, quantity.start)
    grouped = arm or (_GROUP_AFTER.match(rest) is not None and not _NOT_ARM_BEFORE.search(before))
    if allotted or (grouped and act in ("", *_TAKEN_IN)):
        part = "split"
    return PeopleCount(
        value + (_of_another_kind(before) if noun and act in _TAKEN_IN else 0),
        quantity.start,
        quantity.end + phrase.end(),
        index,
        act="enrolled" if labelled and act == "outcome" else act,
        part="" if total and part == "split" else part,
        total=total,
        sex=sex_of(noun),
        named=bool(noun) or labelled,
        described=act != "planned" and (labelled or bool(_DESCRIPTION.match(rest))),
    )


def _of_another_kind(before: str) -> int:
    """People of another kind who are counted before these with the same noun ("12 episodic and 8 chronic patients")."""
    told = _OF_ANOTHER_KIND.search(before)
    if told is None:
        return 0
    return int(parse_digits(told["n"]) if told["n"][0].isdigit() else parse_words(told["n"]))


def _unsaid(before: str, after: str, known: bool) -> re.Match[str] | None:
    """What stands for the noun that a number leaves out; nothing need stand there where it is known to count people."""
    return elliptic(before, after) or (_NOTHING.match(after) if known else None)


def _part(before: str, after: str, rest: str) -> PartKind:
    listed = GIVEN.search(rest) and _LISTED.search(BRACKETS.sub("", rest))
    if listed or _WITH_LIST.match(rest) or _GROUP_BRACKET.match(rest):
        return "split"
    parted = _PART_BEFORE.search(before) and not _WHOLE_BEFORE.search(before)
    return "some" if parted or _PART_AFTER.match(rest) or _PART_AFTER.match(after) else ""


def _drug_ahead(tagged: TaggedStudy, at: int) -> bool:
    """Whether a treatment stands right before an offset."""
    return bool(tagged.mentions_in(max(0, at - _ARM_BRACKET_REACH), at, "DRUG"))


def _condition_ahead(tagged: TaggedStudy, at: int) -> bool:
    """Whether a bracket opens at an offset right behind a condition, whose people it counts: "in SUNCT (n = 8) and"."""
    text = tagged.study.view.text
    named = tagged.mentions_in(max(0, at - _ARM_BRACKET_REACH), at, "CONDITION")
    return any(text[m.end : at] in (" (", " [") for m in named)


def _is_events(phrase: re.Match[str], act: str, before: str) -> bool:
    """Whether the count is of cases of something that happened, not of patients ("we report four cases")."""
    noun = phrase.groupdict().get("noun") or ""
    return noun.lower().startswith("case") and act not in ("reported", "") and not _REPORTS.search(before)


def _bare(tagged: TaggedStudy, value: int, before: str, after: str, place: tuple[int, int, int]) -> PeopleCount:
    """Count given as ``n = 53``: of the people named just before it, else of an arm or of all."""
    named = bool(_PEOPLE_BEFORE.search(_N.sub("", before)))
    stated = _STATED.search(before) is not None
    near_arm = not stated and (
        _ARM_WORD.search(before[-40:]) or _ALLOTTED.search(before) or _drug_ahead(tagged, place[0])
    )
    act = act_of(before, after[after.find(")") + 1 :])
    return PeopleCount(
        value,
        *place,
        act="" if act == "outcome" else act,
        part="split" if (near_arm and not named) or _condition_ahead(tagged, place[0]) else "",
        named=named,
    )
