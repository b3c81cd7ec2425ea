"""Whose dose is it: the drug that each dose of a sentence belongs to.

A dose goes to the drug beside it ("rizatriptan 10 mg", "10 mg of rizatriptan"), a dose in a list to the owner of the
dose before it ("5 mg, 10 mg or 20 mg"), doses told apart by "respectively" one by one to the drugs of a list, and a
dose that stands alone to the drug before it or the only drug of its sentence. Where none can claim it, it stays without
owner: a wrong dose is worse than none.
"""

import re
from collections.abc import Sequence
from typing import TypeVar

from cephlit.facts.regimens.doses import has_volume
from cephlit.facts.regimens.lists import drug_lists
from cephlit.tagging.tagged import Mention, Quantity, Sentence, TaggedStudy

_Part = TypeVar("_Part", Mention, Quantity)

_DOSED_KINDS = frozenset({"drug", "supplement", "class", ""})
"""Kinds of treatment that have doses; devices, procedures and controls have none."""

_CARRIERS = frozenset({"oxygen", "air", "dextrose", "glucose", "nitrous oxide"})
"""What is given by volume or flow, so that its percentage is no dose."""

_AMOUNT_REACH = 40
_OF_AMOUNT = re.compile(
    r"\d ?(?:mg|µg|ug|mcg|g) (?:\(=? ?[\d.]{1,5} ?m[lL]\) )?(?:of )?(?:hyperbaric |isobaric |heavy |plain )?\(?$"
)
"""An amount of drug in front of a strength: ``12 mg of 0.5% bupivacaine``."""

_OF = re.compile(
    r"^(?: \([^()]{1,20}\))?(?: (?:doses?|injections?|infusions?|tablets?|capsules?))? of (?:[a-z-]{2,15} )?$",
    re.IGNORECASE,
)
_FORM = re.compile(r"^ (?:of )?(?:hyperbaric |isobaric |heavy |plain )?$", re.IGNORECASE)
_AMOUNT_AFTER = re.compile(r"^ ?\(?\d[\d.]* ?(?:mg|µg|ug|mcg|g)\b")
"""An amount behind a drug whose strength stands before it: ``0.5% bupivacaine 12 mg``."""

_FOR = re.compile(r"^ (?:per day |daily |a day )?(?:for|in the|(?P<with>with)) (?:the )?$", re.IGNORECASE)
"""What leads from a dose to the drug that it is told for ("up to 100 mg for topiramate")."""

_OF_ANOTHER = re.compile(
    r"^ of (?!(?:the|this|that|it|each|study|drug|active|medication|medicine|treatment|both|either|oral|an?)\b)"
    r"[A-Za-z]{2}"
)
"""What leads from a dose to what it is a dose of, which need not be a known drug."""

_TOUCHING_AFTER = re.compile(r"^ ?[(\[,]? ?$")
_BEFORE_DRUG = re.compile(
    r"^(?:[ -]|[ )-]{0,2}(?:\([^)]{1,30}\) )?(?:(?:of|doses?|daily|per day|tablets?|capsules?|oral|intravenous|iv|"
    r"i\.v\.|subcutaneous|sublingual|intranasal|intramuscular|once|twice|each|a day|day|the|bolus|single|infusion|"
    r"effervescent|encapsulated|soluble|dispersible|chewable|buffered|micronized|micronised|enteric-coated|liquid|"
    r"(?:extended|slow|sustained|controlled|immediate|modified|delayed|rapid)-release|"
    r"nasal spray|inhaled|solution|pure|dried|hyperbaric|isobaric|extract|sodium|100|normobaric|high-dose|low-dose|"
    r"\d[\d.]{0,4} ?%)[^\w,;]{1,2}){0,5})$",
    re.IGNORECASE,
)
_STROKE = re.compile(r" ?[/+] ?")
"""What joins the drugs of a combined tablet, and what it holds of each."""

