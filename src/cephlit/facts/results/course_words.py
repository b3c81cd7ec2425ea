"""Results of a patient's course that stand in words alone: "abolished by indomethacin", "verapamil was of no avail"."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cephlit.facts.reading import Reading
from cephlit.facts.records import Outcome
from cephlit.facts.results.direction import Direction
from cephlit.tagging.tagged import Mention, Sentence
from cephlit.vocabulary.cues import cue_words

CLAUSE = re.compile(r"[;:]|, (?:but|while|whereas|which|and then|then)\b|\b(?:but|whereas|however)\b", re.IGNORECASE)
"""Where a clause of a story ends."""

_PART = re.compile(r"[,;:]|\b(?:and|but|while|whereas|or)\b", re.IGNORECASE)
"""Where a part of a list of counts ends."""

_DID_NOT = re.compile(r"\b(?:did|had|was|were) not[ .]*$", re.IGNORECASE)
"""What says of the others that they did not do what was told of the first ("and five did not")."""

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
        telling = telling_of(clause)
        meant = named or meant
        if telling is not None:
            for drug in dict.fromkeys(m.concept for m in _in_vain(reading, meant, telling)):
                yield _worded(reading, sentence, telling, drug)
        start = end


def _in_vain(reading: Reading, drugs: Sequence[Mention], telling: Telling) -> Sequence[Mention]:
    """The drugs that words of failure are about: those tried before, where a clause also names what was given then.

    "Refractory to A and B, she received C": C did not fail.
    """
    prior = [m for m in drugs if reading.drugs.role(m) == "prior"]
    return prior if prior and telling == ACCOUNTS["unhelped"] else drugs


def telling_of(clause: str) -> Telling | None:
    """What the words of a clause tell of a course, or None."""
    for name, telling in ACCOUNTS.items():
        found = cue_words("course_words", name).search(clause)
        if found is None:
            continue
        if name != "unhelped" and last_of("denied", clause[max(0, found.start() - DENIAL) : found.start()]) is not None:
            return None
        return telling
    return None


_WAS_LEFT = re.compile(
    r"(?: and [a-z]+)? (?:was|were|could be|had been)(?: then| gradually| therefore| later| subsequently)? "
    r"(?:stopped|discontinued|withdrawn|tapered|weaned|abandoned)\b",
    re.IGNORECASE,
)


_BESIDE = re.compile(
    r"\b(?:in addition to|on top of|besides|apart from|added to|despite|alongside|irrespective of|as an adjunct to|"
    r"as add-on (?:therapy |treatment )?to)(?: (?:the|his|her|their|oral|daily|stable|ongoing|continued)){0,2} $",
    re.IGNORECASE,
)


def stands_beside(before: str) -> bool:
    """Whether a drug is only what another one was given with, as the words before it say ("in addition to")."""
    return _BESIDE.search(before) is not None


def received(reading: Reading, start: int, end: int) -> list[Mention]:
    """Mentions of drugs that patients received, in a stretch; not what one of them was given with."""
    drugs = reading.tagged.mentions_in(start, end, "DRUG")
    told = [m for m in drugs if reading.drugs.role(m) != "background" and not (m.negated or m.hypothetical)]
    text = reading.tagged.study.view.text
    return [m for m in told if not stands_beside(text[max(0, m.start - DENIAL) : m.start])] or told


def drugs_before(reading: Reading, sentence: Sentence) -> list[Mention]:
    """The last drug that the paragraph names before a sentence and does not say to have been left off."""
    told = received(reading, sentence.block.start, sentence.start)
    text = reading.tagged.study.view.text
    return ([m for m in told if not _WAS_LEFT.match(text[m.end : m.end + 60])] or told)[-1:]


def own_way(text: str, start: int, end: int) -> Direction | None:
    """Which way the people counted by a number went, as the words of its own part of a list tell; None if they do not.

    "Eight improved, three were unchanged and one got worse"; ``start`` and ``end`` are the number's place in ``text``.
    """
    before = _PART.split(text[:start])[-1]
    own = f"{before}{text[start:end]}{_PART.split(text[end:], maxsplit=1)[0]}"
    if cue_words("course_words", "same").search(own) or _DID_NOT.search(own):
        return "no_change"
    telling = telling_of(own)
    return telling.way if telling is not None and telling.measure != "recurrence" else None


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
