"""Points in time: those with a number before their unit are told from durations by their frame, others stand alone."""

import re

from cephlit.patterns import screened
from cephlit.tagging.quantities.frequencies import time_unit
from cephlit.tagging.quantities.numbers import DIGITS, WORDS, parse_digits, parse_words
from cephlit.tagging.quantities.units import amount_before, match_unit
from cephlit.tagging.quantities.words import any_of, make, plain, plain_range
from cephlit.tagging.tagged import Quantity

_STAGES = (
    (
        "discharge",
        r"\b(?:on|at|upon|until|before|by)(?: (?:hospital|the|time of)){0,3} (?P<all>discharge)\b",
    ),
    ("admission", r"\b(?:on|at|upon)(?: (?:hospital|the|time of)){0,3} (?P<all>admission)\b"),
    ("baseline", r"\bat (?:the )?(?P<all>baseline)\b(?! period)"),
    (
        "end of treatment",
        r"\b(?P<all>(?:at the )?(?:end|completion|conclusion)[ -]of[ -](?:the )?(?:(?:active|double-blind|drug|whole"
        r"|entire) )?(?:treatment|therapy|study|trial|infusions?|medication))\b(?! (?:period )?(?:week|month|day))",
    ),
    (
        "follow-up visit",
        r"\b(?:(?:at|on|during) (?:the |their |a |each |his |her )?)"
        r"(?P<all>(?:(?:first|last|final|next|subsequent|clinic) )?follow-?up"
        r"(?: (?:office|clinic|outpatient|hospital|neurology))?"
        r"(?: (?:visits?|appointments?|examination|consultation|evaluation))?)\b",
    ),
    ("last visit", r"\b(?:at|on) (?:the |their )?(?P<all>(?:last|final) visit)\b"),
)
_STAGE_PATTERNS = tuple((norm, screened(pattern, re.IGNORECASE)) for norm, pattern in _STAGES)
_ORDINALS = {
    word: i
    for i, word in enumerate(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
        ],
        1,
    )
}
_NTH = screened(
    rf"\b(?P<nth>{'|'.join(_ORDINALS)}|\d{{1,2}}(?:st|nd|rd|th)) (?P<time>hour|day|week|month|year)\b"
    r"(?! of (?:life|age|pregnan|gestation))",
    re.IGNORECASE,
)
_N = rf"(?:{DIGITS}|(?i:{WORDS}))"
_LABEL = r"\d{1,3}(?!\d|\.\d|,\d{3}|[A-Za-z%/:])"
_NO_COUNT = r"(?!\d{1,3} (?:[(\[]\d|of\b))"
"""What follows "on day 7, " where people are counted: "3 (16 %)"."""
_LABELLED = screened(
    rf"(?<![\w/-])(?P<time>(?i:weeks?|days?|months?|hours?|years?|wk))[ -](?P<first>{_LABEL})"
    rf"(?P<more>(?:(?: ?- ?| to |, ?and |,? or | and |, ?{_NO_COUNT}| & | through )(?:(?P=time)[ -])?{_LABEL}){{0,12}})"
)
_WORD_LABEL = re.compile(
    r"(?<![\w/-])(?P<time>week|day|month|year) (?P<n>one|two|three|four|five|six|seven|eight|nine|ten|twelve)\b"
    r"(?! (?:of|or)\b|-)",
    re.IGNORECASE,
)
_NOT_LABEL = re.compile(
    r"(?:\d|\b(?:per|a|an|each|every|one|headaches?|migraines?|medication|monthly|attack|treatment-?|pain"
    r"|(?<!end )(?<!points )of|mean|MHD|MMD"
    r"|two|three|four|five|six|seven|eight|nine|ten|twelve|-)|/)[ -]?$",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r" (?:of )?(?:the )?(?:patients|participants|subjects|children|women|men|attacks)\b", re.IGNORECASE
)
_ACTING = re.compile(r" (?:had|were)\b")
_SHARE_BEHIND = re.compile(r" [(\[]\d{1,3}(?:\.\d{1,2})? ?%")
_ELEMENT = re.compile(r"(?P<sep>\D{0,12}?)(?P<n>\d{1,3})")
_A_UNIT = screened(
    r"\b(?P<frame>within|after|for|over|lasted|lasting|by|than|in)(?: (?:about|approximately|only|just|nearly|up to))? "
    r"(?P<all>(?:an?|half an?) (?P<time>hour|day|week|fortnight|month|year|minute|decade)"
    r"(?P<half> and a half)?)\b(?!-)",
    re.IGNORECASE,
)
_HALVES = screened(
    rf"(?<![\w.])(?:(?P<n>{_N}) and (?:a|one)[ -])?half(?: an?)?[ -](?P<time>hour|day|week|month|year)s?\b",
    re.IGNORECASE,
)
_SEVERAL = screened(
    r"\b(?P<all>(?P<n>several|many|a few|few) (?P<time>seconds|minutes|hours|days|weeks|months|years))\b", re.IGNORECASE
)