_LIST = re.compile(r"^(?:\W{0,3}(?:and|or|to|vs\.?|versus|then|followed by|the|both|nor)?\W{0,3}|\)?, ?(?:and|or) )$")
_CLAUSE = re.compile(r"[;:]|\. ")
_BRACKET = re.compile(r"\([^()]{1,120}\)")
_RESPECTIVELY = re.compile(r"\brespectively\b", re.IGNORECASE)
_EACH = re.compile(r"\b(?:both|each|either)\b", re.IGNORECASE)
LEFT_OFF = re.compile(
    r"\b(?:stopped|discontinued|withdrawn|ceased|replaced|substituted|switched|changed)\b[^.;]{0,40}"
    r"\b(?:and|by|with|to|for) [a-z-]{0,14} ?[a-z-]{5,}",
    re.IGNORECASE,
)
"""What stands between a drug that was left off and the dose of another: "was stopped and oral X 5 mg was begun"."""
_UNKNOWN = re.compile(
    r"\b(?!(?:daily|weekly|nightly|again|about|around|another|single|total|least|maximum|dosages?)\b)"
    r"(?![a-z]*(?:ed|ing|ly) )[a-z][a-z-]{4,30} \(?$"
)
"""A word right before a dose that may be the name of a drug that no list knows."""

_FAR = 90


def owned_doses(
    tagged: TaggedStudy, sentence: Sentence, doses: Sequence[Quantity], meant: Sequence[Mention] = ()
) -> list[tuple[Mention, Quantity]]:
    """Give the doses of a sentence to drugs; the strength of a control or a gas ("0.9 % saline") is none.

    Parameters
    ----------
    tagged, sentence
        The study, and one of its sentences.
    doses
        The sentence's doses, in order.
    meant
        Drugs that are meant where the sentence names none.

    Returns
    -------
    list
        Pairs of drug mention and dose; a dose that no drug can claim is left out.
    """
    if not doses:
        return []
    all_drugs = tagged.mentions_in(sentence.start, sentence.end, "DRUG")
    named = [m for m in all_drugs if m.kind in _DOSED_KINDS or has_volume(m)]
    drugs = [m for m in named if m.kind != "class"] or named
    doses = [d for d in doses if not _is_strength(tagged.study.view.text, d, all_drugs)]
    if paired := _respective(tagged, sentence, drugs, doses):
        return paired
    lists = [[m for m in group.mentions if m in drugs] for group in drug_lists(tagged, sentence)]
    text = tagged.study.view.text
    owned = _combined(text, drugs, doses)
    doses = [d for d in doses if not any(d is dose for _, dose in owned)]
    previous: tuple[Quantity, Mention] | None = None
    for dose in doses:
        owner = _owner(text, dose, drugs or meant, previous)
        if owner is not None:
            previous = (dose, owner)
            owned += [(o, dose) for o in _sharing(text, owner, dose, lists) if (dose.unit == "mL") == has_volume(o)]
    return owned


def _is_strength(text: str, dose: Quantity, drugs: Sequence[Mention]) -> bool:
    """Whether a percentage is the strength of a solution that carries a drug, or of a gas."""
    if dose.unit != "%":
        return False
    if _OF_AMOUNT.search(text[max(0, dose.start - _AMOUNT_REACH) : dose.start]):
        return True
    if any(_FORM.match(text[dose.end : d.start]) and _AMOUNT_AFTER.match(text[d.end : d.end + 15]) for d in drugs):
        return True
    if any(
        text[d.end : dose.start] in (" ", " (") and _OF_AMOUNT.search(text[: d.start][-_AMOUNT_REACH:]) for d in drugs
    ):
        return True
    beside = [d for d in drugs if text[dose.end : d.start].strip(" -") in ("", "of") or text[d.end : dose.start] == " "]
    return any(d.kind == "control" or d.concept in _CARRIERS for d in beside)


