"""Readers of the public corpora: every one gives documents of sentences with labelled character spans."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ENTITY, ARGUMENT = "entity", "argument"
"""Names of the span heads."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A labelled stretch of a sentence, in characters."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and what its corpus says of it.

    Attributes
    ----------
    text
        The sentence as raw text.
    spans
        Spans of each head that the corpus annotates; a head that is missing here teaches nothing.
    """

    text: str
    spans: dict[str, tuple[Span, ...]]


@dataclass(frozen=True, slots=True)
class Corpus:
    """One split of a corpus.

    Attributes
    ----------
    name
        Such as ``bc5cdr``.
    documents
        Sentences in the order of the text; sentences of one document may serve each other as context.
    silent
        Labels that this corpus does not mark though its head knows them: no word of it teaches that they are absent.
    """

    name: str
    documents: tuple[tuple[Sentence, ...], ...]
    silent: frozenset[str] = field(default_factory=frozenset)

    @property
    def sentences(self) -> list[Sentence]:
        """All sentences in order."""
        return [sentence for document in self.documents for sentence in document]


def read_split(corpora: Path, split: str, names: Iterable[str]) -> list[Corpus]:
    """The named corpora of one split, ``train`` or ``devel``.

    ``NAME, tokens`` is the corpus with its tokens kept apart by blanks, to see what the spelling of raw text costs.
    """
    readers: dict[str, Callable[[], Corpus]] = {
        "bc5cdr": lambda: _iob_corpus(corpora, "bc5cdr", split),
        "ncbi-disease": lambda: _iob_corpus(corpora, "ncbi-disease", split, "Chemical"),
        "bc5cdr, tokens": lambda: _iob_corpus(corpora, "bc5cdr, tokens", split),
        "ncbi-disease, tokens": lambda: _iob_corpus(corpora, "ncbi-disease, tokens", split, "Chemical"),
        "phee": lambda: Corpus("phee", tuple((s,) for s in read_phee(corpora / "phee" / _PHEE_FILES[split]))),
    }
    return [readers[name]() for name in names]


_PHEE_FILES = {"train": "train.json", "devel": "dev.json"}


Speller = Callable[[Sequence[str]], tuple[str, list[tuple[int, int]]]]


def _iob_corpus(corpora: Path, name: str, split: str, *silent: str) -> Corpus:
    folder, _, apart = name.partition(", ")
    sentences = read_iob(corpora / folder / f"{split}.tsv", spell_apart if apart else spell)
    return Corpus(name, (tuple(sentences),), frozenset(silent))


def read_iob(path: Path, speller: Speller) -> Iterator[Sentence]:
    """Sentences of a two-column IOB file.

    The corpora as redistributed keep no raw text: tokens are split at every punctuation mark, and `speller` says how
    they are joined.
    """
    tokens: list[tuple[str, str]] = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                token, tag = line.rstrip("\n").split("\t")
                tokens.append((token, tag))
            elif tokens:
                yield _iob_sentence(tokens, speller)
                tokens = []
    if tokens:
        yield _iob_sentence(tokens, speller)


def _iob_sentence(tokens: list[tuple[str, str]], speller: Speller) -> Sentence:
    text, places = speller([token for token, _ in tokens])
    spans: list[Span] = []
    for (_, tag), (start, end) in zip(tokens, places, strict=True):
        if tag.startswith("B-"):
            spans.append(Span(start, end, tag[2:]))
        elif tag.startswith("I-"):
            spans[-1] = Span(spans[-1].start, end, tag[2:])
    return Sentence(text, {ENTITY: tuple(spans)})


_TIGHT_BOTH = frozenset("-/'^~+")
_TIGHT_LEFT = frozenset(".,;:)]}%?!")
_TIGHT_RIGHT = frozenset("([{")


def spell(tokens: Sequence[str]) -> tuple[str, list[tuple[int, int]]]:
    """Join tokens as a printed text would show them; the text, and where each token stands in it."""
    text, places, tight, quoted = "", list[tuple[int, int]](), True, False
    for token in tokens:
        closing = token == '"' and quoted
        quoted = quoted != (token == '"')
        if not (tight or closing or token in _TIGHT_BOTH or token in _TIGHT_LEFT):
            text += " "
        places.append((len(text), len(text) + len(token)))
        text += token
        tight = token in _TIGHT_BOTH or token in _TIGHT_RIGHT or (token == '"' and not closing)
    return text, places


def spell_apart(tokens: Sequence[str]) -> tuple[str, list[tuple[int, int]]]:
    """Join tokens by blanks; the text, and where each token stands in it."""
    places, end = list[tuple[int, int]](), -1
    for token in tokens:
        places.append((end + 1, end + 1 + len(token)))
        end = places[-1][1]
    return " ".join(tokens), places


PHEE_LABELS = {
    "Treatment.Drug": "Drug",
    "Treatment.Dosage": "Dosage",
    "Treatment.Route": "Route",
    "Treatment.Freq": "Frequency",
    "Treatment.Duration": "Duration",
    "Treatment.Time_elapsed": "Onset",
    "Treatment.Disorder": "Disorder",
    "Subject.Disorder": "Disorder",
    "Effect": "Effect",
    "Subject.Age": "Age",
    "Subject.Gender": "Gender",
    "Subject.Population": "Population",
}


def read_phee(path: Path) -> Iterator[Sentence]:
    """Sentences of PHEE with the arguments of their events, including those that overlap."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            events = [event for annotation in record["annotations"] for event in annotation["events"]]
            spans = {span for event in events for span in _arguments(event, "")}
            yield Sentence(record["context"], {ARGUMENT: tuple(sorted(spans))})


def _arguments(node: dict[str, Any], prefix: str) -> Iterator[Span]:
    for role, value in node.items():
        if not (isinstance(value, dict) and "text" in value and "start" in value):
            continue
        label = PHEE_LABELS.get(prefix + role)
        if label:
            for texts, starts in zip(value["text"], value["start"], strict=True):
                for text, start in zip(texts, starts, strict=True):
                    yield Span(start, start + len(text), label)
        yield from _arguments(value, f"{role}.")


def without_overlaps(spans: Iterable[Span]) -> list[Span]:
    """The spans that one row of labels can hold: of two that overlap the one that starts first, then the longer."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.start, -s.end, s.label)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


_SENTENCE_END = re.compile(r"(?<=[.?!])\s+(?=[A-Z(\[])|\n+")


def split_sentences(text: str) -> Iterator[tuple[int, int]]:
    """Plain sentence bounds of an article's text, good enough to measure speed on."""
    start = 0
    for gap in _SENTENCE_END.finditer(text):
        if text[start : gap.start()].strip():
            yield start, gap.start()
        start = gap.end()
    if text[start:].strip():
        yield start, len(text)
