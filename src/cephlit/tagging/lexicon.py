"""Mentions of drugs, conditions, outcomes, events, routes, populations and instruments, by the vocabulary.

Each label is matched on its own: at every word the longest known phrase wins, and mentions of one label never overlap.
Short forms that the study defines are read as their long form, so that ``chronic CH`` is chronic cluster headache where
``CH`` is cluster headache.

>>> [(m.label, m.text, m.concept) for m in find_mentions("frovatriptan (F) for migraine", {"F": "frovatriptan"})][:2]
[('DRUG', 'frovatriptan', 'frovatriptan'), ('DRUG', 'F', 'frovatriptan')]
"""

from bisect import bisect_left, insort
from collections.abc import Mapping

from cephlit.tagging.coordination import shared_heads
from cephlit.tagging.dictionary import Dictionary, Entry, dictionary
from cephlit.tagging.short_forms import Token, tokenize
from cephlit.tagging.tagged import Label, Mention

_GIVES_WAY: dict[Label, frozenset[Label]] = {
    "DRUG": frozenset({"CONDITION", "EVENT"}),  # triptan-overuse headache
    "EVENT": frozenset({"CONDITION", "INSTRUMENT", "DRUG", "OUTCOME"}),  # absence of nausea
    "CONDITION": frozenset({"INSTRUMENT", "DRUG", "EVENT"}),  # Migraine Disability Assessment, migraine surgery
    "OUTCOME": frozenset({"INSTRUMENT", "CONDITION"}),  # analgesic rebound headache
    "ROUTE": frozenset({"CONDITION", "EVENT"}),  # nasal congestion
    "POPULATION": frozenset({"CONDITION", "EVENT", "INSTRUMENT", "OUTCOME"}),  # cluster attack
}
"""Labels of the longer mentions that a mention of each label gives way to, where it is but a part of them."""

_LONGEST = 300
"""More characters than any phrase has."""

_PLAIN_PAIN = frozenset({"headache", "pain"})
"""Concepts that name no condition where they are but a word of an outcome: headache days, pain score."""


def find_mentions(text: str, abbreviations: Mapping[str, str]) -> list[Mention]:
    """Mentions of a text, in order of start.

    Parameters
    ----------
    text
        Any text; a phrase never crosses a line end.
    abbreviations
        Short to long forms as the study defines them. They win over the vocabulary's own short forms; one whose long
        form the vocabulary does not know is no mention at all.
    """
    known = dictionary()
    words = tokenize(text, abbreviations, known)
    found = _longest_matches(text, words, known)
    found = _with_shared_heads(text, words, known, found)
    found = _with_ambiguous(text, words, known, found)
    return sorted(_without_parts(found), key=lambda m: (m.start, m.end, m.label))


def _longest_matches(text: str, words: list[Token], known: Dictionary) -> list[Mention]:
    found: list[Mention] = []
    done: dict[Label, int] = {}
    for at, word in enumerate(words):
        lengths = known.lengths.get(word.folded)
        if lengths is None or not word.first:
            continue
        for length in lengths:
            end = at + length
            if end > len(words) or not words[end - 1].last:
                continue
            for entry in _entries(words[at:end], known):
                if done.get(entry.label, 0) <= at:
                    done[entry.label] = end
                    if entry.concept is not None:
                        found.append(_mention(text, words[at:end], entry))
    return found


def _entries(run: list[Token], known: Dictionary) -> tuple[Entry, ...]:
    """Entries of a run of words: as written, which is more exact, before those of its folded key."""
    if len(run) == 1:
        return known.exact.get(run[0].written, ()) + known.folded.get(run[0].folded, ())
    exact = known.exact.get(" ".join([word.written for word in run]), ())
    return exact + known.folded.get(" ".join([word.folded for word in run]), ())


def _mention(text: str, run: list[Token], entry: Entry, *, short: bool = False) -> Mention:
    start, end = run[0].start, run[-1].end
    tagger = "abbreviation" if short or any(word.defined for word in run) else "lexicon"
    concept = entry.concept or ""
    return Mention(entry.label, start, end, text[start:end], concept, entry.concept_id, entry.kind, tagger=tagger)


def _with_shared_heads(text: str, words: list[Token], known: Dictionary, found: list[Mention]) -> list[Mention]:
    """Add the partners that share a head; they replace what was found in their place for less than it is."""
    found = sorted(found, key=_place)
    for partner in shared_heads(words, known):
        new = _mention(text, words[partner.first : partner.end], partner.entry)
        near = [i for i in _touching(found, new) if found[i].label == new.label]
        if all(new.start <= found[i].start and found[i].end <= new.end for i in near):
            for i in reversed(near):
                del found[i]
            insort(found, new, key=_place)
    return found


def _touching(found: list[Mention], new: Mention) -> list[int]:
    """Where mentions that overlap another stand in a list in order of start; none is longer than ``_LONGEST``."""
    first = bisect_left(found, new.start - _LONGEST, key=_place)
    last = bisect_left(found, new.end, key=_place)
    return [i for i in range(first, last) if found[i].end > new.start]


def _place(m: Mention) -> int:
    return m.start


def _with_ambiguous(text: str, words: list[Token], known: Dictionary, found: list[Mention]) -> list[Mention]:
    """Add ambiguous short forms of concepts that the text spells out."""
    named = {(m.label, m.concept) for m in found}
    more = [
        _mention(text, [word], entry, short=True)
        for word in words
        for entry in known.ambiguous.get(word.written, ())
        if (entry.label, entry.concept) in named
    ]
    found = sorted(found, key=_place)
    return found + [m for m in more if all(found[i].label != m.label for i in _touching(found, m))]


def _without_parts(found: list[Mention]) -> list[Mention]:
    """Leave out mentions that are but a part of a longer one to which their label gives way."""
    kept: list[Mention] = []
    around: list[Mention] = []
    for m in sorted(found, key=lambda m: (m.start, -m.end)):
        around = [o for o in around if o.end > m.start]
        if not any(_is_part(m, o) for o in around):
            kept.append(m)
        around.append(m)
    return kept


def _is_part(m: Mention, other: Mention) -> bool:
    inside = other.start <= m.start and m.end <= other.end and (m.start, m.end) != (other.start, other.end)
    gives_way = other.label in _GIVES_WAY.get(m.label, ())
    plain = m.concept in _PLAIN_PAIN and m.label == "CONDITION" and other.label == "OUTCOME"
    return inside and (gives_way or plain)
