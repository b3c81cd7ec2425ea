"""Papers that tell the course of single patients: where each story is told, and what it is told as.

Without headings the reader of roles takes the story of a patient for background or methods, as it is written like them.
"""

import re
from functools import lru_cache

from cephlit.facts.reading import Reading
from cephlit.facts.roles import Role
from cephlit.tagging.tagged import Sentence
from cephlit.vocabulary.people import SINGULAR

_FEW_PATIENTS = 6
"""Up to how many patients a paper tells each one's course."""

_UNHEADED = frozenset({"abstract", "other", "case", "results"})
_OPENS = re.compile(
    rf"\b(?:an?|this|our|the|one|case|patient|subject) (?:[\w-]+,? ){{0,6}}?{SINGULAR}\b|\b(?:case|patient) \d\b|"
    r"\b(?:she|he)\b",
    re.IGNORECASE,
)
_SEVERAL = re.compile(
    r"\b(?:we|herein|here) (?:report|describe|present|treated|observed)\b|\b(?:patients|women|men|children|cases)\b"
    r"[^.;]{0,80}\b(?:were|was|had|received|presented|took)\b",
    re.IGNORECASE,
)
_GENERAL = re.compile(
    r"\b(?:may|might|can|could|should|must|would|is|are|has been (?:reported|described|shown|used)|"
    r"have been (?:reported|described|shown|used)|literature|reported cases|widely)\b",
    re.IGNORECASE,
)
"""What tells of patients at large."""
_PRESENT = re.compile(
    r"\b(?:presents?|includes?|is|are|occurs?|develops?|causes?|remains?|manifests?)\b|\b(?:usually|often|typically|commonly)\b",
    re.IGNORECASE,
)
_OF_OURS = re.compile(
    r"\b(?:was|were|had|did|she|he|her|his|we|our|ours|this|these|patient|case|which (?:led|caused)|after|when|"
    r"(?:develop|occurr|appear|experienc|present|complain|report|notic|suffer|reveal|show)ed)\b|\d",
    re.IGNORECASE,
)


def tells_cases(reading: Reading) -> bool:
    """Whether the study tells the stories of few patients, whose course reads like methods."""
    few = reading.participants is not None and reading.participants <= _FEW_PATIENTS
    return not reading.groups.arms and (few or bool(reading.groups.cases))


@lru_cache(maxsize=1)  # readers of outcomes and of harm ask
def story_roles(reading: Reading) -> tuple[Role, ...]:
    """Roles of a study's sentences, in which those that tell the story of its patients are results.

    The story starts with the first sentence after the title that speaks of one person, and ends where conclusions are
    drawn. Papers that tell of groups keep their roles.
    """
    if not tells_cases(reading):
        return reading.roles
    roles: list[Role] = []
    started = False
    for sentence, role in reading.sentences():
        told = sentence.block.section in _UNHEADED and sentence.block.kind in ("prose", "list")
        started = started or (told and _opens(reading, sentence))
        roles.append("result" if told and started and role != "conclusion" and not _is_general(sentence) else role)
    return tuple(roles)


def _opens(reading: Reading, sentence: Sentence) -> bool:
    aged = reading.tagged.quantities_in(sentence.start, sentence.end, "age")
    if reading.participants != 1 and _SEVERAL.search(sentence.text) is not None:
        return True
    return bool(aged) or (_OPENS.search(sentence.text) is not None and not _is_general(sentence))


def _is_general(sentence: Sentence) -> bool:
    return _GENERAL.search(sentence.text) is not None


def is_general(text: str) -> bool:
    """Whether a sentence of a case report says in the present tense what a disorder is like, and not what happened."""
    return _PRESENT.search(text) is not None and _OF_OURS.search(text) is None


def in_treatment(reading: Reading, sentence: Sentence) -> bool:
    """Whether a sentence goes on with the story of a patient whose treatment an earlier sentence has begun."""
    if not tells_cases(reading):
        return False
    start = next((start for start, end, _ in reading.groups.cases if start <= sentence.start < end), 0)
    title = [s.end for s in reading.tagged.sentences if s.block.section == "title"]
    start = max(start, *title, *(s.end for s in reading.tagged.sentences[:1]))
    given = reading.tagged.mentions_in(start, sentence.start, "DRUG")
    return any(reading.drugs.role(m) != "background" for m in given)
