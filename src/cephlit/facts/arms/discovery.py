"""The arms of a study: what each was given, and by which names the text calls it."""

import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from cephlit.facts.arms.evidence import CONTRAST, CONTROLS, TRIAL, compared_drugs, given_drugs
from cephlit.facts.arms.named_groups import named_groups
from cephlit.facts.arms.places import told_arms
from cephlit.facts.arms.plans import ArmPlan, settled
from cephlit.facts.arms.regimen_words import regimen_key, regimen_pattern, regimens
from cephlit.facts.drugs.items import Dose, DrugItem, drug_items, per_day, written
from cephlit.facts.drugs.roles import StudyDrugs
from cephlit.tagging.tagged import Sentence, TaggedStudy

_TITRATED = re.compile(
    r"\b(?:titrat\w*|increas\w*|escalat\w*|reduc\w*|taper\w*|starting|initial\w*|up to|maximum|mean|average|median|"
    r"thereafter|then|followed by|loading|maintenance|aged?|kg body|weigh\w*)\b",
    re.IGNORECASE,
)
_LISTED_DOSES = re.compile(r"(?:/(?:d|day))?(?: daily)?(?: \([^()]{1,25}\))?(?:,|,? or|,? and| versus| vs\.?) (?:to )?")
"""What stands between a drug with its dose and the same drug with another dose in a list of arms."""

_GROUP_OF = re.compile(r"[ -](?:group|arm)\b")
_CONTRASTED_MENTIONS = 2
_LISTED_MENTIONS = 3
_ARM_DOSE_MENTIONS = 2


def discover_arms(tagged: TaggedStudy, drugs: StudyDrugs) -> tuple[ArmPlan, ...]:
    """Arms in order of appearance; empty for a study that compares nothing."""
    if not any(TRIAL.search(sentence.text) for sentence in tagged.sentences):
        return ()
    return settled(tagged, drugs, _compared(tagged, drugs), told_arms(tagged, drugs)) or named_groups(tagged)


def _compared(tagged: TaggedStudy, drugs: StudyDrugs) -> list[ArmPlan]:
    """Arms by the drugs, combinations, doses or regimens that the text compares; empty where it compares none."""
    compared = compared_drugs(tagged, drugs)
    items = list(_own_items(tagged, drugs))
    combined = _combinations(tagged, items, compared)
    parts = combined or [(concept,) for concept in (compared or ((drugs.lead,) if drugs.lead else ()))]
    plans = [plan for part in parts for plan in _split(part, items)]
    active = [plan for plan in plans if not set(plan.drugs) <= CONTROLS]
    if len(active) == 1 and active[0].dose is None:
        ways = list(_by_regimen(tagged, "-".join(active[0].drugs), active[0].drugs, items))
        plans = [*ways, *(plan for plan in plans if plan not in active)] if ways else plans
    return plans if len(plans) > 1 else []


def _own_items(tagged: TaggedStudy, drugs: StudyDrugs) -> Iterator[tuple[Sentence, list[DrugItem]]]:
    for sentence in tagged.sentences:
        mentions = given_drugs(tagged, drugs, sentence.start, sentence.end)
        if mentions:
            yield sentence, drug_items(tagged, mentions, sentence.start, sentence.end)


def _combinations(
    tagged: TaggedStudy, items: Sequence[tuple[Sentence, list[DrugItem]]], compared: Sequence[str]
) -> list[tuple[str, ...]]:
    """Arms as the sentence lists them that sets a combination against something else; empty if none does."""
    text = tagged.study.view.text
    best: list[tuple[str, ...]] = []
    for _, told in items if compared else ():
        found = [item for item in told if not _names_group(text, item)]
        listed = list(dict.fromkeys(item.drugs for item in found))
        gaps = [text[a.end : b.start] for a, b in pairwise(found)]
        against = any(CONTRAST.search(gap) or re.search(r"\band\b", gap) for gap in gaps)
        if against and any(len(drugs) > 1 for drugs in listed) and len(listed) > max(len(best), 1):
            best = listed
    covered = {drug for drugs in best for drug in drugs}
    return best + [(concept,) for concept in compared if concept not in covered] if best else []


