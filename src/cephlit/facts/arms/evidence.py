"""Which drugs are compared: evidence that a drug, or a control, is what one arm of the study was given."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from cephlit.facts.drugs.own import parts
from cephlit.facts.drugs.roles import StudyDrugs
from cephlit.tagging.tagged import Mention, Sentence, TaggedStudy

CONTRAST = re.compile(
    r"\b(?:versus|vs|v|or|against|than|compared (?:with|to)|in comparison (?:with|to)|as compared with|superior to|"
    r"inferior to|non-?inferior to|relative to|over|followed by|and then|crossed over to)\b|[/;:,]",
    re.IGNORECASE,
)
"""Words that set what stands before them against what stands after."""

JOINED = re.compile(
    r"^(?!,\s[\d.]+ ?%?\s(?:with|on)\b)(?:[\s(\d.,-]|mg|g\b|µg|ug|mcg|(?:milli|micro)grams?\b|mL|ml|cc\b|/|kg"
    r"|h\b|IU|U\b)*"
    r"(?:plus|\+|combined with|in combination with|together with|added to|co-?administered with|"
    r"with concomitant|along with|-|/|with)"
    r"[\s\d(.,%]*(?:mg |g |µg |IU |mL |cc )?(?:of )?[\d.]{0,5} ?%? ?$",
    re.IGNORECASE,
)
"""What stands between two drugs that are given together."""

CONTROLS = frozenset({"placebo", "usual care", "waiting list", "no treatment"})
"""Concepts that are controls by themselves."""

COMBINED = "/"
"""What the vocabulary's names of fixed combinations hold."""

_ALLOCATION = re.compile(
    r"\b(?:randomi[sz]\w*|randomly|at random|allocat\w*|assign\w*|cross-?over|crossed over|"
    r"double-blind\w*|either|divided into|"
    r"(?:two|three|four|2|3|4) (?:[\w-]+ ){0,2}(?:groups|arms)|group [A-D1-4I]\b|in random order)",
    re.IGNORECASE,
)
ADDED = re.compile(
    r"^[^.;:]{0,20}\b(?:plus|combined with|in combination with|together with|added to|"
    r"co-?administered with)\b[^.;:]{0,15}$|^ ?\+ ?$",
    re.IGNORECASE,
)
"""What stands between a drug and a control that are given together; other signs set them apart."""

TRIAL = re.compile(
    r"\b(?:randomi[sz]\w*|randomly|at random|allocated|cross-?over|placebo|sham|"
    r"controlled|double-blind\w*|versus|vs|groups|arms|control group|group (?:[A-D1-4]|I{1,3})|in random order"
    r"|(?:in|on|of) the [\w-]+ arm|"
    r"dose-(?:response|ranging|dependent\w*|finding)|compar\w+ (?:with|to|between|of))\b",
    re.IGNORECASE,
)
"""Words without which nothing is compared."""

_COMPARISON = re.compile(
    r"\b(?:compar\w+|versus|vs|superior\w*|inferior\w*|non-?inferior\w*|better|worse|more|less|fewer|lower|"
    r"higher|greater|"
    r"equivalent|as effective|similar|differ\w*)\b",
    re.IGNORECASE,
)
_CONTROLLED_AFTER = re.compile(r"^[- ]controlled\b", re.IGNORECASE)
_GROUP_AFTER = re.compile(
    r"^(?:[- ]?(?:\(\w{1,12}\)|\d+(?:\.\d+)?[ -]?(?:mg|g|µg|U|IU))){0,2}"
    r"(?:(?:,| and| or|,? and) (?:the )?[\w-]+)?(?: treatment|-treatment| therapy)?"
    r"(?:[ -](?:groups?|arms?|cohorts?|recipients|phase|period|limb)\b|[ -]treated\b)",
    re.IGNORECASE,
)

_NO_ARM_AFTER = re.compile(
    r"^[ -](?:run-?in|washout|wash-out|naive|na[iï]ve|refractory|resistant|overuse|lead-in|free|induced|sensitive|"
    r"responsive)\b",
    re.IGNORECASE,
)
_VALUE_AFTER = re.compile(r"(?: group)?[,:=] ?-?\d")
"""What makes the name of an arm the label of its value, whatever is denied before: "but not the others (A, 13.6 %"."""
_ENOUGH = 2.0
_CONTROL_MENTIONS = 2
_WEIGHT = {"allocation": 2.0, "group": 2.0, "contrast": 2.0, "comparison": 1.0, "controlled": 2.0}


