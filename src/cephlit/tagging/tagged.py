"""What the tagger hands to the readers of facts."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import Any, Literal, TypeVar

from cephlit.studies.study import Block, Study

Label = Literal["DRUG", "CONDITION", "OUTCOME", "EVENT", "ROUTE", "POPULATION", "INSTRUMENT"]
"""Kinds of mention. ``OUTCOME`` is a phrase that names an outcome measure, ``EVENT`` a harm or symptom."""

FLAGS = ("negated", "hypothetical", "historical", "family")
"""Names of the flags of a mention."""

QuantityKind = Literal[
    "dose",  # 10 mg, 0.1 mg/kg/h, 12 L/min, 155 U, 2 % before a drug; unit in UCUM
    "frequency",  # twice daily, every 3 to 4 h, b.i.d.; `norm` holds the table's wording
    "duration",  # 6 weeks, 3-18 months, 40 min to 1 h; unit s min h d wk mo a
    "time_point",  # at 2 h, after 12 weeks, week 4, 2-hour, on discharge; `norm` holds the table's wording
    "age",  # 38-year-old, aged 18-65 years, mean age 36.5
    "percent",  # 71.4 %, 50 to 65 %, seventy-seven percent; low, high
    "fraction",  # 55/77, 11 of 13, 17 of the 58, six of 6: n is low, total is total
    "sample",  # n = 53, N=16: low
    "p_value",  # p < 0.001, P = .188, p = NS: relation, low
    "interval",  # 95 % CI -0.6 to 2.7: level, low, high
    "spread",  # the 1.3 of 2.9 ± 1.3, SD 1.3, SE 0.4, IQR 3-9, range 0.12-0.42: `norm` is sd, se, iqr or range
    "rate",  # 5 per day, 4 attacks/week, 3 to 4 attacks per week: unit /d, /wk, /mo, /a
    "score",  # 3/10, 3 out of 10, score of 7.1: low (total 10 where stated)
    "threshold",  # >= 50 %, at least 2-point, < 8 attacks/months, three or less: relation, low, unit
    "year",  # 2017
    "citation",  # [12], (20-22)
    "number",  # anything else, digits or number words; `norm` is "word" for number words
]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of the text, typed, with its offsets in the study's view.

    Attributes
    ----------
    kind
        What sort of number it is.
    start, end, text
        Where it stands, and its words: ``view.text[start:end] == text``.
    low, high
        The value, or the two ends of a range; ``high`` is None for a single value.
    unit
        UCUM unit where it has one (``mg/kg/h``, ``wk``, ``%``, ``/wk``).
    total
        The denominator of a fraction or the top of a score's scale.
    relation
        ``<``, ``>``, ``=``, ``<=``, ``>=`` of p-values and thresholds; ``NS`` for a p-value given as not significant.
    level
        Confidence level of an interval, in per cent.
    norm
        Wording for the tables (frequencies, time points), or a finer kind (spreads).
    per
        What a dose is given per, where that is a volume or a spray: ``0.1 mL``, ``spray``.
    """

    kind: QuantityKind
    start: int
    end: int
    text: str
    low: float | None = None
    high: float | None = None
    unit: str = ""
    total: float | None = None
    relation: str = ""
    level: float | None = None
    norm: str = ""
    per: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A tagged span.

    Attributes
    ----------
    label, start, end, text
        What and where in the study's view.
    concept, concept_id
        Canonical name of the tables, and ``ICHD-3:3.1.1``, ``DRUGBANK:DB01221``, ``MESH:D007649`` or empty.
    kind
        Finer kind from the vocabulary: for drugs ``drug``, ``class``, ``device``, ``procedure``, ``behavioural``,
        ``supplement``; for conditions ``headache`` or ``other``; for outcomes the measure's name.
    negated, hypothetical, historical, family
        How the text asserts it.
    tagger
        ``lexicon``, ``abbreviation``, ``model`` or ``grammar``.
    """

    label: Label
    start: int
    end: int
    text: str
    concept: str
    concept_id: str = ""
    kind: str = ""
    negated: bool = False
    hypothetical: bool = False
    historical: bool = False
    family: bool = False
    tagger: str = "lexicon"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, heading, list item or table line: its place in the view, and the block it stands in."""

    start: int
    end: int
    text: str
    block: Block


@dataclass(frozen=True)
class TaggedStudy:
    """A study with everything that the tagger found, each list in order of start.

    Attributes
    ----------
    study
        The study itself; offsets of all else count characters of ``study.view.text``.
    sentences
        Never empty spans, never crossing a block.
    mentions
        May overlap where labels differ; never overlap within one label.
    quantities
        Never overlap.
    abbreviations
        Short form to long form, as the study defines them.
    """

    study: Study
    sentences: tuple[Sentence, ...]
    mentions: tuple[Mention, ...]
    quantities: tuple[Quantity, ...]
    abbreviations: dict[str, str] = field(default_factory=dict)

    def mentions_in(self, start: int, end: int, *labels: Label) -> list[Mention]:
        """Mentions inside ``start:end``, of the labels given or of all."""
        first, after = bisect_left(self._mention_starts, start), bisect_left(self._mention_starts, end)
        return [m for m in self.mentions[first:after] if m.end <= end and (not labels or m.label in labels)]

    def quantities_in(self, start: int, end: int, *kinds: QuantityKind) -> list[Quantity]:
        """Quantities inside ``start:end``, of the kinds given or of all."""
        first, after = bisect_left(self._quantity_starts, start), bisect_left(self._quantity_starts, end)
        return [q for q in self.quantities[first:after] if q.end <= end and (not kinds or q.kind in kinds)]

    @cached_property
    def kept(self) -> defaultdict[object, dict[tuple[int, int, str], Any]]:
        """What was read of its sentences and is kept for the next who asks, see `kept_with_study`."""
        return defaultdict(dict)

    @cached_property
    def _mention_starts(self) -> list[int]:
        return [mention.start for mention in self.mentions]

    @cached_property
    def _quantity_starts(self) -> list[int]:
        return [quantity.start for quantity in self.quantities]


_Read = TypeVar("_Read")


def kept_with_study(
    read: Callable[[TaggedStudy, Sentence], Iterable[_Read]],
) -> Callable[[TaggedStudy, Sentence], tuple[_Read, ...]]:
    """Read a sentence once, however many ask: what was read is kept with the study, and goes with it."""

    @wraps(read)
    def kept(tagged: TaggedStudy, sentence: Sentence) -> tuple[_Read, ...]:
        answers, place = tagged.kept[read], (sentence.start, sentence.end, sentence.text)
        if place not in answers:
            answers[place] = tuple(read(tagged, sentence))
        answer: tuple[_Read, ...] = answers[place]
        return answer

    return kept
