"""Overuse of acute drugs that a verb tells of the drugs' users: ``12 had abused ergotamine or analgesics``.

Names of the disorder ("medication overuse", "analgesic rebound headache") are the vocabulary's.
"""

import re
from collections.abc import Iterator
from functools import cache

from cephlit.facts.disorders.names import concept_id
from cephlit.facts.drugs.classes import is_of_class
from cephlit.patterns import screened
from cephlit.tagging.tagged import Mention, TaggedStudy
from cephlit.vocabulary.load import rows

_NAME = "medication-overuse headache"
_OVERUSING = (
    r"(?<!not )(?<!never )\b(?:over-?us(?:ed|ing|ers? of|e of)|abus(?:ed|ing|ers? of|e of)|misus(?:ed|ing|e of)|"
    r"(?:dependen(?:t|ce|cy)|reliant|reliance) (?:on|upon)|(?:habituat|addict)(?:ed|ion) to|rebound(?:ing)? from)"
    r"(?: (?:\w+ly|their|the|various|either|both|excessive|large|high|doses|amounts|of|acute|symptomatic|several)){0,4}"
    r" "
)
_OVERUSE = screened(rf"{_OVERUSING}$", re.IGNORECASE)
_OVERUSE_OF_ANY = screened(rf"{_OVERUSING}(?:headache )?(?:medications?|medicines?|drugs)\b", re.IGNORECASE)
_REACH = 60
"""Characters before a drug in which its overuse is told."""


def overuse(tagged: TaggedStudy) -> Iterator[Mention]:
    """Mentions of medication-overuse headache, each from the word for overuse to the drug that is overused.

    Which drugs are acute ones is told by ICHD-3, 8.2.1 to 8.2.7.
    """
    text = tagged.study.view.text
    yield from (_mention(text, *told.span()) for told in _OVERUSE_OF_ANY.finditer(text))
    for drug in tagged.mentions:
        if drug.label != "DRUG" or not _is_acute(drug.concept):
            continue
        told = _OVERUSE.search(text[max(0, drug.start - _REACH) : drug.start])
        if told:
            yield _mention(text, drug.start - len(told.group()), drug.end)


def _mention(text: str, start: int, end: int) -> Mention:
    return Mention("CONDITION", start, end, text[start:end], _NAME, concept_id(_NAME), "headache")


@cache
def _is_acute(drug: str) -> bool:
    return any(drug == row["drug"] or is_of_class(drug, row["drug"]) for row in rows("overused_drugs"))
