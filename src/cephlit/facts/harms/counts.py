"""The numbers of a sentence about harm: how many people had it, and which of its events each number counts."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from cephlit.facts.harm import GENERAL
from cephlit.facts.results.findings import Finding, read_findings
from cephlit.facts.results.people import counted_findings
from cephlit.tagging.tagged import Mention, Sentence, TaggedStudy

_NOBODY = re.compile(
    r"\b(?:none(?: of (?:the|those|these|our))?|no (?:patients?|participants?|subjects?|children|child|women|men|one|case)|"
    r"nobody|not in any)\b",
    re.IGNORECASE,
)
_SOMEBODY = re.compile(
    r"\b(?:another|a (?:single|further|second|third))\b|\ban? (?=(?:[\w-]+ ){0,2}(?:patient|participant|subject|woman|man|child|"
    r"girl|boy|volunteer)\b)",
    re.IGNORECASE,
)
_COUNT_AFTER = re.compile(
    r"^(?:\W*$|\s?[,;:)\]/]|\s\(|\.|\s(?:of|in|on|with|after|during|under|for|from|by|had|have|has|having|was|were|did|report\w*|experienc\w*|"
    r"develop\w*|complain\w*|not\w+|suffer\w*|each|showed|became|felt|fainted|gained|lost|mention\w*|withdr\w*|discontinu\w*|"
    r"stopped|dropped|vs\.?|versus|and|but|compared|than|required|more|others?|receiving|taking|given|who|to|while)\b)",
    re.IGNORECASE,
)
_PEOPLE_AFTER = re.compile(r"^(?:[ -][\w-]+){0,3}? $")
_LABEL_BEFORE = re.compile(
    r"\b(?:grade|week|day|month|phase|table|figure|fig|group|type|visit|class|level|version|case|patient|no\.|number|"
    r"stage|step|attack|dose|score|than|least|most)[ .#-]{0,2}$",
    re.IGNORECASE,
)
_DENOMINATOR = re.compile(
    r"(?:^|[,;:.(] |\band |\bbut )(?:of|among|amongst|out of|in)\s(?:(?:the|these|those|our|all|a total of)\s){0,2}$",
    re.IGNORECASE,
)
_ONLY_OF = re.compile(r"^(?: of)?(?: (?:the|those|these|our|all))*(?: other)? ?$", re.IGNORECASE)
_BRACKETED = re.compile(r"^\s?(?:[(\[]|[:=]|\s)\s?(?:n ?= ?|in |of )?$", re.IGNORECASE)
_CONTINUES = re.compile(
    r"^[\s\])%]*(?:\([^()\d]{1,30}\)\s?)?(?:[^,;.()\d]{0,40}?[([,]?\s?\b(?:vs\.?|v\.?|versus|against|and|compared (?:with|to)|/)\s[^;.\d]{0,20}|[,/]\s?)$",
    re.IGNORECASE,
)
_EACH = re.compile(r"^(?: [\w-]+){0,3} (?:each|apiece)\b", re.IGNORECASE)
_COORDINATED = re.compile(
    r"^(?:\s?[,/&]\s?|,? ?\b(?:and/or|and|or|as well as|plus|nor)\s)(?:(?:a|an|the|in|by|mild|moderate|severe|transient|slight|"
    r"some|of)\s){0,3}$",
    re.IGNORECASE,
)
_APPOSED = re.compile(r"^\s?[,(:-]\s?(?:(?:a|an|the|case of|namely|which was|i\.e\.,?)\s){0,3}$", re.IGNORECASE)
_RESPECTIVELY = re.compile(r"\brespectively\b", re.IGNORECASE)
_SUBJECT = re.compile(
    r"(?:^|[,;:(]|\b(?:and|but|while|whereas|although|with|only|about|another|in which)) ?$", re.IGNORECASE
)
_LISTED = re.compile(r"[,;]| and ")
_CLAUSE = re.compile(r";|:(?= )|\. (?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence between semicolons or colons, with its numbers and the events that each counts.

    Attributes
    ----------
    start, end
        Its place in the view.
    findings
        Counts and shares, in order.
    owners
        For each finding the indexes of its events, of all events of the sentence; empty if it counts none.
    """

    start: int
    end: int
    findings: tuple[Finding, ...]
    owners: tuple[tuple[int, ...], ...]


