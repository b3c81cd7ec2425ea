"""How a text asserts what it mentions: negated, hypothetical, historical, or of the family.

Cue words give their flag to the mentions in their scope, which ends where other words take over (ConText: Harkema H
et al. J Biomed Inform 2009;42:839-851). The cues are data, ``vocabulary/assertion_cues.csv``:

- ``kind``: a flag; ``pseudo`` for longer phrases that only look like a cue (``no increase in``); ``terminator`` and
  ``verb`` for the words that end scopes.
- ``direction``: the side of the cue on which its scope lies.
- ``scope``: where it ends. ``phrase`` at any terminator or verb, ``verb`` at verbs and at words that part clauses,
  ``clause`` at the latter alone, ``comma`` also at the next comma, ``sentence`` at the sentence's end. ``predicate``
  begins after the next verb (``none of the patients with migraine had ...``) and ends like a phrase, verbs apart.
- ``labels``: labels of the mentions that it flags; empty for all.

The longest of overlapping cues counts. A cue inside of a mention is part of its name: ``migraine without aura``.

>>> import spacy
>>> nlp = spacy.blank("en")
>>> ruler = nlp.add_pipe("entity_ruler")
>>> ruler.add_patterns([{"label": "EVENT", "pattern": "nausea"}])
>>> _ = nlp.add_pipe("cephlit_assertion")
>>> nlp("There was no nausea.").ents[0]._.cephlit_assertion
['negated']
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.strings import get_string_id
from spacy.tokens import Doc

from cephlit.tagging.layers import offsets_of, sentences_of
from cephlit.tagging.tagged import FLAGS, Mention
from cephlit.vocabulary.load import rows

UNASSERTED = frozenset(["POPULATION", "INSTRUMENT"])
"""Labels that no cue flags, and whose words may hold cues (``none of the patients``)."""

MAXIMUM_SENTENCE = 300
"""Tokens after which a stretch without a full stop is cut, so that no text can make the search slow."""

_STOPS = {
    "phrase": frozenset(["phrase", "verb", "clause"]),
    "verb": frozenset(["verb", "clause"]),
    "clause": frozenset(["clause"]),
    "predicate": frozenset(["phrase", "clause"]),
    "comma": frozenset(["clause", "comma"]),
    "sentence": frozenset[str](),
}
"""For each scope, the strengths of the words at which it ends."""

_COMMA = get_string_id(",")
_DEPTH = {get_string_id("("): 1, get_string_id(")"): -1}

Target = tuple[int, int, str]
"""Start, end and label of what is asserted; offsets count characters."""


class _Match(NamedTuple):
    """A cue found at the tokens ``start:end``."""

    start: int
    end: int
    cue: str


class _Place(NamedTuple):
    """A target at the tokens ``start:end``."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Cue:
    """A row of the cue list, found at the tokens ``start:end``."""

    start: int
    end: int
    kind: str
    direction: str
    scope: str
    labels: frozenset[str]


class Assertion:
    """Find the flags of targets in a doc."""

    def __init__(self, nlp: Language) -> None:
        """Read the cues."""
        self._rows: dict[str, list[dict[str, str]]] = {}
        for row in rows("assertion_cues"):
            self._rows.setdefault(row["cue"], []).append(row)
        self._matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
        for cue in self._rows:
            self._matcher.add(cue, [nlp.make_doc(cue)])

    def flags(self, doc: Doc, targets: Sequence[Target]) -> list[frozenset[str]]:
        """Give the flags of each target, in the order given."""
        sentences = list(_sentences(doc))
        bounds = [start for start, _ in sentences]
        offsets = offsets_of(doc)
        words = doc.to_array("ORTH").tolist()
        places = [_Place(bisect_right(offsets, s) - 1, bisect_right(offsets, e - 1), label) for s, e, label in targets]
        targets_in: dict[int, list[int]] = {}
        for i, place in enumerate(places):
            if place.label in UNASSERTED:
                continue
            targets_in.setdefault(bisect_right(bounds, place.start) - 1, []).append(i)
        matches_in: dict[int, list[_Match]] = {}
        for key, start, end in self._matcher(doc):
            match = _Match(start, end, doc.vocab.strings[key])
            matches_in.setdefault(bisect_right(bounds, start) - 1, []).append(match)
        found: list[set[str]] = [set() for _ in targets]
        for number in targets_in.keys() & matches_in.keys():
            names = [places[i] for i in targets_in[number]]
            cues = list(self._cues(matches_in[number], names))
            for kind, labels, start, end in _scopes(cues, sentences[number], words):
                for i, place in zip(targets_in[number], names, strict=True):
                    if start <= place.start and place.end <= end and (not labels or place.label in labels):
                        found[i].add(kind)
        return [frozenset(flags) for flags in found]

    def _cues(self, matches: Iterable[_Match], names: Sequence[_Place]) -> Iterator[Cue]:
        """Cues of the longest matches, leftmost first among equals, that are not part of a name."""
        taken: set[int] = set()
        for match in sorted(matches, key=lambda m: (m.start - m.end, m.start)):
            named = any(n.start <= match.start and match.end <= n.end for n in names)
            if named or not taken.isdisjoint(range(match.start, match.end)):
                continue
            taken.update(range(match.start, match.end))
            for row in self._rows[match.cue]:
                labels = frozenset(row["labels"].split())
                yield Cue(match.start, match.end, row["kind"], row["direction"], row["scope"], labels)


