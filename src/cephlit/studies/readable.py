"""Passages into the readable view and its blocks."""

from collections.abc import Iterator, Sequence

from cephlit.documents.view import TextView
from cephlit.studies.characters import readable_pieces
from cephlit.studies.hyphens import LineEnds
from cephlit.studies.passages import Passage
from cephlit.studies.study import Block

_Piece = tuple[str, int, int]


def readable_view(text: str, passages: Sequence[Passage], line_ends: LineEnds) -> tuple[TextView, tuple[Block, ...]]:
    """View of a study's passages, kept apart by line ends, and the blocks that cover it."""
    pieces: list[_Piece] = []
    blocks: list[Block] = []
    place = 0
    for passage in passages:
        own = list(_passage_pieces(text, passage, line_ends))
        length = sum(len(piece) for piece, _, _ in own)
        if length == 0:
            continue
        if blocks:
            # The line end between two blocks stands for the last character of the first: blocks may leave out, or
            # come before, what follows them in the file.
            end = pieces[-1][2]
            pieces.append(("\n", end - 1, end))
            place += 1
        pieces.extend(own)
        blocks.append(Block(passage.kind, passage.section, passage.label, passage.part, place, place + length))
        place += length
    return TextView.build(pieces), tuple(blocks)


def _passage_pieces(text: str, passage: Passage, line_ends: LineEnds) -> Iterator[_Piece]:
    for place, (start, end) in enumerate(passage.pieces):
        last = place + 1 == len(passage.pieces)
        drop, between = False, ""
        if not last:
            below = passage.pieces[place + 1]
            if passage.kind == "table":
                between = "\n"
            else:
                drop, between = line_ends.join(text[start:end], text[below[0] : below[1]])
        stop = end - 1 if drop else end
        yield from readable_pieces(text, start, stop)
        if between and not last:
            yield between, end, passage.pieces[place + 1][0]
