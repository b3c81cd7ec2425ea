"""The head of a table as a row of tokens: arms, times, sizes, how cells are written."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Literal

from cephlit.facts.reading import Reading
from cephlit.facts.result_tables.codes import head_times, time_codes
from cephlit.facts.result_tables.tables import Span
from cephlit.facts.result_tables.words import column_cue
from cephlit.facts.results.time_points import START

Kind = Literal["arm", "time", "population", "p", "other", "count", "size", "notation", "stub"]


@dataclass(frozen=True, slots=True)
class Token:
    """A part of a head.

    It is an arm, a time, a population, ``p``, another column, one of counts, a size, how cells are written, or filler.
    """

    kind: Kind
    start: int
    end: int
    text: str
    arm: int = -1


NOTATION = re.compile(
    r"(?:mean|average)\s?(?:score\s?)?(?:±|\+/-|\(|,)\s?(?:SD|SEM?|standard deviation)\)?"
    r"|(?:mean\s?)?[(\[]\s?9\d\s?%\s?(?:CI|confidence interval)s?\s?[)\]]"
    r"|median\s?[(\[](?:IQR|range|interquartile range|Q1-Q3)[)\]]"
    r"|(?:n|no\.?|number)\s?[(,/]\s?%\s?\)?|\bmeans?\b|\bmedians?\b|±\s?SD|\(SD\)|\(SEM?\)|\(%\)|%",
    re.IGNORECASE,
)
"""How cells are written: ``mean ± SD``, ``n (%)``, ``median (IQR)``, ``mean (95% CI)``."""

_SIZE = re.compile(r"[(\[]?\s?\b[nN]\s?=?\s?(?P<size>\d{1,5})\s?[)\]]?")
_COUNT = re.compile(r"[Nn](?:o\.?)?")
_P = re.compile(
    r"(?<![A-Za-z])(?:[pP][ -]?[vV]alues?|P(?![A-Za-z])|p(?![a-z]))|(?<=[a-z])p(?=[A-Z])"
    r"|(?<=[a-z)])P(?=[A-Z]{2}|[A-Z][a-z])"
    r"|(?<=[a-z\d)])[pP][ -]?[vV]alues?"
)


@cache
def _token_patterns() -> tuple[tuple[Kind, re.Pattern[str], str], ...]:
    """Patterns of the parts of heads, with their word in the tables where that is not the text's own."""
    return (
        ("time", column_cue("start"), "baseline"),
        ("time", column_cue("after"), ""),
        ("time", column_cue("change"), "change"),
        ("population", column_cue("population"), ""),
        ("other", column_cue("other_column"), ""),
        ("stub", column_cue("stub"), ""),
        ("size", _SIZE, ""),
        ("p", _P, ""),
        ("notation", NOTATION, ""),
    )


_LONE_LETTER = re.compile(r"([A-Z]|I{1,3}|IV)\s?(?:[*†‡]|[(\[]\s?[nN]\s?=|$)")
_GROUP_FIRST = re.compile(r"(?:group|arm)\b", re.IGNORECASE)
_GROUP = re.compile(r"[ -]?(?:groups?|arms?)\b", re.IGNORECASE)
_SHORT = 2
"""Length up to which a name counts only as it is written."""
_APART = 3
"""Characters between two parts of a head that run together with the first row's label."""


