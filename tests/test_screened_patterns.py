"""A screened pattern finds what the plain pattern finds, in any text."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from cephlit.patterns import Around, Several, screened, screened_forms

PATTERNS = (
    r"\bet al\b|\b(?:previous|earlier) (?:\w+ ){0,2}(?:study|studies|trials?)\b",
    r"\b(?:we|our)\b",
    r"(?<![\w-])(?:side[ -]effects?|toler\w*)(?!\w)",
    r"\brandomi[sz]ed\b(?! to)",
    r"(?:had|has) (?:(?:been|not) ){1,3}(?=treated)",
    r"(?<=with )(?:relief|remission)s?|n ?= ?\d{1,3}",
    r"(?P<up>rise|fall)s? (?:in|of) (?:the )?(?P<value>pulse|blood pressure)",
    r"(?i:Six)th|\d+",
    r"Straße|İzmir case",
    r"(?:ab|cd)?ef(?:gh)*",
    r"(attack|attacks) and \1",
)
PIECES = """et al previous Earlier study STUDIES trial we our side effects ſide tolerated randomised randomized to had
has been not treated with relief remissıon n = 7 fall rises in of the pulse blood pressure six sixth SIXth straße
STRASSE İzmir case ab ef gh attack attacks and K - é s"""
TEXTS = st.lists(st.tuples(st.sampled_from(PIECES.split()), st.sampled_from(["", " ", "-", "  "])), max_size=12).map(
    lambda pairs: "".join(piece + gap for piece, gap in pairs)
)


@settings(max_examples=400, deadline=None)
@given(
    pattern=st.sampled_from(PATTERNS),
    flags=st.sampled_from([0, re.IGNORECASE]),
    text=TEXTS,
    start=st.integers(0, 20),
    end=st.integers(0, 60),
)
def test_finds_what_the_plain_pattern_finds(pattern: str, flags: int, text: str, start: int, end: int) -> None:
    plain, quick = re.compile(pattern, flags), screened(pattern, flags)
    assert [m.span() for m in quick.finditer(text)] == [m.span() for m in plain.finditer(text)]
    assert [m.regs for m in quick.finditer(text, start, end)] == [m.regs for m in plain.finditer(text, start, end)]
    for method in ("search", "match"):
        found, plainly = getattr(quick, method)(text, start, end), getattr(plain, method)(text, start, end)
        assert (found and found.span()) == (plainly and plainly.span())
    assert (quick.fullmatch(text) is None) == (plain.fullmatch(text) is None)


def test_finds_the_words_of_patterns_that_came_later() -> None:
    text = "an unheard-of word"
    assert screened("heard").search(text)
    later = screened("(?:very )?unheard-of")
    assert later.search(text)


@settings(max_examples=200, deadline=None)
@given(text=TEXTS, chosen=st.lists(st.sampled_from(PATTERNS), max_size=4, unique=True))
def test_several_patterns_find_what_each_finds_one_after_the_other(text: str, chosen: list[str]) -> None:
    several = Several((screened(pattern, re.IGNORECASE), pattern) for pattern in chosen)
    expected = [(m.span(), p) for p in chosen for m in re.finditer(p, text, re.IGNORECASE)]
    assert [(match.span(), pattern) for match, pattern in several.finditer(text)] == expected


@settings(max_examples=400, deadline=None)
@given(
    word=st.sampled_from(["b", "group b", "six", "relief", "straße", "strasse", "k", "é", "-", "aa"]),
    text=TEXTS | st.text(st.sampled_from("abBAkKſßéÉ -()s"), max_size=40),
)
def test_a_word_is_found_as_by_a_pattern_that_is_made_of_it(word: str, text: str) -> None:
    around = Around((r"(?<![\w-])", r"s?(?= |$)"), (r"(?<=\()", r"\)"), (r"(?<=b )", r"(?: s)?"))
    made = re.escape(word)
    plain = rf"(?<![\w-]){made}s?(?= |$)|(?<=\(){made}\)|(?<=b ){made}(?: s)?"
    assert list(around.finditer(word, text)) == [m.span() for m in re.finditer(plain, text, re.IGNORECASE)]


FORMS = ("case series", "case", "cohort study", "Trial", "trials?", "c[- ]?arm", "a", "open", r"[\w]{0,9}-label")


@given(
    st.lists(st.sampled_from(FORMS), min_size=1, max_size=8),
    st.lists(st.sampled_from((*"cCaA otT-x", "case series ", "TRIALS", "c-arm", "open-label", "\u017f")), max_size=12),
)
def test_forms_are_tried_in_their_order_whatever_they_begin_with(forms: list[str], words: list[str]) -> None:
    text = "".join(words)
    plain = re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)", re.IGNORECASE)
    quick = screened_forms(r"(?<!\w)", forms, r"(?!\w)")
    assert [m.span() for m in quick.finditer(text)] == [m.span() for m in plain.finditer(text)]
