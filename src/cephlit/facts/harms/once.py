"""A harm told in abstract, results, table and conclusion is one row for each group: the fullest telling stays."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from cephlit.facts.harms.stretches import ANY, NONE
from cephlit.facts.records import AdverseEvent

_ALL_BUT_ANY = frozenset({"drug-related adverse event", "treatment-emergent adverse event"})
_ROUNDING = 0.51
"""Percentage points by which two tellings of one share may differ."""


@dataclass(frozen=True, slots=True)
class Told:
    """An event with how it was told.

    Attributes
    ----------
    event
        The record.
    qualified
        Whether it only denies harm of some weight ("no substantial side effects").
    late
        Whether only the discussion tells it.
    """

    event: AdverseEvent
    qualified: bool = False
    late: bool = False


def once(told: Iterable[Told]) -> tuple[AdverseEvent, ...]:
    """Drop repetitions, in order of place.

    An event without numbers goes where the same event has some, the word for any and a qualified denial where a
    study names events, and a telling whose numbers are part of a fuller one.
    """
    every = _plainly(list(told))
    named = any(_occurred(t.event) and t.event.event not in (ANY, NONE) for t in every)
    anything = any(_occurred(t.event) and t.event.event != NONE for t in every)
    kept = [
        t.event
        for t in every
        if not (t.qualified and anything) and not (named and t.event.event == ANY and _says_little(t.event, every))
    ]
    unique: list[AdverseEvent] = []
    for event in sorted(kept, key=_emptiness):
        if not any(_covers(other, event) for other in unique):
            unique.append(event)
    return tuple(sorted(unique, key=lambda e: (e.start, e.end, kept.index(e))))


def distinct(told: Iterable[Told]) -> list[Told]:
    """Harms of a patient without those whose name is part of another's with the same head, or another word for it.

    "Hepatitis" beside "acute cholestatic hepatitis" is the same harm, and "coldness of the feet" beside "coldness".
    """
    every = list(told)
    names = [t.event.event.split() for t in every]
    kept: dict[str, Told] = {}
    for t, name in zip(every, names, strict=True):
        if any(name[-1:] == other[-1:] and set(name) < set(other) for other in names):
            continue
        if not any(" ".join(name).startswith(" ".join((*other, "of", ""))) for other in names):
            kept.setdefault(t.event.concept_id or t.event.event, t)
    return list(kept.values())


def _plainly(told: list[Told]) -> list[Told]:
    """Call related and treatment-emergent events any, unless the study counts all events beside them."""
    if any(t.event.event == ANY and _numbered(t.event) and not t.late for t in told):
        return told
    return [
        replace(t, event=replace(t.event, event=ANY)) if t.event.event in _ALL_BUT_ANY and _occurred(t.event) else t
        for t in told
    ]


def _says_little(e: AdverseEvent, every: list[Told]) -> bool:
    """Whether a row for any event only repeats a named one: without a number, or the one event in one person."""
    if not _numbered(e):
        return True
    return e.n == 1 and e.total is None and any(t.event.n == 1 and t.event.event != ANY for t in every)


def _numbered(e: AdverseEvent) -> bool:
    return e.n is not None or e.percent is not None


def _occurred(e: AdverseEvent) -> bool:
    return e.n != 0


def _emptiness(e: AdverseEvent) -> int:
    return sum(x in (None, "") for x in (e.n, e.percent, e.total, e.drug))


def _covers(fuller: AdverseEvent, e: AdverseEvent) -> bool:
    """Whether a record already says what another does."""
    if fuller.event != e.event or (e.drug and fuller.drug and e.drug != fuller.drug):
        return False
    if not _numbered(e):
        return True
    if (e.severity and fuller.severity and e.severity != fuller.severity) or (e.n is None) == (fuller.percent is None):
        return _same(fuller, e) and e.group == fuller.group
    return _same(fuller, e)


def _same(a: AdverseEvent, b: AdverseEvent) -> bool:
    counts = a.n == b.n or b.n is None
    shares = b.percent is None or (a.percent is not None and abs(a.percent - b.percent) <= _ROUNDING)
    return counts and shares
