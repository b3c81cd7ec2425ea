"""Words around a list of drugs that give the drugs a role ("had failed A, B and C", "A and B without success")."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from cephlit.facts.records import DrugRole
from cephlit.facts.regimens.lists import DrugList
from cephlit.patterns import Screened, screened
from cephlit.vocabulary.load import rows

Side = Literal["before", "after"]

_REACH = 90
_WORDS_BETWEEN = 7
_BREAK = re.compile(
    r"; |\. (?=[A-Z])|\b(?:but|was|were|is|are|received|given|gave|started|treated|randomi[sz]ed|assigned|then|when|"
    r"who|which|while|she|he|they|we|responded|compared|versus|vs|underwent|had|took|began|commenced|completed)\b",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"^(?: [\d.,–-]{1,9} ?[\w/]{1,8}(?: [\w-]+){0,3})?,? (?:which|that|(?:none|neither|all) of which)(?= )"
)
"""What leads from a list to a clause that speaks of it."""


@dataclass(frozen=True, slots=True)
class Cue:
    """What a cue says.

    Attributes
    ----------
    role
        The role that it gives.
    strong
        Whether it also holds for a drug that is otherwise one of the study's own.
    """

    role: DrugRole
    strong: bool


@cache
def _patterns() -> tuple[tuple[Screened, Side, Cue], ...]:
    grouped: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for row in rows("drug_role_cues"):
        grouped[row["role"], row["side"], row["strength"]].append(re.escape(row["cue"]))
    return tuple(
        (
            screened(rf"(?<!\w)(?:{'|'.join(sorted(cues, key=len, reverse=True))})(?!\w)", re.IGNORECASE),
            cast(Side, side),
            Cue(cast(DrugRole, role), strength == "strong"),
        )
        for (role, side, strength), cues in sorted(grouped.items())
    )


def list_cue(drugs: DrugList, ahead: int | None = None, behind: int | None = None) -> Cue | None:
    """The cue nearest to a list of drugs; of cues alike near, one before the list. None where nothing is said.

    Parameters
    ----------
    drugs
        The list.
    ahead
        How many characters before the list another drug stands that a cue in front of it would speak of; None if none.
    behind
        How many characters behind the list the next drug stands, of which a cue behind would speak; None if none.
    """
    found = sorted(_near(drugs, ahead, behind), key=lambda pair: pair[0])
    return found[0][1] if found else None


def _near(drugs: DrugList, ahead: int | None, behind: int | None) -> Iterator[tuple[int, Cue]]:
    before = drugs.before[max(0, len(drugs.before) - min(_REACH, _REACH if ahead is None else ahead)) :]
    after = _RELATIVE.sub("", drugs.after[: min(_REACH, _REACH if behind is None else behind)])
    for pattern, side, cue in _patterns():
        for match in pattern.finditer(before if side == "before" else after):
            gap = before[match.end() :] if side == "before" else after[: match.start()]
            if len(gap.split()) <= _WORDS_BETWEEN and not _BREAK.search(gap):
                yield len(gap), cue
