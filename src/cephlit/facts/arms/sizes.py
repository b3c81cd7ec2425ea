"""How many people were in each arm."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from cephlit.facts.arms.types import Arm, GroupMention
from cephlit.facts.people.gapping import leaves_verb_out
from cephlit.facts.people.words import NOUN_PHRASE
from cephlit.facts.results.alignment import align
from cephlit.patterns import screened
from cephlit.tagging.tagged import Quantity, Sentence, TaggedStudy

_TELLS_SIZES = screened(
    r"\b(?:randomi[sz]\w*|randomly|allocated|assigned|received|given|divided|group|arm|treated|took)\b|\bn ?=",
    re.IGNORECASE,
)
_BARE_AFTER = re.compile(
    r"^ ?(?:\(\d{1,3}(?:\.\d+)? ?%\) ?)?(?:to|received|were|was|took|got|underwent|on)\b|^ ?[)\];,]"
)
_RIGHT_BEHIND = re.compile(r"^(?:[^.;:)\]]{0,40}[(\[;]| ?[:=,]?)\s*(?:n ?= ?)?$", re.IGNORECASE)
_ALLOCATES = re.compile(
    r"\b(?:randomi[sz]\w*|randomly|allocated|assigned|divided|(?:was|were) given|received)\b", re.IGNORECASE
)
_HAPPENS = re.compile(
    r"\b(?:stopped|withdr\w+|discontinu\w+|dropped|preferred|respon\w+|developed|experienced|improved|relapse\w*|"
    r"adverse|side[ -]effects?|recur\w*|noted|reported|complain\w*)\b",
    re.IGNORECASE,
)
_MINIMUM_SCORE = 1.0
_SMALLEST = 0.1
"""Smallest share of the sample that a number must be to be taken for the size of an arm."""

Sized = tuple[int, int, int]
"""Size, and where the text tells it."""


def arm_sizes(
    tagged: TaggedStudy, arms: Sequence[Arm], mentions: Sequence[GroupMention], participants: int | None
) -> dict[str, Sized]:
    """Size of each arm by its group's label, from the first sentence that gives each of several arms a number."""
    single = sorted((m for m in mentions if len(m.arms) == 1), key=lambda m: (m.start, m.start - m.end))
    starts = [m.start for m in single]
    sizes: dict[str, Sized] = {}
    for sentence in tagged.sentences:
        if len(sizes) == len(arms) or not _TELLS_SIZES.search(sentence.text) or sentence.block.section == "title":
            continue
        inside = single[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
        counts = [q for q in _counts(tagged, sentence) if _is_plausible(q, participants)]
        happens = _HAPPENS.search(sentence.text) and not _ALLOCATES.search(sentence.text)
        if not inside or not counts or happens or (len(counts) < 2 and len(inside) > 1):
            continue
        told = _touching(tagged, counts, _apart(inside)) or dict(
            _paired(tagged, [q for q in counts if q.kind == "number"], _firsts(inside))
        )
        sizes = {**told, **sizes}
    return sizes


def _touching(tagged: TaggedStudy, counts: Sequence[Quantity], mentions: Sequence[GroupMention]) -> dict[str, Sized]:
    """Sizes that stand right after their arms (``A 10 mg (n = 53), B (52)``), where at least two do."""
    text = tagged.study.view.text
    found: dict[str, Sized] = {}
    for count in counts:
        before = [m for m in mentions if m.end <= count.start]
        if before and count.low is not None and _RIGHT_BEHIND.match(text[before[-1].end : count.start]):
            found.setdefault(before[-1].groups[0].label, (int(count.low), before[-1].start, count.end))
    return found if len(found) > 1 else {}


def _is_plausible(quantity: Quantity, participants: int | None) -> bool:
    """Whether an arm can be so large: no larger than the sample, and no small part of it."""
    return participants is None or _SMALLEST * participants <= (quantity.low or 0) < participants


def _apart(mentions: Sequence[GroupMention]) -> list[GroupMention]:
    """Mentions that do not begin inside an earlier one."""
    kept: list[GroupMention] = []
    for mention in mentions:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


def _firsts(mentions: Sequence[GroupMention]) -> list[GroupMention]:
    """Mentions that do not begin inside an earlier one; of a run of one arm's mentions the last."""
    kept: list[GroupMention] = []
    for mention in _apart(mentions):
        if kept and kept[-1].groups == mention.groups:
            kept.pop()
        kept.append(mention)
    return kept


def _counts(tagged: TaggedStudy, sentence: Sentence) -> Iterator[Quantity]:
    text = tagged.study.view.text
    for quantity in tagged.quantities_in(sentence.start, sentence.end, "number", "sample"):
        after = text[quantity.end : sentence.end]
        whole = quantity.low is not None and quantity.low == int(quantity.low) and quantity.low > 1
        bracketed = text[quantity.start - 1 : quantity.start] in ("(", "[") and after[:1] in (")", "]")
        named = bracketed or NOUN_PHRASE.match(after) or _BARE_AFTER.match(after)
        if whole and (quantity.kind == "sample" or named or leaves_verb_out(tagged, sentence, quantity)):
            yield quantity


def _paired(
    tagged: TaggedStudy, counts: Sequence[Quantity], mentions: Sequence[GroupMention]
) -> Iterator[tuple[str, Sized]]:
    pairs = align([(q.start, q.end) for q in counts], [(m.start, m.end) for m in mentions], tagged.study.view.text)
    labels = [mentions[i].groups[0].label for i in pairs.pairs if i is not None]
    if pairs.score < _MINIMUM_SCORE or len(set(labels)) != len(labels):
        return
    for quantity, index in zip(counts, pairs.pairs, strict=True):
        if index is not None and quantity.low is not None:
            mention = mentions[index]
            start, end = min(quantity.start, mention.start), max(quantity.end, mention.end)
            yield mention.groups[0].label, (int(quantity.low), start, end)
