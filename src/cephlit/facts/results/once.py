"""A result told in abstract, results and conclusion is one row: the most complete telling stays."""

from collections.abc import Sequence
from dataclasses import fields

from cephlit.facts.records import Outcome
from cephlit.facts.results.measure_kinds import family

_PLACE = frozenset({"start", "end", "reach", "measure_from", "time_from"})


def once(outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """Drop repetitions: same kind of measure, drug and numbers, and neither another time nor another group.

    Of repetitions the fullest stays, of equals the first.
    """
    kept: dict[tuple[object, ...], list[Outcome]] = {}
    for outcome in outcomes:
        same = kept.setdefault(_key(outcome), [])
        at = next((i for i, other in enumerate(same) if _repeats(outcome, other)), None)
        if at is None:
            same.append(outcome)
        elif fullness(outcome) > fullness(same[at]):
            same[at] = outcome
    return tuple(sorted((o for same in kept.values() for o in same), key=lambda o: (o.start, o.end)))


def _repeats(a: Outcome, b: Outcome) -> bool:
    """Whether two tellings with the same numbers can be of one result: not two of people whom one sentence counts."""
    if (a.start, a.end) == (b.start, b.end) and a.n is not None and b.n is not None:
        return False
    return same_time(a, b) and (_is_whole(a) or _is_whole(b) or a.group == b.group)


def same_time(a: Outcome, b: Outcome) -> bool:
    """Whether two results may be of one time: one does not tell it, or both the same, be it in months or in years."""
    if not (a.time_point and b.time_point) or a.time_point == b.time_point:
        return True
    return a.time_hours is not None and a.time_hours == b.time_hours


def _is_whole(o: Outcome) -> bool:
    return o.group is None or o.group.kind == "all"


def _key(o: Outcome) -> tuple[object, ...]:
    share = o.percent if o.percent is not None else (o.n, o.total)
    return family(o.measure), o.statistic == "text", o.drug, share, o.value, o.value_high, o.ci_low


def fullness(o: Outcome) -> int:
    """How many things a record tells."""
    return sum(getattr(o, f.name) not in (None, "") for f in fields(o) if f.name not in _PLACE)