def harm_clauses(
    tagged: TaggedStudy, sentence: Sentence, events: Sequence[Mention], people: int | None
) -> list[Clause]:
    """Clauses of a sentence with the counts that they tell and whose they are.

    Parameters
    ----------
    tagged, sentence
        The sentence and its study.
    events
        The sentence's harms, in order.
    people
        Size of the sample, above which a bare number counts no people; None if not known.
    """
    text = tagged.study.view.text
    counts = _with_totals(_counts(tagged, sentence, events, people), text, sentence.start)
    cuts = [sentence.start, *(m.end() + sentence.start for m in _CLAUSE.finditer(sentence.text)), sentence.end]
    clauses = []
    for start, end in zip(cuts, cuts[1:], strict=False):
        found = [f for f in counts if start <= f.start < end]
        clauses.append(Clause(start, end, tuple(found), _owners(found, events, text, start, end)))
    return clauses


def _counts(tagged: TaggedStudy, sentence: Sentence, events: Sequence[Mention], people: int | None) -> list[Finding]:
    """Counts and shares of people, the words for nobody and somebody included, in order."""
    text = tagged.study.view.text
    told = {f.start: f for f in counted_findings(tagged, sentence)}
    plain = read_findings(tagged.quantities_in(sentence.start, sentence.end), text, sentence.start, sentence.end)
    found = [_as_count(tagged, sentence, told.get(f.start, f), events, people) for f in plain]
    counts = _with_shares([f for f in found if f is not None], text)
    nobody = list(_worded(_NOBODY, 0, text, sentence, plain))
    counts = [f for f in counts if all(_denies(text, none, f) is False for none in nobody)]
    counts += _worded(_SOMEBODY, 1, text, sentence, plain)
    return sorted([*counts, *(nobody if counts else ())], key=lambda f: f.start)


def _with_shares(counts: Sequence[Finding], text: str) -> list[Finding]:
    """Counts joined with the share that follows them in one bracket ("(n = 17, 31%)")."""
    joined: list[Finding] = []
    for f in counts:
        last = joined[-1] if joined else None
        if last and last.percent is None and f.n is None and text[last.end : f.start] in (", ", "; ", ": ", " = "):
            joined[-1] = replace(last, percent=f.percent, end=f.end, core_end=f.end)
        else:
            joined.append(f)
    return joined


def _worded(
    pattern: re.Pattern[str], n: float, text: str, sentence: Sentence, numbers: Sequence[Finding]
) -> Iterator[Finding]:
    """Counts told in words that are no numbers ("another", "none"), apart from the numbers of the sentence."""
    for match in pattern.finditer(text, sentence.start, sentence.end):
        if all(f.end <= match.start() or match.end() <= f.start for f in numbers):
            yield Finding(match.start(), match.end(), match.end(), "number", n=n)


def _denies(text: str, none: Finding, f: Finding) -> bool:
    """Whether a number only says of how many nobody was meant ("none of the nine patients")."""
    return none.end <= f.start and _ONLY_OF.match(text[none.end : f.start]) is not None


