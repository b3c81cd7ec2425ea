"""Forms of the study's disorder that only an adjective names: ``the episodic form``, ``chronic participants``."""

import re

from cephlit.facts.disorders.names import concept_id
from cephlit.tagging.tagged import Mention, TaggedStudy
from cephlit.vocabulary.people import PLURAL

_FORM = re.compile(
    rf"\b(?P<before>episodic|chronic)(?: (?:{PLURAL}|form|group|subgroup|subtype|type|variant)\b"
    r"|(?: in)?[:,=]? ?\(?(?:n ?= ?)?\d{1,4}\b(?! (?:\w{{1,12}} )?(?:episodic|chronic)\b))"
    r"|\b(?:with|had|have|of|for|having|either) (?P<listed>episodic|chronic)(?= and| or|,)"
    r"|\b\d{1,4} ?(?:\(\d{1,3}(?:\.\d)? ?%\) )?(?:had |had migraine )?(?P<aura>with|without) (?:typical )?aura\b"
    r"|\b\d{1,4} ?(?:\(\d{1,3}(?:\.\d)? ?%\) )?(?:had |with )?(?:the )?(?:primary |secondary )?"
    r"(?P<after>episodic|chronic)(?=[,;.)]| and \d|$)",
    re.IGNORECASE,
)


def disorder_forms(tagged: TaggedStudy) -> list[Mention]:
    """Mentions of forms of the disorder that the study names most often, where the name itself is left out."""
    named = [m.concept for m in tagged.mentions if m.label == "CONDITION" and m.kind == "headache"]
    if not named:
        return []
    disorder = max(sorted(set(named)), key=named.count).removeprefix("chronic ").removeprefix("episodic ")
    found = []
    for match in _FORM.finditer(tagged.study.view.text):
        group = str(match.lastgroup)
        word = match[group].lower()
        name = f"{disorder} {word} aura" if group == "aura" else f"{word} {disorder}"
        if concept_id(name):
            part = group if group in ("listed", "aura") else 0
            found.append(Mention("CONDITION", *match.span(part), match[part], name, concept_id(name), "headache"))
    return found
