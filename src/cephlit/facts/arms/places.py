"""What the text tells that each labelled group was given.

Two ways of telling count: a label with the drugs that belong to it ("group A received ...", "... (group A)"), and a
list of allocation in which each part ends in its number of people ("to X (n = 20) or Y with Z (n = 18)").
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from cephlit.facts.arms.evidence import CONTROLS, own_drugs
from cephlit.facts.arms.labels import Label, arm_words, labels
from cephlit.facts.drugs.items import Dose, DrugItem, drug_items
from cephlit.facts.drugs.roles import StudyDrugs
from cephlit.patterns import screened
from cephlit.tagging.tagged import Mention, Sentence, TaggedStudy
from cephlit.vocabulary.people import PLURAL

_GIVES = screened(
    r"\b(?:randomi[sz]\w*|randomly|at random|allocat\w*|assign\w*|divided|receiv\w*|(?:was|were|are) (?:\w+ )?(?:given|"
    r"treated|injected|administered)|consist\w*|underw\w+|took|containing|will be)\b|\bwith$|(?<!\d):(?!\d)",
    re.IGNORECASE,
)
_REPORTS = re.compile(
    r"\b(?:significan\w+|compared (?:with|to)|than|versus|vs)\b|\bp(?: ?value)? ?[<=>≤]|\d ?± ?\d", re.IGNORECASE
)
_TOUCHES = re.compile(r"^[\s:=(\[,-]*$")
_SIZED = re.compile(r"[(\[][^()\[\]]{0,60}?\b(?:n ?= ?)\d{1,5}[^()\[\]]{0,20}[)\]]", re.IGNORECASE)
_NAMED_SIZE = re.compile(r"[(\[](?P<name>[A-Z][A-Za-z0-9+/-]{1,9})(?: ?group)?[,;:] ?[nN] ?=")
"""A bracket that names a group before it tells its size: "(ONB, n = 21)"."""
_LISTED = re.compile(r"^ ?(?:\([^()]{1,30}\))?(?:, ?|,? (?:and|or) (?:group )?| ?/ ?)$", re.IGNORECASE)
_NO_NAME = re.compile(
    r"(?:\W|\d|\b(?:received|receive|was|were|given|got|took|had|and|or|to|with|by|a|an|the|at|of|n|as|dose|doses|single|"
    rf"{PLURAL}|followed)\b){{0,200}}",
    re.IGNORECASE,
)
"""What may stand between a label and the dose that alone tells what its group was given."""

_NEAR = 2
"""Characters between a label and the bracket with its size."""
_GIVEN = ("studied", "comparator", "concomitant")


TOGETHER = "together"
"""Stands for all of the study's active drugs given together."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the text tells of one labelled group.

    Attributes
    ----------
    keys
        Its labels, folded; empty for a part of a list of allocation without label.
    drugs
        Canonical names of what it was given; empty where the text names nothing known.
    dose
        The dose of its first drug, if told.
    name
        What the text calls it, for a group that was given nothing known.
    start, end
        Where the text tells it.
    """

    keys: frozenset[str]
    drugs: tuple[str, ...]
    dose: Dose | None
    name: str
    start: int
    end: int


def told_arms(tagged: TaggedStudy, drugs: StudyDrugs) -> tuple[Told, ...]:
    """Labelled or sized groups with what they were given, in order of the telling."""
    known = labels(tagged.study.view.text)
    sized: tuple[Told, ...] = ()
    found: dict[str, Told] = {}
    for sentence in tagged.sentences:
        if sentence.block.section in ("title", "conclusion", "background"):
            continue
        inside = [x for x in known if sentence.start <= x.start and x.end <= sentence.end]
        listed = () if sized else tuple(_sized(tagged, drugs, sentence, inside))
        sized = sized or listed
        for told in () if listed else _labelled(tagged, drugs, sentence, inside):
            key = next(iter(told.keys))
            if key not in found or (told.drugs and not found[key].drugs):
                found[key] = told
    return _merged(found.values(), sized)


def _given(tagged: TaggedStudy, drugs: StudyDrugs, start: int, end: int) -> list[DrugItem]:
    """What people were given between two places: the study's own drugs with what goes with them, else any other."""
    mentions = [m for m in tagged.mentions_in(start, end, "DRUG") if not m.negated and drugs.role(m) in _GIVEN]
    own = {m.concept for m in own_drugs(tagged, drugs, start, end)}
    items = drug_items(tagged, mentions, start, end)
    return [item for item in items if own & set(item.drugs)] or items


