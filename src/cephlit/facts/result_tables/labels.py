"""What a row of a table tells of: measure, instrument, time and kind of number, from its label and what is near."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cephlit.facts.reading import Reading
from cephlit.facts.result_tables.cells import Glue
from cephlit.facts.result_tables.head import NOTATION
from cephlit.facts.result_tables.tables import Span
from cephlit.facts.result_tables.words import column_cue, label_measure
from cephlit.facts.results.named_measures import outcome_mentions
from cephlit.facts.results.time_points import sentence_times, wording
from cephlit.tagging.quantities.grammar import find_quantities
from cephlit.tagging.quantities.units import normalise_unit
from cephlit.tagging.tagged import Mention, Sentence
from cephlit.vocabulary.words import fold_phrase

START_TIME = "baseline"


@dataclass(frozen=True, slots=True)
class Label:
    """What a label, or a heading inside a table, says; empty where it does not.

    Attributes
    ----------
    start, end
        Its place.
    mentions
        Phrases that name what was measured.
    measure
        Measure of a label that is known in tables only.
    instrument, instrument_measure
        Instrument named, and what it measures.
    time
        Time point; ``baseline`` before treatment.
    notation
        How cells are written, as the label says.
    unit
        UCUM unit that the label gives.
    plain
        Whether nothing but a time, a notation or an arm stands in it, so that what was measured stands above.
    arm
        Number of the arm that a row is about, or -1.
    """

    start: int
    end: int
    mentions: tuple[Mention, ...] = ()
    measure: str = ""
    instrument: str = ""
    instrument_measure: str = ""
    time: str = ""
    notation: str = ""
    unit: str = ""
    plain: bool = False
    arm: int = -1

    @property
    def names_measure(self) -> bool:
        """Whether it says what was measured."""
        return bool(self.mentions or self.measure or self.instrument_measure)


_P_LABEL = re.compile(
    r"p[ -]?(?:values?)?\s?(?:\([^()]{0,60}\)|\*|(?:vs\.?|versus|between|compared with) [\w -]{1,40})?\s?",
    re.IGNORECASE,
)
_P_SEGMENT = r"P(?: values?)?\s?\((?:vs|versus|compared)[^()]{0,40}\)"
_SEGMENT = re.compile(
    r"(?:mean\s?)?(?:±|\+/-)\s?S(?:D|EM?)|mean\s?\(S(?:D|EM?)\)|(?:n|no\.?)\s?\(%\)"
    rf"|(?<![A-Za-z]){_P_SEGMENT}|(?<=SD|SE){_P_SEGMENT}",
    re.IGNORECASE,
)
_UNIT = re.compile(r"[(\[,]\s?(?:in )?(?P<per>per |/ ?)?(?P<unit>[A-Za-z]{1,8})\s?(?:[)\],]|$)")
_FILLER = re.compile(
    r"\b(?:after|at|of|the|in|on|from|to|and|during|phase|period|prospective|double-blind|treatment|therapy|follow-?up|"
    r"visit|weeks?|months?|days?|hours?|total|number|value|values|score|scores|patients|attacks?|h|hr|min|end)\b",
    re.IGNORECASE,
)


_DIFFERENCE = re.compile(
    r"\b(?:(?:mean|LS|least[- ]squares|adjusted|treatment) ){0,3}differences? "
    r"(?:vs\.?|versus|from|over|compared (?:with|to)) (?!baseline)[\w-]{2,30}",
    re.IGNORECASE,
)


def tells_difference(label: str) -> bool:
    """Whether a row tells by how much arms differ from another one ("difference vs placebo")."""
    return _DIFFERENCE.search(label) is not None


def is_p_label(text: str) -> bool:
    """Whether a row's label says that its cells are p-values."""
    return _P_LABEL.fullmatch(text.strip()) is not None


def segments(text: str, label: Span) -> list[tuple[Span, str]]:
    """Parts of a label whose lines run together, each with the form of its cell; one part for a plain label."""
    found = list(_SEGMENT.finditer(text, *label))
    if len(found) < 2 or label[1] - found[-1].end() > 2:
        return [(label, "")]
    parts, place = [], label[0]
    for match in found:
        written = match.group().lower()
        form = "p" if written.startswith("p") else "bracket" if "%" in written else "spread"
        parts.append(((place, match.end()), form))
        place = match.end()
    return parts


def glue_of(parts: Sequence[tuple[Span, str]]) -> Glue:
    """Forms of the cells that run together under a label of several parts."""
    forms: dict[str, Glue] = {"p": ("p",), "bracket": ("bracket",), "spread": ("spread",)}
    return tuple(form for _, told in parts for form in forms[told])


