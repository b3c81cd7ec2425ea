"""A readable view of a text that remembers where each of its characters came from."""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TextView:
    """Text made easy to read, with the way back to its source.

    Characters may be dropped (soft hyphens, line-end hyphens), replaced (a line end by a space) or expanded (a
    ligature), so lengths differ; each character of the view knows the source characters that it stands for.

    Attributes
    ----------
    text
        The view's text.
    starts, ends
        For each character of ``text``, its source span; same length as ``text``.
    """

    text: str
    starts: "array[int]"
    ends: "array[int]"

    def __post_init__(self) -> None:
        """Refuse maps that do not fit the text."""
        if not len(self.text) == len(self.starts) == len(self.ends):
            raise ValueError("a view needs one source span for each character")

    @classmethod
    def build(cls, pieces: Iterable[tuple[str, int, int]]) -> "TextView":
        """Join pieces of text, each with the source span that it stands for.

        A piece of the same length as its span maps character by character; any other maps whole.
        """
        text: list[str] = []
        starts, ends = array("I"), array("I")
        for piece, start, end in pieces:
            text.append(piece)
            if len(piece) == end - start:
                starts.extend(range(start, end))
                ends.extend(range(start + 1, end + 1))
            else:
                starts.extend([start] * len(piece))
                ends.extend([end] * len(piece))
        return cls("".join(text), starts, ends)

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Source offsets of ``text[start:end]``.

        Raises
        ------
        ValueError
            If the span is empty or reaches outside the view.
        """
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"no such span in a view of {len(self.text)} characters: {start}-{end}")
        return self.starts[start], self.ends[end - 1]
