"""Which find wins where several claim the same words.

This is the one place that knows the order: the vocabulary before a trained model, numbers before short forms of a
letter or two, and for display longer before shorter spans.
"""

from collections.abc import Iterable, Iterator, Sequence

from cephlit.tagging.tagged import Mention, Quantity

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

    A weak mention stays where no strong one of its label touches it: a model adds the names that the vocabulary
    lacks, and never overrules it.
    """
    taken = _Marks((m.label, m.start, m.end) for m in strong)
    return sorted([*strong, *(m for m in weak if taken.free(m.label, m.start, m.end))], key=_order)


def without_quantities(mentions: Sequence[Mention], quantities: Sequence[Quantity]) -> list[Mention]:
    """Leave out mentions that are but a part of a number, such as a drug's short form ``P`` in ``P < 0.05``.

    A percentage, dose or time with a name in it keeps the name; only what is no longer than three characters goes.
    """
    numbers = _Marks(("", q.start, q.end) for q in quantities)
    return [m for m in mentions if m.end - m.start > 3 or numbers.free("", m.start, m.end)]


def entities(mentions: Sequence[Mention], quantities: Sequence[Quantity]) -> Iterator[tuple[int, int, str, str]]:
    """Start, end, label and concept of the spans to show, the more important first; they may overlap."""
    shown = [(m.start, m.end, m.label, m.concept_id) for m in mentions]
    yield from sorted(shown, key=lambda s: (s[0] - s[1], DISPLAY_ORDER.index(s[2]), s[0]))
    for quantity in quantities:
        label = DISPLAY_LABELS.get(quantity.kind)
        if label:
            yield quantity.start, quantity.end, label, ""


def _order(mention: Mention) -> tuple[int, int, str]:
    return mention.start, mention.end, mention.label


class _Marks:
    """Characters taken, by label."""

    def __init__(self, spans: Iterable[tuple[str, int, int]]) -> None:
        self._taken: dict[str, set[int]] = {}
        for label, start, end in spans:
            self._taken.setdefault(label, set()).update(range(start, end))

    def free(self, label: str, start: int, end: int) -> bool:
        """Whether nothing of the label touches ``start:end``."""
        return self._taken.get(label, set()).isdisjoint(range(start, end))
