"""Which characters of a text belong to a quantity or a name already."""

from collections.abc import Iterable

from cephlit.tagging.tagged import Quantity


class Taken:
    """The characters that already belong to a quantity or a name."""

    def __init__(self, length: int) -> None:
        self._used = bytearray(length + 1)

    def touches(self, start: int, end: int) -> bool:
        """Whether any character of a span is taken."""
        return self._used.find(1, start, end) >= 0

    def next_after(self, position: int) -> int:
        """Offset of the first taken character from a position on, or the text's length."""
        following = self._used.find(1, position)
        return following if following >= 0 else len(self._used) - 1

    def block(self, spans: Iterable[tuple[int, int]]) -> None:
        """Take spans that yield no quantity, unless they touch one; they may touch each other."""
        for start, end in [span for span in spans if not self.touches(*span)]:
            self._used[start:end] = b"\x01" * (end - start)

    def claim(self, candidates: Iterable[Quantity]) -> list[Quantity]:
        """Take candidates in order of start, the longer first, and return those that are free."""
        accepted = []
        for candidate in sorted(candidates, key=lambda q: (q.start, -q.end)):
            if candidate.start < candidate.end and not self.touches(candidate.start, candidate.end):
                self._used[candidate.start : candidate.end] = b"\x01" * (candidate.end - candidate.start)
                accepted.append(candidate)
        return accepted
