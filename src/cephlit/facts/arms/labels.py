"""Labels by which a text calls its groups: letters and numbers, abbreviations, roles and ordinals.

A label is known by the words around it alone, before anyone knows what the group was given: ``group A``, ``groups 1 and
2``, ``(SIG group)``, ``the control group``, ``the second group``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from cephlit.vocabulary.load import rows

_SHORT = r"(?:(?![NP]\)? ?[=<>≤≥])[A-Z]{1,5}\d?|[1-6]|I{1,3}|IV)(?![\w-]|\.\d)"
_JOINT = r"(?: \([^()]{1,30}\))?(?:,? (?:and|or|versus|vs\.?|v|than|to)(?: in| with)?(?: the)? |, |/)"
_LISTED = re.compile(
    rf"\b(?i:groups?|arms?|cohorts?|regimens?|treatments?) (?i:namely )?\(?(?P<list>{_SHORT}\)?"
    rf"(?:{_JOINT}(?:(?i:group|arm) )?\(?{_SHORT}\)?){{0,5}})"
)
_COLON_LIST = re.compile(rf"\b(?i:groups|arms)[:;,] (?P<list>{_SHORT}(?:,? (?:and )?{_SHORT}){{1,5}})")
_ONE = re.compile(rf"(?<![\w.=])(?<!= ){_SHORT}(?! ?[%=])(?! ?(?:mg|g|mcg|µg|ug|mL|ml|IU|U|min|h)\b)")
_IN_BRACKETS = re.compile(
    r"[(\[](?:the |hereafter )?(?P<name>[A-Za-z0-9][\w+/-]{0,19}(?: (?!groups?\b|arms?\b)[a-z]{3,14})?)"
    r"[ -](?:group|arm)\b"
)
_ORDINAL = re.compile(
    r"\b(?:the )?(?P<name>first|second|third|fourth|one|other|another)(?:(?: [a-z]{4,13})? (?:group|arm)\b(?! of\b)"
    r"|(?=,? (?:and|versus|vs\.?|but)(?: [\d.]{1,6} ?%?)?(?: (?:of|in|for|from))? the (?:second|third"
    r"|other) (?:group|arm)))",
    re.IGNORECASE,
)
_EACH = re.compile(r"\b(?:each|every|either|per|any|both|all) $", re.IGNORECASE)
_ORDER = {
    "first": "1st",
    "one": "1st",
    "second": "2nd",
    "other": "2nd",
    "another": "2nd",
    "third": "3rd",
    "fourth": "4th",
}

_LACKED = re.compile(
    r"\b(?:no|not? have|never had|without|lack(?:s|ed|ing)?|absen(?:ce|t)|missing|need(?:s|ed)?)(?: of| for)?"
    r"(?: (?:an?|any|the|its|own|true|real|proper|suitable|adequate|parallel|matched|concurrent|placebo|untreated)"
    r"){0,3} $",
    re.IGNORECASE,
)
"""What stands before a group that the study did not have ("the lack of a control group")."""
_LACKED_REACH = 60


@cache
def arm_words(name: str) -> str:
    """Alternatives of a pattern for a class of words that speak of arms.

    Raises
    ------
    KeyError
        If the vocabulary has no such class.
    """
    known = {row["class"]: row["words"].split("|") for row in rows("arm_words")}
    return "|".join(re.escape(w) for w in sorted(known[name], key=len, reverse=True))


@dataclass(frozen=True, slots=True)
class Label:
    """A place that calls a group by a label.

    Attributes
    ----------
    key
        The label, folded: ``a``, ``1``, ``sig``, ``control``, ``active``, ``2nd``.
    start, end
        Where it stands.
    kind
        ``short`` for letters, numbers and abbreviations, ``role``, or ``ordinal``.
    text
        Its words.
    """

    key: str
    start: int
    end: int
    kind: str
    text: str


@cache
def coordinated() -> str:
    """Pattern of what may stand between a word and the ``group`` that it shares: "A (n = 9) and B groups"."""
    shared = r"(?:,? (?:and|or|versus|vs\.?|v|than) (?:the )?|, |/)[\w-]{1,20}(?: \([^()]{1,30}\))?"
    return rf"(?: \([^()]{{1,30}}\))?(?:{shared}){{0,3}}[ -](?:{arm_words('head')})s?\b"


@cache
def role_pattern() -> re.Pattern[str]:
    """Pattern of roles that stand for an arm: ``control group``, ``intervention (n = 9) and control groups``."""
    # "Conventionally treated patients" are those to whom nothing was added.
    control, active = f"{arm_words('control')}|{arm_words('usual')}", rf"(?:{arm_words('active')})(?:[ -]treatment)?"
    people = arm_words("treated")
    return re.compile(
        rf"(?<![\w-])(?:(?P<control>{control})(?={coordinated()})|(?P<active>{active})(?={coordinated()})"
        rf"|(?P<controls>controls|(?:{control}) (?:{people})|(?<=with )control(?=[.,;:)]| and| or| in| at)"
        rf"|(?<=after )control(?=[.,;:)]| and| or)|(?:{people}) (?:treated|managed) conventionally)|(?P<actives>verum"
        rf"|active (?:{people}|drug|medication|stimulation|device)"
        rf"|active(?=,? (?:and|versus|vs\.?|or|but)(?: [\d.]{{1,6}} ?%?)?(?: (?:of|in|with|for|on))? (?:sham"
        rf"|placebo|control))"
        rf"|(?:(?<=with the )|(?<=for the )|(?<=on the )|(?<=after the ))(?:{arm_words('thing')})"
        rf"|treated (?:{people})|study (?:drug|medication)))(?![\w-])",
        re.IGNORECASE,
    )


@lru_cache(maxsize=1)  # readers of the arms of a study ask one after the other
def labels(text: str) -> tuple[Label, ...]:
    """All labels of a text, in order; they do not overlap."""
    found = sorted([*_short(text), *_bracketed(text), *_roles(text), *_ordinals(text)], key=lambda x: (x.start, -x.end))
    kept: list[Label] = []
    for label in found:
        if not kept or kept[-1].end <= label.start:
            kept.append(label)
    return tuple(kept)


def _short(text: str) -> Iterator[Label]:
    for pattern in (_LISTED, _COLON_LIST):
        for match in pattern.finditer(text):
            # Matched again without an end, as what follows tells a label from a dose: "(group 2), 1 mg/kg".
            ones = [m for m in _ONE.finditer(text, *match.span("list")) if _ONE.match(text, m.start())]
            # A route of a drug and no label: "placebo (group I) or IV lidocaine (group II)".
            ones = [
                m for i, m in enumerate(ones) if m.group() != "IV" or not i or "III" in {x.group() for x in ones[:i]}
            ]
            several = match.group().split(maxsplit=1)[0].lower().rstrip(":;,").endswith("s")
            for at, one in enumerate(ones if len(ones) > 1 or not several else ()):
                yield Label(
                    one.group().lower(),
                    match.start() if at == 0 else one.start(),
                    one.end(),
                    "short",
                    f"group {one.group()}",
                )


def _bracketed(text: str) -> Iterator[Label]:
    roles = re.compile(rf"(?:{arm_words('control')}|{arm_words('active')})", re.IGNORECASE)
    for match in _IN_BRACKETS.finditer(text):
        if not roles.fullmatch(match["name"]) and not _ORDINAL.search(match.group()):
            yield Label(match["name"].lower(), match.start() + 1, match.end(), "short", f"{match['name']} group")


def _roles(text: str) -> Iterator[Label]:
    head = re.compile(rf"[ -](?P<head>{arm_words('head')})(?P<many>s?)\b", re.IGNORECASE)
    for match in role_pattern().finditer(text):
        key = "control" if match["control"] or match["controls"] else "active"
        tail = head.match(text, match.end())
        if (key == "active" and tail and tail["many"]) or _EACH.search(text, max(0, match.start() - 12), match.start()):
            continue
        if _LACKED.search(text, max(0, match.start() - _LACKED_REACH), match.start()):
            continue
        yield Label(key, match.start(), tail.end() if tail else match.end(), "role", f"{key} group")


def _ordinals(text: str) -> Iterator[Label]:
    for match in _ORDINAL.finditer(text):
        yield Label(_ORDER[match["name"].lower()], *match.span(), "ordinal", match.group())
