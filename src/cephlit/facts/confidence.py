"""How sure a row is: a calibrated probability that a careful reader would write the same row.

A small logistic model for each table weighs what is known of a row: where its sentence stands, what was found in that
sentence and what had to be fetched from elsewhere, which cells are filled. `training/confidence` fits the weights on
annotated texts and shows how well stated and observed shares agree (Guo et al. 2017, On calibration of modern neural
networks: a probability is calibrated where rows of confidence p are right in a share p of cases).
"""

import json
import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files
from typing import Literal, TypeVar

from cephlit.facts.reading import Reading
from cephlit.facts.records import AdverseEvent, Outcome, StudyFacts, Treatment
from cephlit.facts.roles import Role
from cephlit.tagging.tagged import Sentence

Table = Literal["treatments", "outcomes", "adverse_events"]
Told = Treatment | Outcome | AdverseEvent
_T = TypeVar("_T", Treatment, Outcome, AdverseEvent)

_LONG_STUDY = 3_500
"""Characters above which a text is a full paper rather than an abstract."""


def with_confidence(reading: Reading, facts: StudyFacts) -> StudyFacts:
    """Give every treatment, outcome and adverse event its confidence, in hundredths."""
    return replace(
        facts,
        treatments=_weighed(reading, facts.design, "treatments", facts.treatments),
        outcomes=_weighed(reading, facts.design, "outcomes", facts.outcomes),
        adverse_events=_weighed(reading, facts.design, "adverse_events", facts.adverse_events),
    )


def _weighed(reading: Reading, design: str, table: Table, records: Sequence[_T]) -> tuple[_T, ...]:
    weights = _weights()[table]
    return tuple(
        replace(record, confidence=_probability(signs, weights))
        for record, signs in zip(records, signs_of(reading, design, records), strict=True)
    )


def _probability(signs: Iterable[str], weights: dict[str, float]) -> float:
    # An exact sum, so that the same row has the same confidence on every machine.
    total = math.fsum([weights["always"], *(weights.get(sign, 0.0) for sign in signs)])
    return round(1 / (1 + math.exp(-total)), 2)


@lru_cache(maxsize=1)
def _weights() -> dict[str, dict[str, float]]:
    text = files("cephlit.models").joinpath("confidence.json").read_text(encoding="utf-8")
    weights: dict[str, dict[str, float]] = json.loads(text)
    return weights


def signs_of(reading: Reading, design: str, records: Sequence[Told]) -> list[list[str]]:
    """What is known of each record, as names of signs that hold.

    Parameters
    ----------
    reading
        The study's reading.
    design
        The study's design.
    records
        Records of one table.
    """
    places = _Places(reading)
    crowd = Counter((record.start, record.end) for record in records)
    study = [
        f"design {design}",
        f"arms {min(len(reading.groups.arms), 3)}",
        f"drugs of the study {min(reading.drugs.studied, 3)}",
        "long text" if len(reading.tagged.study.view.text) > _LONG_STUDY else "short text",
    ]
    return [
        [*study, *places.signs(record), f"rows of the words {_few(crowd[record.start, record.end])}", *_signs(record)]
        for record in records
    ]


class _Places:
    """Sentences of a study by where they stand."""

    def __init__(self, reading: Reading) -> None:
        self._tagged = reading.tagged
        self._sentences = list(reading.sentences())
        self._starts = [sentence.start for sentence, _ in self._sentences]

    def signs(self, record: Told) -> list[str]:
        """Signs of the words that a record stands on."""
        found = self._at(record.start)
        if found is None:
            return ["no sentence"]
        sentence, role = found
        tagged, start, end = self._tagged, record.start, record.end
        drugs = {m.concept for m in tagged.mentions_in(start, end, "DRUG")}
        numbers = tagged.quantities_in(start, end)
        named = getattr(record, "drug", "")
        return [
            f"block {sentence.block.kind}",
            f"section {sentence.block.section}",
            f"role {role}",
            f"drugs {_few(len(drugs))}",
            f"numbers {_few(len(numbers))}",
            f"drug named there {named in drugs}" if named else "no drug",
            f"result named there {bool(tagged.mentions_in(start, end, 'OUTCOME'))}",
            f"words {_few((end - start) // 100)}",
        ]

    def _at(self, start: int) -> tuple[Sentence, Role] | None:
        at = bisect_right(self._starts, start) - 1
        return self._sentences[at] if at >= 0 and start < self._sentences[at][0].end else None


def _few(count: int) -> str:
    """A count in steps, as more than a handful makes no difference."""
    return next((step for top, step in ((1, str(count)), (3, "2-3"), (6, "4-6")) if count <= top), "7 and more")


def _signs(record: Told) -> list[str]:
    group = f"group {record.group.kind}" if record.group else "no group"
    if isinstance(record, Treatment):
        return [
            f"as {record.role}",
            f"dose {record.dose_low is not None}",
            f"kind of dose {record.dose_kind or 'none'}",
            f"route {bool(record.route)}",
            f"frequency {bool(record.frequency)}",
            f"known drug {bool(record.drug_id)}",
        ]
    counted = [f"{cell} {getattr(record, cell) is not None}" for cell in ("n", "total", "percent")]
    if isinstance(record, AdverseEvent):
        return [group, *counted, f"event {record.event if record.event in ('none', 'any') else 'named'}"]
    return [
        group,
        *counted,
        f"statistic {record.statistic}",
        f"measure {record.measure}",
        f"baseline {record.baseline is not None}",
        f"p {bool(record.p_relation or record.p_value is not None)}",
        f"interval {record.ci_low is not None}",
        f"time {bool(record.time_point)}",
        f"unit {bool(record.unit)}",
        f"direction {record.direction or 'none'}",
        *(f"{part} {getattr(record, part) or 'unknown'}" for part in ("reach", "measure_from", "time_from")),
    ]
