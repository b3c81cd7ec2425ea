"""Any bytes go through all stages: nothing raises, every row is true to its text, no text takes more than its time."""

import gzip

import pytest
from hypothesis import HealthCheck, given, settings
from pipeline import check
from texts import HOSTILE, contents

MIGRAINE = "In 40 patients with migraine, 12 of 20 were pain free 2 h after 10 mg rizatriptan (p < 0.01). "
LENGTH = 20_000

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b0 "migraine">'
    + "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 10))
    + "]><article>&b9;</article>"
)
"""Ten to the ninth times a word, for a reader that would expand entities."""


@settings(max_examples=25, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(contents())
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    check(data)


@pytest.mark.parametrize("word", HOSTILE, ids=lambda word: ascii(word)[:20])
def test_a_hostile_word_between_sentences(word: str) -> None:
    check(f"{MIGRAINE}{word} {MIGRAINE}\n{word}\n{MIGRAINE}".encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize(
    "unit",
    [
        "and ",
        "migraine and ",
        "a",
        "A ",
        "1",
        "1 ",
        "1, ",
        "(",
        "(a) ",
        "5 mg ",
        "5 mg, ",
        "<b>",
        "p < 0.05 ",
        "- ",
        "\t",
        "\n",
    ],
    ids=ascii,
)
def test_a_long_run_takes_a_time_in_proportion(unit: str) -> None:
    check((MIGRAINE + unit * (LENGTH // len(unit)) + MIGRAINE).encode())


@pytest.mark.parametrize(
    "text",
    [
        BOMB,
        "<div>" * 5_000 + MIGRAINE + "</div>" * 5_000,
        MIGRAINE + "\u202e" + MIGRAINE + "\u2066\u2069",
        "\x00".join(MIGRAINE),
    ],
    ids=["entities", "depth", "direction", "zeros"],
)
def test_markup_and_controls_are_text(text: str) -> None:
    check(text.encode())


def test_an_archive_is_not_unpacked() -> None:
    check(gzip.compress(MIGRAINE.encode() * 100_000))
