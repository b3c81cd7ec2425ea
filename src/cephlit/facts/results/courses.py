"""Results of a patient's course that stand in lengths of time: how long relief lasted, when it or attacks came.

Case reports and open series tell results so: "free of attacks for 14 months", "resolved within five days", "recurred
two weeks after the infusion".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from cephlit.facts.harms.claims import says_none
from cephlit.facts.harms.stretches import GENERAL, harms_in, speaks_of_harm
from cephlit.facts.reading import Reading
from cephlit.facts.records import Outcome
from cephlit.facts.results.course_words import (
    ACCOUNTS,
    CLAUSE,
    DENIAL,
    Telling,
    drugs_before,
    last_of,
    received,
    worded_courses,
)
from cephlit.facts.results.time_points import hours_of, wording
from cephlit.facts.results.worded import HEDGED
from cephlit.facts.stories import in_treatment, tells_cases
from cephlit.tagging.tagged import Mention, Quantity, Sentence
from cephlit.vocabulary.cues import cue_words

_LENGTHS = frozenset({"min", "h", "d", "wk", "mo", "a"})
_OF_ONE_ATTACK = {"min": 120.0, "h": 4.0}
"""Up to how long the end of an attack tells how fast a drug worked; that of a bout or a disorder takes longer."""
_WINDOW = 90
"""Characters before a length of time in which the words that it belongs to stand."""
_BEHIND = 80
_THEN = (" after", " later", " following")
_WITHIN = r"within|in|after|over|by|at"
_COUNTED_ATTACKS = re.compile(
    r"^ (?:(?:further|more|mild|milder|short|brief|single|severe|isolated|additional|other|slight|thunderclap|migraine|"
    r"cluster) ){0,2}(?:attacks?|headaches?|episodes?|paroxysms?|bouts?|seizures?|recurrences?)\b",
    re.IGNORECASE,
)
_OF_ATTACKS = re.compile(
    r"\b(?:attacks?|headaches?|episodes?|paroxysms?|bouts?|seizures?|migraines?|nights?|they|them|frequency)\b"
    r"(?![^.;]{0,60}\b(?:dos\w+|sprays?|tablets?|capsules?|cigarettes|puffs|injections?)\b)",
    re.IGNORECASE,
)
_HAD = re.compile(
    r"\b(?:had|experienced|suffered|only|with|reported|was|were|just|of)"
    r"(?: (?:only|just|about|another|some|no more than))? $",
    re.IGNORECASE,
)
_BEFORE_TREATMENT = re.compile(
    r"\b(?:despite|because|before|previous\w*|prior|until then|history|presented|suffered from|used to|up to|admitted|"
    r"since (?:the age|childhood))\b",
    re.IGNORECASE,
)
"""What tells of a time before the treatment, or why it was given."""

_AVERAGED = re.compile(r"\b(?:mean|median|average)(?: time)?(?: of)?(?: about)? ?$", re.IGNORECASE)
_FOLLOWED = re.compile(r"\bfollow(?:ed|-up| up)\b[^.;,]{0,40}$", re.IGNORECASE)
"""Words that make a length of time that of the observation, at whose end something was so."""
_LEFT = re.compile(
    r"\b(?:stop|stopp\w+|discontinu\w+|withdr\w+|came off|come off|wean\w* off|reduc\w+|lower\w*|cut|taper\w*|without|"
    r"replac\w+|instead of)(?: (?:the|his|her|their|all|any|intake|dose|use|of))* $",
    re.IGNORECASE,
)
"""What stands before a drug that was left off, to which no relief is owed."""
_LISTED = re.compile(r",? ?(?:and|or) |, ", re.IGNORECASE)


_LASTING = Telling("relief_duration", "improved")
_ONSET = Telling("time_to_relief", "improved")
_FREQUENCY = Telling("attack_frequency", "not_stated")
_ONSETS = frozenset({"remission", "time_to_relief"})
"""Measures of what was reached at a time, at which another result of the sentence may stand."""


def course_results(reading: Reading, sentence: Sentence, cases: bool, told: Sequence[Outcome]) -> list[Outcome]:
    """Results of a course that a sentence tells; none where arms are compared, whose results are shares and means.

    Parameters
    ----------
    reading, sentence
        The study and the sentence.
    cases
        Whether the study tells the courses of single patients: only there do words without numbers count, and times
        after which something was over.
    told
        The sentence's other results; what they measure is not told again.
    """
    harms = [m for m in harms_in(reading.tagged, sentence) if not _is_denied(sentence, m)]
    if reading.groups.arms or (harms and speaks_of_harm(sentence.text)):
        return []
    measures = {outcome.measure for outcome in told}
    times = {outcome.time_point for outcome in told if outcome.time_point}
    lengths = [o for o in _lengths(reading, sentence, cases, harms) if o.measure not in measures]
    lengths = [o for o in lengths if not (o.measure in _ONSETS and {o.time_point, _length(o)} & times)]
    if cases and not (told or harms) and in_treatment(reading, sentence):
        lengths += _attacks(reading, sentence)
    if not cases or told or lengths or harms or speaks_of_harm(sentence.text) or HEDGED.search(sentence.text):
        return lengths
    return list(worded_courses(reading, sentence))


def _is_denied(sentence: Sentence, harm: Mention) -> bool:
    """Whether harm in general is denied ("on 200 mg daily without side effects")."""
    return harm.concept in GENERAL and says_none(sentence, harm)


def _length(outcome: Outcome) -> str:
    """A length of time in the words of the time points, or what no time point says."""
    return f"{outcome.value:g} {outcome.unit}" if outcome.value is not None else "-"


def _lengths(reading: Reading, sentence: Sentence, cases: bool, harms: Sequence[Mention]) -> Iterator[Outcome]:
    """Lengths of time that are results, each of a list like the first: "absent for 8, 10 and 15 months"."""
    text = reading.tagged.study.view.text
    start = sentence.start
    last: Telling | None = None
    for quantity in reading.tagged.quantities_in(sentence.start, sentence.end, "duration", "time_point"):
        before, after = text[max(start, quantity.start - _WINDOW) : quantity.start], text[quantity.end : sentence.end]
        listed = last is not None and _LISTED.fullmatch(before) is not None
        start = quantity.end
        named = quantity.text.lower().startswith(("first", "second", "third", "last"))
        if quantity.low is None or quantity.unit not in _LENGTHS or named:
            last = None
            continue
        last = last if listed else _told_of(before, after, cases)
        if any(CLAUSE.search(text[min(m.end, quantity.end) : max(m.start, quantity.start)]) is None for m in harms):
            last = None
        if last is not None:
            told = _outcome(reading, sentence, quantity, last)
            soon = told.measure == "remission" and quantity.low <= _OF_ONE_ATTACK.get(quantity.unit, 0.0)
            yield replace(told, measure="time_to_relief") if soon else told


def _attacks(reading: Reading, sentence: Sentence) -> Iterator[Outcome]:
    """How many attacks a patient under treatment still had: "attacks have been rare (one to three a month)"."""
    text = reading.tagged.study.view.text
    if _BEFORE_TREATMENT.search(sentence.text):
        return
    last: Quantity | None = None
    number: Quantity | None = None
    for found in reading.tagged.quantities_in(sentence.start, sentence.end, "rate", "number"):
        quantity = found
        before, after = text[sentence.start : quantity.start], text[quantity.end : sentence.end]
        counted = _COUNTED_ATTACKS.match(after) is not None and _HAD.search(before[-40:]) is not None
        rate = quantity.kind == "rate" and _OF_ATTACKS.search(before[-60:] + quantity.text) is not None
        if rate and number is not None and _LISTED.fullmatch(text[number.end : quantity.start]):
            quantity = replace(quantity, start=number.start, low=number.low, high=quantity.low)
        number = quantity
        if quantity.low is None or not (rate or counted):
            continue
        alternative = last is not None and _LISTED.fullmatch(text[last.end : quantity.start]) is not None
        if last is not None and alternative:
            yield replace(_outcome(reading, sentence, last, _FREQUENCY), value_high=quantity.low, statistic="range")
            last = None
            continue
        if last is not None:
            yield _outcome(reading, sentence, last, _FREQUENCY)
        last = quantity
    if last is not None:
        yield _outcome(reading, sentence, last, _FREQUENCY)


def _told_of(before: str, after: str, cases: bool) -> Telling | None:
    """What a length of time between these words tells, or None."""
    plain = _without_fillers(before)
    if _lasts(plain) or _follows("fades", plain):
        return _LASTING
    if _comes_back(plain, after):
        return ACCOUNTS["again"]
    if _follows("sets in", plain) or _set_in_later(plain, after):
        return _ONSET
    if not _is_over(plain, after) or _FOLLOWED.search(before):
        return None
    averaged = _AVERAGED.search(before) is not None
    return _ONSET if averaged else (ACCOUNTS["ended"] if cases else None)


def _follows(name: str, before: str) -> bool:
    """Whether a length of time follows words of a class: an effect wore off, or relief began, "after" it."""
    told = last_of(name, before)
    return told is not None and _is_class("after", before[told.end() :].strip())


def _set_in_later(before: str, after: str) -> bool:
    """Whether relief set in a length of time after something: "relief began 5 to 20 minutes after the injection"."""
    told = last_of("sets in", before)
    return told is not None and told.end() == len(before) and after.startswith(_THEN)


def _told_behind(name: str, before: str, after: str) -> bool:
    """Whether words of a class, which are not denied, stand behind the length of time after which they came true."""
    behind = CLAUSE.split(after, maxsplit=1)[0][:_BEHIND]
    found = cue_words("course_words", name).search(behind)
    opens = _is_class("after", before.strip()) or behind.startswith(_THEN)
    return opens and found is not None and last_of("denied", behind[: found.start()]) is None


def _is_over(before: str, after: str) -> bool:
    """Whether headaches, or what a drug did, were over after a length of time, in front of it or behind."""
    over = last_of("settled", before) or _recovered(before)
    if over is not None:
        clause = re.split(r"[;:.]", before[max(0, over.start() - DENIAL) : over.start()])[-1]
        denied = last_of("denied", clause)
        between = before[over.end() :].strip()
        reached = re.fullmatch(rf"(?:[^.;,]{{0,45}} )?(?:{_WITHIN})", between, re.IGNORECASE) is not None
        later = not between and after.startswith(_THEN)
        return (denied is None or over.group().lower().startswith("no")) and (reached or later)
    return _told_behind("settled", before, after)


def _recovered(before: str) -> re.Match[str] | None:
    """The return of what an illness had taken away ("pulses returned after")."""
    again = last_of("again", before)
    gained = again is not None and last_of("recovers", before[max(0, again.start() - DENIAL) : again.start()])
    return again if gained else None


def _lasts(before: str) -> bool:
    """Whether a length of time behind these words is that of relief ("remained free of pain for about")."""
    free = last_of("free", before)
    if free is not None and _is_class("during", before[free.end() :].rsplit(" ", maxsplit=1)[-1]):
        return len(before) - free.end() <= DENIAL
    again = last_of("again", before)
    if again is not None and last_of("denied", before[max(0, again.start() - DENIAL) : again.start()]) is not None:
        return _is_class("during", before[again.end() :].strip())
    effect = last_of("effect", before)
    lasts = last_of("lasts", before)
    return effect is not None and lasts is not None and effect.end() <= lasts.start() and lasts.end() == len(before)


def _comes_back(before: str, after: str) -> bool:
    """Whether attacks came back after the length of time between these words."""
    again = last_of("again", before)
    if again is not None and _recovered(before) is not None:
        return False
    if again is not None:
        if last_of("denied", before[max(0, again.start() - DENIAL) : again.start()]) is not None:
            return False
        between = before[again.end() :].strip()
        return _is_class("after", between) or (not between and after.startswith(_THEN))
    return _told_behind("again", before, after)


def _without_fillers(before: str) -> str:
    """Text up to a number without the small words right before it ("for the next", "after a mean of")."""
    shorter = before.rstrip()
    while True:
        filler = last_of("filler", shorter)
        if filler is None or filler.end() < len(shorter) or _is_class("during", shorter.split(" ")[-1]):
            return shorter
        shorter = shorter[: filler.start()].rstrip()


def _is_class(name: str, words: str) -> bool:
    return cue_words("course_words", name).fullmatch(words) is not None


def _drug(reading: Reading, sentence: Sentence, end: int) -> str:
    """Drug of a course: the last one before the words that was not left off, else the study's own.

    Of many people an earlier sentence may name last what they took besides; only a patient's story goes from drug to
    drug.
    """
    text = reading.tagged.study.view.text
    told = received(reading, sentence.start, end)
    named = [m for m in told if not _LEFT.search(text[sentence.start : m.start][-60:])] or told
    named = named or [
        m for m in drugs_before(reading, sentence) if tells_cases(reading) or reading.drugs.role(m) == "studied"
    ]
    return named[-1].concept if named else reading.drugs.lead


def _outcome(reading: Reading, sentence: Sentence, quantity: Quantity, telling: Telling) -> Outcome:
    reached = telling.measure in ("recurrence", "remission")
    time = wording(quantity) if reached else ""
    return Outcome(
        measure=telling.measure,
        statistic="text" if reached else ("range" if quantity.high is not None else "count"),
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
