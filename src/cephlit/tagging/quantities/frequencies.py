"""How often: doses and treatments per time, worded as the tables word them."""

import re
from functools import cache

from cephlit.patterns import Screened, screened
from cephlit.tagging.quantities.numbers import DIGITS, WORDS, parse_digits, parse_words
from cephlit.tagging.quantities.units import amount_before
from cephlit.tagging.quantities.words import make, plain, plain_range
from cephlit.tagging.tagged import Quantity
from cephlit.vocabulary.load import rows

_N = rf"(?:{DIGITS}|(?i:{WORDS}))"
_N_RANGE = rf"(?P<low>{_N})(?:(?: ?-? ?to ?|-| or )(?P<high>{_N}))?"
_TIME = {
    "s": "s", "m": "min", "h": "h", "d": "d", "n": "d", "w": "wk", "mo": "mo", "y": "a",
}  # fmt: skip
_TIME_WORD = r"(?P<time>seconds?|secs?|minutes?|mins?|hours?|hrs?|h|days?|d|nights?|weeks?|wks?|months?|years?|yrs?)\b"
_ADVERB = {"d": "daily", "wk": "weekly", "mo": "monthly", "a": "yearly", "h": "hourly"}
_PER = (
    r"(?:(?: ?/ ?| per | an? | each | every |-a-)(?P<time>day|d\b|week|wk|month|mo\b|year|hour|night)"
    r"|[ -](?P<adverb>daily|weekly|monthly|nightly|yearly|hourly))"
)
_TIMES = screened(
    rf"\b(?:(?P<word>once|twice|thrice)|{_N_RANGE}(?:[ -](?:times?|doses)|[ -]?x)){_PER}\b"
    r"(?! (?:before|later|ago|after))",
    re.IGNORECASE,
)
_PER_TIME = screened(rf"{_PER}\b", re.IGNORECASE)
"""The end of every such expression, which is found sooner than its begin."""

_EVERY = re.compile(
    r"\b(?P<lead>(?:every|each)(?: (?:about|approximately))?|at|in|(?:at )?intervals of) "
    rf"{_N_RANGE}-? ?{_TIME_WORD}(?P<spaced> intervals)?",
    re.IGNORECASE,
)
_SPACING = screened("every|each|interval", re.IGNORECASE)
"""What is in every expression of a spacing; its other words are in most sentences."""

_APART = screened(rf"{_N_RANGE}[ -]{_TIME_WORD} apart\b", re.IGNORECASE)
_N_WEEKLY = screened(
    rf"(?<![\w.]){_N_RANGE}(?:-| (?!\w+ (?:doses|injections|infusions|treatments|visits|sessions)))"
    r"(?P<adverb>weekly|hourly|monthly)\b(?! (?:migraines?|headaches?|attacks?|cluster|pain|acute|seizures?"
    r"|episodes?)\b)",
    re.IGNORECASE,
)
_Q_HOURS = screened(
    r"\bq\.? ?(?P<low>\d{1,3})(?: ?-? ?(?:to )?(?P<high>\d{1,3}))? ?"
    r"(?P<time>hrs?|hours?|h|min|d|days?|wks?|weeks?|months?|mo)\b"
)
_EVERY_NTH = screened(
    r"\bevery (?P<nth>third|fourth|fifth|sixth|3rd|4th|5th|6th) (?P<time>day|week|month|hour)\b", re.IGNORECASE
)
_DIVIDED = screened(rf"\b(?:in )?(?P<low>{_N})(?: equally)?[ -]divided doses", re.IGNORECASE)
_ADMINISTERED = (
    r"doses?|infusions?|injections?|administrations?|tablets?|bolus(?:es)?|applications?|capsules?|sprays?|blocks?"
    r"|sessions?|pulse"
)
_SINGLE = screened(
    rf"\b(?P<all>single)(?=[ -](?:[\w-]{{1,20}} ){{0,3}}(?:{_ADMINISTERED})\b)"
    r"|\b(?P<once>only once|once only|once)(?=[.,;)]|$| and then)",
    re.IGNORECASE,
)
_CONTINUOUS = screened(
    r"\bcontinuous(?:ly)?(?=(?:[ -][\w()-]{1,20}){0,4} "
    r"(?:infusions?|administration|infused|drip|dosing|stimulation|delivery|therapy)\b)"
    r"|(?:infused|administered|given|delivered|used) (?P<all>continuously)|\bcontinuously infused\b",
    re.IGNORECASE,
)
_ADVERBS = screened(
    r"(?<![\w-])(?P<adverb>daily|weekly|monthly)\b(?P<dosed>"
    r"(?=[.,;:)]|$| \(\d| (?:for|with|in|over|during|before|until|at|by|as|to|plus"
    r"|versus|vs|doses?|dosing|injections?|infusions?|administration|subcutaneous|oral|intravenous|tablets?|regimen)\b))?",
    re.IGNORECASE,
)
_NOT_DOSED = re.compile(
    r"\b(?:headaches?|migraines?|attacks?|pain|episodes?|days?|near|nearly|almost|chronic|occurr\w+|symptoms?|recurr\w+"
    r"|recorded|record|assessed|diary|diaries)[ -]$",
    re.IGNORECASE,
)