class Head:
    """The head of a table as a row of tokens."""

    def __init__(self, reading: Reading, lines: Sequence[Span]) -> None:
        """Read the tokens of the lines given, in order."""
        self.reading = reading
        self.text = reading.tagged.study.view.text
        self._codes = time_codes(self.text)
        self._names = tuple(_arm_patterns(reading))
        self._letters = _letters(reading)
        self.tokens = [token for line in lines for token in self.read(line)]

    def read(self, line: Span) -> list[Token]:
        """Tokens of a line; the longest wins where two overlap."""
        found = sorted(self._candidates(line), key=lambda t: (t.start, t.start - t.end))
        kept: list[Token] = []
        for token in sorted(found, key=lambda t: t.start - t.end):
            if token.end > token.start and all(token.end <= o.start or o.end <= token.start for o in kept):
                kept.append(token)
        kept.sort(key=lambda t: t.start)
        follows = [
            b.kind == "time" and b.text not in START and b.start - a.end <= 1 and _is_word(a) for a, b in pairwise(kept)
        ] + [False]
        # "After" in front of "2 weeks" is part of that time.
        return [t for t, timed in zip(kept, follows, strict=False) if not (t.kind == "time" and timed)]

    def _candidates(self, line: Span) -> Iterator[Token]:
        start, end = line
        for arm, pattern in self._names:
            for m in pattern.finditer(self.text, start, end):
                if self._stands_alone(m, start, end):
                    named = _GROUP_FIRST.match(m.group())
                    more = None if named else _GROUP.match(self.text, m.end(), end)
                    yield Token("arm", m.start(), more.end() if more else m.end(), m.group(), arm)
        for at, behind, time in head_times(self.reading, line):
            yield Token("time", at, behind, self._codes.get(time, time))
        lone = _LONE_LETTER.match(self.text, start, end)
        letter = self._letters.get(lone[1]) if lone else None
        if lone is not None and letter is not None:
            yield Token("arm", *lone.span(1), lone[1], letter)
        elif _COUNT.fullmatch(self.text, start, end):
            yield Token("count", start, end, self.text[start:end])
        for kind, pattern, word in _token_patterns():
            for m in pattern.finditer(self.text, start, end):
                yield Token(kind, m.start(), m.end(), word or (m["size"] if kind == "size" else m.group()))

    def _stands_alone(self, match: re.Match[str], start: int, end: int) -> bool:
        """Whether a name is a word of its own, or runs into its neighbours as cells do that lost their borders."""
        before = self.text[match.start() - 1] if match.start() > start else " "
        after = self.text[match.end()] if match.end() < end else " "
        opens = not before.isalpha() or (before.islower() and match.group()[0].isupper())
        if len(match.group()) <= _SHORT:
            return (not before.isalpha() or before == "p" or self._follows_name(match.start(), start)) and (
                not after.isalpha() or after.isupper() or after == "p"
            )
        then = self.text[match.end() + 1 : match.end() + 2] if match.end() + 1 < end else " "
        return opens and (not after.islower() or (after == "p" and not then.islower()))

    def _follows_name(self, place: int, start: int) -> bool:
        """Whether short names alone stand between a place and the line's start, a bracket, or ``p``."""
        names = [p for _, p in self._names]
        while place > start and self.text[place - 1].isalpha() and self.text[place - 1] != "p":
            lengths = (
                n for n in (1, 2) if place - n >= start and any(p.fullmatch(self.text, place - n, place) for p in names)
            )
            length = next(lengths, 0)
            if not length:
                return False
            place -= length
        return True

    def only_arm(self, label: Span) -> int:
        """Number of the arm that a label is, with nothing but its size and how cells are written beside it, or -1."""
        tokens = self.read(label)
        arms = {t.arm for t in tokens if t.kind == "arm"}
        if len(arms) != 1 or any(t.kind not in ("arm", "size", "notation") for t in tokens):
            return -1
        edges = [label[0], *(edge for t in tokens for edge in (t.start, t.end)), label[1]]
        between = "".join(self.text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True))
        return -1 if re.search(r"[^\W_]{2}", _GROUP.sub("", between)) else arms.pop()

    def part_label(self, label: Span) -> tuple[list[Token], Span]:
        """Part the head's last cells from the first row's label where both run together in one line."""
        tokens = self.read(label)
        run: list[Token] = []
        for token in tokens:
            if not run and token.kind not in ("arm", "population"):
                continue
            if run and token.start - run[-1].end > _APART:
                break
            run.append(token)
        while run and run[-1].kind == "time":
            run.pop()
        if not any(t.kind == "arm" for t in run):
            return [], label
        end = run[-1].end
        while end < label[1] and not self.text[end].isalnum() and self.text[end] not in "≥><":
            end += 1
        before = [t for t in tokens if t.start < run[0].start]
        return [*before, *run], (end, label[1])


def _is_word(token: Token) -> bool:
    """Whether a token is a time without a number that says no more than "after"."""
    return token.kind == "time" and token.text not in START and not re.search(r"\d", token.text)


def _letters(reading: Reading) -> dict[str, int]:
    """Arms by the letter or number that stands alone in their cell: ``A`` for "group A"."""
    found: dict[str, int] = {}
    for i, arm in enumerate(reading.groups.arms):
        for name in sorted(arm.names):
            key = re.fullmatch(r"group ([a-z\d]|i{1,3}|iv)", name)
            if key is not None and not key[1].isdigit():
                found.setdefault(key[1].upper(), i)
    return found


def _arm_patterns(reading: Reading) -> Iterator[tuple[int, re.Pattern[str]]]:
    """Names of each arm as patterns; short ones as the paper writes its abbreviations."""
    short = reading.tagged.abbreviations
    drugs = Counter(arm.drug for arm in reading.groups.arms)
    for i, arm in enumerate(reading.groups.arms):
        known = {arm.drug.lower(), arm.group.label.lower(), *arm.names}
        if drugs[arm.drug] > 1 and arm.dose is not None:
            # Of arms that differ in dose the drug's name alone heads several columns.
            known.discard(arm.drug.lower())
        names = {n for n in known if len(n) > _SHORT}
        written = {s for s, long in short.items() if long.lower() in known or s.lower() in known}
        mentions = {
            reading.tagged.study.view.text[m.start : m.end]
            for m in reading.groups.mentions
            if len(m.arms) == 1 and m.arms[0].group.label == arm.group.label and m.end - m.start <= 30
        }
        # "Group A Group B" in a head is no "A group".
        mentions = {m for m in mentions if not (_GROUP_FIRST.match(m) and _GROUP.search(m, 5))}
        names |= {m.lower() for m in mentions if len(m) > _SHORT}
        written |= {m for m in mentions if len(m) <= _SHORT and m.isupper()}
        for name in sorted(names, key=lambda n: (-len(n), n)):
            yield i, re.compile(re.escape(name), re.IGNORECASE)
        if arm.dose is not None:
            # Heads name the drug once and then the doses alone.
            low, _, unit = arm.dose
            yield i, re.compile(rf"(?<![\d.]){low:g} ?{re.escape(unit)}", re.IGNORECASE)
        for name in sorted(written, key=lambda n: (-len(n), n)):
            yield i, re.compile(re.escape(name))
