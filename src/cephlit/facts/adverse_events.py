"""What harm was done, in whom, how often, and the statement that there was none."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from cephlit.facts.design import design
from cephlit.facts.groups import GroupMention
from cephlit.facts.harms.claims import (
    introduces,
    is_absent_in,
    is_claimed,
    is_explained,
    is_no_harm,
    is_predicate,
    is_qualified_none,
    is_trait,
    leaves_because_of,
    says_none,
)
from cephlit.facts.harms.counts import Clause, harm_clauses
from cephlit.facts.harms.groups import groups_of_clauses, lone_mention
from cephlit.facts.harms.names import joined, name_of, severity_of
from cephlit.facts.harms.once import Told, distinct, once
from cephlit.facts.harms.stories import story_harms
from cephlit.facts.harms.stretches import ANY, GENERAL, NONE, cue, harms_in, is_account, is_subject, is_treated_headache
from cephlit.facts.harms.tables import read_harm_tables
from cephlit.facts.harms.titles import Blame
from cephlit.facts.harms.unlisted import unlisted_harms
from cephlit.facts.own_study import cites
from cephlit.facts.reading import Reading
from cephlit.facts.records import AdverseEvent, Group
from cephlit.facts.results.eligible import sentence_tells_results, tells_of_others
from cephlit.facts.results.findings import Finding
from cephlit.facts.stories import in_treatment, is_general, story_roles, tells_cases
from cephlit.patterns import screened
from cephlit.tagging.tagged import Mention, Sentence

_NOTE = re.compile(
    r"^[‡†*§¶#a-d]?\s?(?:Includes?|Including|Abbreviations?)\b|"
    r"^[A-Z][A-Za-z-]{1,7}s?[,=:] [^.;]{3,60}; ?[A-Z][A-Za-z-]{1,7}[,=:] |"
    r"\(n ?= ?\d{1,5}\)[A-Z]|\bTable \d{1,2}[A-Z]"
)
"""Notes below a table (what a label covers, short forms written out) and heads run together, which tell nothing."""

_PREFERENCE = screened(
    r"\breasons?\b[^.;]{0,40}?\b(?:prefer\w*|choice|choos\w*|chose|refus\w*|satisf\w*|dissatisf\w*)", re.IGNORECASE
)
"""What lists the reasons of a choice, harm among them: shares of opinions and none of harm."""
_CAUSED = re.compile(
    r" (?:had )?(?:also )?(?:caused|induced|produced|provoked|led to|resulted in) (?:[\w-]+,? ){0,5}", re.IGNORECASE
)
"""What stands between a drug and the harm that it did."""
_COUNTED = re.compile(r" ?[(\[](?:n ?= ?)?\d{1,4}(?:[,;/ ]|\)|\])")
_AS_CAUSE = re.compile(r"-(?:induced|triggered|provoked)\b")
_ANY_AT_ALL = frozenset({ANY, "complication", "treatment-emergent adverse event"})

_NONE_SERIOUS = screened(
    r"\bnone(?: of (?:them|these|which|the events))?,? (?:(?:was|were) )?(?:considered |judged |rated |"
    r"deemed )?(serious|severe|life-threatening)\b",
    re.IGNORECASE,
)


_NO_SERIOUS_OR = screened(
    r"\bno (serious|severe|life-threatening)(?:,? (?:or|and|/) ?(?!severe|serious)[\w-]+){1,2} "
    r"(?:adverse|side|untoward) (?:event|reaction|effect)s?\b",
    re.IGNORECASE,
)
_PLAINLY_NONE = re.compile(
    r"\b(?:there (?:was|were) (?:no|neither)|no\b[^.;]{1,60}\b(?:was|were|occurred))\b", re.IGNORECASE
)


def read_adverse_events(reading: Reading) -> tuple[AdverseEvent, ...]:
    """One record for each event in each group; an event told again without new numbers is told once.

    A review has none: what it tells of harm is other people's.
    """
    roles = zip(reading.tagged.sentences, story_roles(reading), strict=True)
    told = [t for sentence, role in roles for t in _in_sentence(reading, sentence, role)]
    told += [Told(event) for event in read_harm_tables(reading)]
    told += [Told(_of_story(reading, harm)) for harm in story_harms(reading)]
    if reading.participants == 1:
        told = distinct(told)
        told = [t for t in told if t.event.event != NONE] if reading.blamed else told
    return once(told) if told and design(reading) != "review" else ()


def _of_story(reading: Reading, harm: Blame) -> AdverseEvent:
    """Record of a harm that a report blames a drug for."""
    return AdverseEvent(
        event=harm.name,
        concept_id=harm.concept_id,
        start=harm.sentence.start,
        end=harm.sentence.end,
        group=reading.groups.group_at(harm.sentence.start),
        drug=harm.drug,
        n=1 if reading.participants == 1 else None,
    )


def _in_sentence(reading: Reading, sentence: Sentence, role: str) -> Iterator[Told]:
    if sentence.block.kind not in ("prose", "list") or _NOTE.search(sentence.text):
        return
    if _PREFERENCE.search(sentence.text):
        return
    every = harms_in(reading.tagged, sentence)
    every = sorted([*every, *unlisted_harms(reading.tagged, sentence, every)], key=lambda m: m.start)
    events = [m for m in every if not (m.historical or m.family or _is_guess(sentence, m) or _names_cause(sentence, m))]
    if len(events) > 1:
        events = [m for m in events if not (is_predicate(sentence, m) or is_explained(sentence, m, events))]
    if tells_cases(reading) and is_general(sentence.text):
        return
    clauses = harm_clauses(reading.tagged, sentence, events, reading.participants) if events else []
    counted = _contrasted(clauses) - {i for i, m in enumerate(events) if is_absent_in(sentence, m)}
    if not (_tells(reading, sentence, role, bool(counted)) or _plainly_none(reading, sentence, events)):
        return
    yield from _none_serious(reading, sentence)
    absent = [
        m
        for i, m in enumerate(events)
        if i not in counted and says_none(sentence, m) and not is_subject(reading.tagged, m)
    ]
    for event in absent:
        yield from _absent(reading, sentence, event)
    present = [i for i, m in enumerate(events) if m not in absent and (i in counted or not m.negated)]
    late = sentence.block.section == "discussion"
    yield from (Told(e, late=late) for e in _present(reading, sentence, events, present, clauses))


def _is_guess(sentence: Sentence, event: Mention) -> bool:
    """Whether an event is only thought possible; what is counted in a bracket right behind its name happened."""
    return event.hypothetical and _COUNTED.match(sentence.text, event.end - sentence.start) is None


def _names_cause(sentence: Sentence, event: Mention) -> bool:
    """Whether an event only says what brought something else about ("fever-induced seizures")."""
    return _AS_CAUSE.match(sentence.text, event.end - sentence.start) is not None


def _none_serious(reading: Reading, sentence: Sentence) -> Iterator[Told]:
    """The elliptic "none was serious" and "no serious or unexpected events" of an account of harm."""
    match = _NONE_SERIOUS.search(sentence.text) or _NO_SERIOUS_OR.search(sentence.text)
    if match is None or not is_account(reading.tagged, sentence):
        return
    start = sentence.start + match.start(1)
    name = f"{match.group(1).lower()} adverse event"
    event = Mention("EVENT", start, sentence.start + match.end(1), match.group(1), name, kind="event", tagger="grammar")
    yield from _absent(reading, sentence, event)


def _tells(reading: Reading, sentence: Sentence, role: str, counted: bool) -> bool:
    """Whether a sentence tells what happened in the study."""
    cited = cites(reading.tagged, sentence)
    section = sentence.block.section
    told = counted or (role == "methods" and cue("occurred").search(sentence.text) is not None)
    return sentence_tells_results(sentence.text, role, section, cited, share=told) and not tells_of_others(
        sentence.text
    )


def _plainly_none(reading: Reading, sentence: Sentence, events: Sequence[Mention]) -> bool:
    """Whether a sentence only says that there was no harm, wherever it stands: a report may lack a heading for it."""
    if not events or events[0].concept != ANY or _PLAINLY_NONE.search(sentence.text) is None:
        return False
    cited = cites(reading.tagged, sentence)
    return not (cited or tells_of_others(sentence.text)) and says_none(sentence, events[0])


def _contrasted(clauses: Sequence[Clause]) -> set[int]:
    """Events with counts of which one at least is above zero: the words for nobody are one group's count there."""
    return {
        e
        for clause in clauses
        for f, owner in zip(clause.findings, clause.owners, strict=True)
        for e in owner
        if f.n or f.percent
    }