def _sentences(doc: Doc) -> Iterator[tuple[int, int]]:
    """First and end token of the sentences, none of them overlong."""
    for first, end in sentences_of(doc) if doc.has_annotation("SENT_START") else [(0, len(doc))]:
        for start in range(first, end, MAXIMUM_SENTENCE):
            yield start, min(start + MAXIMUM_SENTENCE, end)


def _scopes(
    cues: Sequence[Cue], sentence: tuple[int, int], words: Sequence[int]
) -> Iterator[tuple[str, frozenset[str], int, int]]:
    """Flag, labels, first and end token of the scope of each cue that gives a flag."""
    ends = [(cue.start, cue.end, "verb" if cue.kind == "verb" else cue.scope) for cue in cues if _ends_scopes(cue)]
    ends += [(i, i + 1, "comma") for i in range(*sentence) if words[i] == _COMMA]
    ends.sort()
    for cue in cues:
        if cue.kind in FLAGS:
            first, last = _brackets(cue, sentence, words)
            if cue.direction == "forward":
                start, end = _forward(cue, ends, last)
            else:
                stops = [e for _, e, strength in ends if e <= cue.start and strength in _STOPS[cue.scope]]
                start, end = max([first, *stops]), cue.start
            yield cue.kind, cue.labels, start, end


def _ends_scopes(cue: Cue) -> bool:
    """Whether a cue ends the scopes of others."""
    return cue.kind in ("terminator", "verb")


def _forward(cue: Cue, ends: Sequence[tuple[int, int, str]], last: int) -> tuple[int, int]:
    """Scope of a cue to its right; a verb right after it (``no reported harm``) does not end it."""
    start = cue.end
    if cue.scope == "predicate":
        start = next((e for s, e, strength in ends if s >= start and strength == "verb"), start)
    for first, _, strength in ends:
        if first >= start and strength in _STOPS[cue.scope] and not (first == cue.end and strength == "verb"):
            return start, min(first, last)
    return start, last


def _brackets(cue: Cue, sentence: tuple[int, int], words: Sequence[int]) -> tuple[int, int]:
    """First and end token of the innermost bracket that holds the cue, or of the sentence."""
    first, last = sentence
    depth = 0
    for i in range(cue.start - 1, sentence[0] - 1, -1):
        depth += _DEPTH.get(words[i], 0)
        if depth > 0:
            first = i + 1
            break
    depth = 0
    for i in range(cue.end, sentence[1]):
        depth += _DEPTH.get(words[i], 0)
        if depth < 0:
            last = i
            break
    return first, last


def flagged(mention: Mention, kinds: frozenset[str]) -> Mention:
    """Give the mention with these flags."""
    if kinds == frozenset(flag for flag in FLAGS if getattr(mention, flag)):
        return mention
    return replace(
        mention,
        negated="negated" in kinds,
        hypothetical="hypothetical" in kinds,
        historical="historical" in kinds,
        family="family" in kinds,
    )