def own_drugs(tagged: TaggedStudy, drugs: StudyDrugs, start: int, end: int) -> list[Mention]:
    """Mentions inside ``start:end`` of drugs that the study tests or compares with."""
    return [
        m
        for m in tagged.mentions_in(start, end, "DRUG")
        if m.concept in drugs.main
        and drugs.role(m) in ("studied", "comparator")
        and not m.hypothetical
        and not (m.negated and not _VALUE_AFTER.match(tagged.study.view.text, m.end))
        and not _NO_ARM_AFTER.match(tagged.study.view.text[m.end : m.end + 20])
    ]


def given_drugs(tagged: TaggedStudy, drugs: StudyDrugs, start: int, end: int) -> list[Mention]:
    """Mentions of the study's own drugs in order, a fixed combination of them once for each of its drugs."""
    whole = [
        replace(m, concept=part)
        for m in tagged.mentions_in(start, end, "DRUG")
        if COMBINED in m.concept and m.concept not in drugs.main and not (m.negated or m.hypothetical)
        for part in parts(m.concept)
        if set(parts(m.concept)) <= set(drugs.main)
    ]
    return sorted([*own_drugs(tagged, drugs, start, end), *whole], key=lambda m: m.start)


def compared_drugs(tagged: TaggedStudy, drugs: StudyDrugs) -> tuple[str, ...]:
    """Canonical names of the drugs and controls that arms were given, in order of appearance; empty without comparison.

    Evidence adds up over the text: a drug set against another in title or aim, named where people are allocated,
    named with ``group`` or ``arm``, or compared with another in the results. Drug classes are arms only where too few
    single drugs are.
    """
    score: dict[str, float] = defaultdict(float)
    kinds: dict[str, str] = {}
    combined = next((name for name in drugs.main if COMBINED in name), "")
    for sentence in (s for s in tagged.sentences if s.block.section not in ("background", "discussion")):
        found = own_drugs(tagged, drugs, sentence.start, sentence.end)
        for mention in found:
            kinds.setdefault(mention.concept, mention.kind)
        if combined and re.search(r"\bcombination\b", sentence.text) and _ALLOCATION.search(sentence.text):
            score[combined] += _WEIGHT["allocation"]
        for evidence, concept in _evidence(sentence, found):
            score[concept] += _WEIGHT[evidence]
            if evidence == "controlled" and drugs.lead:
                score[drugs.lead] += _WEIGHT[evidence]
    told = Counter(m.concept for m in own_drugs(tagged, drugs, 0, len(tagged.study.view.text)))
    for control in sorted(CONTROLS & set(drugs.main)):
        if told[control] >= _CONTROL_MENTIONS and drugs.lead:
            kinds.setdefault(control, "control")
            score[control] += _WEIGHT["controlled"]
            score[drugs.lead] += _WEIGHT["controlled"]
    single = [c for c in kinds if score[c] >= _ENOUGH and kinds[c] != "class"]
    compared = tuple(c for c in kinds if score[c] >= _ENOUGH and (c in single or len(single) < 2))
    return compared if len(compared) > 1 else ()


def _evidence(sentence: Sentence, found: Sequence[Mention]) -> Iterator[tuple[str, str]]:
    concepts = {m.concept for m in found}
    for mention in found:
        after = sentence.text[mention.end - sentence.start :]
        if _GROUP_AFTER.match(after):
            yield "group", mention.concept
        if _CONTROLLED_AFTER.match(after):
            yield "controlled", mention.concept
    if len(concepts) < 2:
        return
    if _ALLOCATION.search(sentence.text):
        yield from (("allocation", concept) for concept in sorted(concepts))
    own_words = sentence.block.section in ("title", "objective")
    compares = bool(_COMPARISON.search(sentence.text))
    for first, second in pairwise(found):
        gap = sentence.text[first.end - sentence.start : second.start - sentence.start]
        if first.concept == second.concept or JOINED.match(gap) or len(gap) > 120:
            continue
        if CONTRAST.search(gap) or compares:
            kind = "contrast" if own_words or re.search(r"\b(?:versus|vs)\b", gap) else "comparison"
            yield kind, first.concept
            yield kind, second.concept
