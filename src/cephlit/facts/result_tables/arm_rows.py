"""Rows whose label ends in an arm, because measure and arm, or the head itself, have run into one line."""

from collections.abc import Sequence
from dataclasses import replace

from cephlit.facts.result_tables.head import Head, Token
from cephlit.facts.result_tables.tables import Row, Span

_ARMS = 2
"""Arms that rows have to be of, for labels that end in one to be read as such."""


def arms_apart(head: Head, rows: Sequence[Row]) -> tuple[list[Token], list[Row]]:
    """Part the arm at the end of each label from the measure in front of it, which then stands above the row.

    "HIT-6 score A 60.1 58.5", "B 57.9 56.0" is read as the same rows below a heading "HIT-6 score".

    Returns
    -------
    Tokens of a head that has run into the first label, and the rows; no tokens and the rows as they are where the
    head's columns are arms, or no arm has a row of its own.
    """
    lone = {head.only_arm(row.label) for row in rows} - {-1}
    tails = [_tail(head, row.label) for row in rows]
    arms = lone | {tail.arm for tail in tails if tail}
    if not lone or not any(tails) or len(arms) < _ARMS or any(t.kind == "arm" for t in head.tokens):
        return [], list(rows)
    more: list[Token] = []
    parted: list[Row] = []
    for row, tail in zip(rows, tails, strict=True):
        if tail is None:
            parted.append(row)
            continue
        start = row.label[0]
        if not parted:
            more = [t for t in head.read((start, tail.start)) if t.kind in ("time", "p", "other")]
            start = more[-1].end if more else start
        above = [(start, tail.start)] if _names_something(head, (start, tail.start)) else []
        parted.append(replace(row, label=(tail.start, row.label[1]), above=(*row.above, *above)))
    return more, parted


def _names_something(head: Head, words: Span) -> bool:
    """Whether more than how cells are written stands in front of an arm ("mean ± SD B")."""
    told = [head.text[t.start : t.end] for t in head.read(words) if t.kind == "notation"]
    rest = head.text[slice(*words)]
    for notation in told:
        rest = rest.replace(notation, " ")
    return any(c.isalpha() for c in rest)


def _tail(head: Head, label: Span) -> Token | None:
    """The arm that a label ends in, behind other words."""
    tokens = [t for t in head.read(label) if t.kind != "notation"]
    last = tokens[-1] if tokens else None
    ends = last is not None and last.kind == "arm" and label[1] - last.end <= 1 and last.start > label[0]
    return last if ends and head.only_arm(label) < 0 else None