def _absent(reading: Reading, sentence: Sentence, event: Mention) -> Iterator[Told]:
    record = _record(reading, sentence, event, mention=lone_mention(reading, sentence, sentence.end))
    if event.concept in _ANY_AT_ALL and record.event == event.concept:
        yield Told(replace(record, event=NONE, concept_id="", n=None, severity=""), is_qualified_none(sentence, event))
    else:
        yield Told(replace(record, n=0, severity=""))


def _present(
    reading: Reading, sentence: Sentence, events: Sequence[Mention], present: Sequence[int], clauses: Sequence[Clause]
) -> Iterator[AdverseEvent]:
    """Rows of the events that occurred: one for each number, or one without number where the text claims the event."""
    numbered: set[int] = set()
    mentions = groups_of_clauses(reading, sentence, clauses)
    armed = any(group and group.arms for groups in mentions for group in groups)
    for clause, groups in zip(clauses, mentions, strict=True):
        for finding, owner, group in zip(clause.findings, clause.owners, groups, strict=True):
            mine = [e for e in owner if e in present and _is_harm(reading, sentence, events, e, counted=True)]
            for name, event in joined(reading.tagged, [events[e] for e in mine]):
                record = replace(_record(reading, sentence, event, finding, group), event=name)
                yield replace(record, drug="") if armed and not (group and group.arms) else record
            numbered.update(mine)
    named = [e for e in present if events[e].concept not in GENERAL]
    treated = in_treatment(reading, sentence)
    for e in present:
        if e in numbered or not _is_harm(reading, sentence, events, e, counted=False):
            continue
        if _is_treated(reading, events[e]):
            continue
        if events[e].concept in GENERAL and named and (events[e].concept == ANY or any(n > e for n in named)):
            continue
        if is_claimed(reading.tagged, sentence, events[e], listed=bool(numbered), treated=treated):
            yield _record(reading, sentence, events[e], mention=lone_mention(reading, sentence, events[e].start))


