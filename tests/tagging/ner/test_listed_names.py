"""Where the words of a sentence stand in listed names."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cephlit.tagging.ner.names import CODES, KINDS, Names, collect, key, write

LISTED = Names(
    collect(
        [
            ("chemical", ["Lithium", "sodium valproate", "sodium", "5-fluorouracil"]),
            ("disease", ["Migraine Disorders", "migraine", "lithium toxicity", "aura, persistent"]),
        ]
    )
)
OUTSIDE, BEGIN, INSIDE = 0, 1, 2


def places(text: str, kind: str) -> list[int]:
    return [code // 3 ** KINDS.index(kind) % 3 for code in LISTED.codes(text.split())]


@pytest.mark.parametrize(
    ("text", "kind", "wanted"),
    [
        ("sodium valproate or sodium", "chemical", [BEGIN, INSIDE, OUTSIDE, BEGIN]),
        ("5 - Fluorouracil", "chemical", [BEGIN, INSIDE, INSIDE]),
        ("two migraine disorder s", "disease", [OUTSIDE, BEGIN, INSIDE, OUTSIDE]),
        ("Migraines", "disease", [BEGIN]),
        ("lithium toxicity", "disease", [BEGIN, INSIDE]),
        ("lithium toxicity", "chemical", [BEGIN, OUTSIDE]),
        ("valproate", "chemical", [OUTSIDE]),
        ("", "disease", []),
    ],
)
def test_places_in_the_longest_name(text: str, kind: str, wanted: list[int]) -> None:
    assert places(text, kind) == wanted


def test_a_plural_of_a_short_word_or_a_latin_ending_is_left_as_it_is() -> None:
    assert [key(word) for word in ("gas", "virus", "pelvis", "bosses", "Headaches")] == [
        "gas",
        "virus",
        "pelvis",
        "bosse",
        "headache",
    ]


def test_names_that_would_match_anywhere_are_not_collected() -> None:
    assert collect([("chemical", ["in", "5", "12-13", " ".join("abcdefghij")]), ("disease", ["tic"])]) == {"tic": 2}


@settings(deadline=None)
@given(
    names=st.dictionaries(st.text("ab", min_size=1, max_size=3), st.integers(1, 3)),
    words=st.lists(st.text("abS", max_size=3), max_size=12),
)
def test_written_and_read_again(
    tmp_path_factory: pytest.TempPathFactory, names: dict[str, int], words: list[str]
) -> None:
    path: Path = tmp_path_factory.mktemp("names") / "names.txt.gz"
    write(names, path)
    first = path.read_bytes()
    write(dict(reversed(names.items())), path)
    assert path.read_bytes() == first
    codes = Names.read(path).codes(words)
    assert codes == Names(names).codes(words)
    assert all(0 <= code < CODES for code in codes)


@settings(deadline=None)
@given(words=st.lists(st.sampled_from(["lithium", "toxicity", "sodium", "valproate", "migraine", "of"]), max_size=12))
def test_inside_follows_begin_or_inside(words: list[str]) -> None:
    for kind in KINDS:
        row = places(" ".join(words), kind)
        assert all(before != OUTSIDE for before, here in zip([OUTSIDE, *row], row, strict=False) if here == INSIDE)