@cache
def _written() -> Screened:
    """Pattern of the fixed expressions of ``vocabulary/frequencies.csv``."""
    forms = sorted(_norms(), key=lambda form: (-len(form), form))
    return screened(rf"(?<![\w.-])(?:{'|'.join(re.escape(f) for f in forms)})(?![\w-])", re.IGNORECASE)


@cache
def _norms() -> dict[str, str]:
    return {row["written"]: row["norm"] for row in rows("frequencies")}


def _number(written: str) -> float:
    return parse_digits(written) if written[0] in "0123456789." else parse_words(written)


def _range(match: re.Match[str]) -> str:
    """Write the number or range of a match in digits."""
    return plain_range(_number(match["low"]), _number(match["high"]) if match["high"] else None)


def time_unit(word: str) -> str:
    """UCUM unit of a word of time."""
    word = word.lower()
    return "mo" if word.startswith("mo") else _TIME[word[0]]


def frequencies(text: str) -> list[Quantity]:
    """Find frequencies; ``norm`` holds the wording of the tables.

    ``daily`` and the like right behind an amount belong to its unit (``mg/d``) and are left out.
    """
    found = [*_fixed(text), *_counted(text), *_spaced(text), *_plain_adverbs(text)]
    return [q for q in found if _is_dosed(text, q)]


def _is_dosed(text: str, found: Quantity) -> bool:
    """Whether an expression that an amount decides on is a frequency of its own."""
    if text[found.start : found.end].lower() == "at night":
        return amount_before(text, found.start)
    return found.norm != "daily" or not amount_before(text, found.start)


def _fixed(text: str) -> list[Quantity]:
    """``b.i.d.``, ``at bedtime``, ``a single infusion``, ``continuous infusion``."""
    found = [make("frequency", *m.span(), norm=_norms()[m[0].lower()]) for m in _written().finditer(text)]
    for match in _SINGLE.finditer(text):
        found.append(make("frequency", *match.span("all" if match["all"] else "once"), norm="single"))
    for match in _CONTINUOUS.finditer(text):
        found.append(make("frequency", *match.span("all" if match["all"] else 0), norm="continuous"))
    return found


_COUNTS = {"thrice": "3 times", "1 times": "once", "2 times": "twice"}


def _counted(text: str) -> list[Quantity]:
    """``twice daily``, ``three times per week``, ``in three divided doses``."""
    found = []
    for match in _TIMES.finditer(text) if _PER_TIME.search(text) else ():
        count = match["word"].lower() if match["word"] else f"{_range(match)} times"
        adverb = (match["adverb"] or _ADVERB[time_unit(match["time"])]).lower().replace("nightly", "daily")
        found.append(make("frequency", *match.span(), norm=f"{_COUNTS.get(count, count)} {adverb}"))
    for match in _DIVIDED.finditer(text):
        count = f"{plain(_number(match['low']))} times"
        found.append(make("frequency", *match.span(), norm=f"{_COUNTS.get(count, count)} daily"))
    return found


def _spaced(text: str) -> list[Quantity]:
    """``every 3 to 4 h``, ``q8h``, ``4-weekly``, ``5 days apart``, ``at 10- to 15-minute intervals``."""
    found = []
    every = [
        m
        for m in (_EVERY.finditer(text) if _SPACING.search(text) else ())
        if m["spaced"] or m["lead"].lower() not in ("at", "in")
    ]
    for match in [*every, *_APART.finditer(text), *_Q_HOURS.finditer(text)]:
        found.append(make("frequency", *match.span(), norm=f"every {_range(match)} {time_unit(match['time'])}"))
    for match in _N_WEEKLY.finditer(text):
        unit = {"weekly": "wk", "hourly": "h", "monthly": "mo"}[match["adverb"].lower()]
        found.append(make("frequency", *match.span(), norm=f"every {_range(match)} {unit}"))
    nth = {"th": 3, "fo": 4, "fi": 5, "si": 6}
    for match in _EVERY_NTH.finditer(text):
        ordinal = match["nth"].lower()
        n = ordinal[0] if ordinal[0].isdigit() else nth[ordinal[:2]]
        norm = f"every {n} {time_unit(match['time'])}"
        found.append(make("frequency", *match.span(), norm=norm))
    return found


def _plain_adverbs(text: str) -> list[Quantity]:
    """``daily`` and the like where a treatment is given so, not where headaches occur so."""
    return [
        make("frequency", *match.span(), norm=match["adverb"].lower())
        for match in _ADVERBS.finditer(text)
        if (match["dosed"] is not None and not _NOT_DOSED.search(text, max(0, match.start() - 20), match.start()))
        or amount_before(text, match.start())
    ]
