"""What ties a condition to a study's own people: ``patients with X``, ``X patients``, ``treatment of X``, a title."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from cephlit.facts.disorders.forms import disorder_forms
from cephlit.facts.disorders.names import concept_id
from cephlit.facts.disorders.overuse import overuse
from cephlit.facts.own_study import CITED, OWN
from cephlit.facts.reading import Reading
from cephlit.facts.roles import Role
from cephlit.patterns import screened
from cephlit.tagging.tagged import Mention, Quantity, Sentence, TaggedStudy
from cephlit.vocabulary.load import rows
from cephlit.vocabulary.people import PEOPLE, PLURAL

Tie = Literal["title", "people", "counted", "treatment", "named"]

_PEOPLE_BEFORE = re.compile(
    rf"\b(?:{PEOPLE}|those|sample|cohort|population|volunteers|form|diagnos[ei]s|diagnosed|history|fulfill\w*|met|"
    r"group \w{1,3}|eligible|\d{1,3}-year-old|(?:headache|pain) types?)\b[^.;:]{0,70}?\b(?:with|having|has|have|"
    r"had|suffering|suffered|suffers?|from|"
    r"affected by|of|for|as|criteria|experienc\w+|were|was|included?|comprised)\b(?: \(?[\w'/-]+\)?,?){0,7} ?$",
    re.IGNORECASE,
)
_BRACKET = re.compile(r" ?\([^()]{1,80}\)(?= (?:with|who|having|suffering)\b)")
"""What is told of people in passing, between their name and what they have."""

_PEOPLE_WORD = re.compile(PEOPLE, re.IGNORECASE)
_PEOPLE_AFTER = re.compile(rf"^(?: headaches?)?(?: [\w-]+)?[ -](?:{PLURAL}|population|sufferers|form)\b", re.IGNORECASE)
_COUNTED_BEFORE = re.compile(
    r"(?:\b(?:with|having|had)|%|\d|(?<=[a-z]{3}))\)?"
    r"(?: (?:the|a|of|patients|subjects|participants|were|was|diagnosed)){0,8}"
    r"(?: (?:with|having|had|as))?(?: the)?"
    r"(?: (?:(?:medically |drug-|treatment-)?(?:refractory|intractable|resistant)|severe|disabling|definite|probable|"
    r"typical|pure|active))?(?<!\d) $",
    re.IGNORECASE,
)
_COEXISTING = re.compile(
    r"\b(?:co-?exist\w*|comorbid|co-morbid|concomitant|concurrent|accompanying)(?: \w+)? $", re.IGNORECASE
)
_COMORBIDITY_WITH = re.compile(
    r"\b(?:co-?morbidit(?:y|ies)|co-?existence|comorbid (?:disorders|conditions))(?: with| of| included?|:|,)"
    r"[^.;]{0,110}$",
    re.IGNORECASE,
)
"""What stands before all that a sentence on comorbidity names."""

_HISTORY = re.compile(
    r"\b(?:family|past|personal|medical|previous|prior|also|with|had) (?:an? )?history of(?: [\w-]+)? $", re.IGNORECASE
)
_SOME_BEFORE = re.compile(
    r"\b(?:one|two|three|four|five|another|he|she)(?: patients?)? (?:also )?had "
    r"(?:an? )?(?:\w+ )?history of(?: [\w-]+)? $",
    re.IGNORECASE,
)
"""What stands before a disorder that single patients had had at another time."""

_LIKE = re.compile(r"^(?: headaches?)?[- ](?:like|mimics?)\b", re.IGNORECASE)
"""What stands behind the name of a disorder that something only resembles."""

_DIAGNOSED_AFTER = re.compile(r"^ (?:was|were) (?:\w+ly )?(?:diagnosed|confirmed|found|present)\b")
_HARM_OF = re.compile(
    r"^.{0,25}\b(?:after|following|secondary to|induced by|due to|caused by|associated with|from)\b", re.IGNORECASE
)
_COUNTED_AFTER = re.compile(r"^(?: headaches?)? ?(?:in|\(n ?=|\(|\[n ?=|:) ?$")
_DAILY = re.compile(r"(?:near-)?(?:daily|constant|continuous) headaches?", re.IGNORECASE)
_HAD = re.compile(r"\b(?:had|have|has|reported|experienced) (?:an? )?$", re.IGNORECASE)
_PRIMARY = re.compile(r"(?:primary|benign|idiopathic)\b", re.IGNORECASE)
_FOR = re.compile(r"(?:^|[.;:,] (?:and |but |while |whereas )?)(?:for|in) $", re.IGNORECASE)
_TREATMENT_BEFORE = re.compile(
    r"\b(?:treat\w*|prophyla\w*|prevent\w*|therap\w*|manag\w*|reliev\w*|relief|abort\w*|control|suppress\w*|efficacy|"
    r"effective\w*|effects?|safety|tolerability|use|benefi\w+|regimen|role|agent|"
    r"medication)\b[^.;:]{0,60}?\b(?:of|in|for|against)"
    r"(?: [\w'/-]+,?){0,6} ?$",
    re.IGNORECASE,
)
_EXCLUDED = screened(
    r"\b(?:exclu\w+|not eligible|ineligible|could not (?:be (?:included|enrolled|randomi[sz]ed)|"
    r"participate|enter|take part)|contraindications? (?:to|for)|no history|"
    r"(?:were|was) not (?:allowed|admitted|accepted|included|recruited)|left out|ruled out)\b",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"^(?: ?\([^)]{0,40}\)| ?\[[^\]]{0,40}\])?(?:,|;| and| or|, and|, or|/| and/or| as well as)(?: (?:\d{1,4}|"
    r"[a-z-]{3,12}))?"
    r"(?: (?:with|of|had|having|also|or|and|the|a|an|in|[a-z]+ic|patients?)){0,3} ?$"
)


_EXCLUSIONS = re.compile(r"(?:key |main )?exclusion criteria\b|exclusions?$", re.IGNORECASE)
"""The heading above a list of who may not take part."""


_COUNT_REACH = 20
"""Characters behind a condition within which the number of those who have it must end."""
_COUNT_REACH_BEFORE = 60
"""Characters before a condition in which the number of those who have it stands."""


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
    implied = [*disorder_forms(reading.tagged), *overuse(reading.tagged)]
    symptoms = _symptoms(reading.tagged)
    for sentence, role in reading.sentences():
        own = _is_own(sentence, role) or _counts_sample(reading, sentence)
        excluded = _EXCLUDED.search(sentence.text) or _EXCLUSIONS.match(sentence.block.label)
        if sentence.start in excluding or excluded or not own:
            continue
        told = _in_sentence(reading.tagged, sentence, role)
        yield from (e for e in told if e.mention.concept not in symptoms or _PRIMARY.match(e.mention.text))
        yield from (Evidence(f, sentence, role, "people") for f in implied if sentence.start <= f.start < sentence.end)


def _in_sentence(tagged: TaggedStudy, sentence: Sentence, role: Role) -> Iterator[Evidence]:
    """Evidence of a sentence; what a list adds to a condition has the tie of the one before it."""
    last: Evidence | None = None
    for mention in tagged.mentions_in(sentence.start, sentence.end, "CONDITION"):
        tie = _tie(tagged, mention, sentence)
        if tie == "named" and last and _LINK.match(tagged.study.view.text[last.mention.end : mention.start]):
            tie = last.tie
        if last and tie == "counted" and _goes_on_beside(tagged, sentence, last.mention, mention):
            tie = "named"
        last = Evidence(mention, sentence, role, tie)
        if not (mention.negated or mention.family or mention.hypothetical or _is_how_often(tagged, mention)):
            yield replace(last, mention=_recorded(mention))


def _symptoms(tagged: TaggedStudy) -> frozenset[str]:
    """Names under which a study only tells how another disorder that it names shows itself (ICHD-3, 4.4 and 6.7.3)."""
    named = {m.concept for m in tagged.mentions if m.label == "CONDITION" and not m.negated}
    return frozenset(row["symptom"] for row in rows("condition_symptoms") if row["of"] in named)


def _goes_on_beside(tagged: TaggedStudy, sentence: Sentence, last: Mention, mention: Mention) -> bool:
    """Whether a condition goes on from one that people had besides: "16 had coexisting migraine and three had B"."""
    text = tagged.study.view.text
    before = text[sentence.start : last.start]
    beside = (_COEXISTING.search(before) or _HISTORY.search(before)) is not None
    return beside and _LINK.match(text[last.end : mention.start]) is not None


def _is_how_often(tagged: TaggedStudy, mention: Mention) -> bool:
    """Whether a name only says how often people had their headache ("67 % had daily headaches")."""
    before = tagged.study.view.text[max(0, mention.start - 30) : mention.start]
    return _DAILY.fullmatch(mention.text) is not None and _HAD.search(before) is not None


@cache
def _records() -> dict[str, str]:
    return {row["said"]: row["recorded"] for row in rows("condition_records")}


def _recorded(mention: Mention) -> Mention:
    """Give the mention the name under which the tables record its condition."""
    name = _records().get(mention.concept)
    return mention if name is None else replace(mention, concept=name, concept_id=concept_id(name))


def _is_own(sentence: Sentence, role: Role) -> bool:
    if sentence.block.section == "title":
        return True
    if role == "background" or sentence.block.section == "discussion":
        return bool(OWN.search(sentence.text)) and not CITED.search(sentence.text)
    return role != "conclusion" or not CITED.search(sentence.text)


def _counts_sample(reading: Reading, sentence: Sentence) -> bool:
    """Whether a sentence counts the study's people, which no sentence on other studies does."""
    found = reading.tagged.quantities_in(sentence.start, sentence.end, "number", "sample")
    return (
        reading.participants is not None
        and any(q.low == reading.participants for q in found)
        and bool(reading.tagged.mentions_in(sentence.start, sentence.end, "POPULATION"))
        and not CITED.search(sentence.text)
    )


