"""Words that tell the layout of a text: page furniture, titles, sentences that go on, a study's own voice."""

from functools import cache
from typing import Literal

from cephlit.vocabulary.load import rows

PhraseKind = Literal[
    "furniture_start", "furniture_whole", "title", "open_end", "compound", "compound_end", "own_voice", "report"
]


@cache
def phrases(kind: PhraseKind) -> tuple[str, ...]:
    """Lower-case phrases of a kind, in the order of the file, in a form that ``str.startswith`` takes."""
    return tuple(row["phrase"] for row in rows("layout") if row["kind"] == kind)


@cache
def phrase_set(kind: PhraseKind) -> frozenset[str]:
    """The same for looking up."""
    return frozenset(phrases(kind))
