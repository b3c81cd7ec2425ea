"""What each drug mention is to its study: studied, comparator, concomitant, rescue, prior or background.

Two steps: the study's main drugs are found from where they stand (title, aim, allocation, results); then each mention
takes the main role, unless the words around it say otherwise (tried before, rescue, cited study, plan).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from cephlit.facts.records import DrugRole
from cephlit.facts.roles import Role
from cephlit.tagging.tagged import Mention, Sentence, TaggedStudy

_WEIGHT: dict[Role, float] = {"aim": 3.0, "methods": 1.0, "result": 1.0, "conclusion": 1.0, "background": 0.0}
_TITLE_WEIGHT = 5.0
_MAIN = 4.0
"""A drug is one of the study's own from here: named in the title, or in the aim and once more."""


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
    score: dict[str, float] = defaultdict(float)
    control: set[str] = set()
    for sentence, role in zip(tagged.sentences, roles, strict=True):
        for mention in _drugs(tagged, sentence):
            score[mention.concept] += _TITLE_WEIGHT if sentence.block.section == "title" else _WEIGHT[role]
            if mention.kind == "control":
                control.add(mention.concept)
    own = [d for d, s in score.items() if s >= _MAIN] or sorted(score, key=lambda d: -score[d])[:1]
    studied = [d for d in own if d not in control]
    main = (*studied, *(d for d in own if d in control))
    mention_roles: dict[tuple[int, int], DrugRole] = {}
    for sentence, role in zip(tagged.sentences, roles, strict=True):
        for mention in _drugs(tagged, sentence):
            mention_roles[mention.start, mention.end] = _role(mention, role, main, control)
    return StudyDrugs(main, len(studied), mention_roles)


def _drugs(tagged: TaggedStudy, sentence: Sentence) -> list[Mention]:
    return tagged.mentions_in(sentence.start, sentence.end, "DRUG")


def _role(mention: Mention, role: Role, main: tuple[str, ...], control: set[str]) -> DrugRole:
    if mention.concept in main:
        return "comparator" if mention.concept in control else "studied"
    if mention.historical:
        return "prior"
    return "background" if role == "background" or mention.hypothetical else "concomitant"
