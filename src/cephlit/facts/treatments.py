"""What participants were given: drug, dose, route, frequency and duration."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace

from cephlit.facts.design import design
from cephlit.facts.drugs.classes import is_of_class
from cephlit.facts.drugs.places import is_diluent
from cephlit.facts.drugs.roles import StudyDrugs
from cephlit.facts.monographs import is_monograph
from cephlit.facts.reading import Reading
from cephlit.facts.records import DrugRole, Group, Treatment
from cephlit.facts.regimens.accounts import tells_of_giving, tells_of_own
from cephlit.facts.regimens.doses import given_doses, names_zero_dose, unit_strengths
from cephlit.facts.regimens.owners import owned_doses
from cephlit.facts.regimens.regimen import Regimen, regimen
from cephlit.facts.regimens.routes import study_routes
from cephlit.facts.regimens.words import words
from cephlit.facts.reviews import pools
from cephlit.facts.roles import Role
from cephlit.tagging.tagged import Mention, Quantity, Sentence
from cephlit.vocabulary.terms import terms

_PLACEBO = next(term for term in terms("drugs") if term.name == "placebo")
_FEW_GIVE = 0.3
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
    """One record for each drug with each role, dose and route; a drug without dose or route has one all the same.

    A review treated nobody: its drugs are all background.
    """
    if _treated_nobody(reading):
        reading = replace(reading, drugs=StudyDrugs((), 0, {}))
    givings = [g for sentence, role in reading.sentences() for g in _in_sentence(reading, sentence, role)]
    routes = study_routes(reading.tagged, reading.roles)
    told = _whole_doses(reading, [_treatment(reading, g) for g in givings]) + list(_placebo_of_zero_dose(reading))
    return _once(routes.fill(_without_classes_of_given(_one_name(told))))


def _treated_nobody(reading: Reading) -> bool:
    """Whether the text is a review: its title says so, or hardly a sentence tells of giving its drugs to people."""
    if reading.participants is None and not _tells_of_studied(reading):
        return True
    if design(reading) != "review" or pools(reading):
        return False
    if reading.participants is None and is_monograph(reading.tagged):
        return True
    told = [(s, r) for s, r in reading.sentences() if reading.tagged.mentions_in(s.start, s.end, "DRUG")]
    if any(s.block.section == "title" and words("review").search(s.text) for s, _ in told):
        return True
    giving = [s for s, r in told if s.block.section != "title" and tells_of_giving(reading.tagged, s, r)]
    return len(giving) < _FEW_GIVE * len(told)


def _tells_of_studied(reading: Reading) -> bool:
    """Whether a sentence beside the title tells of the studied drugs in a study of its own; or there are none."""
    told = [
        tells_of_own(reading.tagged, sentence, role)
        for sentence, role in reading.sentences()
        if sentence.block.section != "title"
        and any(
            reading.drugs.role(m) == "studied" for m in reading.tagged.mentions_in(sentence.start, sentence.end, "DRUG")
        )
    ]
    return not told or any(told)


def _in_sentence(reading: Reading, sentence: Sentence, role: Role) -> Iterator[_Giving]:
    tagged = reading.tagged
    drugs = tagged.mentions_in(sentence.start, sentence.end, "DRUG")
    owned: set[int] = set()
    if tells_of_own(tagged, sentence, role):
        doses = given_doses(tagged, sentence)
        meant = _meant(reading, sentence) if doses and not drugs else []
        for drug, dose in owned_doses(tagged, sentence, doses, meant):
            if reading.drugs.role(drug) != "background":
                owned.add(drug.start)
                yield _giving(reading, sentence, drug, dose)
    for drug in drugs:
        if drug.start not in owned and not is_diluent(sentence, drug):
            yield _giving(reading, sentence, drug, None)


def _meant(reading: Reading, sentence: Sentence) -> list[Mention]:
    """The drug that is meant where a sentence names none: the study's only studied drug, at its latest mention."""
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


def _whole_doses(reading: Reading, treatments: Sequence[Treatment]) -> list[Treatment]:
    """Treatments without those that only tell what one unit of the product held of which several made up the dose."""
    strengths = unit_strengths(reading.tagged)
    doses = {(t.drug, t.dose_low, t.dose_unit.removesuffix("/d")) for t in treatments}
    held = {
        (drug, strength, unit)
        for strength, dose, unit in strengths
        for drug, low, dose_unit in doses
        if low == dose and unit == dose_unit
    }
    return [t for t in treatments if (t.drug, t.dose_low, t.dose_unit) not in held]


def _placebo_of_zero_dose(reading: Reading) -> Iterator[Treatment]:
    """A placebo that is told only as a dose of 0 of the studied drug ("0, 5 and 10 mg of psilocybin")."""
    for sentence, role in reading.sentences():
        drugs = reading.tagged.mentions_in(sentence.start, sentence.end, "DRUG")
        studied = any(reading.drugs.role(d) == "studied" for d in drugs)
        if studied and names_zero_dose(reading.tagged, sentence) and tells_of_own(reading.tagged, sentence, role):
            yield Treatment(_PLACEBO.name, _PLACEBO.concept_id, "comparator", sentence.start, sentence.end)


def _one_name(treatments: Sequence[Treatment]) -> list[Treatment]:
    """Name a drug by its salt throughout where the study names it so somewhere ("magnesium sulfate")."""
    ids = {t.drug: t.drug_id for t in treatments if t.role != "background"}
    salts = {d: s for s in sorted(ids) for d in ids if s.startswith(f"{d} ")}
    return [
        replace(t, drug=salts[t.drug], drug_id=ids[salts[t.drug]]) if t.drug in salts and t.role != "background" else t
        for t in treatments
    ]


def _without_classes_of_given(treatments: Sequence[Treatment]) -> list[Treatment]:
    """Treatments without the classes that only sum up drugs that were given besides ("opioid use", of morphine)."""
    given = {t.drug for t in treatments if t.role != "background"}
    return [
        replace(t, role="background")
        if t.role in ("concomitant", "rescue")
        and any(is_of_class(drug, t.drug) or _names_again(t.drug, drug) for drug in given)
        else t
        for t in treatments
    ]


def _names_again(name: str, given: str) -> bool:
    """Whether a general name is that of a block which the study names more exactly ("after the nerve block")."""
    return name == "peripheral nerve block" and given != name and given.endswith(" block")


def _once(treatments: Iterable[Treatment]) -> tuple[Treatment, ...]:
    """One record a drug, role, dose and route: the fullest telling, with what only other tellings of it say.

    A record without dose stays only where no other of the same drug and role has one, or where its route is another.
    """
    told: dict[tuple[object, ...], Treatment] = {}
    for t in treatments:
        key: tuple[object, ...] = (t.drug, t.role, t.dose_low, t.dose_high, t.dose_unit.removesuffix("/d"))
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
    """The fuller of two tellings, its empty cells filled from the other; a dose rather than a step as large."""
    if (a.dose_kind == "step") != (b.dose_kind == "step"):
        return b if a.dose_kind == "step" else a
    full, other = (a, b) if _fullness(a) >= _fullness(b) else (b, a)
    missing = {
        f.name: getattr(other, f.name)
        for f in fields(full)
        if f.name not in _PLACE and not f.name.startswith(("dose", "duration")) and getattr(full, f.name) in (None, "")
    }
    return replace(full, **missing)


def _fullness(t: Treatment) -> int:
    return sum(getattr(t, f.name) not in (None, "") for f in fields(t) if f.name not in _PLACE)
