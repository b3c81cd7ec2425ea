"""What all papers together tell of one drug in one condition."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

RESPONSES = ("response", "pain_freedom", "pain_relief", "remission")
"""Measures whose share of people is told as a range."""

_STATED = {"improved", "worsened", "no_change"}


class Pair(NamedTuple):
    """A drug and a condition."""

    drug: str
    condition: str


class Result(NamedTuple):
    """A row of evidence, seen for one of its drugs; cells as in the table."""

    one_drug: str
    study_id: str
    title: str | None
    year: int | None
    participants: int | None
    drugs: str
    dose: str | None
    measure: str
    percent: float | None
    direction: str | None
    result: str

    @property
    def doses(self) -> list[str]:
        """Doses of the one drug: where the row is on several drugs, each dose begins with its drug."""
        told = self.dose.split("; ") if self.dose else []
        if self.drugs == self.one_drug:
            return told
        return [dose.removeprefix(f"{self.one_drug} ") for dose in told if dose.startswith(f"{self.one_drug} ")]


class Direction(NamedTuple):
    """In which directions a study found a measure to go."""

    study: str
    measure: str
    directions: frozenset[str]


@dataclass(frozen=True)
class Picture:
    """What is known of a drug in a condition.

    Attributes
    ----------
    studies
        Number of studies with a result.
    participants
        People in these studies, as far as they tell.
    doses
        Doses given, in alphabetical order.
    responses
        For each measure of response, the lowest and highest share of people, per cent.
    directions
        For each study's identifier and measure that has one, the direction of the effect.
    """

    studies: int
    participants: int
    doses: tuple[str, ...]
    responses: dict[str, tuple[float, float]]
    directions: dict[tuple[str, str], Direction]


def picture_of(results: Sequence[Result]) -> Picture:
    """Put the results of a drug in a condition together."""
    people = {result.study_id: result.participants or 0 for result in results}
    shares: dict[str, list[float]] = {}
    for result in results:
        if result.measure in RESPONSES and result.percent is not None:
            shares.setdefault(result.measure, []).append(result.percent)
    return Picture(
        studies=len(people),
        participants=sum(people.values()),
        doses=tuple(sorted({dose for result in results for dose in result.doses})),
        responses={measure: (min(found), max(found)) for measure, found in sorted(shares.items())},
        directions=_directions(results),
    )


def _directions(results: Sequence[Result]) -> dict[tuple[str, str], Direction]:
    found: dict[tuple[str, str], Direction] = {}
    for result in results:
        if result.direction in _STATED:
            key = (result.study_id, result.measure)
            earlier = found[key].directions if key in found else frozenset()
            name = f"{result.title or result.study_id}{f' ({result.year})' if result.year else ''}"
            found[key] = Direction(name, result.measure, earlier | {result.direction})
    return found


def contradictions(before: Picture, after: Picture) -> list[tuple[Direction, list[Direction]]]:
    """New studies of which a measure went another way than in earlier ones, and those it disagrees with.

    Studies that saw both ways, at several times or in several groups, contradict only what neither of these is.
    """
    new = {key: found for key, found in after.directions.items() if key not in before.directions}
    return [
        (found, disagreeing)
        for key, found in sorted(new.items())
        if (
            disagreeing := [
                other
                for other_key, other in sorted(before.directions.items())
                if other_key in after.directions and other_key[1] == key[1] and not other.directions & found.directions
            ]
        )
    ]
