"""Which events of a clause each of its numbers counts."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from cephlit.facts.harms.stretches import GENERAL
from cephlit.facts.results.findings import Finding
from cephlit.tagging.tagged import Mention
from cephlit.vocabulary.people import PEOPLE

BRACKETED = re.compile(r"^\s?(?:[(\[]|[:=]|\s)\s?(?:n ?= ?|in |of )?$", re.IGNORECASE)
_CONTINUES = re.compile(
    r"^[\s\])%]*(?:\([^()\d]{1,30}\)\s?)?(?:[^,;.()\d]{0,40}?[([,]?\s?\b(?:vs\.?|v\.?|versus|against|and|"
    r"compared (?:with|to)|/)\s[^;.\d]{0,20}|[,/]\s?)$",
    re.IGNORECASE,
)
_EACH = re.compile(r"^(?: [\w-]+){0,3} (?:each|apiece)\b", re.IGNORECASE)
_COORDINATED = re.compile(
    r"^(?: (?:at|by|within) \d{1,3} ?(?:h|hours?|min|minutes|days?|weeks?)\b)?"
    r"(?:\s?[,/&]\s?|,? ?\b(?:and/or|and|or|as well as|plus|nor)\s)"
    r"(?:(?:a|an|the|in|by|mild|moderate|severe|transient|slight|some|of)\s){0,3}$",
    re.IGNORECASE,
)
_APPOSED = re.compile(r"^\s?[,(:-]\s?(?:(?:a|an|the|case of|namely|which was|i\.e\.,?)\s){0,3}$", re.IGNORECASE)
_RESPECTIVELY = re.compile(r"\brespectively\b", re.IGNORECASE)
_SUBJECT = re.compile(
    r"(?:^|[,;:(]|\b(?:and|but|while|whereas|although|with|only|about|another|in which|that|except|included?|"
    r"including|comprised|there were|there was)) ?$",
    re.IGNORECASE,
)
_REASONS = re.compile(
    r"[^.;()]{0,60}\b(?:because of|due to|owing to|on account of|for|with)\b[^.;()]{0,20}", re.IGNORECASE
)
_BECAUSE = re.compile(
    r"(?: ?\([^()]{1,12}\))?(?: (?:of )?(?:the |these |other )?(?:patients?|participants|subjects|children|women|men|"
    r"users))? (?:because of|due to|owing to|on account of) "
    r"(?:(?:an?|the|severe|intolerable|persistent|mild|marked) ){0,2}",
    re.IGNORECASE,
)
"""What stands between people and the event for which they left: "was stopped in four because of"."""
_LEAVES = re.compile(
    r"[^.;():,]{0,30}(?:\([^()]{1,12}\))?[^.;():,]{0,40}\b(?:stopped|withdrew|discontinued|left|dropped out|"
    r"withdrawn)\b[^.;():,]{0,40}: ?",
    re.IGNORECASE,
)
"""People who left, before a list of how many did for what."""

_ACTED = re.compile(
    rf"^[\s%)]{{0,3}}(?:(?:of|them|these|whom|who|{PEOPLE})\s){{0,3}}(?:(?:had|was|were|"
    r"then|later|also) )?(?:became|considered|rated|described|judged|found|asked|continued|refused|preferred|chose|"
    r"(?:his|her|their|the) (?:[\w-]+ ){1,3}(?:removed|replaced|explanted|revised))\b",
    re.IGNORECASE,
)
"""What people did or thought, or what became of them, where the word for it is no known event."""

_ASIDE = re.compile(
    r"^,? ?\(?(?:mostly|mainly|predominantly|chiefly|usually|primarily|largely|especially|particularly|principally|"
    r"generally|such as|including|e\.g\.,?|like)\b[^.;()\d]{1,120}[,)] (?:were|was|occurred|developed|affected)\b",
    re.IGNORECASE,
)
"""Examples set off between a general word and what is said of it: "side effects, mostly nausea, were seen in 12 %"."""
_THEN_LIST = re.compile(r"(?! (?:because|due|owing))[^.;()]{0,50} ?\((?:[^.;()\d]{1,40} )?$")
"""What stands between people with any harm and the first event of theirs in brackets: "6 with A (nausea "."""

_NAMED_BEHIND = re.compile(rf"(?: {PEOPLE})? \((?:an? )?")
"""What stands between a number of people with harm and the bracket that names it."""

_BUT = re.compile(r"[^.;:()]{0,90}, (?:but|although|though|while|whereas) [^.;:()]{0,20}$", re.IGNORECASE)
"""What tells something of nobody, before what is told of others: "none relapsed, but three had"."""

_UNDERWENT = re.compile(
    r"[\s%)]{0,3}(?: (?:of|the|these|patients?|participants|subjects|children|women|men|them|others?)){0,4} "
    r"(?:required|needed|underwent|received) [^.;,()\d]{3,60}(?:,|,? and) ",
    re.IGNORECASE,
)
"""What was done for people, before others are counted: "11 required surgery, and two died"."""

_DID_NOT = re.compile(r" (?:of (?:them|these|those) )?(?:patients? )?(?:was|were|did|had|could) not\b", re.IGNORECASE)

_FEWEST = 2
_MOST_OF_ALL = 3
"""Numbers at most that are all told of each of as many events."""

_HELPED = re.compile(
    r"\b(?:effective|ineffective|helpful|helped|relief|relieved|improve[ds]?|improvement|respon\w+|benefit\w*|better|"
    r"useful|successful|pain-free|attack-free|headache-free|abolished)\b",
    re.IGNORECASE,
)
_PARTED = re.compile(
    rf"[\s%)]{{0,3}}(?: (?:of|the|these|all|{PEOPLE})){{0,5}},? "
    r"(?:but|although|though|however|yet|while|whereas|and (?:was|were|had to be))\b",
    re.IGNORECASE,
)
"""What parts those whom a treatment helped from those whom it harmed: "effective in 6 of 9 but was stopped by two"."""

_WENT_ON = re.compile(
    rf"[\s%)]{{0,3}}(?: (?:of|the|{PEOPLE})){{0,5}},? "
    r"(?:(?:(?:were|was|are) )?(?:still|currently) (?:using|taking|on)|(?:(?:had|have|were) )?continu(?:ed|ing)|"
    r"remained on)\b[^,;.()\d]{0,60}(?:,|\band\b|\bbut\b|\bwhile\b)",
    re.IGNORECASE,
)
"""What tells of people who went on with a treatment, before others are counted."""

_HAD_UNKNOWN = re.compile(
    rf"[\s%)]{{0,3}}(?: (?:of|the|{PEOPLE}|them|others?)){{0,5}}"
    r" (?:reported|experienced|complained of|suffered from|developed) (?:[a-z-]+ ?){1,3}(?:,|,? and) ?",
    re.IGNORECASE,
)
"""What people had that no list knows, where the next number follows at once: "46 % reported malaise, 16 % ..."."""

_NEXT_WORD = re.compile(
    r" ?%? (?!with|were|from|after|during|patients?|under|when|have|each|more|other|also|than|while|then|women|men|"
    r"children|subjects|participants|attacks|cases|[a-z]+ed\b)[a-z]{5,}(?: [a-z]+)?"
    r"(?:[.,;]| (?:in|during|after|within)\b|$)"
)
"""A word behind a number, to which it may belong as an event that no list knows."""

_LISTED = re.compile(r"[,;]| and ")
_ONLY_LISTED = re.compile(r"^[\s,;)]*(?:and|or|&|/)?\s?[(]?$")


def owners(
    found: Sequence[Finding], events: Sequence[Mention], text: str, start: int, end: int
) -> tuple[tuple[int, ...], ...]:
    """For each finding of a clause the events that it counts.

    Parameters
    ----------
    found
        Counts and shares of the clause, in order.
    events
        All events of the sentence, in order; at least one.
    text, start, end
        The view and the clause's place in it.

    Returns
    -------
    tuple
        Indexes of events, one tuple a finding. A clause that names no event counts those of the clause before it,
        or of the clause that it introduces with a colon.
    """
    if not found:
        return ()
    inside = [i for i, m in enumerate(events) if start <= m.start < end]
    if not inside:
        before = [i for i, m in enumerate(events) if m.end <= start]
        inside = list(_row(before[-1], events, before, text)) if before else []
        inside = inside or ([0] if text[:end].rstrip().endswith(":") else [])
        if any(_DID_NOT.match(text, f.core_end) for f in found):
            inside = []  # what others did not do is no number of those events
    mine: list[tuple[int, ...]] = [()] * len(found)
    _bind(found, events, inside, text, mine)
    bound = {e for owner in mine for e in owner}
    named = [events[e] for e in inside]
    stops = [*(f.start for f in found[1:]), end]
    rest = [
        i
        for i, (f, stop) in enumerate(zip(found, stops, strict=True))
        if not mine[i]
        and not _tells_reasons(f, stop, [events[e] for e in sorted(bound)], text)
        and not _of_people(f, stop, named, text, start)
        and not _of_others(f, stop, named, text, found[i - 1].end if i else start)
        and not (i and _counts_next_word(f, stop, named, text, found[i - 1].core_end))
    ]
    led = [i for i in rest if _heads_a_list(found[i], sorted(bound), events, text)]
    for i in led:
        mine[i] = (inside[0],)
    for i in rest:
        opened = i not in led and _SUBJECT.search(text[start : found[i].start]) is not None
        had = _had_next(found[i], stops[i], sorted(bound), events, text) if opened else None
        mine[i] = mine[i] if had is None else (had,)
    rest = [i for i in rest if not mine[i]]
    free = [e for e in inside if e not in bound] or inside
    free = free[:1] if _has_aside(free, events, text) else free
    for i, owner in zip(rest, _spread([found[i] for i in rest], free, events, text, (start, end)), strict=True):
        mine[i] = owner
    told = {e for owner in mine for e in owner}
    loose = sorted(set(inside) - told)
    mine = [_with_named_behind(o, f, events, loose, text) for o, f in zip(mine, found, strict=True)]
    return tuple(_with_apposed(o, events, inside, text) for o in mine)


def _with_named_behind(
    owner: tuple[int, ...], f: Finding, events: Sequence[Mention], free: Sequence[int], text: str
) -> tuple[int, ...]:
    """An event that a bracket names behind a number of harm in general shares it: "severe in one (menorrhagia)"."""
    if len(owner) != 1 or events[owner[0]].concept not in GENERAL or f.percent is not None:
        return owner
    named = next((e for e in free if events[e].start >= f.core_end), None)
    if named is None or not _NAMED_BEHIND.fullmatch(text[f.core_end : events[named].start]):
        return owner
    return (*owner, named) if text.startswith(")", events[named].end) else owner


def _heads_a_list(f: Finding, bound: Sequence[int], events: Sequence[Mention], text: str) -> bool:
    """Whether a number is of those with any harm, whose events follow in brackets: "in 6 on A (nausea 4, rash 2)"."""
    following = next((e for e in bound if events[e].start >= f.core_end), None)
    if following is None or events[0].concept not in GENERAL or events[0].end > f.start:
        return False
    return _THEN_LIST.fullmatch(text[f.core_end : events[following].start]) is not None


def _had_next(f: Finding, stop: int, bound: Sequence[int], events: Sequence[Mention], text: str) -> int | None:
    """The general word that people have who are the subject, though a bracket behind it is its too: "9 had harm (6"."""
    following = next((e for e in bound if f.core_end <= events[e].start < stop), None)
    if following is None or events[following].concept not in GENERAL:
        return None
    return following if _LISTED.search(text[f.core_end : events[following].start]) is None else None


def _has_aside(free: Sequence[int], events: Sequence[Mention], text: str) -> bool:
    """Whether the events behind a general word are only examples of what is counted."""
    first = events[free[0]] if free else None
    return (
        first is not None and first.concept in GENERAL and _ASIDE.match(text[first.end : first.end + 180]) is not None
    )


def _tells_reasons(f: Finding, stop: int, counted: Sequence[Mention], text: str) -> bool:
    """Whether a number is the sum of those behind it: "six on A because of bradycardia (2) and dizziness (3)".

    The number's own words go to ``stop``; ``counted`` are the events that have a number of their own.
    """
    behind = next((m for m in counted if f.core_end <= m.start and m.end <= stop), None)
    led = text[f.core_end : behind.start] if behind else ""
    return _REASONS.fullmatch(led) is not None or _LEAVES.fullmatch(text[f.core_end : stop]) is not None


def _of_people(f: Finding, stop: int, mine: Sequence[Mention], text: str, start: int) -> bool:
    """Whether a number counts people of whom no event is told, but what they did: "; 16 % considered them bad".

    The number's own words go to ``stop``; ``mine`` are the events of its clause, which begins at ``start``.
    """
    before = [m for m in mine if m.end <= f.start]
    if not before or before[-1].concept in GENERAL or any(f.core_end <= m.start < stop for m in mine):
        return False
    opens = text[start : f.start]
    subject = _SUBJECT.search(opens) is not None or not opens.strip(" ;")
    return subject and _ACTED.match(text[f.core_end : stop]) is not None


def _of_others(f: Finding, stop: int, mine: Sequence[Mention], text: str, start: int) -> bool:
    """Whether a number counts people whom a treatment helped, who went on with it, or had what no list knows.

    The number's own words go from ``start`` to ``stop``; ``mine`` are the events of its clause.
    """
    if any(start <= m.start < f.start or f.core_end <= m.start < stop for m in mine):
        return False
    helped = _HELPED.search(text[start : f.start]) is not None and _PARTED.match(text[f.core_end : stop]) is not None
    own = text[f.core_end : stop]
    if _UNDERWENT.fullmatch(own) or (f.n == 0 and _BUT.fullmatch(own)):
        return True
    return helped or _WENT_ON.match(own) is not None or _HAD_UNKNOWN.fullmatch(own) is not None


def _counts_next_word(f: Finding, stop: int, mine: Sequence[Mention], text: str, last: int) -> bool:
    """Whether a number goes on in a list with a word that no list knows: "16 % nervousness and 13 % listlessness".

    ``last`` is where the number before it ends, whose event stands right behind it.
    """
    between = [m for m in mine if last <= m.start < f.start]
    if len(between) != 1 or any(f.core_end <= m.start < stop for m in mine):
        return False
    event = between[0]
    joined = text[event.end : f.start] in (" and ", ", ", ", and ")
    return (
        joined and text[last : event.start].strip(" %") == "" and _NEXT_WORD.match(text[f.core_end : stop]) is not None
    )


def _bind(
    found: Sequence[Finding],
    events: Sequence[Mention],
    inside: Sequence[int],
    text: str,
    mine: list[tuple[int, ...]],
) -> None:
    """Give numbers in a bracket or right after an event to it, and numbers compared with them too."""
    for i, f in enumerate(found):
        last = max((e for e in inside if events[e].end <= f.start), default=None)
        if last is None:
            continue
        gap = text[events[last].end : f.start]
        follows = _event_follows(f, events, inside, text)
        if BRACKETED.match(gap) and not follows:
            mine[i] = _row(last, events, inside, text) if gap.startswith(" in") else (last,)
        elif i and mine[i - 1] and mine[i - 1][-1] == last:
            behind = next((events[e].start for e in inside if events[e].start >= f.core_end), f.core_end)
            heads = ")" in gap and _THEN_LIST.fullmatch(text[f.core_end : behind]) is not None
            continued = _CONTINUES.match(text[found[i - 1].end : f.start]) is not None and not (follows or heads)
            if continued or gap.count("(") > gap.count(")"):
                mine[i] = mine[i - 1]


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
    if one_row and 1 < len(free) - 1 <= len(found) and events[free[0]].concept in GENERAL:
        free = free[1:]  # the class that the list is of: "the most common events, A, B and C, were reported by"
    lists = _RESPECTIVELY.search(text[span[0] : span[1]]) is not None
    listed = lists or all(_ONLY_LISTED.match(text[a.end : b.start]) for a, b in pairwise(found))
    if one_row and len(found) == len(free) and listed:
        yield from ((e,) for e in free)
    elif one_row and _in_rounds(found, len(free), text):
        yield from ((free[i % len(free)],) for i in range(len(found)))
    elif one_row and lists and len(found) and len(found) % len(free) == 0 and len(found) > len(free):
        rounds = len(found) // len(free)
        yield from ((free[i // rounds],) for i in range(len(found)))
    elif one_row and len(found) > _MOST_OF_ALL and len(free) > _MOST_OF_ALL:
        yield from [()] * len(found)  # which number is whose is not told
    elif one_row:
        yield from [tuple(free)] * len(found)
    else:
        for at, f in enumerate(found):
            end = found[at + 1].start if at + 1 < len(found) else span[1]
            e = _owner(f, [(e, events[e]) for e in free], text, span[0], end)
            yield _row(e, events, free, text) if _EACH.match(text[f.core_end : span[1]]) else (e,)


def _in_rounds(found: Sequence[Finding], many: int, text: str) -> bool:
    """Whether numbers are listed for so many events, and once again for another group.

    "A, B and C were reported by 5 %, 4 % and 3 % of those on X compared with 2 %, 1 % and 1 % on placebo".
    """
    if many < _FEWEST or len(found) <= many or len(found) % many:
        return False
    gaps = [text[a.end : b.start] for a, b in pairwise(found)]
    between = {i for i, gap in enumerate(gaps) if not _ONLY_LISTED.match(gap)}
    return between == set(range(many - 1, len(gaps), many))


def _owner(f: Finding, free: Sequence[tuple[int, Mention]], text: str, start: int, end: int) -> int:
    """Event of a number: the one that its people have ("three had A"), else the last before it, else the nearest."""
    before = [e for e, m in free if m.end <= f.start]
    after = [e for e, m in free if f.core_end <= m.start < end]
    if after and _BECAUSE.fullmatch(text, f.core_end, dict(free)[after[0]].start):
        return after[0]
    if after and _SUBJECT.search(text[start : f.start]):
        gap = text[f.core_end : dict(free)[after[0]].start]
        if _LISTED.search(gap) is None:
            return after[0]
    return before[-1] if before else min(free, key=lambda pair: _distance(pair[1], f))[0]


def _distance(event: Mention, f: Finding) -> int:
    return max(event.start - f.core_end, f.start - event.end)


def _coordinated(some: Sequence[int], events: Sequence[Mention], text: str) -> bool:
    """Whether events form one list ("A, B and C")."""
    return all(_COORDINATED.match(text[events[a].end : events[b].start]) for a, b in pairwise(some))


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