def _as_count(
    tagged: TaggedStudy, sentence: Sentence, f: Finding, events: Sequence[Mention], people: int | None
) -> Finding | None:
    """The finding as a count or share of people, or None where it is neither."""
    if f.baseline is not None or f.ci_low is not None or f.percent_high is not None:
        return None
    if f.kind == "sample" and not _counts_event(tagged, f, events):
        return None
    if f.n is not None or f.percent is not None:
        return f
    if f.kind != "number" or f.value is None or f.value_high is not None or f.unit or not f.value.is_integer():
        return None
    text = tagged.study.view.text
    before, after = text[sentence.start : f.start], text[f.core_end : sentence.end]
    if f.value < 0 or _LABEL_BEFORE.search(before):
        return None
    if _names_next(tagged, f, events, sentence):
        return replace(f, n=f.value, value=None)
    small = people is None or f.value <= people
    return replace(f, n=f.value, value=None) if small and _COUNT_AFTER.match(after) else None


def _counts_event(tagged: TaggedStudy, f: Finding, events: Sequence[Mention]) -> bool:
    """Whether "(n = 9)" counts who had an event, rather than the size of a group: an event stands right before it."""
    text = tagged.study.view.text
    if any(m.end <= f.start and _BRACKETED.match(text[m.end : f.start]) for m in events):
        return True
    groups = tagged.mentions_in(f.start - 40, f.start, "DRUG")
    return bool(groups) and "N" not in text[f.start : f.core_end]


def _names_next(tagged: TaggedStudy, f: Finding, events: Sequence[Mention], sentence: Sentence) -> bool:
    """Whether people or events come right after the number: "eight A-treated patients", "46 adverse events"."""
    text = tagged.study.view.text
    people = tagged.mentions_in(f.core_end, sentence.end, "POPULATION")
    return any(_PEOPLE_AFTER.match(text[f.core_end : m.start]) for m in (*people, *events) if m.start > f.core_end)


def _with_totals(counts: Sequence[Finding], text: str, start: int) -> list[Finding]:
    """Counts without the numbers that only say of how many ("Of the 60 patients on A, 5 had ..."), which become totals."""
    kept: list[Finding] = []
    total: float | None = None
    for at, f in enumerate(counts):
        later = counts[at + 1].n if at + 1 < len(counts) else None
        if f.percent is None and f.total is None and f.n and _DENOMINATOR.search(text[start : f.start]):
            if later is not None and later <= f.n and counts[at + 1].total is None:
                total = f.n
                continue
        fits = total is not None and f.n is not None and f.total is None and f.n <= total
        kept.append(replace(f, total=total) if fits else f)
    return kept


def _owners(
    found: Sequence[Finding], events: Sequence[Mention], text: str, start: int, end: int
) -> tuple[tuple[int, ...], ...]:
    """For each finding of a clause the events that it counts."""
    inside = [i for i, m in enumerate(events) if start <= m.start < end]
    if not inside:
        before = [i for i, m in enumerate(events) if m.end <= start]
        inside = before[-1:] or [0][: len(events)]
    owners: list[tuple[int, ...]] = [()] * len(found)
    _bind(found, events, inside, text, owners)
    rest = [i for i, owner in enumerate(owners) if not owner]
    bound = {e for owner in owners for e in owner}
    free = [e for e in inside if e not in bound] or inside
    for i, owner in zip(rest, _spread([found[i] for i in rest], free, events, text, (start, end)), strict=True):
        owners[i] = owner
    return tuple(_with_apposed(o, events, inside, text) for o in owners)


def _bind(
    found: Sequence[Finding],
    events: Sequence[Mention],
    inside: Sequence[int],
    text: str,
    owners: list[tuple[int, ...]],
) -> None:
    """Give numbers in a bracket or right after an event to it, and numbers compared with them too."""
    for i, f in enumerate(found):
        before = [e for e in inside if events[e].end <= f.start]
        last = before[-1] if before else None
        if last is None:
            continue
        gap = text[events[last].end : f.start]
        direct = _BRACKETED.match(gap) is not None and not _event_follows(f, events, inside, text)
        if direct:
            owners[i] = _row(last, events, inside, text) if gap.startswith(" in") else (last,)
        elif i and owners[i - 1] and owners[i - 1][-1] == last:
            open_bracket = text[events[last].end : f.start].count("(") > text[events[last].end : f.start].count(")")
            between = text[found[i - 1].end : f.start]
            if open_bracket or (_CONTINUES.match(between) and not _event_follows(f, events, inside, text)):
                owners[i] = owners[i - 1]


