"""What harm was done, in whom and how often: sentences and tables in the words of trials, series and case reports."""

import hashlib
import re
from collections import Counter
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cephlit.documents.document import Document
from cephlit.facts.adverse_events import read_adverse_events
from cephlit.facts.reading import read
from cephlit.facts.records import AdverseEvent
from cephlit.studies.reader import split_studies
from cephlit.tagging.pipeline import get_tagger, tag_study

CASES = Path(__file__).parent / "cases" / "adverse_events"


def events_of(text: str) -> list[AdverseEvent]:
    data = text.encode()
    document = Document("case.txt", hashlib.sha256(data).hexdigest(), "text/plain", text)
    studies = [tag_study(get_tagger(), study) for study in split_studies(document)]
    return [event for tagged in studies for event in read_adverse_events(read(tagged))]


def told(event: AdverseEvent) -> str:
    """An event in the words of the case files: ``dizziness 7/60 11.7% @sumatriptan !mild``."""
    count = "" if event.n is None else f" {event.n:g}" + ("" if event.total is None else f"/{event.total:g}")
    share = "" if event.percent is None else f" {event.percent:g}%"
    drug = f" @{event.drug}" if event.drug else ""
    severity = f" !{event.severity}" if event.severity else ""
    return event.event + count + share + drug + severity


@lru_cache(maxsize=1)
def frames() -> dict[str, str]:
    text = (CASES / "studies.txt").read_text(encoding="utf-8")
    parts = re.split(r"^\[(\w+)\]\n", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], (p.strip() + "\n" for p in parts[2::2]), strict=True))


def cases(name: str) -> list[tuple[str, str, list[str]]]:
    """Study, told lines and expected events of each case of a file, in order."""
    found: list[tuple[str, str, list[str]]] = []
    study, lines, wanted = "", [], []

    def close() -> None:
        if lines:
            found.append((study, "\n".join(lines), list(wanted)))
        lines.clear()
        wanted.clear()

    for line in (CASES / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        if not line.strip() or line.startswith("["):
            close()
            study = line.strip("[]") or study
        elif line.startswith("  "):
            wanted.append(line.strip())
        else:
            lines.append(line)
    close()
    return found


@pytest.mark.parametrize(("study", "sentence", "wanted"), cases("sentences.txt"))
def test_sentence_tells_these_events(study, sentence, wanted):
    found = events_of(frames()[study].replace("{}", sentence))
    assert Counter(map(told, found)) == Counter(wanted)


@pytest.mark.parametrize(("study", "table", "wanted"), cases("tables.txt"))
def test_table_tells_these_events(study, table, wanted):
    found = events_of(frames()[study].replace("{}", "\n" + table + "\n"))
    assert Counter(map(told, found)) == Counter(wanted)


def test_a_harm_told_twice_is_one_row():
    text = frames()["open"].replace("{}", "Dizziness occurred in 4 of the 40 patients (10%).")
    found = events_of(text + "CONCLUSION: Adverse events such as dizziness (10%) were few.\n")
    assert [told(e) for e in found] == ["dizziness 4/40 10% @verapamil"]


def test_a_title_that_blames_a_drug_names_the_harm_and_the_report_how_it_began():
    text = (
        "Gastric ulcer secondary to indomethacin in hemicrania continua: a case report\n"
        "A 51-year-old man with hemicrania continua on indomethacin 150 mg daily was admitted for epigastric pain. "
        "Endoscopy showed the ulcer, and the drug was replaced by melatonin.\n"
    )
    found = {e.event: e.n for e in events_of(text)}
    assert found == {"gastric ulcer": 1, "epigastric pain": 1}


WORDS = (
    "nausea dizziness rash adverse events patients sumatriptan placebo 3 12% 4/60 (5) , ; : and or no none had with in "
    "were reported respectively vs each of the group"
)


@given(st.lists(st.sampled_from(WORDS.split()), max_size=25))
@settings(max_examples=60, deadline=None)
def test_any_words_make_valid_events(words):
    text = frames()["two_arms"].replace("{}", " ".join(words) + ".")
    for event in events_of(text):
        assert event.event
        assert event.n is None or event.n >= 0
        assert event.total is None or event.n is None or event.n <= event.total
        assert 0 <= event.start < event.end <= len(text)
