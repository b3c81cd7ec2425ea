"""Places where the text speaks of arms."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache

from cephlit.facts.arms.evidence import CONTROLS
from cephlit.facts.arms.labels import arm_words, coordinated, labels
from cephlit.facts.arms.names import ArmNames
from cephlit.facts.arms.regimen_words import regimen_key, regimen_pattern, regimens
from cephlit.facts.arms.types import Arm, GroupMention
from cephlit.facts.drugs.items import Dose, DrugItem, drug_items, per_day
from cephlit.patterns import Around
from cephlit.tagging.tagged import Mention, Quantity, TaggedStudy
from cephlit.vocabulary.people import PLURAL

_TAIL = re.compile(rf"(?:[ -](?:treated|treatment|therapy))?(?:[ -](?:groups?|arms?|{PLURAL}))?", re.IGNORECASE)
_EVERY = re.compile(
    r"\b(?:both|either|neither|each|all)(?: of)?(?: the)?(?: (?:two|three|four|2|3|4|study|treatment|active|trial))*"
    r" (?:groups?|arms?|treatments?|drugs?|medications?|regimens?|doses?|agents?|therapies|interventions?)\b"
    r"|\bthe (?:two|three|four|2|3|4)(?: (?:study|treatment|active|trial))? (?:groups|arms|treatments|drugs|"
    r"medications|"
    r"regimens|doses|agents|therapies|interventions)\b"
    r"|\bbetween(?: the)?(?: (?:study|treatment))? groups\b(?! (?:[A-D1-4]|I{1,3})\b)",
    re.IGNORECASE,
)
_FORMER = re.compile(r"\bthe (?:(?P<former>former)|latter)\b", re.IGNORECASE)
_ROLES = frozenset({"active", "control", "together"})
_ACTIVE_ONLY = re.compile(r"\b(?:drugs?|medications?|agents?|doses?|regimens?|active)\b", re.IGNORECASE)
_DOSE_TAIL = re.compile(r"[ -](?:dose )?(?:groups?|arms?|dose|recipients)", re.IGNORECASE)
_NO_ARM_BEFORE = re.compile(
    r"(?:\b(?:double|non|no|without|baseline|prior|previous|rescue|open-label|run-in|washout)[ -]|-)$", re.IGNORECASE
)
_NAMED = Around((r"(?<![\w-])", r"s?(?![\w])"))
_GROUP_WORDS = re.compile(r"^the | (?:group|arm)s?$")
_NO_ARM_AFTER = re.compile(
    r"^[ -](?:controlled|response|responders?)\b",
    re.IGNORECASE,
)


def arm_mentions(
    tagged: TaggedStudy, arms: Sequence[Arm], own: Sequence[Mention], names: ArmNames
) -> list[GroupMention]:
    """Places where arms are named, by drug, dose, regimen, abbreviation or role; they may overlap.

    Parameters
    ----------
    tagged, arms
        The study and its arms.
    own
        Mentions of the arms' drugs, in order.
    names
        What else the text calls the arms.
    """
    if not arms:
        return []
    found: list[GroupMention] = []
    starts = [m.start for m in own]
    for sentence in tagged.sentences:
        mentions = own[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
        for item in drug_items(tagged, mentions, sentence.start, sentence.end):
            found += _at_item(tagged, arms, item)
    text = tagged.study.view.text
    found += _at_names(text, arms)
    found += _at_labels(text, arms, names)
    found += _at_words(text, arms, names)
    found += _at_classes(tagged, arms, names)
    found += _at_everybody(text, arms)
    found += _at_doses(tagged, arms, found)
    found += _at_former(text, found)
    return found


def _mention(start: int, end: int, arms: Sequence[Arm]) -> GroupMention:
    return GroupMention(start, end, tuple(arm.group for arm in arms), tuple(arms))


def _at_item(tagged: TaggedStudy, arms: Sequence[Arm], item: DrugItem) -> Iterator[GroupMention]:
    text = tagged.study.view.text
    if _NO_ARM_AFTER.match(text[item.end : item.end + 20]) or _NO_ARM_BEFORE.search(
        text[max(0, item.start - 20) : item.start]
    ):
        return
    fits = (
        [arm for arm in arms if set(arm.drugs) == set(item.drugs)]
        or [arm for arm in arms if set(arm.drugs) - CONTROLS == set(item.drugs)]
        or [arm for arm in arms if set(item.drugs) <= set(arm.drugs)]
    )
    if not fits:
        return
    dosed = [
        (arm, start, end)
        for dose, start, end in item.doses
        for arm in fits
        if arm.dose and per_day(arm.dose) == per_day(dose)
    ]
    if dosed:
        for at, (arm, start, end) in enumerate(dosed):
            lone = at != (len(dosed) - 1 if start < item.start else 0)
            yield _mention(
                start if lone else min(start, item.start), _tail(text, end if lone else max(end, item.end)), [arm]
            )
        return
    if len(fits) > 1 and (regimen := _regimen(text, item, fits)):
        start, end, arm = regimen
        yield _mention(min(start, item.start), _tail(text, max(end, item.end)), [arm])
        return
    yield _mention(item.start, _tail(text, item.end), fits)


def _regimen(text: str, item: DrugItem, fits: Sequence[Arm]) -> tuple[int, int, Arm] | None:
    """Regimen word right beside the drug, with the arm that it tells."""
    for match in regimen_pattern().finditer(text, max(0, item.start - 25), item.end + 25):
        word = regimen_key(match.group())
        arm = next((arm for arm in fits if word in arm.names), None)
        between = text[match.end() : item.start] if match.end() <= item.start else text[item.end : match.start()]
        if arm is not None and not re.search(r"[.,;()]|\band\b|\bvs", between):
            return match.start(), match.end(), arm
    return None


def _tail(text: str, end: int) -> int:
    tail = _TAIL.match(text, end)
    return tail.end() if tail else end


def _at_names(text: str, arms: Sequence[Arm]) -> Iterator[GroupMention]:
    for arm in arms:
        for name in sorted(arm.names - set(arm.drugs) - {arm.group.label}):
            short = name.upper() if len(name) <= 10 and " " not in name else None
            for start, end in _NAMED.finditer(name, text):
                if short and text[start:end].islower() and not regimen_pattern().fullmatch(name) and len(name) < 6:
                    continue
                if not _qualifies(text, start, name):
                    yield _mention(start, _tail(text, end), [arm])


@cache
def _around_labels(*, alone: bool) -> Around:
    """What stands around the label of an arm; one of several letters may stand alone."""
    apart = r"(?<![\w-])"
    return Around(
        (apart, rf"[ -](?:{arm_words('head')})s?\b"),
        (r"(?<=[(\[])", r"(?=[)\];,]| ?[:=])"),
        (apart, r"(?= ?[:=] ?[\d(-])"),
        *([(apart, r"(?![\w-])")] if alone else []),
    )


@cache
def _around_words() -> Around:
    """What stands around a word of an arm's drugs where it stands for the arm."""
    return Around(
        (r"(?<![\w-])", rf"s?(?=[ -](?:{arm_words('treated')})\b|{coordinated()}|[ -]treated\b)"),
        (r"(?<=\()", r"(?=\))"),
        (r"(?<=\bwith the )|(?<=\bafter the )", r"\b"),
    )