def _event_follows(f: Finding, events: Sequence[Mention], inside: Sequence[int], text: str) -> bool:
    """Whether the next event comes right after the number and its people, as its subject's predicate does."""
    after = [e for e in inside if events[e].start >= f.core_end]
    if not after:
        return False
    gap = text[f.core_end : events[after[0]].start]
    return re.match(r"^ (?:[\w-]+ ){0,5}$", gap) is not None and not re.match(r"^ (?:and|or)\b", gap)


def _spread(
    found: Sequence[Finding], free: Sequence[int], events: Sequence[Mention], text: str, span: tuple[int, int]
) -> Iterator[tuple[int, ...]]:
    """Events of the numbers that no bracket binds."""
    if not free:
        yield from [()] * len(found)
        return
    one_row = _coordinated(free, events, text)
    lists = _RESPECTIVELY.search(text[span[0] : span[1]]) is not None
    if one_row and len(found) == len(free) and (lists or len(found) > 1):
        yield from ((e,) for e in free)
    elif one_row and lists and len(found) and len(found) % len(free) == 0 and len(found) > len(free):
        rounds = len(found) // len(free)
        yield from ((free[i // rounds],) for i in range(len(found)))
    elif one_row:
        yield from [tuple(free)] * len(found)
    else:
        for at, f in enumerate(found):
            end = found[at + 1].start if at + 1 < len(found) else span[1]
            e = _owner(f, [(e, events[e]) for e in free], text, span[0], end)
            yield _row(e, events, free, text) if _EACH.match(text[f.core_end : span[1]]) else (e,)


def _owner(f: Finding, free: Sequence[tuple[int, Mention]], text: str, start: int, end: int) -> int:
    """Event of a number: the one that its people have ("three had A"), else the last before it, else the nearest."""
    before = [e for e, m in free if m.end <= f.start]
    after = [e for e, m in free if f.core_end <= m.start < end]
    if after and _SUBJECT.search(text[start : f.start]):
        gap = text[f.core_end : dict(free)[after[0]].start]
        if _LISTED.search(gap) is None:
            return after[0]
    return before[-1] if before else min(free, key=lambda pair: _distance(pair[1], f))[0]


def _distance(event: Mention, f: Finding) -> int:
    return max(event.start - f.core_end, f.start - event.end)


def _coordinated(some: Sequence[int], events: Sequence[Mention], text: str) -> bool:
    """Whether events form one list ("A, B and C")."""
    return all(_COORDINATED.match(text[events[a].end : events[b].start]) for a, b in zip(some, some[1:], strict=False))


def _row(event: int, events: Sequence[Mention], some: Sequence[int], text: str) -> tuple[int, ...]:
    """All events of the list in which one stands."""
    at = some.index(event)
    low = high = at
    while low and _coordinated(some[low - 1 : low + 1], events, text):
        low -= 1
    while high + 1 < len(some) and _coordinated(some[high : high + 2], events, text):
        high += 1
    return tuple(some[low : high + 1])


def _with_apposed(
    owner: tuple[int, ...], events: Sequence[Mention], inside: Sequence[int], text: str
) -> tuple[int, ...]:
    """An event that explains a general word shares its number: "one serious adverse event, a myocardial infarction"."""
    if len(owner) != 1 or owner[0] + 1 not in inside or events[owner[0]].concept not in GENERAL:
        return owner
    following = owner[0] + 1
    gap = text[events[owner[0]].end : events[following].start]
    more = following + 1 < len(events) and following + 1 in inside
    return (*owner, following) if _APPOSED.match(gap) and not more else owner