def _tie(tagged: TaggedStudy, mention: Mention, sentence: Sentence) -> Tie:
    before = _BRACKET.sub("", tagged.study.view.text[max(sentence.start, mention.start - 140) : mention.start])
    after = tagged.study.view.text[mention.end : sentence.end]
    if sentence.block.section == "title":
        return "named" if _LIKE.match(after) or _is_harm(tagged, mention, sentence) else "title"
    if _PEOPLE_WORD.fullmatch(mention.text):
        return "counted" if _number_before(tagged, sentence, mention.start - 1) else "people"
    if _LIKE.match(after) or any(p.search(before) for p in (_COEXISTING, _COMORBIDITY_WITH, _SOME_BEFORE)):
        return "named"
    counted = _COUNTED_BEFORE.search(before)
    if counted and _number_before(tagged, sentence, mention.start - len(counted.group())):
        return "counted"
    if _DIAGNOSED_AFTER.match(after) or _PEOPLE_BEFORE.search(before) or _PEOPLE_AFTER.match(after):
        return "counted" if _is_counted_after(tagged, mention, sentence) else "people"
    return _loose_tie(tagged, mention, sentence, before)


def _loose_tie(tagged: TaggedStudy, mention: Mention, sentence: Sentence, before: str) -> Tie:
    """Tie of a condition that no word for people is near."""
    if _is_counted_after(tagged, mention, sentence):
        return "counted"
    return "treatment" if _TREATMENT_BEFORE.search(before) else "named"


