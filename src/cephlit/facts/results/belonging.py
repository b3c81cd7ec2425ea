"""Whom a finding is about: the group or the drug that its sentence ties it to."""

import re
from collections.abc import Sequence
from dataclasses import replace

from cephlit.facts.groups import Arm, GroupMention
from cephlit.facts.reading import Reading
from cephlit.facts.results.alignment import align, contrasted, parts
from cephlit.facts.results.bundles import (
    COMPARES,
    NOWHERE,
    UNCLEAR,
    Belonging,
    bundles,
    each_time,
    listed_arms,
    mention_of,
)
from cephlit.facts.results.context import Context
from cephlit.facts.results.contrasts import set_against
from cephlit.facts.results.finding import is_negative
from cephlit.facts.results.findings import Finding
from cephlit.tagging.tagged import Sentence
from cephlit.vocabulary.change_words import change_words

_MINIMUM_SCORE = 0.6
"""Strength of an alignment below which it is a guess."""

_SURE = 1.5
"""Strength of a link from which the words tie a finding to its group."""

_P_AGAINST = re.compile(
    r"\b[Pp] ?[<>=≤≥] ?0?\.\d{1,5},? (?:for (?:each|both|all) (?:[a-z]+ )?)?"
    r"(?:vs\.?|versus|against|compared (?:with|to)|relative to|than) (?:the )?$"
)
"""A p-value that tells which arm others were tested against: "(P < 0.01 vs "."""
_IN_BRACKETS = re.compile(r"(?: [a-z]{1,10})? ?[(\[](?:(?:down |up )?from )?")
"""What stands between a number and one in brackets that says the same in another way."""

_OPENS_COMPARED = re.compile(
    r"(?:^|[.:;]\s)(?:As compared with|Compared (?:with|to)|In (?:comparison (?:with|to)|contrast to)|Relative to)"
    r"(?: (?:the|those|patients|on|in|given|receiving)){0,3} $"
)
"""How a sentence opens that compares with an arm of which it then tells nothing: "Compared with controls, "."""
_THRESHOLD_TO = re.compile(r"\d ?% (?:relative to|compared (?:with|to)) (?:the )?$")
"""A threshold that is measured against an arm: "a reduction of 50 % relative to"."""

_VERSUS = re.compile(r"\b(?:versus|vs\.?|against)(?: the)? $", re.IGNORECASE)
_CHANGED_BY = re.compile(
    rf"\b(?:{change_words('any')}|cuts?)\b[^.;]{{0,120}}? by "
    r"(?:[\d.]{1,6} ?%?,? (?:and )?){0,4}$",
    re.IGNORECASE,
)
"""What stands before a change that one treatment made against another: "reduced the attack rate by 56 % and"."""

_IN_GROUP = re.compile(
    r"[^A-Za-z]{0,12}(?: ?(?:of|in|with|on|for|after|under|from|the|those|patients|participants|subjects|given"
    r"|receiving|treated|taking|who|received|took)){1,6} ",
    re.IGNORECASE,
)
"""What stands between a share and the arm that it is of."""
_ALL_WITH = re.compile(r"[^A-Za-z]{0,4}respectively,? (?:with|on|for|in|after|under|by)(?: the)? ", re.IGNORECASE)
"""What stands between a list of values and the one arm that all of them are of."""
_GOES_ON_AGAIN = re.compile(r";|, (?:and|but|then) (?:by|from|at|after|then|to|of)\b")
"""What opens a second list of values of the same arms."""
_P_OPENS = re.compile(r"[(;,] ?[Pp] ?[<>=≤≥]")
_WITH_ANOTHER = re.compile(
    r" (?:of [a-z]+ )?(?:with|on|under|taking|receiving|given|treated with)(?: the)?(?: [A-Za-z-]{3,25}){1,4},? "
    r"(?:and|but|versus|vs\.?|while|whereas)(?: only)? ",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"between\b", re.IGNORECASE)
_OWNS = re.compile(
    r"^[^A-Za-z]{0,4}$|^ (?:was|were|had|at|of|in) ?$|^ (?:[a-z]+-)?(?:subjects|patients"
    r"|participants|children|women|group) [(\[]$",
    re.IGNORECASE,
)


def group_mentions_of(
    reading: Reading, sentence: Sentence, findings: Sequence[Finding], before: Context | None = None
) -> list[GroupMention | None]:
    """Group mention of each finding, or None; as `belongings`."""
    return [b.mention for b in belongings(reading, sentence, findings, before)]


