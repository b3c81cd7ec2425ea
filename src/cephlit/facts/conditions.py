"""What participants have: the indication of the study and their other conditions."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from cephlit.facts.design import design
from cephlit.facts.disorders.comorbidities import is_beside, read_comorbidities
from cephlit.facts.disorders.evidence import Evidence, counted_people, evidence
from cephlit.facts.disorders.names import is_child
from cephlit.facts.harms.stretches import is_account
from cephlit.facts.reading import Reading
from cephlit.facts.records import Condition
from cephlit.patterns import screened
from cephlit.tagging.tagged import Sentence
from cephlit.vocabulary.people import PEOPLE
from cephlit.vocabulary.terms import phrases

_WEIGHT = {"title": 4.0, "people": 3.0, "counted": 3.0, "treatment": 2.0, "named": 0.4}
_ROLE_SHARE = {"aim": 1.5, "methods": 1.1, "result": 0.8, "conclusion": 0.5, "background": 1.0}
_ENOUGH = 3.0
_SOME = 1.0
_GENERAL = "headache"

_OPENING = 60
"""Characters within which a sentence on some of the patients tells their share."""

_OF_PEOPLE = frozenset({"people", "counted", "treatment"})
"""Ties that show somebody to have a condition, where a study also has healthy people."""

_HEALTHY = screened(
    r"\bhealthy (?:[\w-]+ ){0,2}(?:volunteers|participants|subjects|individuals|men|women|adults|people|persons|"
    r"controls)\b",
    re.IGNORECASE,
)
_PEOPLE_WITH = screened(rf"\b{PEOPLE} (?:with|who have|having|suffering from)(?: [\w-]+){{0,3}} $", re.IGNORECASE)
_FAILED = screened(
    r"\b(?:(?:had|have|has|who) (?:\w+ ){0,3}failed|failed (?:[\w-]+,? ){0,5}(?:treatments?|therap\w+|"
    r"medications?|drugs|agents|"
    r"preventives?|prophyla\w+)|(?:been|were|was|is|are) (?:\w+ ){0,2}(?:refractory|resistant|unresponsive|"
    r"intractable)|"
    r"(?:refractory|resistant|unresponsive) to)\b",
    re.IGNORECASE,
)
_LESS = re.compile(r"\b(?:less|non|not|no)[ -]$", re.IGNORECASE)


@dataclass(frozen=True)
class _Standing:
    """How strongly the text binds a condition to the study's people."""

    score: float
    first: Evidence
    ties: frozenset[str] = frozenset()


def read_conditions(reading: Reading) -> tuple[Condition, ...]:
    """One record for each condition and role.

    Indications are what title, aim and the description of the participants name, at the most specific name that the
    text supports (annotation guidelines, rule 3).
    """
    if reading.participants is None and design(reading) == "review":
        return ()
    found = list(evidence(reading))
    indications = _indications(reading, found)
    refractory = _refractory(reading, found, set(indications))
    records = [
        Condition(
            condition=name,
            concept_id=first.mention.concept_id,
            role="indication",
            refractory=refractory,
            start=first.mention.start,
            end=first.mention.end,
            group=reading.groups.sample,
            participants=counted_people(reading, first),
        )
        for name, first in indications.items()
    ]
    return (*records, *read_comorbidities(reading, found, tuple(indications)))


def _indications(reading: Reading, found: Sequence[Evidence]) -> dict[str, Evidence]:
    """Indications in order of appearance, each with its best evidence."""
    topics = {e.mention.concept for e in found if e.tie == "title" and e.mention.kind == "headache"}
    topics = topics - {_GENERAL} or topics
    standing = _standings([e for e in found if e.mention.kind == "headache" and _is_on_topic(reading, e, topics)])
    standing |= _of_cases(reading, found, topics)
    if any(_HEALTHY.search(s.text) for s, role in reading.sentences() if role != "background"):
        held = {e.mention.concept for e in found if e.tie == "title" and _is_of_people(e)}
        standing = {name: s for name, s in standing.items() if s.ties & _OF_PEOPLE or name in held}
    chosen = {name: s for name, s in standing.items() if s.score >= _ENOUGH}
    if not chosen:
        chosen = {name: s for name, s in standing.items() if s.score >= _SOME and name != _GENERAL}
    chosen = chosen or _by_background(reading) or _general(reading, found) or _by_results(reading, found)
    chosen = chosen or _of_no_headache(reading, found)
    chosen |= _pairs_of_forms(standing)
    kept = {name: s.first for name, s in chosen.items() if not _is_told_closer(name, chosen, found, reading)}
    alone = {name: item for name, item in kept.items() if not is_beside(reading, item, found)} or kept
    return dict(sorted(alone.items(), key=lambda item: item[1].mention.start))


