"""Whose dose is it: the drug that a dose of a sentence belongs to.

A dose goes to the drug beside it ("rizatriptan 10 mg", "10 mg of rizatriptan"), a dose in a list to the owner of the
dose before it ("5 mg, 10 mg or 20 mg"), and a dose that stands alone to the only drug of its sentence, or to the drug
that the study is about. Where two drugs claim it alike it stays without owner: a wrong dose is worse than none.
"""

import re
from collections.abc import Sequence

from cephlit.tagging.tagged import Mention, Quantity

_AFTER_DRUG = re.compile(
    r"^(?:[ ,:=-]{0,3}|\W{0,2}(?:[\w-]+\W{1,3}){0,6}?)(?:\(|\[|at|of|was|with|to|dose|doses|dosed|in|is|by|received|from|up to)?\W{0,3}$"
)
_TOUCHING_AFTER = re.compile(r"^ ?[(\[,]? ?$")
_BEFORE_DRUG = re.compile(
    r"^(?:[ -]|\W{0,2}(?:\([^)]{1,30}\) )?(?:(?:of|doses?|daily|per day|tablets?|capsules?|oral|intravenous|iv|IV|i\.v\.|subcutaneous|"
    r"intranasal|intramuscular|once|twice|each|a day|day|the|bolus|single|infusion|nasal spray|inhaled|solution|pure|"
    r"100|normobaric|high-dose|low-dose)\W{1,2}){0,5})$"
)
_LIST = re.compile(r"^(?:\W{0,3}(?:and|or|to|vs\.?|versus|then|followed by|the|both|nor)?\W{0,3}|\)?, ?(?:and|or) )$")
_CLAUSE = re.compile(r"[;:]|\. ")
_FAR = 90


def dose_owner(
    text: str, dose: Quantity, drugs: Sequence[Mention], previous: tuple[Quantity, Mention] | None
) -> Mention | None:
    """The drug mention that a dose belongs to, among those of its sentence.

    Parameters
    ----------
    text
        The study's view.
    dose
        The dose.
    drugs
        The sentence's drug mentions that may have one, in order.
    previous
        The dose before it in the sentence with its owner.

    Returns
    -------
    Mention or None
        None where no drug, or more than one, can claim it.
    """
    left = next((d for d in reversed(drugs) if d.end <= dose.start), None)
    right = next((d for d in drugs if d.start >= dose.end), None)
    if left is not None and _TOUCHING_AFTER.match(text[left.end : dose.start]):
        return left
    if right is not None and _BEFORE_DRUG.match(text[dose.end : right.start]):
        return right
    if previous is not None and _LIST.match(text[previous[0].end : dose.start]):
        return previous[1]
    if (
        left is not None
        and len(text[left.end : dose.start]) <= _FAR
        and not _CLAUSE.search(text[left.end : dose.start])
    ):
        if right is None or _AFTER_DRUG.match(text[left.end : dose.start]) or left.concept == right.concept:
            return left
    concepts = {d.concept for d in drugs}
    return drugs[0] if len(concepts) == 1 else None
