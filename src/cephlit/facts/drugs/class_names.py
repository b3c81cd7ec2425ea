"""Under which name the tables record a drug class: the one in which its study writes it.

A class has no INN. Its name is the vocabulary's; in the plural ("benzodiazepines", "nsaids"), save where the study
writes the singular ("a calcium channel blocker"). What names a purpose rather than a class ("abortive agents",
"standard therapy") is recorded in the study's own words, as no other name says what was given.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from cephlit.facts.reading import Reading
from cephlit.facts.records import StudyFacts
from cephlit.vocabulary.load import rows

_ATTRIBUTE = re.compile(
    r"[- ](?:requirements?|consumption|use|usage|needs?|drugs?|agents?|medications?|medicines?|treatments?|"
    r"therap(?:y|ies)|prophylaxis|effects?|requests?)\b",
    re.IGNORECASE,
)
"""What follows the name of a class that only says of what kind something is ("antiemetic drugs")."""

_PURPOSES = frozenset({"acute medications", "rescue medication", "usual care"})


class _Written(NamedTuple):
    """How a study writes a class, and whether only as the attribute of another word."""

    text: str
    attribute: bool


def with_class_names(reading: Reading, facts: StudyFacts) -> StudyFacts:
    """Record each class under the name that its study uses, in all tables alike."""
    names = _names(reading, {t.drug for t in facts.treatments})
    return replace(
        facts,
        treatments=tuple(replace(t, drug=_named(t.drug, names)) for t in facts.treatments),
        outcomes=tuple(
            replace(o, drug=_named(o.drug, names), comparator=_named(o.comparator, names)) for o in facts.outcomes
        ),
        adverse_events=tuple(replace(e, drug=_named(e.drug, names)) for e in facts.adverse_events),
    )


def _named(drug: str, names: Mapping[str, str]) -> str:
    return names.get(drug, drug)


def _names(reading: Reading, drugs: set[str]) -> dict[str, str]:
    """Names of the study's classes that are not recorded under the vocabulary's name."""
    classes = drugs & (_plurals().keys() | _PURPOSES)
    written: dict[str, list[_Written]] = {}
    for mention in reading.tagged.mentions:
        if mention.label == "DRUG" and mention.concept in classes and reading.drugs.role(mention) != "background":
            attribute = _ATTRIBUTE.match(reading.tagged.study.view.text, mention.end) is not None
            written.setdefault(mention.concept, []).append(_Written(mention.text, attribute))
    return {name: _recorded(name, texts) for name, texts in written.items()}


def _recorded(name: str, written: Sequence[_Written]) -> str:
    if name in _PURPOSES:
        return " ".join(written[0].text.lower().split())
    plural = any(_bare(w.text) == _bare(_plurals()[name]) for w in written)
    singular = any(_bare(w.text) == _bare(name) and not w.attribute for w in written)
    return name if singular and not plural else _plurals()[name]


def _bare(text: str) -> str:
    """A name without case and hyphens ("Anti-emetic", "antiemetic")."""
    return "".join(letter for letter in text.lower() if letter.isalpha())


@cache
def _plurals() -> dict[str, str]:
    """Plural names of the classes that the vocabulary names in the singular."""
    return {row["class"]: row["plural"] for row in rows("class_names")}