def _is_of_people(item: Evidence) -> bool:
    """Whether people are said right before a condition to have it ("in women with menstrual migraine")."""
    return _PEOPLE_WITH.search(item.sentence.text[: item.mention.start - item.sentence.start]) is not None


def _general(reading: Reading, found: Sequence[Evidence]) -> dict[str, _Standing]:
    """Headache as such, where the title names it and nothing says more; not for the healthy."""
    first = next((e for e in found if e.tie == "title" and e.mention.concept == _GENERAL), None)
    healthy = any(_HEALTHY.search(s.text) for s, _ in reading.sentences())
    return {} if first is None or healthy else {_GENERAL: _Standing(_SOME, first)}


def _by_background(reading: Reading) -> dict[str, _Standing]:
    """What the introduction is about, where own sentences say no more than ``headache``; not for the healthy."""
    found = [
        Evidence(m, s, role, "named")
        for s, role in reading.sentences()
        for m in reading.tagged.mentions_in(s.start, s.end, "CONDITION")
        if role == "background" and m.kind == "headache" and m.concept != _GENERAL and not (m.negated or m.family)
    ]
    names = [e.mention.concept for e in found]
    if not names or any(_HEALTHY.search(s.text) for s, _ in reading.sentences()):
        return {}
    best = max(dict.fromkeys(names), key=names.count)
    return {best: _Standing(_SOME, next(e for e in found if e.mention.concept == best))}


def _by_results(reading: Reading, found: Sequence[Evidence]) -> dict[str, _Standing]:
    """The headache that the results of a study of people measure, where nothing else names one; not for the healthy."""
    roles = {"result", "methods"} if reading.participants == 1 else {"result"}
    named = [e for e in found if e.mention.kind == "headache" and e.mention.concept != _GENERAL and e.role in roles]
    if reading.participants is None or not named or any(_HEALTHY.search(s.text) for s, _ in reading.sentences()):
        return {}
    names = [e.mention.concept for e in named]
    best = max(dict.fromkeys(names), key=names.count)
    return {best: _Standing(_SOME, named[names.index(best)])}


def _of_no_headache(reading: Reading, found: Sequence[Evidence]) -> dict[str, _Standing]:
    """The other disorder that title and people are bound to, in a study that speaks of headache as harm at most.

    Not that of the healthy, and not what only a title names that lays a harm to a drug.
    """
    spoken = any(
        m.kind == "headache" and not is_account(reading.tagged, s)
        for s in reading.tagged.sentences
        for m in reading.tagged.mentions_in(s.start, s.end, "CONDITION")
    )
    if spoken or reading.participants is None or any(_HEALTHY.search(s.text) for s, _ in reading.sentences()):
        return {}
    standing = _standings([e for e in found if e.mention.kind == "other"])
    ties = {"people", "counted"} if reading.blamed else {"title", "people", "counted"}
    enough = {name: s for name, s in standing.items() if s.score >= _ENOUGH and s.ties & ties}
    best = max((s.score for s in enough.values()), default=0.0)
    return {name: s for name, s in enough.items() if s.score == best}


def _is_case(reading: Reading, item: Evidence) -> bool:
    """Whether evidence tells of one patient: in the story of a case, or anywhere in the report of a single one."""
    if reading.participants == 1:
        return item.sentence.block.section != "title"
    return any(start <= item.mention.start < end for start, end, _ in reading.groups.cases)


def _is_topic(name: str, topics: set[str]) -> bool:
    return not topics or name in topics or any(is_child(name, topic) for topic in topics)


def _is_on_topic(reading: Reading, item: Evidence, topics: set[str]) -> bool:
    """Whether evidence may tell of an indication: what else a single patient has is a comorbidity."""
    return not _is_case(reading, item) or _is_topic(item.mention.concept, topics)


def _of_cases(reading: Reading, found: Sequence[Evidence], topics: set[str]) -> dict[str, _Standing]:
    """Conditions of the title, and their forms, that a numbered case names."""
    return {
        e.mention.concept: _Standing(_ENOUGH, e)
        for e in reversed(found)
        if topics and _is_case(reading, e) and e.mention.kind == "headache" and _is_topic(e.mention.concept, topics)
    }


