"""Events that no vocabulary knows: words where a report of harm names what occurred, and changes of measured values."""

import re
from collections.abc import Iterator, Sequence

from cephlit.facts.harms.changes import changed_values
from cephlit.facts.harms.disorder_names import bare_name, is_disorder, listed
from cephlit.facts.harms.stretches import GENERAL, cue, goes_on_about_harm, in_harm_section, lists_harms, speaks_of_harm
from cephlit.tagging.quantities.numbers import WORDS
from cephlit.tagging.tagged import Mention, Sentence, TaggedStudy

_WORDS = r"((?:[a-z][a-z-]+\s){0,3}[a-z][a-z-]{3,})"
_ANY_WORDS = r"((?:[A-Za-z][a-z-]*\s){0,3}[a-z][a-z-]{3,})"
_COUNT = rf"(?:\d{{1,4}}\b|(?:{WORDS})\b|no\b|none\b|another\b|a single\b)"
_START = r"(?:^|[;,:]\s(?:and\s|but\s)?|\.\s|\band\s)"
_AMONG = rf"(?:in|by|with|after|on|among)\s(?:only\s|about\s|another\s|the\s|all\s|both\s)?(?={_COUNT}|patients|groups)"

_FIRST_ITEM = re.compile(r"^((?:[A-Z]?[a-z][a-z-]*\s){0,3}[a-z][a-z-]{3,})\s?(?=[(\[](?:n ?= ?)?\d)")
_ITEM = re.compile(
    r"(?:[,:;(]|\b(?:and|or|were|was|included|including|includes|with|of|by|for|than|as))\s"
    rf"{_WORDS}\s?(?=[(\[](?:n ?= ?)?\d)"
)
_COLON_ITEM = re.compile(rf"(?:^|[:,;]\s(?:and\s)?){_ANY_WORDS}\s(?=\d{{1,3}}(?:\.\d+)?%?(?:[,;./]|$| and\b| \())")
_SEEN = re.compile(
    rf"{_START}{_ANY_WORDS}\s(?=(?:(?:was|were)\s(?:also\s|only\s)?(?:observed|reported|seen|noted|recorded|described|"
    rf"mentioned|noticed|found|experienced|documented)|occurred|developed|appeared|arose)\s{_AMONG})"
)
_IN_SOME = re.compile(rf"(?:^|[;,:]\s(?:and\s)?|\band\s){_ANY_WORDS}\s(?={_AMONG}{_COUNT})")
_HAD = re.compile(
    r"\b(?:had|felt|developed|suffered|complained of|experienced|noticed|suffered from)\s(?:a|an|transient|mild)\s"
    rf"{_WORDS}(?=[.,;]|$|\s(?:and|which|that|after|during|but|in the)\b)"
)
_COUNTED_HAD = re.compile(
    rf"{_START}{_COUNT}(?:\s(?:patients?|women|men|children|subjects|participants|of them|others?))?\s"
    rf"(?:experienced|suffered(?: from)?|developed|complained of)\s(?:an?\s)?{_WORDS}"
    rf"(?=,?\sand\s{_COUNT}|[,;]\s{_COUNT})",
    re.IGNORECASE,
)
_DONE_TO = re.compile(
    r"\b(?:caused|produced|induced|developed|experienced|suffered(?: from)?|had|with|and)\s((?:[a-z][a-z-]+\s){0,3}?"
    rf"[a-z][a-z-]{{3,}})\s(?={_AMONG})"
)
_COUNTED = re.compile(
    rf"(?:\b(?:included?|including|were|was|and)|[,:])\s{_COUNT}\s(?:cases?\sof\s)?{_WORDS}"
    r"(?=\s?[,.;(]|$|\s(?:and|in|on|shortly|after|with|which|that)\b)"
)
"""Disorders that a list of harm counts in front: "complications included one brain-stem infarction"."""
_REASON = re.compile(
    rf"\b(?:because of|due to|owing to)\s(?:an?\s)?{_WORDS}(?=[.,;)]|$|\s(?:and|in|or|after|on)\b)", re.IGNORECASE
)
_INCLUDES = re.compile(
    r"^[^.;:()]{0,40}?(?:\b(?:included?|including|were|was|such as|namely|consisted of|comprised)\b|:)\s"
    r"(?P<what>[a-z][^.;:()\d]{3,160})",
)
_APPOSED = re.compile(rf"^,\s(?:a|an|one case of)\s{_WORDS}(?=[,.;]|\s(?:was|in|on|occurred|and|after)\b)")
_BRACKETED = re.compile(r"^[^.;()\d]{0,40}\(([a-z][^()\d]{3,120})\)")
_SPLIT = re.compile(r",\s(?:and\s)?|;\s|\sand\s")

