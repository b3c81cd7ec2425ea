import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cephlit.tagging.lexicon import find_mentions

CASES = Path(__file__).parent / "cases" / "mentions.csv"


def cases() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def short_forms(cell: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in cell.split("|") if part)


def mentions(text: str, label: str, abbreviations: dict[str, str]) -> list[str]:
    return [f"{m.text} > {m.concept}" for m in find_mentions(text, abbreviations) if m.label == label]


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case['label']}: {case['text'][:50]}")
def test_finds_exactly_the_mentions_of_a_label(case: dict[str, str]) -> None:
    expected = [part for part in case["mentions"].split(" | ") if part]
    assert mentions(case["text"], case["label"], short_forms(case["abbreviations"])) == expected


def test_a_mention_tells_how_it_was_found_and_its_concept() -> None:
    found = find_mentions("Naproxen (NXN) for chronic cluster headache", {"NXN": "naproxen"})
    drugs = [(m.text, m.concept_id, m.kind, m.tagger) for m in found if m.label == "DRUG"]
    assert drugs == [
        ("Naproxen", "DRUGBANK:DB00788", "drug", "lexicon"),
        ("NXN", "DRUGBANK:DB00788", "drug", "abbreviation"),
    ]
    assert [(m.concept, m.concept_id, m.kind) for m in found if m.label == "CONDITION"] == [
        ("chronic cluster headache", "ICHD-3:3.1.2", "headache")
    ]


def test_the_measure_is_the_kind_of_an_outcome() -> None:
    found = [m for m in find_mentions("The 50% responder rate and monthly migraine days", {}) if m.label == "OUTCOME"]
    assert [m.kind for m in found] == ["response", "headache_days"]


def test_an_undefined_ambiguous_short_form_needs_the_name_in_full() -> None:
    assert not [m for m in find_mentions("CH was excluded", {}) if m.label == "CONDITION"]
    found = find_mentions("Cluster headache was common and CH was treated", {})
    assert [m.text for m in found if m.label == "CONDITION"] == ["Cluster headache", "CH"]


SENTENCE = (
    "chronic or episodic cluster headache and migraine with and without aura CH F TTH 2.5 mg i.v. (n = 3), triptan\n"
    "pain-free at 2 h. post-dural puncture nausea vomiting oral triptan-overuse 100% oxygen SevereNausea beta blockers"
)
WORDS = st.lists(st.sampled_from(re.findall(r"\S+|\n", SENTENCE)), max_size=40)


@given(WORDS, st.sampled_from(["", " "]))
def test_offsets_hold_and_mentions_of_one_label_never_overlap(words: list[str], joint: str) -> None:
    text = (joint or "-").join(words)
    found = find_mentions(text, {"CH": "cluster headache", "F": "frovatriptan", "TTH": "unheard-of thing"})
    ends: dict[str, int] = {}
    for m in found:
        assert text[m.start : m.end] == m.text
        assert "\n" not in m.text
        assert m.start >= ends.get(m.label, 0)
        ends[m.label] = m.end
    assert found == sorted(found, key=lambda m: (m.start, m.end, m.label))


@given(st.text(max_size=200), st.dictionaries(st.text(max_size=5), st.text(max_size=20), max_size=3))
def test_any_text_is_read(text: str, abbreviations: dict[str, str]) -> None:
    for m in find_mentions(text, abbreviations):
        assert text[m.start : m.end] == m.text