def _standings(found: Iterable[Evidence]) -> dict[str, _Standing]:
    """Score of each condition: the best of each kind of tie, added up."""
    best: dict[str, dict[str, tuple[float, Evidence]]] = defaultdict(dict)
    for item in found:
        if item.mention.concept == _GENERAL and item.tie not in ("people", "treatment"):
            continue
        weight = _WEIGHT[item.tie] * (1.0 if item.tie in ("title", "counted") else _ROLE_SHARE[item.role])
        known = best[item.mention.concept].get(item.tie)
        if known is None or weight > known[0]:
            best[item.mention.concept][item.tie] = (weight, item)
    return {
        name: _Standing(
            sum(w for w, _ in ties.values()), max(ties.values(), key=lambda tie: tie[0])[1], frozenset(ties)
        )
        for name, ties in best.items()
    }


def _pairs_of_forms(standing: dict[str, _Standing]) -> dict[str, _Standing]:
    """Forms of one disorder whose people the results tell apart: together they are the indication."""
    bound = {n: s for n, s in standing.items() if s.first.tie in ("people", "counted")}
    forms = {n: s for n, s in bound.items() if any(other != n and _is_sibling(n, other) for other in bound)}
    aura = {n: s for n, s in standing.items() if n in _AURA}
    return forms | (aura if len(aura) > 1 else {})


_AURA = frozenset({"migraine with aura", "migraine without aura"})


def _is_sibling(first: str, second: str) -> bool:
    return first.split(" ", 1)[0] in ("episodic", "chronic") and first.split(" ", 1)[-1] == second.split(" ", 1)[-1]


def _is_told_closer(name: str, chosen: dict[str, _Standing], found: Sequence[Evidence], reading: Reading) -> bool:
    """Whether a more specific indication says the same of the same people.

    In a series of numbered cases a general name stays where a patient has no closer one.
    """
    children = {other for other in chosen if is_child(other, name)}
    if not children:
        return False
    for start, end, _ in reading.groups.cases:
        told = {e.mention.concept for e in found if start <= e.mention.start < end}
        if name in told and not told & children:
            return False
    return True


@cache
def _refractory_words() -> re.Pattern[str]:
    words = [phrase for phrase, kind in phrases("qualifiers", "kind") if kind == "refractory"]
    listed = "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{listed})(?!\w)", re.IGNORECASE)


def _refractory(reading: Reading, found: Sequence[Evidence], indications: set[str]) -> bool:
    """Whether the participants' disorder is said to resist treatment, beside its name or of the people who have it."""
    text = reading.tagged.study.view.text
    for item in found:
        start = item.mention.start
        family = item.mention.concept in indications or any(
            is_child(name, item.mention.concept) for name in indications
        )
        if not family or (item.tie == "named" and item.role == "background"):
            continue
        beside = (
            text[max(item.sentence.start, start - 45) : start]
            + text[start : min(item.sentence.end, item.mention.end + 15)]
        )
        match = _refractory_words().search(beside)
        if match and _binds(match, beside, item.mention.text):
            return True
        if item.tie in ("people", "counted", "title") and _FAILED.search(item.sentence.text):
            return True
    return any(
        role in ("methods", "result", "aim")
        and _FAILED.search(s.text)
        and reading.tagged.mentions_in(s.start, s.end, "POPULATION")
        and re.search(r"\b(?:all|patients|who)\b", s.text[:40], re.IGNORECASE) is not None
        and not _tells_of_some(reading, s)
        for s, role in reading.sentences()
    )


def _tells_of_some(reading: Reading, sentence: Sentence) -> bool:
    """Whether a sentence opens with a share of the patients ("Twenty-one children (8%) who had failed")."""
    shares = reading.tagged.quantities_in(sentence.start, sentence.start + _OPENING, "percent", "fraction")
    return any(q.low != 100 for q in shares)


def _binds(match: re.Match[str], beside: str, name: str) -> bool:
    """Whether a word for treatment failure belongs to the name: nothing parts them, and nothing denies it."""
    between = beside[match.end() :].split(name, maxsplit=1)[0]
    return not re.search(r"[.;,]", between) and not _LESS.search(beside[: match.start()])
