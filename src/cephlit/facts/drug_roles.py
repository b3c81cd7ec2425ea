"""What each drug mention is to its study: studied, comparator, concomitant, rescue, prior or background.

Two steps: the study's own drugs are found from where they stand (title, aim, allocation, results); then each mention
takes its drug's role, or, for other drugs, the one that the words around it give (tried before, rescue, given beside).
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from cephlit.facts.records import DrugRole
from cephlit.facts.results.eligible import tells_of_others
from cephlit.facts.roles import Role
from cephlit.tagging.tagged import Mention, Sentence, TaggedStudy
from cephlit.vocabulary.load import rows

_WEIGHT: dict[Role, float] = {"aim": 2.5, "methods": 1.0, "result": 1.0, "conclusion": 1.0, "background": 0.0}
_TITLE_WEIGHT = 6.0
_GIVEN_WEIGHT = 1.5
_MAIN = 5.0
"""A drug is one of the study's own from here: named in the title, or in the aim and as given and in the results."""

_CAP = 8
"""Sentences of body text that count for a drug, so that long papers do not make a drug the study's own by mere length."""

_GIVEN = re.compile(
    r"\b(?:randomi[sz]|assign|allocat|receiv|given|treat|administ|infus|inject|took|taking|prescrib|underw|dose)\w*",
    re.I,
)
_RECEIVED = re.compile(
    r"\b(?:receiv|given|gave|treat|administ|infus|inject|took|tak(?:e|en|ing)|prescrib|underw|us(?:e|ed|ing)\b|continu|supplement|"
    r"combin|add(?:ed|ition)|premedic|on\b|start|initiat|switch|requir|tri(?:ed|alled|aled)|with\b|medication|regimen)\w*",
    re.IGNORECASE,
)
_AGAINST = re.compile(r"\b(?:vs\.?|versus|compared|comparison|against|or|than)\b", re.IGNORECASE)
_CUE_REACH = 90


@dataclass(frozen=True)
class StudyDrugs:
    """The study's own drugs, and the role of each drug mention.

    Attributes
    ----------
    main
        Drug names, studied first, then comparators, each group in order of appearance.
    studied
        How many of ``main`` are studied.
    mention_roles
        Role by the mention's span.
    """

    main: tuple[str, ...]
    studied: int
    mention_roles: dict[tuple[int, int], DrugRole]

    def role(self, mention: Mention) -> DrugRole:
        """Role of a drug mention."""
        return self.mention_roles.get((mention.start, mention.end), "background")

    @property
    def lead(self) -> str:
        """The first studied drug, or empty."""
        return self.main[0] if self.studied else ""


def study_drugs(tagged: TaggedStudy, roles: Sequence[Role]) -> StudyDrugs:
    """Find the study's own drugs and give each drug mention its role."""
    studied, compared = _own(tagged, roles)
    own: dict[str, DrugRole] = {d: "studied" for d in studied} | {d: "comparator" for d in compared}
    mention_roles = {
        (mention.start, mention.end): own.get(mention.concept) or _other_role(tagged, sentence, role, mention)
        for sentence, role, mention in _mentions(tagged, roles)
    }
    return StudyDrugs((*studied, *compared), len(studied), mention_roles)


def _mentions(tagged: TaggedStudy, roles: Sequence[Role]) -> Iterator[tuple[Sentence, Role, Mention]]:
    for sentence, role in zip(tagged.sentences, roles, strict=True):
        for mention in tagged.mentions_in(sentence.start, sentence.end, "DRUG"):
            yield sentence, role, mention


def _own(tagged: TaggedStudy, roles: Sequence[Role]) -> tuple[list[str], list[str]]:
    """The study's own drugs: those studied, then those compared with, each in order of appearance."""
    score: dict[str, float] = defaultdict(float)
    seen: dict[str, int] = defaultdict(int)
    kinds: dict[str, str] = {}
    against: set[str] = set()
    for sentence, role, mention in _mentions(tagged, roles):
        title = sentence.block.section == "title"
        if (mention.hypothetical and not title) or mention.negated or _cued(sentence, mention) is not None:
            continue
        if role != "background" and tells_of_others(sentence.text):
            continue
        kinds.setdefault(mention.concept, mention.kind)
        seen[mention.concept] += 1
        if seen[mention.concept] <= _CAP:
            given = _GIVEN_WEIGHT if role != "background" and _GIVEN.search(sentence.text) else 0.0
            score[mention.concept] += _TITLE_WEIGHT if title else _WEIGHT[role] + given * (role != "conclusion")
        if _AGAINST.search(sentence.text[: mention.start - sentence.start]) and (title or role == "aim"):
            against.add(mention.concept)
    specific = [d for d, s in score.items() if s >= _MAIN and kinds[d] != "class"]
    own = specific or [d for d, s in score.items() if s >= _MAIN] or sorted(score, key=lambda d: -score[d])[:1]
    studied = [d for d in own if kinds[d] != "control" and d not in against]
    studied = studied or [d for d in own if kinds[d] != "control"][:1]
    return studied, [d for d in own if d not in studied]


def _other_role(tagged: TaggedStudy, sentence: Sentence, role: Role, mention: Mention) -> DrugRole:
    """Role of a drug that is not the study's own, from the words of its sentence."""
    case = sentence.block.section == "case"
    if mention.negated or mention.family or (role in ("background", "aim") and not case):
        return "background"
    if tells_of_others(sentence.text) or tagged.quantities_in(sentence.start, sentence.end, "citation"):
        return "background"
    cued = _cued(sentence, mention)
    if cued is not None:
        return cued
    if mention.historical:
        return "prior"
    if mention.hypothetical or role == "conclusion":
        return "background"
    return "concomitant" if _RECEIVED.search(sentence.text) or sentence.block.kind == "table" else "background"


@lru_cache(1)
def _cues() -> tuple[tuple[re.Pattern[str], DrugRole, str], ...]:
    """Cues of the vocabulary, one pattern for each role and side."""
    grouped: dict[tuple[DrugRole, str], list[str]] = defaultdict(list)
    for row in rows("drug_role_cues"):
        grouped[row["role"], row["side"]].append(re.escape(row["cue"]))  # type: ignore[index]
    return tuple(
        (re.compile(rf"\b(?:{'|'.join(sorted(cues, key=len, reverse=True))})\b", re.IGNORECASE), role, side)
        for (role, side), cues in sorted(grouped.items())
    )


def _cued(sentence: Sentence, mention: Mention) -> DrugRole | None:
    """Role that a cue in the mention's clause gives: the nearest cue before it, else one after it."""
    at, end = mention.start - sentence.start, mention.end - sentence.start
    before = re.split(r"[;.] ", sentence.text[max(0, at - _CUE_REACH) : at])[-1]
    after = re.split(r"[;.] ", sentence.text[end : end + _CUE_REACH])[0]
    found: list[tuple[int, DrugRole]] = []
    for pattern, role, side in _cues():
        if side == "before":
            found += [(len(before) - m.end(), role) for m in pattern.finditer(before)]
        else:
            found += [(m.start() + _CUE_REACH, role) for m in pattern.finditer(after)]
    return min(found, default=(0, None))[1]
