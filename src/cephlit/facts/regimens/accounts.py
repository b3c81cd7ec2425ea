"""Whether a sentence tells what the study's own participants were given, or what is true or known in general.

Papers tell what they did in the past tense and what is known in the present ("is used to treat", "have been shown").
The role of a sentence alone is too coarse for that: an untitled abstract may open with its methods.
"""

import re

from cephlit.facts.results.eligible import tells_of_others
from cephlit.facts.roles import Role
from cephlit.tagging.tagged import Sentence, TaggedStudy

_PAST = re.compile(
    r"\b(?:was|were|had|did|received|took|underwent|gave|got|began|became|fell|failed|started|used|tried|treated|applied|"
    r"randomi[sz]ed|randomly|assigned|allocated|injected|infused|prescribed|administered|begun|helped|underwent|wore|slept|"
    r"compared|reported|reviewed|enrolled|included|inhaled|ate|responded|continued|reduced|abolished|relieved)\b",
    re.IGNORECASE,
)
_PRESENT = re.compile(
    r"\b(?:is|are|has|have|can|could|may|might|must|remains?|include|includes|seems?|should|do|does|respond|fail)\b",
    re.IGNORECASE,
)
_OURS = re.compile(
    r"\b(?:we|our|this (?:[\w-]+ ){0,4}(?:study|trial|case|series|report)|the (?:present|current) (?:study|trial|case|series))\b",
    re.IGNORECASE,
)
_PURPOSE = re.compile(
    r"\b(?:aims?|aimed|objectives?|purpose|goal|we (?:\w+ )?(?:compared|examined|evaluated|investigated|assessed|studied|tested|"
    r"report(?:ed)?|describe|present)|to (?:determine|assess|evaluate|compare|investigate|examine|study|test|describe|"
    r"explore|establish|report|document|confirm))\b",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"\b(?:he|she|the patient|this patient|(?:this|an?) \d{1,3}-year-old)\b|^(?:his|her)\b", re.IGNORECASE
)
_ELSEWHERE = re.compile(
    r"\b(?:earlier|previous|prior|another|other|one|published|recent) (?:[\w-]+ ){0,2}(?:programmes?|programs?|work|surveys?|audits?|"
    r"trials?|reviews?|study|studies|series|reports?)\b",
    re.IGNORECASE,
)
_EXCLUSION = re.compile(
    r"\b(?:exclu(?:ded|sion)\w*|ineligible|not eligible|contraindicat\w+|not (?:permitted|allowed)|prohibited|eligib\w+ if)\b",
    re.IGNORECASE,
)


def states_purpose(text: str) -> bool:
    """Whether a sentence says what the study set out to do ("to compare", "the aim was")."""
    return _PURPOSE.search(text) is not None


def tells_of_own(tagged: TaggedStudy, sentence: Sentence, role: Role) -> bool:
    """Whether a sentence tells what the study itself did, planned to do or found.

    Parameters
    ----------
    tagged
        The study.
    sentence, role
        One of its sentences with its role. A heading's word is final, a role that was read from the words is not: a
        sentence in the past tense is the study's own even where it was taken for background.
    """
    text = sentence.text
    if sentence.block.section == "title":
        return True
    if tells_of_others(text) or (_ELSEWHERE.search(text) and not _OURS.search(text)) or _EXCLUSION.search(text):
        return False
    if tagged.quantities_in(sentence.start, sentence.end, "citation") and role in ("background", "conclusion"):
        return False
    if _OURS.search(text):
        return True
    if role == "background":
        headed = sentence.block.section == "background" and not _PERSON.search(text)
        return not headed and bool(_PAST.search(text)) and not _PRESENT.search(text)
    return role != "conclusion" or (bool(_PAST.search(text)) and not _PRESENT.search(text))


def tells_of_giving(tagged: TaggedStudy, sentence: Sentence, role: Role) -> bool:
    """Whether a sentence tells in the past tense that the study's own people were given something."""
    text = sentence.text
    return tells_of_own(tagged, sentence, role) and _PAST.search(text) is not None and not _PRESENT.search(text)
