"""The readable view: what each of its characters stands for, and what becomes of a line's end."""

import csv
import re
import time
from pathlib import Path

import pytest
from digests import ABSTRACTS, SHAPES, digest
from hypothesis import given, settings
from hypothesis import strategies as st

from cephlit.documents.document import Document
from cephlit.studies.characters import readable
from cephlit.studies.reader import split_studies
from cephlit.studies.study import Study

CASES = Path(__file__).parent / "cases"
NOT_SHOWN = re.compile(r"[\s\-‐‑‒–—―−\u00ad]+")


def studies_of(text: str) -> tuple[Study, ...]:
    return split_studies(Document("a.txt", "0" * 64, "text/plain", text))


def rows(name: str) -> list[dict[str, str]]:
    with (CASES / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def check(text: str) -> None:
    """What holds for every text: order of studies, cover of blocks, spans that say what they stand for."""
    end = 0
    for number, study in enumerate(studies_of(text), 1):
        assert study.number == number
        assert end <= study.start < study.end <= len(text)
        end = study.end
        place = 0
        for block in study.blocks:
            assert block.start == place
            assert block.end > block.start
            place = block.end + 1
            _check_block(text, study, block.start, block.end, table=block.kind == "table")
        assert place == len(study.view.text) + 1
        assert all(study.view.text[block.end] == "\n" for block in study.blocks[:-1])


def _check_block(text: str, study: Study, start: int, end: int, *, table: bool) -> None:
    view = study.view
    shown = view.text[start:end]
    assert shown == shown.strip()
    assert "  " not in shown
    assert table or "\n" not in shown
    before = study.start
    for place in range(start, end):
        left, right = view.source_span(place, place + 1)
        assert before <= left < right <= study.end
        before = left
        if view.text[place] not in " \n":
            # Every character comes from its own source character, as the view shows that.
            assert view.text[place] in readable(text[left:right]) or view.text[place] == "."


@given(st.text(max_size=400))
@settings(max_examples=200, deadline=None)
def test_any_text_is_read(text):
    check(text)


LINES = st.sampled_from(
    [line.encode().decode("unicode_escape") for line in (CASES / "lines.txt").read_text("ascii").split("\n")]
)


@given(st.lists(LINES, max_size=25), st.sampled_from(["\n", "\n\n"]))
@settings(max_examples=300, deadline=None)
def test_any_mix_of_lines_is_read(lines, between):
    check(between.join(lines))


@pytest.mark.parametrize("shape", SHAPES)
def test_all_words_of_a_digest_are_shown_once(shape):
    text, _ = digest(shape, ABSTRACTS)
    shown = [NOT_SHOWN.sub("", study.view.text) for study in studies_of(text)]
    for abstract, view in zip(ABSTRACTS, shown, strict=True):
        for words in abstract["sections"].values():
            assert view.count(NOT_SHOWN.sub("", words)) == 1
    check(text)


@pytest.mark.parametrize("case", rows("line_ends.csv"), ids=lambda case: case["view"])
def test_line_ends(case):
    (study,) = studies_of(case["text"].replace("|", "\n"))
    assert case["view"] in study.view.text


@pytest.mark.parametrize("case", rows("characters.csv"), ids=lambda case: case["view"])
def test_characters(case):
    text = case["text"].encode().decode("unicode_escape").encode("latin-1").decode("utf-8")
    (study,) = studies_of(text)
    assert study.view.text == case["view"]


def test_a_span_of_the_view_leads_to_its_words_in_the_file():
    text = "The infu-\nsion of ﬁve patients\nran at 0·5 mg/kg, and it was stopped after an hour.\n"
    (study,) = studies_of(text)
    for words, source in [
        ("infusion", "infu-\nsion"),
        ("five", "ﬁve"),
        ("0.5 mg/kg", "0·5 mg/kg"),
        ("patients ran", "patients\nran"),
    ]:
        start = study.view.text.index(words)
        left, right = study.view.source_span(start, start + len(words))
        assert text[left:right] == source


def test_cells_of_a_table_are_never_joined():
    cells = ["12", "3", "4.5", "6", "0.42", "36 h", "8", "9"]
    text = "Results\nWe saw this.\n\nTable 1 Values\n" + "\n\n".join(cells) + "\n\nDiscussion\nAll is well.\n"
    (study,) = studies_of(text)
    (table,) = [block for block in study.blocks if block.kind == "table"]
    assert study.view.text[table.start : table.end].split("\n") == cells


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Pain was relieved in 5 of 9 patients. " * 10_000, id="one line"),
        pytest.param("A" * 400_000, id="one word"),
        pytest.param("Results. " * 40_000, id="heading words"),
        pytest.param("12\n" * 40_000, id="cells"),
        pytest.param("(" * 300_000 + "\n" + "[1] " * 200_000, id="brackets"),
        pytest.param("We treated 9 patients with a drug that\nhelped them.\n\n" * 3_000, id="paragraphs"),
        pytest.param("Zinc for the prevention of migraine\n" * 4_000, id="one title again and again"),
        pytest.param("".join(digest("lines", ABSTRACTS)[0] for _ in range(60)), id="digest"),
    ],
)
def test_reading_takes_time_in_proportion(text):
    """Four times the text takes about four times the time; a quadratic step would take sixteen times."""

    def seconds(part: str) -> float:
        begin = time.process_time()
        studies_of(part)
        return time.process_time() - begin

    quarter = min(seconds(text[: len(text) // 4]) for _ in range(2))
    assert seconds(text) < 10 * quarter + 1
