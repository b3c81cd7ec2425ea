"""Results of a patient's course that stand in words or lengths of time: how long relief lasted, when attacks came back.

Case reports and open series tell results so: "free of attacks for 14 months", "recurred two weeks after the infusion",
"abolished by indomethacin", "verapamil had been of no avail".
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cephlit.facts.harm import harms_in, speaks_of_harm
from cephlit.facts.reading import Reading
from cephlit.facts.records import Outcome
from cephlit.facts.results.direction import Direction
from cephlit.facts.results.time_points import hours_of, wording
from cephlit.facts.results.worded import HEDGED
from cephlit.tagging.tagged import Mention, Quantity, Sentence
from cephlit.vocabulary.cues import cue_words

_LENGTHS = frozenset({"h", "d", "wk", "mo", "a"})
_WINDOW = 90
"""Characters before a length of time in which the words that it belongs to stand."""
_BEHIND = 80
_DENIAL = 40
_THEN = (" after", " later", " following")
_CLAUSE = re.compile(r"[;:]|, (?:but|while|whereas|which|and then|then)\b|\b(?:but|whereas|however)\b", re.IGNORECASE)


class _Telling(NamedTuple):
    """What words tell of a course."""

    measure: str
    way: Direction


_ACCOUNTS: dict[str, _Telling] = {
    "unhelped": _Telling("response", "no_change"),
    "worse": _Telling("response", "worsened"),
    "again": _Telling("recurrence", "worsened"),
    "ended": _Telling("remission", "improved"),
    "helped": _Telling("response", "improved"),
}
"""Classes of words and what they tell, the more telling ones first."""


def course_results(reading: Reading, sentence: Sentence, cases: bool, told: Sequence[Outcome]) -> list[Outcome]:
    """Results of a course that a sentence tells; none where arms are compared, whose results are shares and means.

    Parameters
    ----------
    reading, sentence
        The study and the sentence.
    cases
        Whether the study tells the courses of single patients: only there do words without numbers count.
    told
        The sentence's other results; what they measure is not told again.
    """
    if reading.groups.arms or harms_in(reading.tagged, sentence):
        return []
    measures = {outcome.measure for outcome in told}
    lengths = [o for o in _lengths(reading, sentence) if o.measure not in measures]
    if not cases or told or lengths or speaks_of_harm(sentence.text) or HEDGED.search(sentence.text):
        return lengths
    return list(_words(reading, sentence))


def _lengths(reading: Reading, sentence: Sentence) -> Iterator[Outcome]:
    """How long relief lasted, and after how long attacks came back."""
    text = reading.tagged.study.view.text
    start = sentence.start
    for quantity in reading.tagged.quantities_in(sentence.start, sentence.end, "duration", "time_point"):
        before, after = text[max(start, quantity.start - _WINDOW) : quantity.start], text[quantity.end : sentence.end]
        start = quantity.end
        if quantity.low is None or quantity.unit not in _LENGTHS:
            continue
        if _lasts(before):
            yield _outcome(reading, sentence, quantity, _Telling("relief_duration", "improved"))
        elif _comes_back(before, after):
            yield _outcome(reading, sentence, quantity, _ACCOUNTS["again"])


def _lasts(before: str) -> bool:
    """Whether a length of time behind these words is that of relief ("remained free of pain for about")."""
    before = _without_fillers(before)
    free = _last("free", before)
    if free is not None and _is_class("during", before[free.end() :].split(" ")[-1]):
        return len(before) - free.end() <= _DENIAL
    again = _last("again", before)
    if again is not None and _last("denied", before[max(0, again.start() - _DENIAL) : again.start()]) is not None:
        return _is_class("during", before[again.end() :].strip())
    effect = _last("effect", before)
    lasts = _last("lasts", before)
    return effect is not None and lasts is not None and effect.end() <= lasts.start() and lasts.end() == len(before)


def _comes_back(before: str, after: str) -> bool:
    """Whether attacks came back after the length of time between these words."""
    before = _without_fillers(before)
    again = _last("again", before)
    if again is not None:
        if _last("denied", before[max(0, again.start() - _DENIAL) : again.start()]) is not None:
            return False
        between = before[again.end() :].strip()
        return _is_class("after", between) or (not between and after.startswith(_THEN))
    behind = _CLAUSE.split(after, maxsplit=1)[0][:_BEHIND]
    found = cue_words("course_words", "again").search(behind)
    opens = _is_class("after", before.strip()) or behind.startswith(_THEN)
    return opens and found is not None and _last("denied", behind[: found.start()]) is None


def _without_fillers(before: str) -> str:
    """Text up to a number without the small words right before it ("for the next", "after a mean of")."""
    shorter = before.rstrip()
    while True:
        filler = _last("filler", shorter)
        if filler is None or filler.end() < len(shorter) or _is_class("during", shorter.split(" ")[-1]):
            return shorter
        shorter = shorter[: filler.start()].rstrip()


def _last(name: str, text: str) -> re.Match[str] | None:
    found = None
    for found in cue_words("course_words", name).finditer(text):  # noqa: B007
        pass
    return found


def _is_class(name: str, words: str) -> bool:
    return cue_words("course_words", name).fullmatch(words) is not None


def _words(reading: Reading, sentence: Sentence) -> Iterator[Outcome]:
    """What each clause tells without numbers, for each drug that it names, or the last drug before it."""
    meant = _drugs_before(reading, sentence)
    start = sentence.start
    for end in [*(sentence.start + m.start() for m in _CLAUSE.finditer(sentence.text)), sentence.end]:
        clause = reading.tagged.study.view.text[start:end]
        named = _received(reading, start, end)
        telling = _telling(clause)
        meant = named or meant
        if telling is not None:
            for drug in dict.fromkeys(m.concept for m in meant):
                yield _worded(reading, sentence, telling, drug)
        start = end


def _telling(clause: str) -> _Telling | None:
    for name, telling in _ACCOUNTS.items():
        found = cue_words("course_words", name).search(clause)
        if found is None:
            continue
        if name != "unhelped" and _last("denied", clause[max(0, found.start() - _DENIAL) : found.start()]) is not None:
            return None
        return telling
    return None


def _received(reading: Reading, start: int, end: int) -> list[Mention]:
    drugs = reading.tagged.mentions_in(start, end, "DRUG")
    return [m for m in drugs if reading.drugs.role(m) != "background" and not (m.negated or m.hypothetical)]


def _drugs_before(reading: Reading, sentence: Sentence) -> list[Mention]:
    """The last drug that the paragraph names before a sentence."""
    return _received(reading, sentence.block.start, sentence.start)[-1:]


def _drug(reading: Reading, sentence: Sentence, end: int) -> str:
    """Drug of a course: the last one before the words, else the study's own."""
    named = _received(reading, sentence.start, end) or _drugs_before(reading, sentence)
    return named[-1].concept if named else reading.drugs.lead


def _outcome(reading: Reading, sentence: Sentence, quantity: Quantity, telling: _Telling) -> Outcome:
    again = telling.measure == "recurrence"
    time = wording(quantity) if again else ""
    return Outcome(
        measure=telling.measure,
        statistic="text" if again else ("range" if quantity.high is not None else "count"),
        start=sentence.start,
        end=sentence.end,
        group=reading.groups.group_at(quantity.start),
        drug=_drug(reading, sentence, quantity.start),
        value=quantity.low,
        value_high=quantity.high,
        unit=quantity.unit,
        time_point=time,
        time_hours=hours_of(time),
        direction=telling.way,
    )


def _worded(reading: Reading, sentence: Sentence, telling: _Telling, drug: str) -> Outcome:
    return Outcome(
        measure=telling.measure,
        statistic="text",
        start=sentence.start,
        end=sentence.end,
        group=reading.groups.group_at(sentence.start),
        drug=drug,
        direction=telling.way,
    )
