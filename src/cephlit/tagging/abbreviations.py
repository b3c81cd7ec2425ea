"""Short forms and what a text defines them to mean.

scispaCy's detector (Schwartz & Hearst 2003) finds ``long form (SF)`` where the letters of the short form stand in the
long one. It starts too late where letters repeat (``chronic cluster headache (CCH)``) and does not know single letters
(``frovatriptan (F)``), arms (``A 10 mg (A10)``, ``(SIG group)``), square brackets, short forms with an addition
(``(VAS; 0-10)``), short reversed definitions (``TN (trigeminal neuralgia)``) nor legends (``F = frovatriptan``). These
are added here. Where a short form is defined twice, the first definition holds.

>>> abbreviations_in(definitions_in("Frovatriptan (F) in chronic cluster headache (CCH)"))
{'CCH': 'chronic cluster headache', 'F': 'Frovatriptan'}
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from cephlit.vocabulary.load import rows

Certainty = Literal["initials", "detector", "letters"]
_RANK: dict[Certainty, int] = {"initials": 0, "detector": 1, "letters": 2}

_BRACKET = re.compile(r"[(\[](?P<inside>[^()\[\]\n]{1,80})[)\]]")
_FIRST_PART = re.compile(r"[^;,:=]{1,80}")
_GROUP = re.compile(r"(?:^(?:group|arm) | (?:groups?|arms?)$)", re.I)
_SHORT = re.compile(r"[A-Za-z][A-Za-z0-9./+-]{0,9}|\d-?[A-Z]{2,6}")
_ARM = re.compile(r"(?P<letters>[A-Za-z]{1,5})[ -]?(?P<dose>\d{1,4}(?:\.\d{1,2})?)")
_DOSE_AT_END = re.compile(r"\s(?P<dose>\d[\d.,]{0,6})\s?(?:mg|g|µg|ug|mcg|mL|ml|IU|U|units|%)(?:/[a-z]{1,3}){0,2}$")
_EQUALS = re.compile(
    r"(?<![\w.])(?P<short>[A-Z][A-Za-z0-9-]{0,9}) ?= ?(?P<long>[A-Za-z][A-Za-z-]{1,30}(?: [A-Za-z-]{1,30}){0,7})"
)
_LEGEND_PART = re.compile(r"(?P<short>[A-Z][A-Za-z0-9-]{1,9})(?:[:,] ?| )(?P<long>[A-Za-z][A-Za-z0-9 -]{3,80})")
_LEGEND_START = re.compile(r"^abbreviations?(?: used)?[: ]\s?", re.I)
_WORD = re.compile(r"[^\s]{1,60}")
_SKIPPED = re.compile(r"an?|and|as|at|by|for|from|in|of|on|or|per|the|to|versus|vs|without|with", re.I)


@dataclass(frozen=True, slots=True)
class Definition:
    """A short form, its long form, where the short form stands, and how it was recognised."""

    position: int
    short: str
    long: str
    certainty: Certainty


def abbreviations_in(definitions: Iterable[Definition]) -> dict[str, str]:
    """Short form to long form, sorted by short form; the first definition of a short form holds.

    Short forms inside of a long form are spelt out (``chronic CH`` becomes ``chronic cluster headache``), and the
    singular of a plural short form (``TACs``) is added.
    """
    found: dict[str, str] = {}
    for definition in sorted(definitions, key=lambda d: (d.position, _RANK[d.certainty], d.short, d.long)):
        short = definition.short
        if short in found or _is_stopped(short, definition.long):
            continue
        spelt = " ".join(found.get(word, word) for word in definition.long.split(" "))
        found[short] = spelt
        if _is_plural(short):
            found.setdefault(short[:-1], spelt.removesuffix("s"))
    return dict(sorted(found.items()))


def definitions_in(text: str) -> Iterator[Definition]:
    """Find definitions by brackets, equals signs and legends."""
    for bracket in _BRACKET.finditer(text):
        yield from _bracket_definitions(text, bracket)
    for match in _EQUALS.finditer(text):
        yield from _anchored(match["short"], match["long"], match.start())
    for line in re.finditer(r"[^\n]+", text):
        yield from _legend_definitions(line.group(), line.start())


def _bracket_definitions(text: str, bracket: re.Match[str]) -> Iterator[Definition]:
    """Read ``long (SHORT)``, ``long [SHORT; more]``, ``long 10 mg (L10)`` or ``SHORT (long)``."""
    first = _FIRST_PART.match(bracket["inside"])
    if first is None:
        return
    inside = _GROUP.sub("", first.group().strip().strip("\"'"))
    line_start = text.rfind("\n", max(0, bracket.start() - 200), bracket.start()) + 1
    before = text[max(line_start, bracket.start() - 200) : bracket.start()].rstrip()
    if is_short(inside):
        yield from _backward(inside, before, bracket.start("inside"))
    last = re.search(r"[^\s(\[]{1,10}$", before)
    if last and is_short(last.group()) and (len(last.group()) == 1 or sum(map(str.isupper, last.group())) > 1):
        yield from _anchored(last.group(), inside, bracket.start() - len(last.group()))


def _backward(short: str, before: str, position: int) -> Iterator[Definition]:
    """Define a short form by the words before its bracket."""
    dose = _DOSE_AT_END.search(before, max(0, len(before) - 20))
    arm = _ARM.fullmatch(short)
    if arm and dose and arm["dose"] == dose["dose"]:
        word = re.search(r"[A-Za-z-]{1,40}$", before[: dose.start()])
        if word and word.group()[0].casefold() == short[0].casefold():
            yield Definition(position, short, before[word.start() :], "initials")
        return
    if dose:
        before = before[: dose.start()]
    words = [m.group() for m in _WORD.finditer(before)][-min(len(short) + 5, 2 * len(short) + 2) :]
    letters = _letters(short)
    count = _words_by_initials(letters, words)
    if count and (len(letters) > 1 or _is_name(words[-1])):
        yield Definition(position, short, _trimmed(words[-count:]), "initials")
    elif len(letters) > 1 and (start := _start_by_letters(letters, " ".join(words))) is not None:
        yield Definition(position, short, _trimmed(" ".join(words)[start:].split(" ")), "letters")


def _anchored(short: str, long: str, position: int) -> Iterator[Definition]:
    """Define a short form by words that begin right after it; more words than it needs are left out."""
    letters = _letters(short)
    words = long.split(" ")
    if not letters or not is_short(short):
        return
    if len(letters) == 1 or len(words) == 1:
        if _is_name(words[0]) and _is_within(letters, words[0].casefold()):
            yield Definition(position, short, words[0], "letters")
        return
    for end in range(len(words), 0, -1):
        if _words_by_initials(letters, words[:end]) == end:
            yield Definition(position, short, _trimmed(words[:end]), "initials")
            return
    if _start_by_letters(letters, long) == 0:
        yield Definition(position, short, _trimmed(words), "letters")


def _legend_definitions(line: str, start: int) -> Iterator[Definition]:
    """Read ``Abbreviations: CI, confidence interval; ...``, ``CH: cluster headache; ...`` or ``NA not available``."""
    label = _LEGEND_START.match(line)
    body = line[label.end() if label else 0 :].rstrip(" .")
    if not label and (len(body) > 400 or not _LEGEND_PART.match(body)):
        return
    separator = ";" if ";" in body else "," if not label or ":" in body else "."
    parts = [part.strip(" .") for part in body.split(separator)]
    matches = [_LEGEND_PART.fullmatch(part) for part in parts]
    if not label and not all(matches):
        return
    found = [list(_anchored(m["short"], m["long"], start)) if m else [] for m in matches]
    if label or all(ds and ds[0].certainty == "initials" for ds in found):
        for definitions in found:
            yield from definitions


def _letters(short: str) -> str:
    """Letters and digits of a short form, without the s of a plural, in lower case."""
    return "".join(c for c in (short[:-1] if _is_plural(short) else short) if c.isalnum()).casefold()


def _is_plural(short: str) -> bool:
    """Whether a short form is a plural: ``TACs``, ``mAbs``."""
    return (len(short) > 2 and short.endswith("s") and short[-2].isupper()) or bool(re.fullmatch(r"m?Abs", short))


def is_short(word: str) -> bool:
    """Whether a word looks like a short form: capitals, dots, or two or three letters."""
    return bool(_SHORT.fullmatch(word)) and (
        any(c.isupper() for c in word) or (len(word) > 1 and ("." in word or len(word) <= 3))
    )


def _is_name(word: str) -> bool:
    """Whether a single letter may stand for the word."""
    return len(word) >= 4 and word.replace("-", "").isalpha() and not word.isupper()


@cache
def _stops() -> frozenset[tuple[str, str]]:
    """Short forms that define nothing here; with a long form, only that one is meant."""
    return frozenset((row["short"], row["long"]) for row in rows("abbreviation_stops"))


def _is_stopped(short: str, long: str) -> bool:
    """Whether the list of units, statistics and the like forbids the definition."""
    return (short, "") in _stops() or (short, long.casefold()) in _stops() or not any(map(str.isalpha, long))


def _trimmed(words: list[str]) -> str:
    """Join words without the punctuation around them."""
    return " ".join(words).strip(" \"'([,;:.")


def _words_by_initials(letters: str, words: list[str]) -> int:
    """Count the last words that have the letters as initials, in order; 0 if they do not.

    A hyphenated word gives the initials of all its parts or of the first; small words may give none.
    """
    open_ends = {len(letters)}
    for count, word in enumerate(reversed(words), 1):
        parts = [part for part in re.split(r"\W+", word.casefold()) if part]
        if not parts:
            return 0
        ends = set(open_ends) if count > 1 and _SKIPPED.fullmatch(word) else set()
        for initials in {"".join(part[0] for part in parts), parts[0][0]}:
            ends |= {end - len(initials) for end in open_ends if letters[:end].endswith(initials)}
        if 0 in ends:
            return count
        open_ends = ends
    return 0


def _start_by_letters(letters: str, long: str) -> int | None:
    """Start of the shortest end of ``long`` that holds the letters in order, the first one at a word's start.

    Source: Schwartz AS, Hearst MA. Pac Symp Biocomput 2003:451-462.
    """
    place = len(long)
    for i in range(len(letters) - 1, -1, -1):
        place -= 1
        while place >= 0 and (
            long[place].casefold() != letters[i] or (i == 0 and place > 0 and long[place - 1].isalnum())
        ):
            place -= 1
        if place < 0:
            return None
    return place


def _is_within(letters: str, word: str) -> bool:
    """Whether a word begins with the first letter and holds the others in order."""
    rest = iter(word)
    return word[:1] == letters[:1] and all(letter in rest for letter in letters)
