"""Results of a patient's course that stand in words alone: "abolished by indomethacin", "verapamil was of no avail"."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from cephlit.facts.reading import Reading
from cephlit.facts.records import Outcome
from cephlit.facts.results.direction import Direction
from cephlit.tagging.tagged import Mention, Sentence
from cephlit.vocabulary.cues import cue_words

CLAUSE = re.compile(r"[;:]|, (?:but|while|whereas|which|and then|then)\b|\b(?:but|whereas|however)\b", re.IGNORECASE)
"""Where a clause of a story ends."""

DENIAL = 40
"""Characters before a word in which it is denied."""


class Telling(NamedTuple):
    """What words tell of a course."""

    measure: str
    way: Direction


ACCOUNTS: dict[str, Telling] = {
    "unhelped": Telling("response", "no_change"),
    "worse": Telling("response", "worsened"),
    "again": Telling("recurrence", "worsened"),
    "ended": Telling("remission", "improved"),
    "helped": Telling("response", "improved"),
}
"""Classes of words and what they tell, the more telling ones first."""


def worded_courses(reading: Reading, sentence: Sentence) -> Iterator[Outcome]:
    """What each clause tells without numbers, for each drug that it names, or the last drug before it."""
    meant = drugs_before(reading, sentence)
    start = sentence.start
    for end in [*(sentence.start + m.start() for m in CLAUSE.finditer(sentence.text)), sentence.end]:
        clause = reading.tagged.study.view.text[start:end]
        named = received(reading, start, end)
        telling = _telling(clause)
        meant = named or meant
        if telling is not None:
            for drug in dict.fromkeys(m.concept for m in meant):
                yield _worded(reading, sentence, telling, drug)
        start = end


def _telling(clause: str) -> Telling | None:
    for name, telling in ACCOUNTS.items():
        found = cue_words("course_words", name).search(clause)
        if found is None:
            continue
        if name != "unhelped" and last_of("denied", clause[max(0, found.start() - DENIAL) : found.start()]) is not None:
            return None
        return telling
    return None


def received(reading: Reading, start: int, end: int) -> list[Mention]:
    """Mentions of drugs that patients received, in a stretch of the view."""
    drugs = reading.tagged.mentions_in(start, end, "DRUG")
    return [m for m in drugs if reading.drugs.role(m) != "background" and not (m.negated or m.hypothetical)]


def drugs_before(reading: Reading, sentence: Sentence) -> list[Mention]:
    """The last drug that the paragraph names before a sentence."""
    return received(reading, sentence.block.start, sentence.start)[-1:]


def _worded(reading: Reading, sentence: Sentence, telling: Telling, drug: str) -> Outcome:
    return Outcome(
        measure=telling.measure,
        statistic="text",
        start=sentence.start,
        end=sentence.end,
        group=reading.groups.group_at(sentence.start),
        drug=drug,
        direction=telling.way,
    )


def last_of(name: str, text: str) -> re.Match[str] | None:
    """The last words of a class of ``course_words.csv`` in a text."""
    found = None
    for found in cue_words("course_words", name).finditer(text):  # noqa: B007
        pass
    return found
