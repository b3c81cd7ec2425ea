"""What participants were given: drug, dose, route, frequency and duration."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace

from cephlit.facts.reading import Reading
from cephlit.facts.records import DrugRole, Group, Treatment
from cephlit.facts.regimens.owners import dose_owner
from cephlit.facts.regimens.regimen import Regimen, regimen
from cephlit.facts.results.eligible import tells_of_others
from cephlit.facts.roles import Role
from cephlit.tagging.quantities.units import is_dose_unit
from cephlit.tagging.tagged import Mention, Quantity, Sentence

_BULK = frozenset({"mL", "L", "cc"})
_NOT_GIVEN = re.compile(
    r"\b(?:levels?|concentrations?|plasma|serum|blood|urine|csf|ng/ml|sample size|needles?|gauge)\b", re.I
)
_PLACE = frozenset({"start", "end", "drug", "drug_id", "role", "group"})


@dataclass(frozen=True, slots=True)
class _Giving:
    """A drug mention with what its sentence says of giving it."""

    mention: Mention
    role: DrugRole
    regimen: Regimen
    start: int
    end: int
    group: Group | None


def read_treatments(reading: Reading) -> tuple[Treatment, ...]:
    """One record for each drug with each role, dose and route; a drug without dose or route has one all the same."""
    givings = [g for sentence, role in reading.sentences() for g in _in_sentence(reading, sentence, role)]
    return _once(_treatment(reading, g) for g in givings)


def _in_sentence(reading: Reading, sentence: Sentence, role: Role) -> Iterator[_Giving]:
    tagged = reading.tagged
    drugs = tagged.mentions_in(sentence.start, sentence.end, "DRUG")
    given = [d for d in drugs if reading.drugs.role(d) != "background"]
    owned: set[int] = set()
    if role != "background" and not tells_of_others(sentence.text):
        for drug, dose in _owned(reading, sentence, given):
            owned.add(drug.start)
            yield _giving(reading, sentence, drug, dose)
    for drug in drugs:
        if drug.start not in owned:
            yield _giving(reading, sentence, drug, None)


def _owned(reading: Reading, sentence: Sentence, drugs: Sequence[Mention]) -> Iterator[tuple[Mention, Quantity]]:
    """Doses of a sentence, each with its drug."""
    text = reading.tagged.study.view.text
    previous: tuple[Quantity, Mention] | None = None
    anaphor = [] if drugs else _lead_mention(reading, sentence)
    for dose in _doses(reading, sentence):
        owner = dose_owner(text, dose, drugs or anaphor, previous)
        if owner is not None:
            previous = (dose, owner)
            yield owner, dose


def _doses(reading: Reading, sentence: Sentence) -> Iterator[Quantity]:
    """Doses of a sentence, and the ranges in brackets behind them, which are doses too."""
    unit = ""
    for q in reading.tagged.quantities_in(sentence.start, sentence.end, "dose", "spread"):
        if q.kind == "spread":
            if q.norm == "range" and q.high is not None and unit and (not q.unit or is_dose_unit(q.unit)):
                yield replace(q, unit=q.unit or unit)
            continue
        before = sentence.text[: q.start - sentence.start]
        if q.per == "mL" or q.unit in _BULK or _NOT_GIVEN.search(before[-40:]) or q.low == 0:
            continue
        unit = q.unit
        yield q


def _lead_mention(reading: Reading, sentence: Sentence) -> list[Mention]:
    """Where a sentence names no drug, the study's only studied drug may be meant; its mention is the latest before."""
    if reading.drugs.studied != 1:
        return []
    before = [
        m
        for m in reading.tagged.mentions
        if m.label == "DRUG" and m.concept == reading.drugs.lead and m.start < sentence.start
    ]
    return before[-1:]


def _giving(reading: Reading, sentence: Sentence, drug: Mention, dose: Quantity | None) -> _Giving:
    near = (
        drug if sentence.start <= drug.start < sentence.end else replace(drug, start=sentence.start, end=sentence.start)
    )
    start, end = (sentence.start, sentence.end) if dose else (drug.start, drug.end)
    return _Giving(
        drug,
        reading.drugs.role(drug),
        regimen(reading.tagged, sentence, near, dose),
        start,
        end,
        _group(reading, drug, dose),
    )


def _group(reading: Reading, drug: Mention, dose: Quantity | None) -> Group | None:
    """The arm that has this drug, and this dose where arms differ by dose; None where that is not one arm."""
    arms = [a for a in reading.groups.arms if a.drug == drug.concept]
    told = [a for a in arms if a.dose is None or (dose is not None and a.dose[0] == dose.low)]
    return told[0].group if len(told) == 1 else None


def _treatment(reading: Reading, g: _Giving) -> Treatment:
    dose, duration = g.regimen.dose, g.regimen.duration
    return Treatment(
        drug=g.mention.concept,
        drug_id=g.mention.concept_id,
        role=g.role,
        start=g.start,
        end=g.end,
        group=g.group or (reading.groups.sample if g.role == "studied" and not reading.groups.arms else None),
        dose_low=dose.low if dose else None,
        dose_high=(dose.high if dose.high is not None else dose.low) if dose else None,
        dose_unit=dose.unit if dose else "",
        dose_kind=g.regimen.kind,
        concentration=f"per {dose.per}" if dose and dose.per else "",
        route=g.regimen.route,
        frequency=g.regimen.frequency,
        duration_low=duration.low if duration else None,
        duration_high=duration.high if duration else None,
        duration_unit=duration.unit if duration else "",
    )


def _once(treatments: Iterable[Treatment]) -> tuple[Treatment, ...]:
    """One record a drug, role, dose and route: the fullest telling, with what only other tellings of it say.

    A record without dose stays only where no other of the same drug and role has one, or where its route is another.
    """
    told: dict[tuple[object, ...], Treatment] = {}
    for t in treatments:
        key = (t.drug, t.role, t.dose_low, t.dose_high, t.dose_unit.removesuffix("/d"))
        known = told.get(key)
        if known is not None and known.route and t.route and known.route != t.route:
            key = (*key, t.route)
            known = told.get(key)
        told[key] = t if known is None else _merged(known, t)
    dosed = {(t.drug, t.role) for t in told.values() if t.dose_low is not None}
    routes = {(t.drug, t.role, t.route) for t in told.values() if t.dose_low is not None}
    kept = [
        t
        for t in told.values()
        if t.dose_low is not None
        or (t.drug, t.role) not in dosed
        or (t.route and (t.drug, t.role, t.route) not in routes and _several_routes(routes, t))
    ]
    return tuple(sorted(kept, key=lambda t: (t.start, t.end, t.drug)))


def _several_routes(routes: set[tuple[str, DrugRole, str]], t: Treatment) -> bool:
    """Whether the dosed records of the drug all state another route (not merely none)."""
    return all(route for drug, role, route in routes if (drug, role) == (t.drug, t.role))


def _merged(a: Treatment, b: Treatment) -> Treatment:
    """The fuller of two tellings, its empty cells filled from the other."""
    full, other = (a, b) if _fullness(a) >= _fullness(b) else (b, a)
    missing = {
        f.name: getattr(other, f.name)
        for f in fields(full)
        if f.name not in _PLACE and not f.name.startswith(("dose", "duration")) and getattr(full, f.name) in (None, "")
    }
    return replace(full, **missing)


def _fullness(t: Treatment) -> int:
    return sum(getattr(t, f.name) not in (None, "") for f in fields(t) if f.name not in _PLACE)
