"""Values set against each other ("52 vs 40 %") whose order words of more and less tell, as no arm is beside."""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence

from cephlit.facts.arms.evidence import CONTROLS
from cephlit.facts.arms.types import Arm
from cephlit.facts.reading import Reading
from cephlit.facts.results.bundles import COMPARES, Belonging, is_paired, mention_of
from cephlit.facts.results.finding import Finding
from cephlit.tagging.tagged import Sentence
from cephlit.vocabulary.change_words import change_words

_LESS = change_words("comparative", "participle", ways=("down",))
_MORE = change_words("comparative", "participle", ways=("up",))
_OTHERWISE = r"better|worse|superior|inferior|differ\w*|improved|compared|than"
_COMPARATIVE = re.compile(rf"\b(?:(?P<less>{_LESS})|(?P<more>{_MORE})|{_OTHERWISE})\b", re.IGNORECASE)
_BRACKETS = re.compile(r"\([^()]{0,80}\)")
_NEW_CLAUSE = re.compile(r";|\b(?:although|but|while|whereas)\b")
_PREDICATE = re.compile(r" (?:was|were|is|are)\b")
_NEAR = 35
"""Characters within which a predicate behind a bracket tells what its values are: "(82 vs 63 %) was more frequent"."""
_PARTS = re.compile(r";|(?<!vs)(?<!s\.d)(?<!s\.e)(?<!S\.D)(?<!S\.E)\. ")
_PAIR = 2
_ALSO = re.compile(
    r"^(?:[^,;.]{1,40}?,? (?:and|or)(?: (?:in|the|on|with|for|of|group)){0,3}|(?:groups? )?\w{1,3},) $", re.IGNORECASE
)
"""What stands between arms that are compared with together."""

_SIZE = re.compile(r"\b(?:(?P<less>lower|fewer|smaller|shorter)|(?P<more>higher|larger|longer))\b", re.IGNORECASE)
"""Words that tell which of two values is the smaller, whatever is measured."""
_OF_CHANGE = re.compile(rf"\b(?:{change_words('any')}|(?:benefi|effica|effect)\w*)", re.IGNORECASE)
"""What may be larger where a value is smaller: "a larger fall in pain"."""

Sides = tuple[tuple[Arm, ...], ...]
"""Arms set against each other, in the order of their values."""


def set_against(
    reading: Reading, sentence: Sentence, findings: Sequence[Finding], first: int, last: int
) -> list[Belonging]:
    """Whose the values are of which the sentence names the arm that it speaks of; empty where it is not clear.

    The first value is that of the arm that the sentence speaks of, the others those of the arms compared with:
    "compared with B, A gave more relief (52 vs 40 %)", "longer on A (14 vs 9 and 10 h)". Where only one arm is named,
    the others are those that are left, or the only control; where none is, the sentence goes on about the one arm of
    the sentence before, or about the active one. The smaller value of a pair belongs to the arm of which the sentence
    says less ("the A group had less pain (3.4 vs 2.1)").
    """
    values = findings[first:last]
    named = _arms_around(reading, sentence, values[0], values[-1])
    own, compared = _sides(reading, sentence, named)
    versus = is_paired(reading.tagged.study.view.text, findings, first)
    if len(own) > 1 and versus and _opens_bracket(reading, values[0]):
        named = _just_before(reading, findings[first - 1].end if first else sentence.start, values[0].start) or named
        own, compared = _sides(reading, sentence, named)
    sides: Sides = ()
    if len(own) > 1 and len(compared) == 1:
        own = _bracketed_behind(reading, sentence, values[0], own) or own
    if len(own) == 1 and len(compared) == len(values) - 1 and (versus or len(values) == _PAIR):
        sides = _as_compared(reading, sentence, values, (own[0], *compared))
    elif versus and len(named) < _PAIR:
        spoken = next(iter(named), None) or _spoken_of(reading, sentence)
        others = _others(reading, spoken, len(values) - 1)
        if spoken and others:
            ordered = (*others, spoken) if compared else (spoken, *others)
            sides = _as_told(reading, sentence, values, ordered, named=bool(named))
    return [Belonging(mention_of(arms), "sentence") for arms in sides]


def _opens_bracket(reading: Reading, finding: Finding) -> bool:
    """Whether a number opens a bracket behind the words that tell what it is of."""
    return reading.tagged.study.view.text[finding.start - 1 : finding.start] in ("(", "[")


def _just_before(reading: Reading, start: int, end: int) -> dict[tuple[Arm, ...], int]:
    """The one arm that is named between the values before and these, with its place: "A took 21 vs 32 h, B 5 vs 3"."""
    named = {m.arms: m.start for m in reading.groups.mentions_in(start, end) if m.arms}
    return named if len(named) == 1 and all(len(arms) == 1 for arms in named) else {}


def _bracketed_behind(
    reading: Reading, sentence: Sentence, value: Finding, some: Sequence[tuple[Arm, ...]]
) -> list[tuple[Arm, ...]]:
    """Those of some arms that stand right before the bracket that a value opens: "A 10 mg (52 vs 40 %) and A 20 mg"."""
    text = reading.tagged.study.view.text
    named = reading.groups.mentions_in(sentence.start, value.start)
    return [m.arms for m in named if m.arms in some and text[m.end : value.start].strip() in ("(", "[")]


