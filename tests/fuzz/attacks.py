"""Texts that make a regular expression work as hard as it can, derived from the expression itself."""

import re
from collections import deque
from collections.abc import Iterator
from re import _constants as code  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from time import thread_time
from typing import Any

COMMON = (
    "a",
    "A",
    "1",
    " ",
    "\n",
    "\t",
    "(",
    ")",
    "[",
    ",",
    "-",
    ".",
    "=",
    "%",
    "a ",
    "A ",
    "1 ",
    "1.",
    "1,",
    "a, ",
    "(1) ",
)
"""Units of text that many expressions of any package repeat."""

_LETTERS = "a A1 -(,.=%/;:\n)é±µ_\x00"
"""What a character class is sampled from, the first that fits."""

_REPEATS = (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT)


def attacks(pattern: str, flags: int) -> set[str]:
    """Units that, repeated, keep an expression at work: what each of its repeats repeats, what it begins with."""
    parsed = parser.parse(pattern, flags & ~re.DEBUG)
    units = {*COMMON, *_repeated(parsed, flags)}
    whole = _sample(parsed, flags)
    units |= {whole, whole[:-1], whole[:-1] + " "}
    return {unit for unit in units if unit}


def seconds(pattern: re.Pattern[str], text: str, *, placed: bool) -> float:
    """Computing time that it takes to match a text, or, if matches have no known place, to find all of them in it."""
    start = thread_time()
    if placed:
        pattern.match(text)
        pattern.fullmatch(text)
    else:
        deque(pattern.finditer(text), maxlen=0)
    return thread_time() - start


def _repeated(nodes: Any, flags: int) -> Iterator[str]:
    for operator, argument in nodes:
        if operator in _REPEATS:
            _, most, body = argument
            if most > 1:
                unit = _sample(body, flags)
                yield unit
                yield unit + " "
            yield from _repeated(body, flags)
        else:
            for body in _bodies(operator, argument):
                yield from _repeated(body, flags)


def _bodies(operator: Any, argument: Any) -> list[Any]:
    """Parts of a node that are expressions themselves."""
    if operator is code.BRANCH:
        return list(argument[1])
    if operator is code.SUBPATTERN:
        return [argument[3]]
    if operator in (code.ASSERT, code.ASSERT_NOT):
        return [argument[1]]
    return [argument] if operator is code.ATOMIC_GROUP else []


def _sample(nodes: Any, flags: int) -> str:
    """A text that an expression may match, as short as its repeats allow, but with one of each optional part."""
    return "".join(_sample_of(operator, argument, flags) for operator, argument in nodes)


def _sample_of(operator: Any, argument: Any, flags: int) -> str:
    if operator is code.LITERAL:
        return chr(argument)
    if operator in (code.IN, code.NOT_LITERAL, code.ANY):
        return _character(operator, argument, flags)
    if operator in _REPEATS:
        least: int
        most: int
        least, most, body = argument
        return _sample(body, flags) * max(least, min(most, 1))
    if operator in (code.BRANCH, code.SUBPATTERN, code.ATOMIC_GROUP):
        return _sample(_bodies(operator, argument)[-1], flags)
    return ""


def _character(operator: Any, argument: Any, flags: int) -> str:
    state = parser.State()
    state.flags = flags
    one = parser.SubPattern(state, [(operator, argument)])
    compiled = re._compiler.compile(one, flags)  # type: ignore[attr-defined]
    return next((letter for letter in _LETTERS if compiled.match(letter)), "a")