def _respective(
    tagged: TaggedStudy, sentence: Sentence, drugs: Sequence[Mention], doses: Sequence[Quantity]
) -> list[tuple[Mention, Quantity]]:
    """Pairs of "A and B were x mg and y mg, respectively"; none where the sentence is not of that shape."""
    if not _RESPECTIVELY.search(sentence.text) or len(doses) < 2:
        return []
    for drug_list in drug_lists(tagged, sentence):
        listed = [m for m in drug_list.mentions if m in drugs]
        last = listed[-1].end if listed else sentence.start
        if len(listed) == len(doses) and (last <= doses[0].start or listed[0].start >= doses[-1].end):
            return list(zip(listed, doses, strict=True))
    return []


def _combined(text: str, drugs: Sequence[Mention], doses: Sequence[Quantity]) -> list[tuple[Mention, Quantity]]:
    """Pairs of the drugs of a combined tablet and what it holds of each: ``levodopa/carbidopa 100/25 mg``."""
    drug_runs, dose_runs = _joined(text, drugs), _joined(text, doses)
    return [
        pair
        for named in drug_runs
        for held in dose_runs
        if len(named) == len(held) > 1 and _TOUCHING_AFTER.match(text[named[-1].end : held[0].start])
        for pair in zip(named, held, strict=True)
    ]


def _joined(text: str, parts: Sequence[_Part]) -> list[list[_Part]]:
    """Runs of drugs, or of doses, that a stroke or a plus sign joins."""
    runs: list[list[_Part]] = []
    for part in parts:
        if runs and _STROKE.fullmatch(text[runs[-1][-1].end : part.start]):
            runs[-1].append(part)
        else:
            runs.append([part])
    return runs


def _sharing(text: str, owner: Mention, dose: Quantity, lists: Sequence[Sequence[Mention]]) -> Sequence[Mention]:
    """All drugs of the owner's list where a dose is told for each ("A or B, both at 25 mg"); else the owner alone."""
    group = next((g for g in lists if owner in g), [owner])
    shared = group[-1].end <= dose.start and _EACH.search(text[group[-1].end : dose.start])
    return group if shared else [owner]


def _beside(text: str, dose: Quantity, left: Mention | None, right: Mention | None) -> Mention | None:
    """The drug that stands right beside a dose."""
    ahead = text[dose.end : right.start] if right is not None else ""
    if right is not None and _OF.match(ahead):
        return right
    if left is not None and _TOUCHING_AFTER.match(text[left.end : dose.start]):
        return left
    return right if right is not None and _BEFORE_DRUG.match(ahead) else None


def _owner(
    text: str, dose: Quantity, drugs: Sequence[Mention], previous: tuple[Quantity, Mention] | None
) -> Mention | None:
    """The drug that a dose belongs to; None where no drug, or more than one, can claim it.

    In "10 mg A, 5 mg B" the second dose stands behind a drug whose own dose came first.
    """
    left = next((d for d in reversed(drugs) if d.end <= dose.start), None)
    right = next((d for d in drugs if d.start >= dose.end), None)
    own = previous is not None and previous[1] == left and previous[0].end <= previous[1].start
    led = right is not None and _BEFORE_DRUG.match(text[dose.end : right.start]) is not None
    beside = right if own and led else _beside(text, dose, left, right)
    if beside is not None:
        return beside
    leads = _FOR.match(text[dose.end : right.start]) if right is not None else None
    listed = previous is not None and _LIST.match(text[previous[0].end : dose.start]) is not None
    if leads and not (listed and leads["with"]):
        return right
    if previous is not None and listed:
        return previous[1]
    if dose.unit != "mL" and _OF_ANOTHER.match(text[dose.end : dose.end + 20]):
        return None
    # The trade name and the maker in brackets ("(trade name: X; Y, Paris)") lead away from no drug.
    gap = _BRACKET.sub("", text[left.end : dose.start]) if left is not None else ""
    instead = LEFT_OFF.search(gap) is not None and _UNKNOWN.search(gap) is not None
    if left is not None and not instead and len(gap) <= _FAR and not _CLAUSE.search(gap):
        return left
    return drugs[0] if len({d.concept for d in drugs}) == 1 and not instead else None
