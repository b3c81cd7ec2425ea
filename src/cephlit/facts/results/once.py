"""A result told in abstract, results and conclusion is one row: the most complete telling stays."""

from collections.abc import Sequence
from dataclasses import fields

from cephlit.facts.records import Outcome

_RELIEF = frozenset({"pain_freedom", "pain_relief", "response", "remission"})
_PLACE = frozenset({"start", "end"})


def once(outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """Drop repetitions: same kind of measure, same drug or none, same numbers; keep the fullest, the first of equals."""
    kept: dict[tuple[object, ...], Outcome] = {}
    for outcome in outcomes:
        key = _key(outcome)
        if key not in kept or _fullness(outcome) > _fullness(kept[key]):
            kept[key] = outcome
    return tuple(sorted(kept.values(), key=lambda o: (o.start, o.end)))


def _key(o: Outcome) -> tuple[object, ...]:
    measure = "relief" if o.measure in _RELIEF else o.measure
    share = o.percent if o.percent is not None else (o.n, o.total)
    return measure, o.drug, share, o.value, o.value_high, o.ci_low


def _fullness(o: Outcome) -> int:
    return sum(getattr(o, f.name) not in (None, "") for f in fields(o) if f.name not in _PLACE)