def stages(text: str) -> list[Quantity]:
    """Find points of a study without a number: ``on discharge``, ``at follow-up``, ``end of treatment``."""
    return [
        make("time_point", *m.span("all"), norm=norm)
        for norm, pattern in _STAGE_PATTERNS
        for m in pattern.finditer(text)
    ]


def labelled_times(text: str) -> list[Quantity]:
    """Find points with the number behind the unit or as an ordinal: ``weeks 9 to 12``, ``day 1``, ``third month``."""
    found = []
    for match in _NTH.finditer(text):
        nth = match["nth"].lower()
        low = float(_ORDINALS.get(nth) or re.sub(r"\D", "", nth))
        unit = time_unit(match["time"])
        found.append(make("time_point", *match.span(), low=low, unit=unit, norm=f"{plain(low)} {unit}"))
    for match in _WORD_LABEL.finditer(text):
        if not _NOT_LABEL.search(text, max(0, match.start() - 14), match.start()):
            low, unit = parse_words(match["n"]), time_unit(match["time"])
            found.append(make("time_point", *match.span(), low=low, unit=unit, norm=f"{plain(low)} {unit}"))
    for match in _LABELLED.finditer(text):
        if not _NOT_LABEL.search(text, max(0, match.start() - 14), match.start()):
            points = [q for q in _elements(match) if not match_unit(text, q.end) and not _PEOPLE.match(text, q.end)]
            found += [q for q in points if q.start == match.start() or not _counts_people(text, match["time"], q.end)]
    return found


_LETTERED = screened(
    r"(?:\b(?:at|on|by|from|to|and|until|through|versus|vs\.?) |[(,;] ?)(?P<all>(?P<letter>[DMW])(?P<n>\d{1,3}))"
    r"(?=[ ,.;:)]|$)(?! ?(?:and [A-Z]\d{1,3} )?(?:receptor|agonist|antagonist|deficien|level|supplement|dopamin))"
)
"""A time by the letter of its unit, as a schedule of visits names it: "at D7", "from D1 to D28", "(M6: 43 %)"."""
_LETTER_UNITS = {"D": "d", "M": "mo", "W": "wk"}
_FEWEST_LETTERED = 2
"""Such times that a sentence names, unless it is one behind "at"."""


def lettered_times(text: str) -> list[Quantity]:
    """Find times named by a letter: ``at D7``, ``between D1 and D28``; the D3 of a vitamin is none."""
    found = [m for m in _LETTERED.finditer(text) if not text[: m.start("all")].lower().endswith(("vitamin ", "vit "))]
    if len(found) < _FEWEST_LETTERED and not any(m.group().startswith(("at ", "on ", "by ")) for m in found):
        return []
    return [
        make("time_point", *m.span("all"), low=float(m["n"]), unit=unit, norm=f"{int(m['n'])} {unit}")
        for m in found
        for unit in (_LETTER_UNITS[m["letter"]],)
    ]


def _counts_people(text: str, unit: str, end: int) -> bool:
    """Whether a later number of a list counts people: "on day 7 and 3 had", "17 (71 %) at week 1 and 15 (63 %)"."""
    shared = _SHARE_BEHIND.match(text, end) is not None and not unit.endswith("s")
    return shared or _ACTING.match(text, end) is not None


def _elements(match: re.Match[str]) -> list[Quantity]:
    """Points of a list of labelled times; ranges stay together."""
    unit = time_unit("mo" if match["time"][0] in "Mm" else match["time"])
    spans: list[tuple[int, int, float, float | None]]
    spans = [(match.start(), match.end("first"), float(match["first"]), None)]
    for element in _ELEMENT.finditer(match.string, match.end("first"), match.end()):
        value, (start, _, low, high) = float(element["n"]), spans[-1]
        if re.fullmatch(r" ?- ?(?:\w+ )?| (?:to|through) (?:\w+ )?", element["sep"]) and high is None and low < value:
            spans[-1] = (start, element.end(), low, value)
        else:
            spans.append((element.start("n"), element.end(), value, None))
    return [
        make("time_point", start, end, low=low, high=high, unit=unit, norm=f"{plain_range(low, high)} {unit}")
        for start, end, low, high in spans
    ]


