"""The sample, the arms, and every place where a text speaks of a group."""

from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from cephlit.facts.arms.discovery import regimen_key

CASES = Path(__file__).parent / "cases" / "groups"
ARMS = yaml.safe_load((CASES / "arms.yaml").read_text(encoding="utf-8"))
SAMPLES = yaml.safe_load((CASES / "samples.yaml").read_text(encoding="utf-8"))
MARKED = [(case["text"], marked) for case in ARMS for marked in case.get("marked", [])]
PIECES = ["migraine", "placebo", "sumatriptan 50 mg", "group A", "both groups", "patient 2", "all patients"]
PIECES += ["(n = 20)", "versus", "and", "was randomised to", "In", "12%", ".", ",", "patients with migraine", "men"]


def marked_groups(reading, sentence):
    """A sentence with its groups marked as the case files mark them."""
    text, at = "", sentence.start
    view = reading.tagged.study.view.text
    for mention in reading.groups.mentions_in(sentence.start, sentence.end):
        labels = "+".join(group.label for group in mention.groups)
        text += f"{view[at : mention.start]}{{{view[mention.start : mention.end]}|{labels}}}"
        at = mention.end
    return text + view[at : sentence.end]


@pytest.mark.parametrize(("people", "text"), SAMPLES)
def test_participants(people, text, read_study):
    assert read_study(text).participants == people


@pytest.mark.parametrize("case", ARMS, ids=[case["text"].split("\n")[0] for case in ARMS])
def test_arms(case, read_study):
    arms = read_study(case["text"]).groups.arms
    assert {arm.group.label: arm.group.participants for arm in arms} == case["arms"]


@pytest.mark.parametrize(("text", "marked"), MARKED)
def test_mentions(text, marked, read_study):
    reading = read_study(text)
    assert marked in [marked_groups(reading, sentence) for sentence in reading.tagged.sentences]


def test_numbered_cases_are_patients_with_age_and_sex(read_study):
    text = "Oxygen\n\nCase 1\nA 38-year-old male used oxygen. He had no pain.\n\nCase 2\nA woman of 25 years used it."
    groups = read_study(text).groups
    assert [(g.label, g.age, g.male, g.female) for _, _, g in groups.cases] == [
        ("case 1", 38, 1, 0),
        ("case 2", 25, 0, 1),
    ]
    _, end, patient = groups.cases[0]
    assert groups.group_at(end - 2) == patient
    assert groups.group_at(0) == groups.sample


def test_sample_has_age_and_sex(read_study):
    text = "Lithium\n\nWe treated 40 patients (23 men and 17 women) with a mean age of 39.5 years (range 21-60)."
    sample = read_study(text).groups.sample
    assert (sample.female, sample.male) == (17, 23)
    assert (sample.age_statistic, sample.age, sample.age_low, sample.age_high) == ("mean", 39.5, 21, 60)


def test_combination_is_called_by_the_drug_that_tells_it_apart(read_study):
    text = (
        "Topiramate with or without vitamin D3 in children with migraine\n\n"
        "Sixty children were randomised to topiramate plus vitamin D3 or to "
        "topiramate plus placebo. Attacks fell more with topiramate plus vitamin D3 than with topiramate plus placebo."
    )
    assert [arm.drug for arm in read_study(text).groups.arms] == ["colecalciferol", "placebo"]
    assert [arm.drugs for arm in read_study(text).groups.arms] == [
        ("topiramate", "colecalciferol"),
        ("topiramate", "placebo"),
    ]


@given(st.lists(st.sampled_from(PIECES), max_size=25))
@settings(max_examples=40, deadline=None)
def test_mentions_stand_in_order_and_never_overlap(read_study, pieces):
    reading = read_study("Sumatriptan versus placebo\n\nWe randomised 40 patients. " + " ".join(pieces))
    spans = [(m.start, m.end) for m in reading.groups.mentions]
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    assert all(0 <= start < end <= len(reading.tagged.study.view.text) for start, end in spans)
    assert all(m.groups for m in reading.groups.mentions)


@given(st.text("abc -S", min_size=1, max_size=12))
def test_regimen_words_fold_to_one_key(word):
    assert regimen_key(word.upper()) == regimen_key(word.lower())
    assert "-" not in regimen_key(word)