def _at_labels(text: str, arms: Sequence[Arm], names: ArmNames) -> Iterator[GroupMention]:
    """Labels of arms: ``group A``, ``the control group``, ``(A)``, ``B:``, ``RD group``."""
    own = {arm.group.label: arm for arm in arms}
    for label in labels(text):
        if (called := own.get(_GROUP_WORDS.sub("", text[label.start : label.end].lower()))) is not None:
            yield _mention(label.start, label.end, [called])
        elif label.key in names.keys:
            yield _mention(label.start, label.end, [arms[i] for i in names.keys[label.key]])
    for key, some in names.keys.items():
        if key in _ROLES or key[0].isdigit():
            continue
        for start, end in _around_labels(alone=len(key) > 1).finditer(key, text):
            if text[start : start + len(key)].isupper() or not key.isalpha() or len(key) > 5:
                yield _mention(start, end, [arms[i] for i in some])


def _at_words(text: str, arms: Sequence[Arm], names: ArmNames) -> Iterator[GroupMention]:
    """Words of an arm's drugs that stand for it: ``the patch group``, ``(oil)``; of the one combination ``(both)``."""
    for word, arm in names.words.items():
        for start, end in _around_words().finditer(word, text):
            yield _mention(start, _tail(text, end), [arms[arm]])
    if "together" in names.keys:
        both = [arms[i] for i in names.keys["together"]]
        alone = rf"(?<=\()(?:{arm_words('together')})(?=\))"
        pattern = rf"\b(?:combined|combination)(?: (?:therapy|treatment|group|arm))?\b|{alone}"
        yield from (_mention(*m.span(), both) for m in re.finditer(pattern, text, re.IGNORECASE))


