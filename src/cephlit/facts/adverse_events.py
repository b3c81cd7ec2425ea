"""What harm was done, in whom, how often, and the statement that there was none."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from cephlit.facts.harm import ANY, CAUSED, NONE, harms_in, is_claimed, speaks_of_harm
from cephlit.facts.harm_tables import read_harm_tables
from cephlit.facts.reading import Reading
from cephlit.facts.records import AdverseEvent
from cephlit.facts.results.alignment import align
from cephlit.facts.results.eligible import sentence_tells_results
from cephlit.facts.results.findings import Finding
from cephlit.facts.results.frames import group_mentions_of
from cephlit.facts.results.people import counted_findings
from cephlit.tagging.tagged import Mention, Sentence

_SEVERITY = re.compile(
    r"\b(mild|moderate|severe|serious)(?:ly)?\b(?:[\s,]+(?:to|or|and|but|[\w-]+)){0,2}\s*$", re.IGNORECASE
)
_NONE = re.compile(r"\b(?:no|none|nil|without|neither|nor|not|zero)\b", re.IGNORECASE)
_OTHER = re.compile(r"\b(?:other|further|additional|more)\b", re.IGNORECASE)


def read_adverse_events(reading: Reading) -> tuple[AdverseEvent, ...]:
    """One record for each event in each group; an event told again without new numbers is told once."""
    told = [event for sentence, role in reading.sentences() for event in _in_sentence(reading, sentence, role)]
    return _once([*told, *read_harm_tables(reading)])


def _in_sentence(reading: Reading, sentence: Sentence, role: str) -> Iterator[AdverseEvent]:
    if sentence.block.kind in ("heading", "table"):
        yield from _caused_in_title(reading, sentence)
        return
    cited = bool(reading.tagged.quantities_in(sentence.start, sentence.end, "citation"))
    if not sentence_tells_results(sentence.text, role, sentence.block.section, cited):
        return
    events = [m for m in harms_in(reading.tagged, sentence) if not (m.historical or m.family or m.hypothetical)]
    absent = [m for m in events if m.negated]
    present = [m for m in events if not m.negated]
    yield from (_absent(reading, sentence, m) for m in absent if _says_none(reading, sentence, m))
    yield from _present(reading, sentence, present)


def _present(reading: Reading, sentence: Sentence, events: Sequence[Mention]) -> Iterator[AdverseEvent]:
    """Rows of the events that occurred: one for each number, or one without number where the text claims the event."""
    text = reading.tagged.study.view.text
    findings = [f for f in counted_findings(reading.tagged, sentence) if f.n is not None or f.percent is not None]
    owners = align([(f.start, f.core_end) for f in findings], [(m.start, m.end) for m in events], text).pairs
    numbered: set[int] = set()
    mine = [(f, o) for f, o in zip(findings, owners, strict=True) if o is not None]
    groups = group_mentions_of(reading, sentence, [f for f, _ in mine])
    for (finding, owner), group in zip(mine, groups, strict=True):
        numbered.add(owner)
        arm = group.arms[0] if group and len(group.arms) == 1 else None
        record = _record(reading, sentence, events[owner], finding)
        yield replace(
            record,
            drug=arm.drug if arm else record.drug,
            group=group.groups[0] if group and group.groups else record.group,
        )
    for i, event in enumerate(events):
        if i not in numbered and is_claimed(sentence, event):
            yield _record(reading, sentence, event, None)


def _record(reading: Reading, sentence: Sentence, event: Mention, finding: Finding | None) -> AdverseEvent:
    text = reading.tagged.study.view.text
    severity = _SEVERITY.search(text[sentence.start : event.start])
    return AdverseEvent(
        event=event.concept,
        concept_id=event.concept_id,
        start=sentence.start,
        end=sentence.end,
        group=reading.groups.sample,
        drug=_drug(reading, sentence),
        n=finding.n if finding else None,
        total=finding.total if finding else None,
        percent=finding.percent if finding else None,
        severity=severity.group(1).lower() if severity else "",
    )


def _drug(reading: Reading, sentence: Sentence) -> str:
    """The study's drug that the sentence names alone; of a study without comparison, its drug."""
    own = {
        m.concept
        for m in reading.tagged.mentions_in(sentence.start, sentence.end, "DRUG")
        if reading.drugs.role(m) in ("studied", "comparator")
    }
    if len(own) == 1:
        return own.pop()
    return "" if len(reading.groups.arms) > 1 else reading.drugs.lead


def _says_none(reading: Reading, sentence: Sentence, event: Mention) -> bool:
    """Whether a negated event is a statement of its absence, rather than of the absence of others or of a difference."""
    before = reading.tagged.study.view.text[sentence.start : event.start]
    cue = None
    for cue in _NONE.finditer(before):
        pass
    return cue is not None and _OTHER.search(before[cue.start() :]) is None


def _absent(reading: Reading, sentence: Sentence, event: Mention) -> AdverseEvent:
    record = _record(reading, sentence, event, None)
    return replace(record, event=NONE) if event.concept == ANY else replace(record, n=0)


def _caused_in_title(reading: Reading, sentence: Sentence) -> Iterator[AdverseEvent]:
    """A title that blames a drug ("X secondary to Y", "Y-induced X") names the harm of a case report."""
    if sentence.block.section != "title" or not CAUSED.search(sentence.text):
        return
    for label in ("EVENT", "CONDITION"):
        for m in reading.tagged.mentions_in(sentence.start, sentence.end, label):
            if m.kind != "headache":
                yield replace(_record(reading, sentence, m, None), n=1 if reading.participants == 1 else None)
                return


def _once(events: Iterable[AdverseEvent]) -> tuple[AdverseEvent, ...]:
    """Drop repetitions; an event without numbers goes where the same event has some, the word for any after the events."""
    events = list(events)
    told = {e.event for e in events if _numbers(e)}
    kept: dict[tuple[object, ...], AdverseEvent] = {}
    for e in events:
        if _numbers(e) or e.event not in told:
            kept.setdefault((e.event, e.drug, *_numbers(e), e.severity if _numbers(e) else ""), e)
    return tuple(sorted(kept.values(), key=lambda e: (e.start, e.end)))


def _numbers(e: AdverseEvent) -> tuple[float, ...]:
    return tuple(x for x in (e.n, e.percent) if x is not None)
