"""What ties a condition to a study's own people: ``patients with X``, ``X patients``, ``treatment of X``, a title."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from cephlit.facts.people import PEOPLE, PLURAL
from cephlit.facts.reading import Reading
from cephlit.facts.roles import Role
from cephlit.tagging.tagged import Mention, Sentence, TaggedStudy
from cephlit.vocabulary.terms import terms

Tie = Literal["title", "people", "counted", "treatment", "named"]

_PEOPLE_BEFORE = re.compile(
    rf"\b(?:{PEOPLE}|those|sample|cohort|population|volunteers|form|diagnosis|diagnosed|history|fulfill\w*|met)\b[^.;:]{{0,70}}?"
    r"\b(?:with|having|has|have|had|suffering|suffered|suffer|suffers|from|affected by|of|for|as|criteria|experienc\w+|experiencing)"
    r"\b(?: \(?[\w'/-]+\)?,?){0,7} ?$",
    re.IGNORECASE,
)
_PEOPLE_AFTER = re.compile(rf"^(?: headaches?)?(?: [\w-]+)?[ -](?:{PLURAL}|population|sufferers|form)\b", re.IGNORECASE)
_COUNTED_BEFORE = re.compile(
    r"(?:\b(?:with|having|had)|%|\d|(?<=[a-z]{3}))(?: (?:the|a|of|patients|subjects|participants|were|was|diagnosed))*"
    r"(?: (?:with|having|had|as))?(?: the)? $",
    re.IGNORECASE,
)
_TREATMENT_BEFORE = re.compile(
    r"\b(?:treat\w*|prophyla\w*|prevent\w*|therap\w*|manag\w*|reliev\w*|relief|abort\w*|control|suppress\w*|efficacy|"
    r"effective\w*|effects?|safety|tolerability|use|benefi\w+|regimen|role|agent|medication)\b[^.;:]{0,60}?\b(?:of|in|for|against)"
    r"(?: [\w'/-]+,?){0,6} ?$",
    re.IGNORECASE,
)
_EXCLUDED = re.compile(
    r"\b(?:exclu\w+|not eligible|ineligible|could not|contraindicat\w*|no history|were not allowed|ruled out)\b",
    re.IGNORECASE,
)
_OWN = re.compile(
    r"\b(?:we|our|herein)\b|\b(?:this|these|the present|the current) (?:[\w-]+,? ){0,4}(?:study|trial|report|series|paper|article|"
    r"cases?|patients|investigation)\b",
    re.IGNORECASE,
)
_CITED = re.compile(r"\[\d[\d,\s-]*\]|\bet al\b|[a-z]\.\d{1,2}(?:[,-]\d{1,2})*$")
_FORM = re.compile(
    rf"\b(?P<kind>episodic|chronic) (?P<noun>{PLURAL}|form|group|subgroup|subtype|variant)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A mention of a condition, what ties it to the study's people, and where it stands.

    Attributes
    ----------
    mention, sentence, role
        The mention, its sentence and what kind of sentence that is.
    tie
        What binds it: ``title``, ``people``, ``counted`` people, ``treatment``, or only ``named``.
    """

    mention: Mention
    sentence: Sentence
    role: Role
    tie: Tie


def evidence(reading: Reading) -> Iterator[Evidence]:
    """Evidence of the participants' conditions, in order; without background, other people's work and exclusions."""
    excluding = _exclusion_lists(reading.tagged)
    forms = _forms(reading.tagged)
    for sentence, role in reading.sentences():
        if sentence.start in excluding or _EXCLUDED.search(sentence.text) or not _is_own(sentence, role):
            continue
        mentions = reading.tagged.mentions_in(sentence.start, sentence.end, "CONDITION")
        for mention in [*mentions, *(f for f in forms if sentence.start <= f.start < sentence.end)]:
            if not (mention.negated or mention.family or mention.hypothetical):
                yield Evidence(mention, sentence, role, _tie(reading.tagged, mention, sentence))


def _is_own(sentence: Sentence, role: Role) -> bool:
    if sentence.block.section == "title":
        return True
    if role == "background" or sentence.block.section == "discussion":
        return bool(_OWN.search(sentence.text)) and not _CITED.search(sentence.text)
    return role != "conclusion" or not _CITED.search(sentence.text)


def _tie(tagged: TaggedStudy, mention: Mention, sentence: Sentence) -> Tie:
    before = tagged.study.view.text[max(sentence.start, mention.start - 140) : mention.start]
    after = tagged.study.view.text[mention.end : sentence.end]
    if sentence.block.section == "title":
        return "title"
    counted = _COUNTED_BEFORE.search(before)
    if counted and _number_before(tagged, sentence, mention.start - len(counted.group())):
        return "counted"
    if _PEOPLE_BEFORE.search(before) or _PEOPLE_AFTER.match(after):
        return "people"
    return "treatment" if _TREATMENT_BEFORE.search(before) else "named"


def _number_before(tagged: TaggedStudy, sentence: Sentence, offset: int) -> bool:
    """Whether a number of people or a percentage stands right before an offset."""
    near = tagged.quantities_in(max(sentence.start, offset - 25), offset + 3, "number", "percent", "sample", "fraction")
    return any(offset - 3 <= q.end <= offset + 3 for q in near)


def _exclusion_lists(tagged: TaggedStudy) -> frozenset[int]:
    """Starts of the sentences of lists that an exclusion sentence opens."""
    found: set[int] = set()
    inside = False
    for sentence in tagged.sentences:
        if sentence.block.kind != "list":
            inside = False
        if inside:
            found.add(sentence.start)
        if _EXCLUDED.search(sentence.text) and sentence.text.rstrip().endswith(":"):
            inside = True
        elif re.search(r"\binclusion\b", sentence.text, re.IGNORECASE):
            inside = False
    return frozenset(found)


@cache
def _codes() -> dict[str, str]:
    return {term.name: term.concept_id for term in terms("conditions")}


def _forms(tagged: TaggedStudy) -> list[Mention]:
    """Forms of the study's disorder that only their adjective names: ``the episodic form``, ``chronic participants``."""
    named = [m.concept for m in tagged.mentions if m.label == "CONDITION" and m.kind == "headache"]
    found = []
    for match in _FORM.finditer(tagged.study.view.text) if named else ():
        kind = match["kind"].lower()
        names = [
            f"{kind} {max(sorted(set(named)), key=named.count).removeprefix('chronic ').removeprefix('episodic ')}"
        ]
        for name in names:
            if name in _codes():
                found.append(Mention("CONDITION", *match.span(), match.group(), name, _codes()[name], "headache"))
    return found