def belongings(
    reading: Reading, sentence: Sentence, findings: Sequence[Finding], before: Context | None = None
) -> list[Belonging]:
    """Whom each finding is about.

    The sentence's own words decide; where it names fewer groups than stand in a bundle of values ("70 % and 24 %"),
    the bundle takes the groups in the order in which so many were listed last, or else the arms in their order. A
    number in brackets is about the same as the one before it ("41 mm (53 %) with A").
    """
    text = reading.tagged.study.view.text
    units: list[list[Finding]] = []
    for finding in findings:
        last = units[-1][-1] if units else None
        parted = last is not None and last.n is not None and finding.n not in (None, last.n)
        if (
            last
            and not parted
            and any(_IN_BRACKETS.fullmatch(text[end : finding.start]) for end in (last.core_end, last.end))
        ):
            units[-1].append(finding)
        else:
            units.append([finding])
    wholes = [_whole(unit) for unit in units]
    owners = _apart(reading, wholes, _of_wholes(reading, sentence, wholes, before))
    return [owner for owner, unit in zip(owners, units, strict=True) for _ in unit]


def _apart(reading: Reading, findings: Sequence[Finding], owners: Sequence[Belonging]) -> list[Belonging]:
    """Whom findings are about, but nobody for two that are set against each other and would both be one arm's."""
    found = list(owners)
    spans = [(f.start, f.core_end) for f in findings]
    text = reading.tagged.study.view.text
    clashes = {*contrasted(spans, text), *(i for i in range(len(spans) - 1) if _of_another(text, findings, i))}
    for i in sorted(clashes) if len(reading.groups.arms) > 1 else ():
        alike = findings[i].kind == findings[i + 1].kind
        if alike and _arms_of(owners[i]) == _arms_of(owners[i + 1]) and len(_arms_of(owners[i])) < 2:
            found[i], found[i + 1] = _told_apart(reading, found[i + 1], findings[i + 1])
    return found


def _of_another(text: str, findings: Sequence[Finding], i: int) -> bool:
    """Whether words that name no known arm tie a number to others: "34 % with full doses and 12 % on B"."""
    gap = text[findings[i].core_end : findings[i + 1].start]
    return _WITH_ANOTHER.fullmatch(gap) is not None


def _told_apart(reading: Reading, owner: Belonging, finding: Finding) -> tuple[Belonging, Belonging]:
    """Whom two values set against each other are about, of which the second's arm was taken for both.

    "52 % were pain free, compared with 31 % in the B group": the second is of the arm right behind it, the first of the
    other, where there are two; else nothing tells.
    """
    arms, mention = reading.groups.arms, owner.mention
    if mention is None or len(mention.arms) != 1 or mention.start < finding.core_end:
        return UNCLEAR, UNCLEAR
    if _IN_GROUP.fullmatch(reading.tagged.study.view.text[finding.core_end : mention.start]) is None:
        return UNCLEAR, UNCLEAR
    others = tuple(a for a in arms if a not in mention.arms)
    return (Belonging(mention_of(others), "sentence") if len(others) == 1 else UNCLEAR), owner


def _arms_of(owner: Belonging) -> tuple[Arm, ...]:
    return owner.mention.arms if owner.mention else ()


def _whole(findings: Sequence[Finding]) -> Finding:
    """Several findings that follow each other as one."""
    return replace(findings[0], core_end=findings[-1].core_end, end=findings[-1].end)


