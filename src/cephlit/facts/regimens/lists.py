"""Drugs that are named in one breath ("verapamil, lithium and oral steroids"): what is said of one holds for all."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from cephlit.patterns import screened
from cephlit.tagging.tagged import Mention, Sentence, TaggedStudy, kept_with_study
from cephlit.vocabulary.load import rows

_REACH = 90
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_JOINT = re.compile(r"[,/+&(]|\b(?:and|or|nor|plus|including|with)\b", re.IGNORECASE)
_COUNTING = re.compile(r" (?:in|to|by|for)(?: another| the other)? $")
"""What leads to the number of those who took a drug of the list ("triptans in 52, opioids in 13")."""

_TREATED_WITH = screened(
    r"\b(?:we|they|authors|investigators) (?:\w+ ){0,2}(?:treated|managed|injected|infused|premedicated)\b"
    r"(?! with\b)[^.;:]{0,200}\bwith (?:(?!and\b|or\b|plus\b)[\w-]+ ){0,3}$",
    re.IGNORECASE,
)
"""What leads to the drugs that people were treated with, whatever is told of these people in between."""

_LAST = re.compile(r"\b(?:and|or|nor)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DrugList:
    """Drug mentions of a sentence that stand in one list; a single drug is a list of one."""

    sentence: Sentence
    mentions: tuple[Mention, ...]

    @property
    def before(self) -> str:
        """The sentence's text up to the list."""
        return self.sentence.text[: self.mentions[0].start - self.sentence.start]

    @property
    def after(self) -> str:
        """The sentence's text behind the list."""
        return self.sentence.text[self.mentions[-1].end - self.sentence.start :]

    @property
    def treats(self) -> bool:
        """Whether the list is what a treatment was done with ("we treated patients who had failed A with B")."""
        return _TREATED_WITH.search(self.before) is not None


@cache
def list_words() -> frozenset[str]:
    """Words that may stand between the drugs of one list."""
    return frozenset(row["word"] for row in rows("drug_list_words"))


@kept_with_study
def drug_lists(tagged: TaggedStudy, sentence: Sentence) -> list[DrugList]:
    """The lists that a sentence's drug mentions form, in order."""
    lists: list[list[Mention]] = []
    closed = False
    for mention in tagged.mentions_in(sentence.start, sentence.end, "DRUG"):
        gap = _bare_gap(tagged, lists[-1][-1].end, mention.start) if lists else None
        begins = DrugList(sentence, (mention,)).treats
        if begins or gap is None or not _joins(gap) or (closed and not _LAST.search(gap)):
            lists.append([mention])
            closed = False
        else:
            lists[-1].append(mention)
            closed = _LAST.search(gap) is not None
    return [DrugList(sentence, tuple(mentions)) for mentions in lists]


def _bare_gap(tagged: TaggedStudy, start: int, end: int) -> str | None:
    """The text between two drugs without quantities and routes; None where they are too far apart."""
    if end - start > _REACH:
        return None
    text = tagged.study.view.text
    spans: Sequence[tuple[int, int]] = sorted(
        [(q.start, q.end) for q in tagged.quantities_in(start, end)]
        + [(m.start, m.end) for m in tagged.mentions_in(start, end, "ROUTE")]
    )
    kept, at = [], start
    for s, e in spans:
        kept.append(_COUNTING.sub("", text[at : max(s, at)]))
        at = max(at, e)
    return " ".join((*kept, text[at:end]))


def _joins(gap: str) -> bool:
    """Whether the text between two drugs joins them into one list."""
    if re.search(r"[.;]\s|:", gap) or not _JOINT.search(gap):
        return False
    return all(word.lower() in list_words() for word in _WORD.findall(gap))
