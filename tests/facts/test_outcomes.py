"""What came out, of what measure, in whom and when: sentences in the words of trials, series and case reports."""

import re
from collections import Counter
from functools import lru_cache
from pathlib import Path

import pytest

from cephlit.facts.outcomes import read_outcomes
from cephlit.facts.records import Outcome

CASES = Path(__file__).parent / "cases" / "outcomes"


def told(o: Outcome) -> str:
    """An outcome in the words of the case files: ``pain_freedom percent 32% @sumatriptan ~2 h p<0.001``."""
    count = "" if o.n is None else f" {o.n:g}" + ("" if o.total is None else f"/{o.total:g}")
    share = "" if o.percent is None else f" {o.percent:g}%"
    before = "" if o.baseline is None else f" {o.baseline:g} ->"
    value = "" if o.value is None else f" {o.value:g}" + ("" if o.value_high is None else f"-{o.value_high:g}")
    interval = "" if o.ci_low is None else f" [{o.ci_low:g};{o.ci_high:g}]"
    drug = f" @{o.drug}" if o.drug else ""
    other = f" against {o.comparator}" if o.comparator else ""
    time = f" ~{o.time_point}" if o.time_point else ""
    p = f" p{o.p_relation}{o.p_value:g}" if o.p_value is not None else ""
    way = "" if o.direction in ("", "not_stated") else f" !{o.direction}"
    return f"{o.measure} {o.statistic}{count}{share}{before}{value}{interval}{drug}{other}{time}{p}{way}"


@lru_cache(maxsize=1)
def studies() -> dict[str, str]:
    text = "\n".join((CASES / name).read_text(encoding="utf-8") for name in ("studies.txt", "trial_studies.txt"))
    parts = re.split(r"^\[(\w+)\]\n", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], (part.strip() + "\n" for part in parts[2::2]), strict=True))


def cases() -> list[tuple[str, str, list[str]]]:
    """Study, told sentence and expected outcomes of each case, in order."""
    found: list[tuple[str, str, list[str]]] = []
    study = ""
    text = "\n".join((CASES / name).read_text(encoding="utf-8") for name in ("sentences.txt", "trial_sentences.txt"))
    for line in text.splitlines():
        if line.startswith("["):
            study = line.strip("[]")
        elif line.startswith("  "):
            found[-1][2].append(line.strip())
        elif line and not line.startswith("#"):
            found.append((study, line, []))
    return found


@pytest.mark.parametrize(("study", "sentence", "wanted"), cases())
def test_sentence_tells_these_outcomes(read_study, study, sentence, wanted):
    found = read_outcomes(read_study(studies()[study].replace("{}", sentence)))
    assert Counter(map(told, found)) == Counter(wanted)