def _labelled(tagged: TaggedStudy, drugs: StudyDrugs, sentence: Sentence, inside: Sequence[Label]) -> Iterator[Told]:
    """What one sentence tells of its labelled groups."""
    text = tagged.study.view.text
    named = tagged.mentions_in(sentence.start, sentence.end, "DRUG")
    apart = [x for x in inside if not any(m.start < x.end and x.start < m.end for m in named)]
    if not apart or not _tells(text, sentence, apart, named):
        return
    runs = _runs(text, apart)
    drug: tuple[str, ...] = (drugs.lead,) if drugs.lead else ()
    for at, run in enumerate(runs):
        until = runs[at + 1][0].start if at + 1 < len(runs) else sentence.end
        since = runs[at - 1][-1].end if at else sentence.start
        for told in _of_run(tagged, drugs, run, since, until):
            start, end = (since, run[0].start) if _is_bracketed(text, run[0]) else (run[-1].end, until)
            dose = None if told.drugs or len(run) > 1 else _lone_dose(tagged, start, end)
            yield replace(told, drugs=drug, dose=dose) if dose else told
            drug = tuple(d for d in told.drugs if d not in CONTROLS) or drug


def _of_run(tagged: TaggedStudy, drugs: StudyDrugs, run: Sequence[Label], since: int, until: int) -> Iterator[Told]:
    """What stands beside labels that are listed together, between the labels before and after them."""
    text = tagged.study.view.text
    if _is_bracketed(text, run[0]):
        yield _told(run[0], _given(tagged, drugs, since, run[0].start)[-1:], "")
    elif len(run) == 1:
        yield _told(run[0], _given(tagged, drugs, run[0].end, until), text[run[0].end : until])
    else:
        listed = _given(tagged, drugs, run[-1].end, until)
        if len(listed) == len(run):
            yield from (_told(label, [item], "") for label, item in zip(run, listed, strict=True))


def _is_bracketed(text: str, label: Label) -> bool:
    return text[label.start - 1 : label.start] in ("(", "[")


def _lone_dose(tagged: TaggedStudy, start: int, end: int) -> Dose | None:
    """The one dose between two places that name no drug, as in "A 0.5 mg/kg (group 1), 1 mg/kg (group 2)"."""
    if tagged.mentions_in(start, end, "DRUG"):
        return None
    doses = tagged.quantities_in(start, end, "dose")
    if (
        len(doses) != 1
        or doses[0].low is None
        or not _NO_NAME.fullmatch(tagged.study.view.text[start : doses[0].start])
    ):
        return None
    return doses[0].low, doses[0].high, doses[0].unit


def _runs(text: str, some: Sequence[Label]) -> list[list[Label]]:
    """Labels that stand in one list ("groups A, B and C") together."""
    runs: list[list[Label]] = []
    for label in some:
        if runs and _LISTED.match(text[runs[-1][-1].end : label.start]):
            runs[-1].append(label)
        else:
            runs.append([label])
    return runs


def _told(label: Label, mine: Sequence[DrugItem], after: str) -> Told:
    names = tuple(dict.fromkeys(d for item in mine for d in item.drugs))
    if not names and _both().match(after):
        names = (TOGETHER,)
    dose = mine[0].doses[0][0] if mine and len(mine[0].doses) == 1 else None
    start, end = min([label.start, *(i.start for i in mine)]), max([label.end, *(i.end for i in mine)])
    return Told(frozenset({label.key}), names, dose, label.text, start, end)


def _tells(text: str, sentence: Sentence, inside: Sequence[Label], named: Sequence[Mention]) -> bool:
    """Whether a sentence tells what groups were given: by its verb, or as labels and drugs touch."""
    if _GIVES.search(sentence.text) and not _REPORTS.search(sentence.text):
        return True
    gaps = [text[min(m.end, x.end) : max(m.start, x.start)] for m in named for x in inside]
    return sum(_TOUCHES.match(gap) is not None for gap in gaps) >= min(len(inside), 2)