def read_label(reading: Reading, span: Span, like: Sentence) -> Label:
    """What a label says.

    Parameters
    ----------
    reading
        The study.
    span
        Its place in the view.
    like
        A line of the table, for the block that it stands in.
    """
    text = reading.tagged.study.view.text
    line = Sentence(span[0], span[1], text[span[0] : span[1]], like.block)
    mentions = tuple(outcome_mentions(reading.tagged, line)) or _abbreviated(reading, line)
    instruments = reading.tagged.mentions_in(*span, "INSTRUMENT")
    notation = NOTATION.search(line.text)
    time = _time(reading, line)
    measure = "" if mentions else label_measure(_core(line.text))
    named = bool(mentions or measure)
    return Label(
        span[0],
        span[1],
        mentions,
        measure,
        instruments[0].concept if instruments else "",
        instruments[0].kind if instruments and not named else "",
        time,
        notation.group() if notation else "",
        _unit(line.text),
        plain=not named and not instruments and _is_plain(line.text, time),
    )


def _core(text: str) -> str:
    """A label without notation, brackets, times and units."""
    bare = re.sub(r"\([^()]{0,40}\)", " ", NOTATION.sub(" ", text))
    bare = re.sub(r"\b(?:at|after|within|in) \d.{0,20}$|,? 0 ?[-–] ?\d{1,3}(?: ?(?:cm|mm|points?))?$", " ", bare)
    return bare.strip(" ,.;:*-")


def _abbreviated(reading: Reading, line: Sentence) -> tuple[Mention, ...]:
    """The measure that an abbreviation of the paper stands for, where it opens the label ("PF episodes")."""
    match = re.match(r"[A-Za-z][\w-]{0,9}", line.text)
    long = reading.tagged.abbreviations.get(match.group()) if match else None
    measure = label_measure(long) if long else ""
    if match is None or long is None or not measure:
        return ()
    start, end, phrase = line.start, line.start + match.end(), fold_phrase(long)
    return (Mention("OUTCOME", start, end, match.group(), phrase, kind=measure, tagger="abbreviation"),)


_GLUED_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
"""Where two lines of a label have run together."""


def _time(reading: Reading, line: Sentence) -> str:
    times = sentence_times(reading.tagged, line)
    if times:
        return wording(times[-1])
    glued = [
        q for q in find_quantities(_GLUED_WORDS.sub(" ", line.text)) if q.kind == "time_point" and q.low is not None
    ]
    if glued and glued[-1].norm:
        return glued[-1].norm
    if column_cue("start").search(line.text) and not column_cue("change").search(line.text):
        return START_TIME
    numbers = reading.tagged.quantities_in(line.start, line.end, "duration")
    if len(numbers) == 1 and numbers[0].low is not None and len(line.text) - (numbers[0].end - numbers[0].start) <= 12:
        return wording(numbers[0])
    return ""


def _is_plain(text: str, time: str) -> bool:
    rest = column_cue("start").sub(" ", NOTATION.sub(" ", text))
    rest = column_cue("change").sub(" ", column_cue("after").sub(" ", _DIFFERENCE.sub(" ", rest)))
    rest = _FILLER.sub(" ", rest)
    notation = NOTATION.search(text) is not None or column_cue("change").search(text) is not None
    told = bool(time) or notation or tells_difference(text)
    return told and not re.search(r"[^\W\d_]{2}", rest)


def _unit(text: str) -> str:
    match = _UNIT.search(text)
    if match is None:
        return ""
    unit = normalise_unit(match["unit"]) or ""
    return f"{'/' if match['per'] else ''}{unit}" if unit in _TIMES else ""


_TIMES = frozenset({"s", "min", "h", "d", "wk", "mo", "a"})
"""UCUM units of time, which alone a label's bracket gives for sure."""


def together(label: Label, above: Label) -> Label:
    """A label with what the heading above it says where it says nothing itself."""
    if label.plain:
        label = replace(
            label,
            mentions=above.mentions,
            measure=above.measure,
            instrument=label.instrument or above.instrument,
            instrument_measure=label.instrument_measure or above.instrument_measure,
            unit=label.unit or above.unit,
        )
    return replace(label, time=label.time or above.time, notation=label.notation or above.notation)


def defined_time(label: Label, defined: Mapping[str, str], measure: str) -> str:
    """Time at which the paper's methods define the measure, or empty."""
    phrase = label.mentions[0].concept if label.mentions else ""
    return defined.get(phrase, "") or defined.get(measure, "")
