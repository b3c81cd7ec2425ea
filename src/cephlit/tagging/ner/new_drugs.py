"""Drugs that no list knows: names of a text that stand where its treatments are told, and that the model calls drugs.

Lists know the drugs of yesterday. A new one is a word that no text on other matters has (``zolvacept``), or a maker's
code (``QX-4127``), and it stands where a study says what it gave: at a dose, before "versus placebo", behind
"received". The words that could be such a name are picked out first, which costs next to nothing; only the sentences
where they stand in such a place are given to the trained tagger; and a name is a drug if the tagger says so in most of
these places. All places of the name are then mentions, as those of a listed drug.
"""

import json
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from typing import Protocol

from cephlit.tagging.dictionary import dictionary
from cephlit.tagging.ner import SHIPPED
from cephlit.tagging.ner.tagged_span import ENTITY
from cephlit.tagging.tagged import Mention, Quantity
from cephlit.vocabulary.cues import cue_forms
from cephlit.vocabulary.load import rows
from cephlit.vocabulary.words import fold_word

_FORM = r"(?:[A-Z]{1,5}[ -]?\d{2,9}[A-Z]{0,3}|[A-Za-z]{5,30})"
_NAME = re.compile(rf"(?<![\w-]){_FORM}(?!\w|-\d|-[A-Z]{{2}})")
"""A word, or a maker's code: letters and a number of two digits or more."""

_CALLED = re.compile(
    rf"(?<![\w-])(?P<one>{_FORM})(?: ?[(\[]|, )(?:(?:formerly|previously|also)(?: known as| called)? )?"
    rf"(?P<other>{_FORM})(?=[)\],;])"
)
"""A drug that is called by a word and by its maker's code: "zolvacept (formerly QX-4127)"."""

_PART_OF_CODE = ("number", "year", "citation")
"""What the grammar of quantities may read a code's number as; a name that touches any other quantity is none."""

_SENTENCES = 3
"""In how many sentences the tagger is asked for a name: the first that tell of giving it."""

_AT_ONCE = 40
"""Of how many names of one text the tagger is asked at most, those that stand in most places first."""

_REACH = 60
"""Characters beside a name in which the words around it are looked for."""

_GAP = 40
"""Most characters between a name and its dose, or another drug that it is listed with."""

_LISTED = re.compile(
    r"(?: ?\([^()]{1,15}\))?(?:,? (?:and|or|plus|versus|vs\.?|with|to) (?:[a-z-]{2,14} )?|, | ?[/+–] ?)"
)
"""What stands between a name and a drug that it is listed with."""

LEAST = 0.1
"""Least chance of a name to be a drug, by the tagger: far less than an even one, as its place speaks for it already.
Words of such places that are no drugs have 0.01 at most, but for adjectives, which ``no_endings`` keeps out."""

Word = tuple[int, int, float]
"""Start and end of a word in its sentence, and its chance to be part of a drug's name."""


class Tagger(Protocol):
    """What is asked of the trained tagger."""

    def chances(self, sentences: Sequence[str], head: str, kind: str) -> Sequence[Sequence[Word]]:
        """Words of each sentence with their chance to be part of a span of some kind."""

    def lists(self, name: str) -> bool:
        """Whether its lists of names have a name."""


@dataclass(frozen=True, slots=True)
class Found:
    """A text, its sentences by start and end in order, and what vocabulary and grammar found in it."""

    text: str
    sentences: Sequence[tuple[int, int]]
    mentions: Sequence[Mention]
    quantities: Sequence[Quantity]
    abbreviations: Mapping[str, str]


@dataclass(slots=True)
class _Candidate:
    """A name that may be a drug: its places in the text, and which of them tell of a treatment."""

    places: list[tuple[int, int]] = field(default_factory=list)
    telling: list[tuple[int, int]] = field(default_factory=list)


