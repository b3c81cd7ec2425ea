"""Short forms read as their long forms."""

import re

import pytest

from cephlit.tagging.ner.defined import REACH, Text, defined_spans

NAME = 1
"""A kind of span."""


def read(sentences: list[str], *named: str) -> list[list[str]]:
    """Take some words for names, and read short forms as defined."""
    places = [[m.span() for m in re.finditer(r"\w+|[^\w\s]", sentence)] for sentence in sentences]
    text = Text(sentences, places)
    spans = [[span for name in named for span in find(text.words(i), name.split(" "))] for i in range(len(sentences))]
    return [
        [" ".join(text.words(number)[first:end]) for first, end, _ in found]
        for number, found in enumerate(defined_spans(text, [sorted(found) for found in spans]))
    ]


def find(words: list[str], name: list[str]) -> list[tuple[int, int, int]]:
    ends = ((at, at + len(name)) for at in range(len(words)))
    return [(first, end, NAME) for first, end in ends if words[first:end] == name]


@pytest.mark.parametrize(
    ("named", "wanted"),
    [
        (("low back pain",), [["low back pain", "LBP"], ["LBP"]]),
        (("LBP",), [[], []]),
        (("back pain", "LBP"), [["back pain", "LBP"], ["LBP"]]),
        (("low back pain", "chronic LBP"), [["low back pain", "LBP"], ["chronic LBP"]]),
    ],
    ids=["name", "no name", "end of a name", "longer name"],
)
def test_a_short_form_follows_its_long_form(named: tuple[str, ...], wanted: list[list[str]]) -> None:
    assert read(["Adults with low back pain (LBP) were asked", "They had chronic LBP for years"], *named) == wanted


def test_a_definition_says_nothing_of_what_came_before_or_comes_much_later() -> None:
    sentences = ["LBP is common", "We treated low back pain (LBP)", *["No word of it"] * (REACH - 1), "LBP went away"]
    found = read(sentences, "low back pain")
    assert found[0] == []
    assert found[1] == ["low back pain", "LBP"]
    assert found[-1] == []