_LONGEST = 45
"""Characters in the name of an event."""

_PARTICIPLE = re.compile(r"ed\b")
_LEAD = re.compile(r"^(?:(?:a|an|the|some|mild|slight|transient|short-lived|brief|by|in|of|local)\s)+")


def unlisted_harms(tagged: TaggedStudy, sentence: Sentence, known: Sequence[Mention]) -> list[Mention]:
    """Mentions of unknown events in a sentence about harm: words that are counted or told as occurring like events.

    Parameters
    ----------
    tagged, sentence
        The sentence and its study.
    known
        The events of the sentence that the tagger found.
    """
    under = in_harm_section(sentence)
    account = under or speaks_of_harm(sentence.text) or goes_on_about_harm(tagged, sentence)
    other = tagged.mentions_in(sentence.start, sentence.end, "DRUG", "OUTCOME", "POPULATION", "ROUTE", "INSTRUMENT")
    changes = [(sentence.start + a, sentence.start + b) for a, b in changed_values(sentence.text)]
    other = [m for m in other if m.label != "OUTCOME" or all(m.end <= a or b <= m.start for a, b in changes)]
    if not (account or (lists_harms(tagged, sentence) and not any(m.label == "OUTCOME" for m in other))):
        return []
    leading = [m.end for m in known if not m.negated]
    found: list[Mention] = []
    taken = [*known, *other]
    for told, start, end in (*_told(sentence, known, leading, under, account), *((True, *c) for c in changes)):
        words = tagged.study.view.text[start:end].lower()
        free = all(m.end <= start or end <= m.start for m in (*taken, *found))
        named = (start, end) in changes or not (cue("not_named").search(words) or _PARTICIPLE.search(words))
        if told and words and free and named:
            found.append(_mention(tagged, start, end, words))
    return found


def _told(
    sentence: Sentence, known: Sequence[Mention], leading: Sequence[int], under: bool, account: bool
) -> Iterator[tuple[bool, int, int]]:
    """Places of words that stand as events do, and whether the sentence so far makes them events."""
    for pattern in (_FIRST_ITEM, _ITEM, _COLON_ITEM, _SEEN, _IN_SOME, _HAD, _COUNTED_HAD):
        for match in pattern.finditer(sentence.text):
            start, end = _bare(match.group(1), sentence.start + match.end(1))
            behind = bool(leading) and (start > leading[0] or pattern is _FIRST_ITEM)
            yield under or pattern in (_SEEN, _COUNTED_HAD) or behind or (pattern is _HAD and account), start, end
    places = list(_DONE_TO.finditer(sentence.text))
    places += _COUNTED.finditer(sentence.text) if leading else ()
    places += _REASON.finditer(sentence.text) if cue("leaving").search(sentence.text) else ()
    for match in places:
        start, end = _bare(match.group(1), sentence.start + match.end(1))
        yield is_disorder(sentence.text[start - sentence.start : end - sentence.start]), start, end
    for event in known:
        if event.concept in GENERAL and not event.negated:
            yield from ((True, *place) for place in _behind(sentence, event))


def _behind(sentence: Sentence, event: Mention) -> Iterator[tuple[int, int]]:
    """Places of the events that a general word introduces: "side effects included", "adverse events (nausea, rash)"."""
    after = sentence.text[event.end - sentence.start :]
    if included := _INCLUDES.match(after):
        for at, words in listed(included["what"]):
            name = bare_name(words)
            if is_disorder(name) and name in words:
                start = event.end + included.start("what") + at + words.index(name)
                yield start, start + len(name)
    if apposed := _APPOSED.match(after):
        yield _bare(apposed.group(1), event.end + apposed.end(1))
    if bracketed := _BRACKETED.match(after):
        at = event.end + bracketed.start(1)
        for begin, stop in _parts(bracketed.group(1)):
            if stop - begin <= _LONGEST:
                yield _bare(bracketed.group(1)[begin:stop], at + stop)


def _parts(listed: str) -> Iterator[tuple[int, int]]:
    """Places of the items of a list."""
    at = 0
    for cut in _SPLIT.finditer(listed):
        yield at, cut.start()
        at = cut.end()
    yield at, len(listed)


def _bare(words: str, end: int) -> tuple[int, int]:
    """Place of words that end at a place, without articles and grades in front."""
    return end - len(_LEAD.sub("", words.lower())), end


def _mention(tagged: TaggedStudy, start: int, end: int, words: str) -> Mention:
    """An event named by a condition of the vocabulary, or by the words themselves."""
    same = [m for m in tagged.mentions_in(start, end, "CONDITION") if m.end == end]
    identifier = same[0].concept_id if same else ""
    return Mention("EVENT", start, end, tagged.study.view.text[start:end], words, identifier, "event", tagger="grammar")