def _is_counted_after(tagged: TaggedStudy, mention: Mention, sentence: Sentence) -> bool:
    """Whether a number of people stands right after a condition (``cluster headache in 5``, ``migraine (n = 12)``)."""
    near = tagged.quantities_in(mention.end, min(sentence.end, mention.end + 30), "number", "sample")
    if _shares_follow(tagged, mention, sentence):
        return True
    return bool(near) and bool(
        _COUNTED_AFTER.match(
            tagged.study.view.text[mention.end : near[0].start] + ("" if near[0].kind == "number" else "(")
        )
    )


def _shares_follow(tagged: TaggedStudy, mention: Mention, sentence: Sentence) -> bool:
    """Whether a share of people or attacks stands right behind a condition: "For migraine 13 of 22 had relief"."""
    text = tagged.study.view.text
    shares = tagged.quantities_in(mention.end, min(sentence.end, mention.end + 12), "fraction", "percent")
    opened = _FOR.search(text[sentence.start : mention.start])
    return bool(shares) and opened is not None and text[mention.end : shares[0].start].strip(" ,") == ""


def _is_harm(tagged: TaggedStudy, mention: Mention, sentence: Sentence) -> bool:
    """Whether a title tells of a condition that a drug brought about (``X after Y``)."""
    harm = _HARM_OF.match(tagged.study.view.text[mention.end : sentence.end])
    start = mention.end + harm.end() if harm else sentence.end
    drugs = tagged.mentions_in(start, min(sentence.end, start + 30), "DRUG")
    return any(d.kind in ("drug", "supplement", "class") for d in drugs)


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


def counted_people(reading: Reading, item: Evidence) -> int | None:
    """How many participants have the condition, where the number stands right before or behind it ("X in 5")."""
    if item.tie != "counted":
        return None
    text, end = reading.tagged.study.view.text, item.mention.end
    behind = reading.tagged.quantities_in(end, end + _COUNT_REACH, "number", "sample")
    if behind and text[end : behind[0].start].strip(" (") in ("", "in"):
        return _whole(behind[0])
    start = max(item.sentence.start, item.mention.start - _COUNT_REACH_BEFORE)
    near = reading.tagged.quantities_in(start, item.mention.start, "number")
    return _whole(near[-1]) if near else None


def _whole(count: Quantity) -> int | None:
    return int(count.low) if count.low is not None else None