def new_drugs(tagged: Found, load: Callable[[], Tagger]) -> list[Mention]:
    """Mentions of the drugs that no list knows, in order; no name that touches a mention by the vocabulary is new.

    Parameters
    ----------
    tagged
        A text with what vocabulary and grammar found in it.
    load
        Gives the trained tagger; not called where no word of the text could be such a drug.
    """
    candidates = _candidates(tagged)
    if not candidates:
        return []
    tagger = load()
    candidates = {key: candidate for key, candidate in candidates.items() if not tagger.lists(key)}
    starts = [start for start, _ in tagged.sentences]
    asked = {key: _asked_places(candidate, starts) for key, candidate in candidates.items()}
    numbers = sorted({number for places in asked.values() for number, _, _ in places})
    texts = [tagged.text[slice(*tagged.sentences[number])] for number in numbers]
    read = dict(zip(numbers, tagger.chances(texts, ENTITY, "Chemical"), strict=True))
    drugs = {key: c for key, c in candidates.items() if _chance(asked[key], starts, read) >= LEAST}
    names = _names(tagged.text, drugs)
    return sorted(
        [
            *(_mention(tagged.text, place, names[key]) for key, c in drugs.items() for place in c.places),
            *_short_forms(tagged, names),
        ],
        key=lambda m: m.start,
    )


def _names(text: str, drugs: Mapping[str, _Candidate]) -> dict[str, str]:
    """Name in the tables of each drug: its word in lower case; its code as first written, or the word beside it."""
    names = {key: key if key.isalpha() else text[slice(*c.places[0])] for key, c in drugs.items()}
    if len(drugs) > 1:
        for pair in _CALLED.finditer(text):
            word, code = sorted((_key(pair["one"]) or "", _key(pair["other"]) or ""), key=str.isalpha, reverse=True)
            if word.isalpha() and not code.isalpha() and word in drugs and code in drugs:
                names[code] = names[word]
    return names


def _short_forms(tagged: Found, names: Mapping[str, str]) -> Iterator[Mention]:
    """Mentions by the short forms that the text defines for its new drugs."""
    for short, long in sorted(tagged.abbreviations.items()):
        name = names.get(_key(long) or "")
        if name is not None and len(short) > 1:
            for match in re.finditer(rf"(?<![\w-]){re.escape(short)}(?![\w-])", tagged.text):
                yield _mention(tagged.text, match.span(), name)


def _candidates(tagged: Found) -> dict[str, _Candidate]:
    """Names that may be drugs by their form and by where they stand.

    A word that has a capital wherever it stands is the name of something else.
    """
    text, mentions, quantities = tagged.text, tagged.mentions, tagged.quantities
    found: dict[str, _Candidate] = defaultdict(_Candidate)
    for match in _NAME.finditer(text):
        key = _key(match.group())
        if key is not None:
            found[key].places.append(match.span())
    found = {key: c for key, c in found.items() if not key.isalpha() or any(text[a:b].islower() for a, b in c.places)}
    typed = [q for q in quantities if q.kind not in _PART_OF_CODE]
    spans = _Spans([*((m.start, m.end) for m in mentions), *((q.start, q.end) for q in typed)])
    peers = _Spans((m.start, m.end) for m in mentions if m.label == "DRUG")
    doses = _Spans((q.start, q.end) for q in quantities if q.kind == "dose")
    listed = {m.concept for m in mentions if m.label == "DRUG"}
    likely: list[tuple[str, _Candidate]] = []
    for key, candidate in found.items():
        if _names_class(key, listed) or any(spans.touch(*place) for place in candidate.places):
            continue
        dosed = [place for place in candidate.places if _is_beside(text, place, doses, _joint())]
        if dosed or len(candidate.places) > 1:
            candidate.telling = [
                place
                for place in candidate.places
                if place in dosed or _is_beside(text, place, peers, _LISTED) or _tells(text, place)
            ]
        if candidate.telling:
            likely.append((key, candidate))
    likely.sort(key=lambda item: -len(item[1].telling))
    return dict(likely[:_AT_ONCE])


def _names_class(key: str, listed: Iterable[str]) -> bool:
    """Whether a word is the end of a listed drug's name, and so a class: "thiazides" beside hydrochlorothiazide."""
    return key.isalpha() and any(name.endswith(key.removesuffix("s")) for name in listed)


