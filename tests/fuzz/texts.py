"""Texts as strangers may send them: pieces of papers, names of the vocabulary, and what breaks careless programs."""

from pathlib import Path

from hypothesis import strategies as st

from cephlit.vocabulary.load import rows

SEEDS = Path(__file__).parents[2] / "seeds"

HOSTILE = (
    *(
        "\x00",
        "\ud800",
        "\udfff",
        "\u202e",
        "\u2066",
        "\u2029",
        "\ufeff",
        "\x1b[2J",
        "\x85",
        "\v\f",
        "\u0301" * 40,
        "𝔘",
        "中文",
    ),
    *("=cmd|' /C calc'!A0", "@SUM(1)", '"; DROP TABLE studies;--', "<script>alert(1)</script>", "<![CDATA[", "]]>"),
    *('<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>&b;', "&#x110000;", "{{7*7}}", "%s%n", "../../etc/passwd"),
    *(
        "<a>" * 300,
        "(" * 300,
        "[(" * 100,
        "1," * 200,
        "9" * 400,
        "1e999",
        "-" * 300,
        "+/-" * 60,
        "and " * 100,
        "/" * 200,
    ),
)
"""Words that mean something to some program, and long runs of what grammars repeat."""

NUMBERS = (
    "5 mg",
    "0.3 mg/kg/h",
    "12/40",
    "(n = 30)",
    "95% CI 1.2 to 3.4",
    "p < .001",
    "2 h",
    "day 14",
    "7.1 ± 2.0",
    "1,234",
    "½",
)


def _pieces() -> list[str]:
    words = [
        piece
        for path in sorted(SEEDS.glob("*.txt"))
        for piece in path.read_text(encoding="utf-8", errors="replace").split(". ")
    ]
    return words[::3]


def _names() -> list[str]:
    return [row["name"] for file in ("drugs", "conditions", "events", "instruments") for row in rows(file)][::7]


def texts() -> st.SearchStrategy[str]:
    """Mixtures of pieces, a few hundred characters to some ten thousand."""
    piece = st.one_of(
        st.sampled_from(_pieces()),
        st.sampled_from(_names()),
        st.sampled_from(NUMBERS),
        st.sampled_from(HOSTILE),
        st.text(max_size=30),
    )
    run = st.builds(lambda unit, times: unit[:40] * times, piece, st.integers(2, 60))
    joint = st.sampled_from((" ", " ", ". ", ".\n", "\n\n", "\t", ", ", " and ", " versus ", "\r\n", ""))
    return st.lists(st.tuples(st.one_of(piece, piece, piece, run), joint), max_size=40).map(
        lambda parts: "".join(word + between for word, between in parts)
    )


def contents() -> st.SearchStrategy[bytes]:
    """The bytes of such texts, in encodings that papers come in, whole or damaged."""
    encodings = st.sampled_from(("utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1252", "utf-32-le"))
    whole = st.builds(lambda text, encoding: text.encode(encoding, "replace"), texts(), encodings)
    raw = texts().map(lambda text: text.encode("utf-8", "surrogatepass"))
    damaged = st.builds(
        lambda data, cut, byte: data[:cut] + byte + data[cut:], raw, st.integers(0, 500), st.binary(max_size=9)
    )
    return st.one_of(whole, whole, raw, damaged)
