"""The numbers of a sentence about harm: how many people had it, and which of its events each number counts."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from cephlit.facts.harms.owners import BRACKETED, owners
from cephlit.facts.harms.stretches import GENERAL
from cephlit.facts.results.findings import Finding, read_findings
from cephlit.facts.results.people import counted_findings, counts_exceptions
from cephlit.tagging.quantities.numbers import DIGITS, WORDS
from cephlit.tagging.tagged import Mention, Sentence, TaggedStudy

_NOBODY = re.compile(
    r"\b(?:none(?: of (?:the|those|these|our))?|no (?:patients?|participants?|subjects?|children|child|women|men|one|"
    r"cases?)|nobody|not in any)\b",
    re.IGNORECASE,
)
_SOMEBODY = re.compile(
    r"\b(?:another|a (?:single|further|second|third))\b(?! (?:[\w-]+ ){0,2}(?:doses?|injection|infusion|administration|"
    r"treatment|session|cent(?:re|er)|tablet|capsule|block|course|bolus|trial|study))|"
    r"\ban? (?=(?:[\w-]+ ){0,2}(?:patient|participant|subject|woman|man|child|girl|boy|volunteer)\b)",
    re.IGNORECASE,
)
_BOTH = re.compile(
    r"\b(?:in|by) both(?=[.,;)]|$| (?:patients|cases|women|men|children|sisters|brothers|of them)\b)"
    r"|\bboth (?:patients|cases|women|men|children|sisters|brothers)\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?<=\()(?:case|patient) \d{1,2}(?=\))", re.IGNORECASE)
"""The one patient who had what stands before the bracket."""
_COUNT_AFTER = re.compile(
    r"^(?:\W*$|\s?[,;:)\]/]|\s\(|\.|\s(?:of|in|on|with|after|during|under|for|from|by|had|have|has|having|was|were|"
    r"did|report\w*|experienc\w*|develop\w*|complain\w*|not\w+|suffer\w*|each|showed|became|felt|fainted|gained|lost|"
    r"pts|visits|attacks|infusions|injections|sessions|treatments|procedures|pregnancies|v\.?|"
    r"[a-z]+s (?:on|given|taking|receiving|treated|who|had|reported)|"
    r"mention\w*|withdr\w*|discontinu\w*|"
    r"stopped|dropped|vs\.?|versus|and|but|compared|than|required|more|others?|receiving|taking|given|who|to|"
    r"while)\b)",
    re.IGNORECASE,
)
_PEOPLE_AFTER = re.compile(r"^(?:[ -]\w[\w-]{0,40}){0,3}? $")
_LABEL_BEFORE = re.compile(
    r"\b(?:grade|week|day|month|phase|table|figure|fig|group|type|visit|class|level|version|case|patient|no\.|number|"
    r"stage|step|attack|dose|score|than|least|most)[ .#-]{0,2}$",
    re.IGNORECASE,
)
_OF_NAMES = re.compile(r" (?:most|main|commonest|leading|top)\b", re.IGNORECASE)
"""Words that make a number one of how many kinds of events are named: "the five most common adverse events"."""
_SHARE_OF_EVENTS = re.compile(
    r" ?%? of (?:all |the |these |those |such |reported ){0,3}(?:adverse |side )?(?:events|effects|reactions|symptoms|"
    r"complaints) (?:had |were |was )?(?:[a-z]+ly )?(?:resolv|subsid|disappear|mild|moderate|transient|self|rated|"
    r"judged|considered|graded|recovered|non-?serious)",
    re.IGNORECASE,
)
"""What makes a percentage a share of the events and not of people: "65 % of events resolved"."""
_TO_TREAT = re.compile(r"\b(?:needed[ -]to[ -](?:treat|harm)|NNT|NNH)\W{0,3}(?:(?:was|is|of) )?$", re.IGNORECASE)
_DENOMINATOR = re.compile(
    r"(?:^|[,;:.(] |\band |\bbut )(?:of|among|amongst|out of|in)\s(?:(?:the|these|those|our|all|a total of)\s){0,2}$",
    re.IGNORECASE,
)
_SIZE_BEFORE = re.compile(
    r"\b(?:trial|study|studies|series|cohort|sample|population|survey|review|records|charts|analysis) "
    r"(?:of|in|with|involving|comprising|among) (?:the |a total of )?$",
    re.IGNORECASE,
)
"""Words that make the number after them the size of what was studied."""

_LEFT_AFTER = re.compile(
    r"^(?: (?:of|more|other|patients?|participants?|subjects?|children|women|men|people|them|these|those|the|who)\b)"
    r"{0,4} (?:later |then |also |had )?(?:withdrew|stopped|discontinued|dropped out|left|quit|gave up|were withdrawn|"
    r"was withdrawn)\b",
    re.IGNORECASE,
)
"""Words that make a number one of people who left."""

_THEN_PARTS = re.compile(
    rf"[,:;] (?:and )?(?:{DIGITS}|{WORDS}) (?:because|due|owing|for|of them|with)\b", re.IGNORECASE
)
"""What parts people by their reasons: "two were withdrawn, one because of"."""

_REASON = re.compile(r" (?:because of|due to|owing to|for|on account of) (?:an? |the )?(?=[a-z])", re.IGNORECASE)
_REASON_REACH = 25
"""Characters behind such words within which the reason is named."""

_ONLY_GRADED = re.compile(
    r"^(?: of (?:them|these|those|which|the (?:events|reactions)))?,? (?:(?:was|were) )?(?:considered |judged |rated |"
    r"deemed )?(?:serious|severe|life-threatening|troublesome|dangerous|persistent|permanent|lasting|disabling)\b",
    re.IGNORECASE,
)
_ONLY_OF = re.compile(r"^(?: of)?(?: (?:the|those|these|our|all))*(?: other)? ?$", re.IGNORECASE)
_THEN_SHARE = re.compile(
    r"(?: (?:patients?|participants?|subjects?|children|cases?|people|pts))?(?:[,;:=] | = )|(?: [a-z-]+){1,6} [(\[]"
)
_SHARED_SIGN = re.compile(
    r"^(?!, \d{1,3}(?:\.\d+)?\s?%)(?:(?:\s?/\s?|, | and |, and | or |,? vs\.? )\d{1,3}(?:\.\d+)?){1,6}\s?%"
)
"""More numbers up to the sign that all share ("14.9/18.0/2.8 %"); of two with a comma the first is a count."""

_JUST_AND = frozenset({" and ", ", ", " or "})
"""What stands between two counts of a list, the first of which is no whole: "in 6 and 4 patients, respectively"."""

_TOTAL_BEHIND = re.compile(r"[^.;]{1,30}[)\]]? (?:out )?of (?:the |all )?")
_BEFORE_EVENTS = re.compile(r" (?:[\w-]+ ){0,3}")
_HAD_THEM = re.compile(
    r"[)\]]?[^.;:()]{0,40}\b(?:reported|had|experienced|suffered|developed|recorded|with)"
    r"(?: (?:a total of|altogether))? $"
)
"""What stands between people and how many events they had."""
_SUM = re.compile(r"\b(?:total of|altogether|in all,?|overall,?) $", re.IGNORECASE)

_MANY = 5
"""Events for each of the people at most."""

_PEOPLE_THEN = re.compile(r" [^.,;:()\d]{3,60}, (?:only |about )?")
"""What stands between people and the share of them: "of the 240 patients on A, 12 % had"."""

_CUT = re.compile(r"[()]|;|:(?= )|\. (?=[A-Z])")


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
    counts = _under_heading(_of_people_only(counts, events, text, sentence), events, text)
    cuts = [sentence.start, *(sentence.start + end for end in _clause_ends(sentence.text)), sentence.end]
    clauses = []
    for start, end in pairwise(cuts):
        found = [f for f in counts if start <= f.start < end]
        clauses.append(Clause(start, end, tuple(found), owners(found, events, text, start, end)))
    return clauses


def _of_people_only(
    counts: Sequence[Finding], events: Sequence[Mention], text: str, sentence: Sentence
) -> list[Finding]:
    """Counts without those of the events that people had who are counted too: "37 (71 %) of 52 reported 135 events"."""
    kept: list[Finding] = []
    for f in counts:
        general = next((m for m in events if m.start >= f.core_end and m.concept in GENERAL), None)
        bare = f.percent is None and f.total is None
        names = bare and general is not None and _BEFORE_EVENTS.match(text[f.core_end : general.start]) is not None
        shares = [g for g in counts if g.percent is not None or g.total is not None]
        last = next((g for g in reversed(shares) if g.end <= f.start), None)
        had = last is not None and _HAD_THEM.match(text[last.end : f.start]) is not None
        summed = bool(shares) and shares[0].start > f.end and _SUM.search(text[sentence.start : f.start]) is not None
        if not (names and (had or summed)):
            kept.append(f)
    return kept


def _clause_ends(text: str) -> Iterator[int]:
    """Where clauses end, other than inside round brackets."""
    depth = 0
    for match in _CUT.finditer(text):
        mark = match.group()
        if mark in "()":
            depth = max(0, depth + (1 if mark == "(" else -1))
        elif not depth:
            yield match.end()


def _counts(tagged: TaggedStudy, sentence: Sentence, events: Sequence[Mention], people: int | None) -> list[Finding]:
    """Counts and shares of people, the words for nobody and somebody included, in order."""
    text = tagged.study.view.text
    told = {f.start: f for f in counted_findings(tagged, sentence)}
    plain = read_findings(tagged.quantities_in(sentence.start, sentence.end), text, sentence.start, sentence.end)
    plain = [f for f in plain if f.start in told or not counts_exceptions(text[sentence.start : f.start])]
    plain = [f for i, f in enumerate(plain) if not (i and _is_told_total(told.get(plain[i - 1].start), f, text))]
    found = [_as_count(tagged, sentence, told.get(f.start, f), events, people) for f in plain]
    counts = _with_shares([f for f in found if f is not None], text)
    nobody = list(_worded(_NOBODY, 0, text, sentence, plain))
    counts = [f for f in counts if all(_denies(text, none, f) is False for none in nobody)]
    counts += _worded(_SOMEBODY, 1, text, sentence, plain)
    numbered = list(_worded(_NUMBERED, 1, text, sentence, []))
    counts += numbered or _worded(_BOTH, 2, text, sentence, plain)
    return sorted([*counts, *(nobody if counts else ())], key=lambda f: f.start)


def _is_told_total(last: Finding | None, f: Finding, text: str) -> bool:
    """Whether a number is the total of the count before it, which has it already: the 52 of "37 (71 %) of 52"."""
    same = last is not None and last.total is not None and last.total in (f.value, f.n)
    return last is not None and same and _TOTAL_BEHIND.fullmatch(text[last.start : f.start]) is not None


def _with_shares(counts: Sequence[Finding], text: str) -> list[Finding]:
    """Counts joined with the share that follows them in one bracket ("(n = 17, 31%)")."""
    joined: list[Finding] = []
    for f in counts:
        last = joined[-1] if joined else None
        if last and last.percent is None and f.n is None and _THEN_SHARE.fullmatch(text[last.end : f.start]):
            apart = last.core_end if text[last.end : f.start].count(" ") > 2 else f.end
            joined[-1] = replace(last, percent=f.percent, end=f.end, core_end=apart)
        else:
            joined.append(f)
    return joined


def _worded(
    pattern: re.Pattern[str], n: float, text: str, sentence: Sentence, numbers: Sequence[Finding]
) -> Iterator[Finding]:
    """Counts told in words that are no numbers ("another", "none"), apart from the numbers of the sentence."""
    for match in pattern.finditer(text, sentence.start, sentence.end):
        graded = n == 0 and _ONLY_GRADED.match(text[match.end() : sentence.end])
        if not graded and all(f.end <= match.start() or match.end() <= f.start for f in numbers):
            yield Finding(match.start(), match.end(), match.end(), "number", n=n)


def _denies(text: str, none: Finding, f: Finding) -> bool:
    """Whether a number only says of how many nobody was meant ("none of the nine patients")."""
    return none.end <= f.start and _ONLY_OF.match(text[none.end : f.start]) is not None


def _as_count(
    tagged: TaggedStudy, sentence: Sentence, f: Finding, events: Sequence[Mention], people: int | None
) -> Finding | None:
    """The finding as a count or share of people, or None where it is neither."""
    text = tagged.study.view.text
    ranged = f.baseline is not None or f.ci_low is not None or f.percent_high is not None
    whole = f.percent is None and f.total is None and _SIZE_BEFORE.search(text[sentence.start : f.start]) is not None
    leaves = _only_leaves(text, f, events, sentence) or _has_another_reason(text, f, events, sentence)
    of_events = (_OF_NAMES if f.percent is None else _SHARE_OF_EVENTS).match(text, f.core_end, sentence.end)
    if ranged or whole or leaves or of_events:
        return None
    if f.n is not None or f.percent is not None:
        return f if f.kind != "sample" or _counts_event(tagged, f, events) else None
    if f.kind != "number" or f.value is None or f.value_high is not None or f.unit:
        return None
    if f.value >= 0 and _SHARED_SIGN.match(text[f.core_end : sentence.end]):
        return replace(f, percent=f.value, value=None)
    named = _LABEL_BEFORE.search(text[sentence.start : f.start]) or _TO_TREAT.search(text[sentence.start : f.start])
    if f.value < 0 or not f.value.is_integer() or named:
        return None
    most = people if people is None or not _of_events(f, events) else _MANY * people
    small = (most is None or f.value <= most) and _COUNT_AFTER.match(text[f.core_end : sentence.end]) is not None
    return replace(f, n=f.value, value=None) if small or _names_next(tagged, f, events, sentence) else None


def _of_events(f: Finding, events: Sequence[Mention]) -> bool:
    """Whether a number may count events rather than people, as a general word before it allows."""
    return any(m.concept in GENERAL and m.end <= f.start for m in events)


def _only_leaves(text: str, f: Finding, events: Sequence[Mention], sentence: Sentence) -> bool:
    """Whether a number counts people who left, without an event as the reason ("and 3 of them withdrew")."""
    after = text[f.core_end : sentence.end]
    if _LEFT_AFTER.match(after) is None:
        return False
    return all(m.end <= f.start or _THEN_PARTS.search(text[f.core_end : m.start]) for m in events)


def _has_another_reason(text: str, f: Finding, events: Sequence[Mention], sentence: Sentence) -> bool:
    """Whether a number counts people for whom a reason is told that is none of the events: "one because of travel"."""
    told = _REASON.match(text, f.core_end, sentence.end)
    return told is not None and not any(f.core_end <= m.start <= told.end() + _REASON_REACH for m in events)


def _counts_event(tagged: TaggedStudy, f: Finding, events: Sequence[Mention]) -> bool:
    """Whether "(n = 9)" counts who had an event, rather than the size of a group: an event stands right before it."""
    text = tagged.study.view.text
    named = tagged.mentions_in(max(0, f.start - 80), f.start, "EVENT")
    if any(m.end <= f.start and BRACKETED.match(text[m.end : f.start]) for m in (*events, *named)):
        return True
    groups = tagged.mentions_in(f.start - 40, f.start, "DRUG")
    return bool(groups) and "N" not in text[f.start : f.core_end]


def _names_next(tagged: TaggedStudy, f: Finding, events: Sequence[Mention], sentence: Sentence) -> bool:
    """Whether people or events come right after the number: "eight A-treated patients", "46 adverse events"."""
    text = tagged.study.view.text
    people = tagged.mentions_in(f.core_end, sentence.end, "POPULATION")
    return any(_PEOPLE_AFTER.match(text[f.core_end : m.start]) for m in (*people, *events) if m.start > f.core_end)


def _under_heading(counts: Sequence[Finding], events: Sequence[Mention], text: str) -> list[Finding]:
    """Counts without the number of people that a heading word bears ("Side effects (58): nausea 7, ...")."""
    first = counts[0] if counts else None
    if first is None or first.n is None or first.percent is not None or events[0].concept not in GENERAL:
        return list(counts)
    headed = BRACKETED.match(text[events[0].end : first.start]) and text.startswith("):", first.core_end)
    if not (headed and len(counts) > 1):
        return list(counts)
    fits = [f.n is not None and f.n <= first.n and f.total is None for f in counts[1:]]
    return [replace(f, total=first.n) if fit else f for f, fit in zip(counts[1:], fits, strict=True)]


def _with_totals(counts: Sequence[Finding], text: str, start: int) -> list[Finding]:
    """Counts with the totals told before them, which are no counts ("Of the 60 patients on A, 5 had ...")."""
    kept: list[Finding] = []
    total: float | None = None
    opened = False
    for at, f in enumerate(counts):
        following = counts[at + 1] if at + 1 < len(counts) else None
        whole = f.percent is None and f.total is None and bool(f.n) and following is not None
        if whole and following is not None and _opens(f, following, text, start):
            total, opened = f.n, True
            continue
        fits = total is not None and f.total is None and (opened if f.n is None else f.n <= total)
        kept.append(replace(f, total=total) if fits else f)
        opened = False
    return kept


def _opens(whole: Finding, following: Finding, text: str, start: int) -> bool:
    """Whether a number is the whole of the count behind it, or of the share right behind its people."""
    if _DENOMINATOR.search(text[start : whole.start]) is None or following.total not in (None, whole.n):
        return False
    gap = text[whole.end : following.start]
    if following.n is None:
        return following.percent is not None and _PEOPLE_THEN.fullmatch(gap) is not None
    return following.n <= (whole.n or 0) and gap not in _JUST_AND
