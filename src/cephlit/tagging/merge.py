"""Which find wins where several claim the same words.

This is the one place that knows the order: the vocabulary before a trained model, numbers before short forms of a
letter or two, and for display longer before shorter spans.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cephlit.tagging.tagged import FLAGS, Mention, Quantity

DISPLAY_ORDER = ("DRUG", "CONDITION", "EVENT", "OUTCOME", "INSTRUMENT", "ROUTE", "POPULATION")
"""Of spans of equal length, the label that is shown."""

DISPLAY_LABELS = {
    "dose": "DOSE",
    "frequency": "FREQUENCY",
    "duration": "DURATION",
    "time_point": "TIME",
    "age": "AGE",
    "percent": "PERCENT",
    "fraction": "FRACTION",
    "sample": "SAMPLE",
    "p_value": "P_VALUE",
    "interval": "INTERVAL",
    "spread": "SPREAD",
    "rate": "RATE",
    "score": "SCORE",
    "threshold": "THRESHOLD",
    "number": "NUMBER",
}
"""Entity label of each kind of quantity that is shown; years and citation marks are not."""


def merge_mentions(strong: Sequence[Mention], weak: Iterable[Mention]) -> list[Mention]:
    """Join the mentions of two taggers, in order of start.

    A weak mention stays where no strong one touches it, whatever their labels: a model adds the names that the
    vocabulary lacks, and never overrules it. (What a model calls a disease may be an event, or a word of an outcome.)
    """
    taken = _characters(strong)
    return sorted([*strong, *(m for m in weak if taken.isdisjoint(range(m.start, m.end)))], key=_order)


def without_quantities(mentions: Sequence[Mention], quantities: Sequence[Quantity]) -> list[Mention]:
    """Leave out mentions that are but a part of a number, such as a drug's short form ``P`` in ``P < 0.05``.

    A percentage, dose or time with a name in it keeps the name; only what is no longer than three characters goes.
    """
    numbers = _characters(quantities)
    return [m for m in mentions if m.end - m.start > 3 or numbers.isdisjoint(range(m.start, m.end))]


@dataclass(frozen=True, slots=True)
class Shown:
    """A span to show: its offsets, label, concept and the flags of its assertion."""

    start: int
    end: int
    label: str
    concept_id: str = ""
    flags: tuple[str, ...] = ()


def shown_spans(mentions: Sequence[Mention], quantities: Sequence[Quantity]) -> list[Shown]:
    """Choose the spans to show, without overlaps and in order: long mentions before short ones, then quantities."""
    found = [Shown(m.start, m.end, m.label, m.concept_id, flags_of(m)) for m in mentions]
    found.sort(key=lambda s: (s.start - s.end, DISPLAY_ORDER.index(s.label), s.start))
    found += [Shown(q.start, q.end, DISPLAY_LABELS[q.kind]) for q in quantities if q.kind in DISPLAY_LABELS]
    taken: set[int] = set()
    shown: list[Shown] = []
    for span in found:
        if taken.isdisjoint(range(span.start, span.end)):
            taken.update(range(span.start, span.end))
            shown.append(span)
    return sorted(shown, key=lambda s: s.start)


def flags_of(mention: Mention) -> tuple[str, ...]:
    """Names of the flags that a mention has."""
    return tuple(flag for flag in FLAGS if getattr(mention, flag))


def _order(mention: Mention) -> tuple[int, int, str]:
    return mention.start, mention.end, mention.label


def _characters(found: Sequence[Mention] | Sequence[Quantity]) -> set[int]:
    """Places of all characters of some finds."""
    return {place for one in found for place in range(one.start, one.end)}
