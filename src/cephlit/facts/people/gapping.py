"""Numbers of people who were each given a treatment, where the verb is told only once ("13 received A and 14 B")."""

import re

from cephlit.facts.people.words import GIVEN
from cephlit.tagging.tagged import Quantity, Sentence, TaggedStudy
from cephlit.vocabulary.people import PEOPLE

_REACH = 45
"""Characters from the verb to the treatment."""

_JOINED = re.compile(
    r"(?:,|;|\band|\bwhile|\bwhereas|\bbut)(?: (?:the|another))?(?: (?:other|remaining))? $", re.IGNORECASE
)
_TO_TREATMENT = re.compile(
    rf"(?: {PEOPLE})?(?: (?:with|to|on))? "
    r"(?:(?:oral|intravenous|intranasal|subcutaneous|intramuscular|matching|low-dose|high-dose) ){0,2}",
    re.IGNORECASE,
)


def leaves_verb_out(tagged: TaggedStudy, sentence: Sentence, quantity: Quantity) -> bool:
    """Whether a number of people stands right before its treatment, joined to what was told before ("and 14 B").

    Parameters
    ----------
    tagged, sentence
        The study, and the sentence that holds the number.
    quantity
        The number; whether an earlier one has the verb is for the caller to see.
    """
    text = tagged.study.view.text
    if quantity.kind != "number" or not _JOINED.search(text, max(sentence.start, quantity.start - 40), quantity.start):
        return False
    to = _TO_TREATMENT.match(text, quantity.end, sentence.end)
    return to is not None and any(m.start == to.end() for m in tagged.mentions_in(to.end(), sentence.end, "DRUG"))


def were_given(tagged: TaggedStudy, start: int, end: int) -> bool:
    """Whether people of whom a text goes on from ``start`` on were given a treatment that it names next."""
    text = tagged.study.view.text
    verb = GIVEN.match(text[start:end])
    if verb is None:
        return False
    behind = start + verb.end()
    near = tagged.mentions_in(behind, min(end, behind + _REACH), "DRUG")
    return bool(near) and re.search(r"[;:()]", text[behind : near[0].start]) is None