def _at_classes(tagged: TaggedStudy, arms: Sequence[Arm], names: ArmNames) -> Iterator[GroupMention]:
    """Classes of drugs that stand for the one arm with a drug of theirs: ``the steroid group``."""
    text = tagged.study.view.text
    for m in tagged.mentions:
        if (
            m.label == "DRUG"
            and m.concept in names.classes
            and not (m.negated or _NO_ARM_AFTER.match(text[m.end :][:20]))
        ):
            yield _mention(m.start, _tail(text, m.end), [arms[names.classes[m.concept]]])


def _at_everybody(text: str, arms: Sequence[Arm]) -> Iterator[GroupMention]:
    """Words for all arms at once, or for those with a drug: ``both groups``, ``the three drugs``."""
    actives = [arm for arm in arms if not set(arm.drugs) <= CONTROLS]
    for match in _EVERY.finditer(text):
        some = actives if len(actives) > 1 and _ACTIVE_ONLY.search(match.group()) else list(arms)
        yield _mention(match.start(), match.end(), some)


def _at_former(text: str, found: Sequence[GroupMention]) -> Iterator[GroupMention]:
    """``The former`` and ``the latter``: the two arms that were named last before."""
    told = sorted((m for m in found if len({a.drug for a in m.arms}) == 1), key=lambda m: m.start)
    for match in _FORMER.finditer(text):
        before = [m.arms for m in told if m.end <= match.start()]
        last = next((arms for arms in reversed(before) if arms != before[-1]), None)
        if last is not None:
            yield _mention(match.start(), _tail(text, match.end()), last if match["former"] else before[-1])


def _qualifies(text: str, start: int, name: str) -> bool:
    """Whether a word for a regimen only belongs to another one right before it (``bolus infusion``)."""
    before = list(regimen_pattern().finditer(text, max(0, start - 20), start))
    return regimen_key(name) in regimens() and bool(before) and not text[before[-1].end() : start].strip()


def _at_doses(tagged: TaggedStudy, arms: Sequence[Arm], found: Sequence[GroupMention]) -> Iterator[GroupMention]:
    """Doses that stand for an arm: with ``group`` after them, or in a sentence that names an arm's drug."""
    text = tagged.study.view.text
    by_dose = {per_day(arm.dose): arm for arm in arms if arm.dose}
    taken = [(m.start, m.end) for m in found]
    owners = _owners_of_doses(tagged) if by_dose else {}
    for quantity in tagged.quantities if by_dose else ():
        dose = _dose(quantity)
        arm = by_dose.get(per_day(dose)) if dose else None
        if arm is None or any(start <= quantity.start < end for start, end in taken):
            continue
        tail = _DOSE_TAIL.match(text, quantity.end)
        if tail or owners.get(quantity.start, set(arm.drugs)) & set(arm.drugs):
            yield _mention(quantity.start, tail.end() if tail else quantity.end, [arm])


def _owners_of_doses(tagged: TaggedStudy) -> dict[int, set[str]]:
    """Drugs of each dose that stands right at one, by where the dose starts."""
    owners: dict[int, set[str]] = {}
    for sentence in tagged.sentences:
        drugs = tagged.mentions_in(sentence.start, sentence.end, "DRUG")
        for item in drug_items(tagged, drugs, sentence.start, sentence.end):
            owners |= {start: set(item.drugs) for _, start, _ in item.doses}
    return owners


def _dose(quantity: Quantity) -> Dose | None:
    return None if quantity.kind != "dose" or quantity.low is None else (quantity.low, quantity.high, quantity.unit)
