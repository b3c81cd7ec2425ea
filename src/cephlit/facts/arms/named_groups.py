"""Arms of a trial whose treatments the vocabulary does not know: the groups that the text itself names.

"The distant reiki and control groups", "between the mirror therapy group and the GDFR group": what stands before
``group`` or ``arm`` again and again, and is neither a role, a number nor a condition, names what an arm was given.
"""

import re
from collections import Counter
from collections.abc import Iterator

from cephlit.facts.arms.evidence import CONTROLS
from cephlit.facts.arms.labels import arm_words, labels
from cephlit.facts.arms.plans import ArmPlan
from cephlit.tagging.tagged import TaggedStudy
from cephlit.vocabulary.people import PEOPLE

_RANDOMISED = re.compile(r"\b(?:randomi[sz]\w*|randomly|at random|allocated|assigned)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\s,;:()\[\]]{1,40}")
_STOP = re.compile(
    r"(?:the|an?|in|of|to|with|than|and|or|by|for|from|between|either|into|on|at|was|were|had|both|each|all|no|our|one|"
    r"two|three|four|five|other|another|same|first|second|third|versus|vs\.?|compared|within|among|per|every|only|"
    rf"different|equal|parallel|{PEOPLE}|age|sex|small|large|whole|entire|"
    r"main|new|as|after|while|whereas|but|that|whom|which|respective|corresponding|receiving|received|comparison|"
    r"peer|focus|self-help|support|placebo-controlled|homogen\w+|ethnic|blood|drug|dose|dosage|non|not|is|are)",
    re.IGNORECASE,
)
_JOINT = re.compile(r" (?:and|or|versus|vs\.?) (?:the )?$")
"""What stands between the names of two groups that share their head: "the reiki and control groups"."""

_LONGEST = 4
"""Words of a group's name."""

_OFTEN = 2
"""Times that a text must name a group for it to be an arm."""

_MOST = 5
"""Arms of a trial; more names than that are no arms."""


def named_groups(tagged: TaggedStudy) -> tuple[ArmPlan, ...]:
    """Arms by the names of groups, in order of appearance; empty where fewer than two are named or none is random."""
    text = tagged.study.view.text
    if _RANDOMISED.search(text) is None:
        return ()
    found = list(_names(tagged))
    often = {name for name, many in Counter(name for name, _, _ in found).items() if many >= _OFTEN}
    beside = {s.start for s in tagged.sentences if any(s.start <= at < s.end for name, at, _ in found if name in often)}
    plans: dict[str, ArmPlan] = {}
    for sentence in tagged.sentences:
        for name, start, end in found:
            told = name in often or sentence.start in beside
            if told and name not in plans and sentence.start <= start < sentence.end:
                plans[name] = _plan(tagged, name, start, end)
    arms = list(plans.values())
    control = next((x for x in labels(text) if x.key == "control"), None)
    if arms and control is not None and all(set(plan.drugs).isdisjoint(CONTROLS) for plan in arms):
        arms.append(ArmPlan((), None, "", "control group", control.start, control.end, frozenset({"control"})))
    return tuple(sorted(arms, key=lambda p: p.start)) if 2 <= len(arms) <= _MOST else ()


def _names(tagged: TaggedStudy) -> Iterator[tuple[str, int, int]]:
    """Names before ``group`` or ``arm``, folded, with their places."""
    text = tagged.study.view.text
    roles = re.compile(rf"(?:{arm_words('control')}|{arm_words('active')})", re.IGNORECASE)
    for head in re.finditer(rf"[ -](?:{arm_words('head')})s?\b", text, re.IGNORECASE):
        ends = [head.start()]
        while ends:
            end = ends.pop()
            start = _start_of_name(text, end)
            name = text[start:end].lower()
            joint = _JOINT.search(text, max(0, start - 12), start)
            if len(name) > 1 and joint is not None:
                ends.append(joint.start())
            inside = tagged.mentions_in(start, head.end(), "CONDITION")
            if len(name) > 1 and not roles.fullmatch(name) and not inside:
                yield name, start, end


def _start_of_name(text: str, end: int) -> int:
    """Where the name begins that ends at a place: behind the last word that can be no part of one."""
    start = end
    since = max(text.rfind("\n", 0, end) + 1, end - 80)
    for word in reversed(list(_WORD.finditer(text, since, end))[-_LONGEST:]):
        touching = text[word.end() : start] == (" " if start != end else "")
        if not touching or _STOP.fullmatch(word.group()) or word.group()[0].isdigit():
            break
        start = word.start()
    return start


def _plan(tagged: TaggedStudy, name: str, start: int, end: int) -> ArmPlan:
    """The arm of a name: of a drug that is known, of what a short form stands for, or of the name itself."""
    known = [m.concept for m in tagged.mentions_in(start, end, "DRUG")]
    short = tagged.study.view.text[start:end]
    full = tagged.abbreviations.get(short, name).lower()
    full = re.sub(r"[ -](?:group|arm)$", "", full)
    manner = re.fullmatch(arm_words("manner"), full) is not None
    drugs = tuple(dict.fromkeys(known)) or (() if manner else (full,))
    return ArmPlan(drugs, None, "", "-".join(drugs) or f"{full} group", start, end, frozenset({name, full}))