class _Spans:
    """Stretches of a text, to be looked up by place."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._spans = sorted(spans)
        self._longest = max((end - start for start, end in self._spans), default=0)

    def touch(self, start: int, end: int) -> bool:
        """Whether one of them overlaps a stretch."""
        return any(last > start for _, last in self._between(start - self._longest, end))

    def before(self, start: int) -> list[int]:
        """Ends of those that end little before a place."""
        return [last for _, last in self._between(start - self._longest - _GAP, start) if start - _GAP < last <= start]

    def after(self, end: int) -> list[int]:
        """Starts of those that begin little after a place."""
        return [first for first, _ in self._between(end, end + _GAP)]

    def _between(self, start: int, end: int) -> list[tuple[int, int]]:
        return self._spans[bisect_left(self._spans, (start, 0)) : bisect_left(self._spans, (end, 0))]


@lru_cache(maxsize=1 << 13)  # most words of a text are in the next ones too
def _key(name: str) -> str | None:
    """What all spellings of a name share; None for a word that texts on any matter may have."""
    if name.isalpha():
        lower = name.lower()
        known = lower.endswith(_endings()) or any(_is_familiar(w) for w in (lower, lower.removeprefix("non")))
        return None if known else lower
    return re.sub(r"[ -]", "", name).lower()


def _is_familiar(word: str) -> bool:
    return word in _familiar() or fold_word(word) in _familiar()


@cache
def _endings() -> tuple[str, ...]:
    """How words end that are no drugs' names: those of acts, properties, diseases, people and parts of the body."""
    return cue_forms("new_drug_cues", "no_endings")


@cache
def _familiar() -> frozenset[str]:
    """Words that are no new names: those of the tagger's tokenizer, all common, and those of the vocabulary."""
    content = json.loads((files("cephlit.models") / SHIPPED / "tokenizer.json").read_text(encoding="utf-8"))
    common = {word for word in content["model"]["vocab"] if word.isalpha()}
    ours = {word for key in dictionary().folded for word in key.split(" ")}
    stopped = {fold_word(row["name"]) for row in rows("drug_stopwords")}
    return frozenset(common | ours | stopped)


def _is_beside(text: str, place: tuple[int, int], others: _Spans, joint: re.Pattern[str]) -> bool:
    """Whether one of some stretches stands beside a name, with no more than a joint between them."""
    start, end = place
    ahead = (text[other:start] for other in others.before(start))
    behind = (text[end:other] for other in others.after(end))
    return any(joint.fullmatch(gap) for gaps in (ahead, behind) for gap in gaps)


def _tells(text: str, place: tuple[int, int]) -> bool:
    """Whether the words around a name say that it is a treatment."""
    start, end = place
    before, after = text[max(0, start - _REACH) : start], text[end : end + _REACH]
    return _before().search(before) is not None or _after().match(after) is not None


@cache
def _before() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_forms('before')})(?: (?:{_forms('between')})){{0,3}} [(]?$", re.IGNORECASE)


@cache
def _after() -> re.Pattern[str]:
    return re.compile(rf"[)]?[ -](?:{_forms('after')})(?!\w)", re.IGNORECASE)


@cache
def _joint() -> re.Pattern[str]:
    """What stands between a name and its dose."""
    return re.compile(rf"[ ,(:-]{{1,2}}(?:(?:{_forms('inside_dose')})[ ,(:]{{1,2}}){{0,3}}", re.IGNORECASE)


def _forms(name: str) -> str:
    return "|".join(re.escape(form) for form in cue_forms("new_drug_cues", name))


def _asked_places(candidate: _Candidate, starts: Sequence[int]) -> list[tuple[int, int, int]]:
    """Sentence, start and end of the places of a name in the first sentences that tell of giving it."""
    places = [(bisect_right(starts, start) - 1, start, end) for start, end in candidate.telling]
    first = sorted({number for number, _, _ in places})[:_SENTENCES]
    return [place for place in places if place[0] in first]


def _chance(places: Sequence[tuple[int, int, int]], starts: Sequence[int], read: Mapping[int, Sequence[Word]]) -> float:
    """Chance that a name is a drug: the mean over its places, each with the mean of its words."""
    found = [_of_stretch(start - starts[number], end - starts[number], read[number]) for number, start, end in places]
    return sum(found) / len(found)


def _of_stretch(start: int, end: int, words: Sequence[Word]) -> float:
    inside = [chance for first, last, chance in words if first < end and start < last]
    return sum(inside) / len(inside) if inside else 0.0


def _mention(text: str, place: tuple[int, int], name: str) -> Mention:
    return Mention("DRUG", *place, text[slice(*place)], name, kind="drug", tagger="model")