def _is_treated(reading: Reading, event: Mention) -> bool:
    """Whether an event that has no number bears the name of the disorder, other than a headache, that is treated."""
    titles = [s for s in reading.tagged.sentences if s.block.section == "title"]
    same = {m.concept for m in reading.tagged.mentions_in(event.start, event.end, "CONDITION") if m.kind != "headache"}
    named = {m.concept for s in titles for m in reading.tagged.mentions_in(s.start, s.end, "CONDITION")}
    return not reading.blamed and not same.isdisjoint(named)


def _is_harm(reading: Reading, sentence: Sentence, events: Sequence[Mention], at: int, *, counted: bool) -> bool:
    event = events[at]
    if leaves_because_of(sentence, event):
        return False
    later = any(m.concept not in GENERAL for m in events[at + 1 :])
    if event.concept in GENERAL and later and not counted and introduces(sentence, event):
        return False
    series = reading.blamed and reading.participants != 1
    if counted and series and event.kind != "symptom" and not is_treated_headache(reading.tagged, event):
        before = sentence.text[: event.start - sentence.start]
        return not is_trait(before)  # such a report counts what its drug did, disorders of their own among it
    return not is_no_harm(reading.tagged, sentence, event, counted=counted)


def _record(
    reading: Reading,
    sentence: Sentence,
    event: Mention,
    finding: Finding | None = None,
    mention: GroupMention | None = None,
) -> AdverseEvent:
    arm = mention.arms[0] if mention and len(mention.arms) == 1 else None
    group = mention.groups[0] if mention and mention.groups and len(mention.arms) < 2 else None
    group = group or reading.groups.group_at(event.start)
    one = finding is None and _is_one(reading, group)
    return AdverseEvent(
        event=name_of(reading.tagged, event),
        concept_id=event.concept_id,
        start=sentence.start,
        end=sentence.end,
        group=group,
        drug=arm.drug if arm else _drug(reading, sentence, event),
        n=1 if one else (finding.n if finding else None),
        total=finding.total if finding else None,
        percent=finding.percent if finding else None,
        severity=severity_of(sentence, event),
    )


def _is_one(reading: Reading, group: Group) -> bool:
    """Whether a group is one patient, so that an event in it is in one."""
    return group.kind == "patient" or reading.participants == 1


def _drug(reading: Reading, sentence: Sentence, event: Mention) -> str:
    """The drug that an event is told of where no arm is named.

    The drug that the clause says to have caused it, else the study's drug that the sentence names alone, else a drug
    that it says was stopped; in one patient's story the drug given last, where several were given one after the other;
    of a study without comparison, its drug.
    """
    named = [
        m
        for m in reading.tagged.mentions_in(sentence.start, sentence.end, "DRUG")
        if not sentence.text[m.end - sentence.start :].startswith("-related")
    ]
    text = reading.tagged.study.view.text
    causes = [m for m in named if m.kind != "class" and _CAUSED.fullmatch(text[m.end : event.start])]
    if causes:
        return causes[-1].concept
    own = {m.concept for m in named if reading.drugs.role(m) in ("studied", "comparator")}
    stopped = {m.concept for m in named if m.kind != "class"} if cue("leaving").search(sentence.text) else set()
    if len(own) == 1 or (not own and len(stopped) == 1):
        return (own or stopped).pop()
    drugs = {arm.drug for arm in reading.groups.arms}
    if len(drugs) == 1:
        return drugs.pop()
    return "" if drugs else _last_given(reading, sentence) or reading.drugs.lead


def _last_given(reading: Reading, sentence: Sentence) -> str:
    """The studied drug named last before a sentence of one patient's story, or empty."""
    if reading.participants != 1 or reading.drugs.studied < 2:
        return ""
    given = [
        m.concept
        for m in reading.tagged.mentions
        if m.label == "DRUG" and m.start < sentence.start and reading.drugs.role(m) == "studied"
    ]
    return given[-1] if given else ""