def _sized(tagged: TaggedStudy, drugs: StudyDrugs, sentence: Sentence, inside: Sequence[Label]) -> Iterator[Told]:
    """Parts of a list of allocation, each with its size behind it; none where they do not differ."""
    text = tagged.study.view.text
    sizes = [(sentence.start + m.start(), sentence.start + m.end()) for m in _SIZED.finditer(sentence.text)]
    gives = [sentence.start + m.end() for m in _GIVES.finditer(sentence.text)]
    if len(sizes) < 2 or not any(at <= sizes[1][0] for at in gives):
        return
    whole = [at for at in gives if sizes[0][1] <= at < sizes[1][0]]
    if whole and len(sizes) > 2:  # "Adults (N = 101) were randomised to A (n = 50) or B (n = 51)"
        sizes = sizes[1:]
    before = [at for at in gives if at <= sizes[0][0]]
    start = before[-1] if before else sentence.start
    if all(any(x.end <= a <= x.end + _NEAR for x in inside) for a, _ in sizes) and _given(
        tagged, drugs, sizes[-1][1], sentence.end
    ):
        # "Group I (n = 9) received A and group II (n = 8) B": what a group got stands behind its size.
        return
    start = next((x.start for x in inside if x.end <= start and not text[x.end : start].strip(" :,(=")), start)
    parts: list[Told] = []
    for bracket, end in sizes:
        items = _given(tagged, drugs, start, end)
        names = tuple(dict.fromkeys(d for item in items for d in item.drugs))
        name = _without_joints(text[start:bracket])
        if not names and _both().match(name):
            names = (TOGETHER,)
        dose = items[0].doses[0][0] if items and len(items[0].doses) == 1 else None
        lone = None if items or not parts else _lone_dose(tagged, start, bracket)
        if lone is not None:
            names, dose = parts[-1].drugs, lone
        keys = frozenset(x.key for x in inside if start <= x.start < end)
        short = _NAMED_SIZE.match(text, bracket)
        keys |= {short["name"].lower()} if short and not keys else set()
        parts.append(Told(keys, names, dose, name, start, end))
        start = end
    differ = len({(p.drugs, p.dose) for p in parts}) == len(parts) and any(p.drugs for p in parts)
    if differ or (len({p.keys for p in parts}) == len(parts) and all(p.keys for p in parts)):
        yield from parts


_JOINTS = re.compile(
    r"^(?:\W|\b(?:to|or|and|versus|vs|either|the|a|an|of|with|receive|received|group|into)\b)+", re.IGNORECASE
)


def _without_joints(name: str) -> str:
    return _JOINTS.sub("", name).strip(" ,;:")


@cache
def _both() -> re.Pattern[str]:
    """What says, instead of names, that a group was given all drugs together ("group C, both")."""
    return re.compile(
        rf"^(?: ?\([^()]{{1,30}}\))?[\s,:(]*(?:(?:received|was given|were given|the|a) )*(?:{arm_words('together')})\b",
        re.IGNORECASE,
    )


def _merged(labelled: Iterable[Told], sized: Sequence[Told]) -> tuple[Told, ...]:
    """Labelled groups and parts of the list of allocation; those that are one as one."""
    found = list(sized)
    for told in labelled:
        if told.keys == {"active"} and set(told.drugs) <= CONTROLS:
            continue
        same = next((i for i, other in enumerate(found) if _is_one(other, told)), None)
        if same is None:
            found.append(told)
        else:
            old = found[same]
            drugs, dose = old.drugs or told.drugs, old.dose or told.dose
            found[same] = replace(old, keys=old.keys | told.keys, drugs=drugs, dose=dose)
    return tuple(sorted(found, key=lambda t: (t.start, t.end)))


def _is_one(old: Told, new: Told) -> bool:
    """Whether a labelled group is one that was told before: by its label, or by what it got where either has no name.

    Two letters never name one group; a letter and a role may.
    """
    if old.keys & new.keys:
        return not (old.drugs and new.drugs) or old.drugs == new.drugs
    roles = {"active", "control"}
    unnamed = not old.keys or old.keys <= roles or new.keys <= roles
    return (
        unnamed
        and bool(new.drugs)
        and old.drugs == new.drugs
        and (old.dose == new.dose or None in (old.dose, new.dose))
    )