def _names_group(text: str, item: DrugItem) -> bool:
    """Whether a drug in brackets only names the group of what stands before: "A 5 mg with B (A group)"."""
    return _GROUP_OF.match(text, item.end) is not None and text[: item.start].rstrip()[-1:] in ("(", "[")


def _split(part: tuple[str, ...], items: Sequence[tuple[Sentence, list[DrugItem]]]) -> list[ArmPlan]:
    """One plan for a drug or combination, or one for each of its doses where several are compared."""
    mine = [(s, item) for s, found in items for item in found if item.drugs == part] or [
        (s, item) for s, found in items for item in found if set(part) & set(item.drugs)
    ]
    if not mine:
        return []
    first = mine[0][1]
    label = "-".join(part)
    doses = [] if set(part) <= CONTROLS else _compared_doses(mine)
    if not doses:
        return [ArmPlan(part, None, "", label, first.start, first.end)]
    return [ArmPlan(part, dose, "", f"{label} {written(dose)}", start, end) for dose, start, end in doses]


def _compared_doses(mine: Sequence[tuple[Sentence, DrugItem]]) -> list[tuple[Dose, int, int]]:
    """Single doses of one unit that the text lists side by side, or names apart at least twice each."""
    listed: dict[Dose, tuple[int, int]] = {}
    apart: Counter[Dose] = Counter()
    side_by_side: set[Dose] = set()
    last: tuple[Sentence, list[tuple[Dose, int, int]], int] | None = None
    for sentence, item in mine:
        single = [(per_day(dose), start, end) for dose, start, end in item.doses if dose[1] is None and dose[0] > 0]
        for dose, start, end in single:
            listed.setdefault(dose, (start, end))
            apart[dose] += 1
        if (
            last
            and last[0] == sentence
            and single
            and _LISTED_DOSES.fullmatch(sentence.text[last[2] - sentence.start : item.start - sentence.start])
        ):
            single = [*last[1], *single]
        if len(single) > 1 and not _TITRATED.search(sentence.text):
            side_by_side |= {dose for dose, _, _ in single}
        last = (sentence, single, single[-1][2]) if single else None
    often = {dose for dose, n in apart.items() if n >= _ARM_DOSE_MENTIONS}
    chosen = [dose for dose in listed if dose in side_by_side or (len(often) > 1 and dose in often)]
    units = {dose[2] for dose in chosen}
    return [(dose, *listed[dose]) for dose in chosen] if len(chosen) > 1 and len(units) == 1 else []


def _by_regimen(
    tagged: TaggedStudy, label: str, drugs: tuple[str, ...], items: Sequence[tuple[Sentence, list[DrugItem]]]
) -> Iterator[ArmPlan]:
    """Arms of one drug that differ by how it was given, where a sentence sets one way against another."""
    used = Counter(regimen_key(m.group()) for m in regimen_pattern().finditer(tagged.study.view.text))
    for sentence, _ in items:
        for first, second in pairwise(regimen_pattern().finditer(sentence.text)):
            pair = (regimen_key(first.group()), regimen_key(second.group()))
            needed = _needed_mentions(sentence.text[first.end() : second.start()])
            if (
                pair[0] != pair[1]
                and regimens()[pair[0]] == regimens()[pair[1]]
                and all(_uses(used, word) >= needed for word in pair)
            ):
                for match, word in zip((first, second), pair, strict=True):
                    start = sentence.start + match.start()
                    yield ArmPlan(drugs, None, word, f"{label} {word}", start, sentence.start + match.end())
                return


def _uses(used: Counter[str], word: str) -> int:
    """How often a word for a regimen is named, alone or with a word before it (``slow infusion``)."""
    return sum(n for other, n in used.items() if other.endswith(word))


def _needed_mentions(gap: str) -> int:
    """How often two ways of giving a drug must be named to be arms, by the words between them."""
    if re.search(r"\b(?:versus|vs|v|compared (?:with|to)|than)\b", gap):
        return _CONTRASTED_MENTIONS
    return _LISTED_MENTIONS if re.search(r"\b(?:or|and)\b", gap) else sys.maxsize
