"""Short studies of many kinds, read whole: what was given, how many people took part, with what, in what design."""

from collections.abc import Iterator
from typing import Any

import pytest
from reading_cases import cases, reading_of

from cephlit.facts.conditions import read_conditions
from cephlit.facts.design import design
from cephlit.facts.treatments import read_treatments

ASPECTS = ("given", "design", "participants", "conditions")


def wanted(case: dict[str, Any], aspect: str) -> Any:
    """What a case expects: treatments as (drug, studied or beside), conditions as (name, role)."""
    if aspect == "given":
        rows = (row.split("|") for row in case["given"])
        return {(drug.strip(), is_main(role.strip())) for drug, role, *_ in rows}
    if aspect == "conditions":
        roles = ("indication", "comorbidity")
        return {(name.rstrip("!"), role) for role in roles for name in case.get(role, ())}
    return case.get(aspect)


def is_main(role: str) -> bool:
    """Whether a role is that of a treatment which the study is about."""
    return role in ("studied", "comparator")


def told(case: dict[str, Any], aspect: str) -> Any:
    """What is read of a case."""
    reading = reading_of(case["title"], case["text"])
    if aspect == "given":
        return {(t.drug, is_main(t.role)) for t in read_treatments(reading) if t.role != "background"}
    if aspect == "conditions":
        return {(c.condition, c.role) for c in read_conditions(reading)}
    return design(reading) if aspect == "design" else reading.participants


def params() -> Iterator[Any]:
    """Each aspect of each case; aspects that are known not to be read yet are listed under ``unread``."""
    for case in cases("whole"):
        for aspect in ASPECTS:
            marks = (
                [pytest.mark.xfail(reason=case.get("limit", "not read yet"), strict=True)]
                if aspect in case.get("unread", ())
                else []
            )
            yield pytest.param(case, aspect, id=f"{case['name']}-{aspect}", marks=marks)


@pytest.mark.parametrize(("case", "aspect"), list(params()))
def test_reads_whole_study(case: dict[str, Any], aspect: str) -> None:
    assert told(case, aspect) == wanted(case, aspect)