def _of_wholes(
    reading: Reading, sentence: Sentence, findings: Sequence[Finding], before: Context | None
) -> list[Belonging]:
    """Whom findings are about of which none says another one in other words."""
    mentions = reading.groups.mentions_in(sentence.start, sentence.end)
    runs = bundles(reading.tagged.study.view.text, findings)
    if before is not None and each_time(reading, sentence, findings, runs):
        found = _named(reading, [_whole(findings[first:last]) for first, last in runs], mentions)
        return [b for b, (first, last) in zip(found, runs, strict=True) for _ in range(first, last)]
    found = _named(reading, findings, mentions)
    against = _only_compared(reading, findings, mentions)
    for first, last in runs if before is not None else ():
        pair = set_against(reading, sentence, findings, first, last)
        near = _armed_near(mentions, findings, first, last, sentence)
        many = len({m.arms for m in near})
        told = against or _is_of_all(found[first:last])
        text, start = reading.tagged.study.view.text, findings[first].start
        until = findings[last - 1].end
        here = any(
            m.start > start or not _GOES_ON_AGAIN.search(text, m.end, start) for m in near if not _tests(text, until, m)
        )
        again = [] if told or here else _named_before(mentions, findings[first], last - first)
        listed = [] if told else again or listed_arms(reading, sentence, last - first)
        if pair:
            found[first:last] = pair
        elif listed and (again or many < len(listed)):
            found[first:last] = listed * ((last - first) // len(listed))
        elif many > 1 and all(b.mention is None for b in found[first:last]):
            found[first:last] = _aligned_part(reading.tagged.study.view.text, findings[first:last], near)
        found[first:last] = _each_in_turn(found[first:last])
    return found


def _tests(text: str, end: int, mention: GroupMention) -> bool:
    """Whether an arm is named only in what a p-value behind the numbers compares: "(P = 0.01 for A vs B)"."""
    return mention.start > end and _P_OPENS.search(text, end, mention.start) is not None


def _named_before(mentions: Sequence[GroupMention], first: Finding, many: int) -> list[Belonging]:
    """So many arms that a sentence names one by one before values: "25 % on A, 49 % on B; then 35 and 75 %"."""
    named = {m.arms: m for m in reversed(mentions) if len(m.arms) == 1 and m.end <= first.start}
    return [Belonging(m, "sentence") for m in reversed(named.values())] if len(named) == many else []


def _only_compared(
    reading: Reading, findings: Sequence[Finding], mentions: Sequence[GroupMention]
) -> list[GroupMention]:
    """Arms that a sentence names only to compare others with them, of which none of its numbers is.

    "A fell by 56 and 60 % on the two doses versus placebo": neither value is that of placebo.
    """
    arms = [m for m in mentions if m.arms]
    owners = {m.arms for m in _owners(reading, findings, arms)} if findings else set()
    return [m for m in arms if m.arms not in owners] if owners else []


def _is_of_all(run: Sequence[Belonging]) -> bool:
    """Whether words tie each of some values to people who are no arm: "12 %, 8 % and 5 % of all patients"."""
    return all(b.mention is not None and not b.mention.arms and b.reach == "clause" for b in run)


def _each_in_turn(run: list[Belonging]) -> list[Belonging]:
    """A run of values of as many arms that one word names, one for each: "28 %, 34 % and 32 % with the three doses"."""
    mention = run[0].mention
    if mention is None or len(mention.arms) != len(run) or any(b.mention != mention for b in run):
        return run
    return [
        Belonging(replace(mention, groups=(arm.group,), arms=(arm,)), b.reach)
        for arm, b in zip(mention.arms, run, strict=True)
    ]


def _named(reading: Reading, findings: Sequence[Finding], mentions: Sequence[GroupMention]) -> list[Belonging]:
    """Whom the words beside each finding name."""
    if not mentions or not findings:
        return [NOWHERE] * len(findings)
    text = reading.tagged.study.view.text
    first = _of_the_parts(text, findings, mentions)
    if first:
        return [NOWHERE] * first + _named(reading, findings[first:], mentions)
    arms = _owners(reading, findings, [m for m in mentions if m.arms])
    others = sorted([*arms, *(m for m in mentions if not m.arms)], key=lambda m: m.start)
    return _aligned(text, findings, arms) or _aligned(text, findings, others) or [NOWHERE] * len(findings)


def _of_the_parts(text: str, findings: Sequence[Finding], mentions: Sequence[GroupMention]) -> int:
    """How many findings tell of all, whose parts a list behind a colon tells: "25 dropped out: 3 on A and 2 on B"."""
    colon = text.find(": ", findings[0].end, findings[-1].start)
    first, *others = findings
    summed = bool(others) and first.n is not None and first.n == sum(f.n or 0 for f in others)
    colon = others[0].start - 1 if colon < 0 and summed and text[others[0].start - 1] == "(" else colon
    whole = [f for f in findings if f.end <= colon]
    alone = bool(whole) and len(findings) - len(whole) > 1 and all(m.start > colon for m in mentions)
    return len(whole) if alone and ". " not in text[findings[0].end : colon] else 0


def _owners(reading: Reading, findings: Sequence[Finding], arms: Sequence[GroupMention]) -> list[GroupMention]:
    """Arms that can own a finding.

    Not those that one is only compared with ("1.0 more than on B"), nor words for all arms beside words for one, nor
    arms named again behind all numbers ("P < 0.01 versus B").
    """
    text = reading.tagged.study.view.text
    some = [m for m in arms if len(m.arms) < len(reading.groups.arms)] or [
        m for m in arms if not _BETWEEN.match(text[m.start : m.end])
    ]
    kept: list[GroupMention] = []
    for i, arm in enumerate(some):
        behind = [f for f in findings if f.start >= arm.end and (i + 1 == len(some) or f.start < some[i + 1].start)]
        told = len(kept) >= len(findings) and findings[-1].core_end <= kept[0].start
        again = told and any(m.arms == arm.arms for m in kept)
        if not again and not _is_compared(text, findings, arm, behind):
            kept.append(arm)
    return kept


def _is_compared(text: str, findings: Sequence[Finding], arm: GroupMention, behind: Sequence[Finding]) -> bool:
    """Whether others are only compared with an arm, of which no number is told."""
    before = text[max(0, arm.start - 40) : arm.start]
    if _P_AGAINST.search(before) or (_OPENS_COMPARED.search(before) and text[arm.end : arm.end + 1] == ","):
        return True
    if _VERSUS.search(before) and not behind and any(_changes(text, f) for f in findings):
        return True
    if not COMPARES.search(before):
        return False
    if text[arm.end : arm.end + 1] == ")":
        return True
    if len(findings) == 1 and (findings[0].ci_low is not None or is_negative(findings[0])):
        return True  # by how much the arms differ: "less on A than on B (-1.9; -3.1 to -0.6)"
    owns = bool(behind) and _OWNS.match(text[arm.end : behind[0].start]) is not None
    return not owns and (any(f.core_end <= arm.start for f in findings) or _THRESHOLD_TO.search(before) is not None)


def _changes(text: str, finding: Finding) -> bool:
    """Whether a number is by how much something changed."""
    return _CHANGED_BY.search(text[max(0, finding.start - 160) : finding.start]) is not None


def _aligned(text: str, findings: Sequence[Finding], mentions: Sequence[GroupMention]) -> list[Belonging] | None:
    """Whom the words between say each finding is about, part by part of the sentence; None where they say nothing."""
    if not mentions:
        return None
    found: list[Belonging] = []
    values, groups = [(f.start, f.core_end) for f in findings], [(m.start, m.end) for m in mentions]
    for some, those in parts(values, groups, text):
        found += _aligned_part(text, findings[some], mentions[those])
    return found if any(b.mention for b in found) else None


def _aligned_part(text: str, findings: Sequence[Finding], mentions: Sequence[GroupMention]) -> list[Belonging]:
    """Whom the findings of one part are about.

    A lone mention in front is whom all of the part is about, one behind only whom the last number before it is.
    """
    alignment = align([(f.start, f.core_end) for f in findings], [(m.start, m.end) for m in mentions], text)
    if alignment.score < _MINIMUM_SCORE and len({m.groups for m in mentions}) == 1:
        if mentions[0].start < findings[0].end or len(findings) == 1:
            return [Belonging(mentions[0], "sentence")] * len(findings)
        last = max(f.end for f in findings)
        if last <= mentions[0].start and _ALL_WITH.fullmatch(text, last, mentions[0].start):
            return [Belonging(mentions[0], "sentence")] * len(findings)
        nearest = max((i for i, f in enumerate(findings) if f.core_end <= mentions[0].start), default=0)
        return [Belonging(mentions[0], "sentence") if i == nearest else NOWHERE for i in range(len(findings))]
    if alignment.score < _MINIMUM_SCORE:
        return [NOWHERE] * len(findings)
    return [
        NOWHERE if i is None else Belonging(mentions[i], "clause" if strength >= _SURE else "sentence")
        for i, strength in zip(alignment.pairs, alignment.strengths, strict=True)
    ]


def _armed_near(
    mentions: Sequence[GroupMention], findings: Sequence[Finding], first: int, last: int, sentence: Sentence
) -> list[GroupMention]:
    """Places that name arms between the findings before a bundle and those behind it."""
    left = findings[first - 1].core_end if first else sentence.start
    right = findings[last].start if last < len(findings) else sentence.end
    return [m for m in mentions if m.arms and left <= m.start and m.end <= right]