def _sides(
    reading: Reading, sentence: Sentence, named: Mapping[tuple[Arm, ...], int]
) -> tuple[list[tuple[Arm, ...]], list[tuple[Arm, ...]]]:
    """Of the arms that a sentence names those that it speaks of, and those that it compares them with."""
    text = reading.tagged.study.view.text
    own: list[tuple[Arm, ...]] = []
    compared: list[tuple[Arm, ...]] = []
    last_place = sentence.start
    for arms, start in named.items():
        against = COMPARES.search(text[max(sentence.start, start - 60) : start]) is not None
        listed = bool(compared) and _ALSO.search(text[last_place:start]) is not None
        (compared if against or listed else own).append(arms)
        last_place = start
    return own, compared


def _spoken_of(reading: Reading, sentence: Sentence) -> tuple[Arm, ...]:
    """The arm of which a sentence tells that names none: the only one that the sentence before names, else the active.

    Empty where the study compares several active treatments and the sentence before does not single one out.
    """
    sentences = reading.tagged.sentences
    at = bisect_left(sentences, sentence.start, key=lambda s: s.start)
    before = sentences[at - 1] if at else sentence
    if before.block.section == sentence.block.section:
        named = {m.arms for m in reading.groups.mentions_in(before.start, before.end) if len(m.arms) == 1}
        if len(named) == 1:
            return named.pop()
    active = tuple(arm for arm in reading.groups.arms if not set(arm.drugs) <= CONTROLS)
    return active if len(active) == 1 < len(reading.groups.arms) else ()


def _as_compared(reading: Reading, sentence: Sentence, values: Sequence[Finding], sides: Sides) -> Sides:
    """The arms of a comparison in their order; of a pair as its size says where a word of size alone compares them.

    "Lower in A than in B (18 vs 4 %)" tells 4 % of A.
    """
    text = reading.tagged.study.view.text
    words = [*_SIZE.finditer(text, sentence.start, values[0].start)]
    if (
        len(sides) != _PAIR
        or not words
        or not _opens_bracket(reading, values[0])
        or _OF_CHANGE.search(text, words[-1].end(), values[0].start)
    ):
        return sides
    return _by_size(values[0], values[1], sides, words[-1].lastgroup == "less")


def _as_told(reading: Reading, sentence: Sentence, values: Sequence[Finding], sides: Sides, *, named: bool) -> Sides:
    """The arms in the order of their values, as the words of more and less settle it; empty where they do not.

    Parameters
    ----------
    reading, sentence, values
        The study, the sentence and its values side by side.
    sides
        The arm that the sentence speaks of and the others.
    named
        Whether the sentence names one of them; else only words of more and less tell.
    """
    text = reading.tagged.study.view.text
    told = _told_of_first(text[sentence.start : values[0].start], text[values[-1].end : sentence.end])
    if told is None or (told == "" and not named):
        return ()
    if len(sides) == _PAIR:
        return _by_size(values[0], values[1], sides, told == "less") if told else sides
    sizes = [abs(size) for f in values for size in [f.value if f.percent is None else f.percent] if size is not None]
    first = {"less": min, "more": max}.get(told)
    fits = first is None or (len(sizes) == len(values) and first(sizes) == sizes[0])
    return sides if fits else ()


def _told_of_first(before: str, after: str) -> str | None:
    """What the nearest words say of the arm that is told of: ``less``, ``more``, "" for neither; None for nothing."""
    clause = _NEW_CLAUSE.split(_BRACKETS.sub("", after.partition(")")[2] or after), maxsplit=1)[0]
    predicate = _PREDICATE.match(clause)
    behind = [*_COMPARATIVE.finditer(clause)][:1]
    told = (behind if predicate and behind and behind[0].start() < _NEAR else []) or (
        [*_COMPARATIVE.finditer(before)][-1:] or behind
    )
    return (told[0].lastgroup or "") if told else None


def _by_size(first: Finding, second: Finding, pair: Sides, less: bool) -> Sides:
    """The arms in the order of their values: the first arm of the pair has the smaller one, or the larger."""
    a, b = (f.value if f.percent is None else f.percent for f in (first, second))
    if a is None or b is None or a == b:
        return pair
    return pair if (abs(a) < abs(b)) == less else pair[::-1]


def _arms_around(reading: Reading, sentence: Sentence, first: Finding, last: Finding) -> dict[tuple[Arm, ...], int]:
    """Arms named in the part of a sentence that holds a pair of values, else in all of it, with their first place."""
    text = reading.tagged.study.view.text
    cuts = [sentence.start, *(m.start() for m in _PARTS.finditer(text, sentence.start, sentence.end)), sentence.end]
    since = max(c for c in cuts if c <= first.start)
    until = min((c for c in cuts if c >= last.core_end), default=sentence.end)
    for start, end in ((since, until), (sentence.start, sentence.end)):
        named: dict[tuple[Arm, ...], int] = {}
        for m in reading.groups.mentions_in(start, end):
            if m.arms and len({a.drug for a in m.arms}) == 1:
                named.setdefault(m.arms, m.start)
        if named:
            return named
    return {}


def _others(reading: Reading, arms: tuple[Arm, ...], many: int) -> Sides:
    """So many arms that some are compared with: those that are left, or the only control; empty if not clear."""
    rest = tuple((arm,) for arm in reading.groups.arms if arm not in arms)
    controls = tuple(some for some in rest if set(some[0].drugs) & CONTROLS)
    return next((found for found in (rest, controls) if len(found) == many), ())