def worded_times(text: str) -> list[Quantity]:
    """Find times in words without a number: ``within a week``, ``half an hour``, ``several days``."""
    found = []
    for match in _A_UNIT.finditer(text):
        value = 0.5 if match["all"].lower().startswith("half") else 1.5 if match["half"] else 1.0
        found.append(_worded(match, value, match["frame"].lower()))
    for match in _HALVES.finditer(text):
        n = match["n"]
        value = 0.5 + ((parse_digits(n) if n[0].isdigit() else parse_words(n)) if n else 0)
        found.append(make("duration", *match.span(), low=value, unit=time_unit(match["time"])))
    for match in _SEVERAL.finditer(text):
        found.append(make("duration", *match.span("all"), unit=time_unit(match["time"]), norm=match["all"].lower()))
    return found


def _worded(match: re.Match[str], value: float, frame: str) -> Quantity:
    """Type ``a week`` by the word that frames it."""
    word = match["time"].lower()
    unit, factor = {"fortnight": ("wk", 2.0), "decade": ("a", 10.0)}.get(word, (time_unit(word), 1.0))
    value *= factor
    if frame in ("within", "after", "by", "in"):
        return make("time_point", *match.span("all"), low=value, unit=unit, norm=f"{plain(value)} {unit}")
    return make("duration", *match.span("all"), low=value, unit=unit)


_FILLER = (
    r"(?: (?:the|about|approximately|around|nearly|only|just|an?|another|further|first|initial|exactly|next|following"
    r"|end of|up to|additional|subsequent|both|least|most)){0,5}"
)
_FRAME_BEFORE = re.compile(
    r"\b(?:at|after|by|within|until|till|following|beyond|past|(?<!up )to|in|through|between|than|baseline \()"
    rf"{_FILLER},? ?~?$",
    re.IGNORECASE,
)
_DURATION_BEFORE = re.compile(
    rf"\b(?:for|over|lasting|lasted|during|last|past|throughout|of){_FILLER} ?~?$", re.IGNORECASE
)
_OF_TREATMENT = re.compile(
    r"[- ](?:long |slow |short )?(?:IV |i\.v\. |intravenous )?"
    r"(?:bolus|infusions?|injection|treatment|period|phase|trial|study|course)\b",
    re.IGNORECASE,
)
_BY_AMOUNT = re.compile(r"(?:ed|er|es|reduction|increase|decrease|change) by\b[^.;]{0,16}$", re.IGNORECASE)
_BEHIND = re.compile(
    r"[ -](?:(?P<later>after|post|following|later|post-?\w+|thereafter|follow-?ups?"
    r"|from (?:baseline|onset|first|dos|treatment|inject|drug)\w*)|into|prior to|before)\b"
    r"| (?P<followed>of follow-?up)\b",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(rf"[- ](?P<word>(?i:{any_of('attributive')}))\b")
_SPANNING = re.compile(
    r"\b(?:last\w*|duration|persist\w*|range[sd]?|ranging|took|required|continued)\b[^.;]{0,20}$", re.IGNORECASE
)


def is_time_point(text: str, start: int, unit_start: int, end: int, unit: str) -> bool:
    """Whether a time with its number is a point in time rather than a duration.

    Parameters
    ----------
    text
        Text in one spelling.
    start, unit_start, end
        Where the number starts, where its unit starts, where the unit ends.
    unit
        UCUM unit of the time.
    """
    behind = _BEHIND.match(text, end)
    is_attribute = (text[unit_start] == "-" or unit in ("h", "min")) and _ATTRIBUTE.match(text, end)
    if is_attribute or (behind and (behind["later"] or behind["followed"])):
        return True
    if _DURATION_BEFORE.search(text, max(0, start - 40), start):
        return False
    frame = _FRAME_BEFORE.search(text, max(0, start - 50), start)
    return behind is not None if frame is None else _frames_a_point(text, frame, start, end)


def _frames_a_point(text: str, frame: re.Match[str], start: int, end: int) -> bool:
    """Whether the word before a time makes it a point: ``at 2 h``; not ``reduced by 2 h``, ``200 mg in 24 h``."""
    word = frame[0].split()[0].lower()
    if word in ("to", "between"):
        return not _SPANNING.search(text, max(0, start - 60), start)
    if word == "by":
        return not (_OF_TREATMENT.match(text, end) or _BY_AMOUNT.search(text, max(0, start - 30), start))
    if word == "in":
        return " the " not in frame[0] and not amount_before(text, frame.start())
    return word != "than"
