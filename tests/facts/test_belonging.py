"""Whom a number is about, how far that was fetched, and which drug it speaks for."""

from pathlib import Path

import pytest
import yaml

from cephlit.facts.outcomes import read_outcomes
from cephlit.facts.results.belonging import belongings
from cephlit.facts.results.context import Context
from cephlit.facts.results.own_results import own_results

TRIALS = yaml.safe_load((Path(__file__).parent / "cases" / "belongings.yaml").read_text(encoding="utf-8"))
CASES = [(trial["opening"], sentence, wanted) for trial in TRIALS for sentence, wanted in trial["cases"]]
TRIAL = "Naproxen versus placebo in migraine: a randomised trial\n\nWe randomised 120 adults to naproxen or placebo. "


def outcomes_of(reading):
    last = reading.tagged.sentences[-1]
    return [o for o in read_outcomes(reading) if o.start == last.start]


@pytest.mark.parametrize(("opening", "sentence", "wanted"), CASES)
def test_groups_and_their_reach(opening, sentence, wanted, read_study):
    reading = read_study(f"{opening}\n\nResults\n{sentence}")
    last = reading.tagged.sentences[-1]
    found = belongings(reading, last, own_results(reading, last), Context())
    assert [[b.mention.groups[0].label, b.reach] for b in found if b.mention] == wanted


def test_what_is_told_of_each_group_is_a_row_for_each(read_study):
    reading = read_study(f"{TRIAL}\n\nResults\nPain freedom was reached by 20 patients in each group.")
    assert [(o.n, o.drug) for o in outcomes_of(reading)] == [(20, "naproxen"), (20, "placebo")]


def test_comparison_is_told_of_the_active_drug(read_study):
    sentence = "Relief came to 60% with naproxen and 30% with placebo (odds ratio 3.5, 95% CI 1.6-7.5)."
    reading = read_study(f"{TRIAL}\n\nResults\n{sentence}")
    assert [(o.statistic, o.drug) for o in outcomes_of(reading)] == [
        ("percent", "naproxen"),
        ("percent", "placebo"),
        ("odds_ratio", "naproxen"),
    ]


def test_amount_of_another_drug_is_a_result_of_the_studied_one(read_study):
    text = "Verapamil for cluster headache: an open study\n\nThirty patients took verapamil 360 mg daily."
    reading = read_study(f"{text}\n\nResults\nSumatriptan use fell from 14 to 4 injections per week.")
    assert [(o.drug, o.reach) for o in outcomes_of(reading)] == [("verapamil", "only")]
