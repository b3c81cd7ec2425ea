"""Where each drug of a study is mentioned, and what its place says of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from cephlit.facts.drugs.classes import PURPOSES
from cephlit.facts.drugs.sentence_cues import sentence_cue
from cephlit.facts.drugs.use_counts import counts_users
from cephlit.facts.regimens.accounts import tells_of_own
from cephlit.facts.regimens.cues import Cue, list_cue
from cephlit.facts.regimens.doses import given_doses
from cephlit.facts.regimens.lists import DrugList, drug_lists
from cephlit.facts.regimens.owners import owned_doses
from cephlit.facts.regimens.words import words
from cephlit.facts.roles import Role
from cephlit.patterns import screened
from cephlit.tagging.tagged import Mention, Sentence, TaggedStudy

_CARRIED = re.compile(
    r"\bin (?:[\d.,]+ ?-?(?:mL|L|litres?|liters?|cc) (?:of )?)?(?:[\d.%]+ ?|normal |isotonic |physiological ){0,2}$",
    re.IGNORECASE,
)
_CARRIERS = ("saline", "chloride", "dextrose", "glucose")
_DILUTED_REACH = 30
_WITHDRAWAL = "detoxification"
_OVERUSE = screened(
    r"\b(?:over-?us\w*|misus\w*|abus\w*|rebound|medication headache|drug-induced headache)\b", re.IGNORECASE
)
_QUALIFIED = re.compile(r"[ -](?:(?:oral|injectable|acute|preventive|prophylactic) )?", re.IGNORECASE)
_QUALIFIED_REACH = 60

CLAUSE = re.compile(r"[.;](?!\d)")
REACH = 70
"""Characters on either side of a list of drugs in which a verb belongs to it, and what parts them from others."""

_PASSIVE = re.compile(
    r"^(?:(?:[^.;]|\.\d){0,60}?\b(?:was|were|been|being) (?:\w+ly |also |then |first )?| ?(?:\w+ )?)$", re.IGNORECASE
)
_EXCEPT = re.compile(r"^ ?\(?(?:other than|except(?: for)?|apart from|excluding|but not) ", re.IGNORECASE)
"""What stands between drugs and one that is excepted from what is said of them."""

_PARTS = re.compile(r"\b(?:under|while|whilst|during|before|then|followed|plus)\b", re.IGNORECASE)
_MODAL = re.compile(r"\b(?:would|could|should|might|must)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DrugPlace:
    """A drug mention with all that its place says of it.

    Attributes
    ----------
    mention, sentence, role
        The mention, its sentence, and the sentence's role.
    own
        Whether the sentence tells of the study itself.
    cue
        What the words around its list say.
    listed
        The list that it stands in.
    dosed
        Whether a dose stands with it.
    counted
        Whether the people are counted who took it.
    """

    mention: Mention
    sentence: Sentence
    role: Role
    own: bool
    cue: Cue | None
    listed: DrugList
    dosed: bool
    counted: bool

    @property
    def titled(self) -> bool:
        """Whether it stands in the title."""
        return self.sentence.block.section == "title"

    @property
    def acts(self) -> bool:
        """Whether the words right behind its list tell of an effect."""
        return words("effect").match(self.listed.after.lstrip()) is not None

    @property
    def is_given_after(self) -> bool:
        """Whether the words right behind its list say that it was given ("was injected")."""
        after = CLAUSE.split(self.listed.after[:REACH])[0]
        return any(_PASSIVE.match(after[: verb.start()]) for verb in words("given_after").finditer(after))

    @property
    def told_away(self) -> bool:
        """Whether it cannot speak for the drug being the study's own."""
        m = self.mention
        planned = m.hypothetical and self.role != "aim" and words("assigns").search(self.sentence.text) is None
        away = m.negated or m.family or ((planned or m.historical) and not self.titled)
        away = away or (
            m.kind == "control" and self.role == "conclusion" and _MODAL.search(self.sentence.text) is not None
        )
        # Saline before a drug is given besides; what is called placebo stands for a drug, added to another or not.
        shared = "placebo" in m.text.lower() and self.cue is not None and self.cue.role in ("concomitant", "rescue")
        return away or not self.own or (self.cue is not None and self.cue.strong and not shared)


def drug_places(tagged: TaggedStudy, roles: Sequence[Role]) -> list[DrugPlace]:
    """All drug mentions of a study in order, but for fluids that only carry another drug.

    The withdrawal of a drug is a treatment only where it had been taken too much.
    """
    found = [p for s, r in zip(tagged.sentences, roles, strict=True) for p in _in_sentence(tagged, s, r)]
    if _OVERUSE.search(tagged.study.view.text):
        return found
    return [p for p in found if p.mention.concept != _WITHDRAWAL]


def _in_sentence(tagged: TaggedStudy, sentence: Sentence, role: Role) -> list[DrugPlace]:
    lists = drug_lists(tagged, sentence)
    if not lists:
        return []
    own = tells_of_own(tagged, sentence, role)
    dosed = {m.start for m, _ in owned_doses(tagged, sentence, given_doses(tagged, sentence))}
    return [
        DrugPlace(m, sentence, role, own, cue, listed, m.start in dosed, counted)
        for listed, ahead, behind in zip(lists, _ahead(lists), _behind(lists), strict=True)
        for cue in (sentence_cue(tagged, listed) or list_cue(listed, ahead, behind),)
        for counted in (counts_users(tagged, listed),)
        for m in listed.mentions
        if not is_diluent(sentence, m) and not _only_qualifies(tagged, m)
    ]


def _ahead(lists: Sequence[DrugList]) -> list[int | None]:
    """How far before each list what is said of others ends: another list that a word such as "under" parts from it."""
    gaps = ["", *(b.before[-(b.mentions[0].start - a.mentions[-1].end) :] for a, b in pairwise(lists))]
    return [
        0 if listed.treats else len(gap) if _PARTS.search(gap) else None
        for listed, gap in zip(lists, gaps, strict=True)
    ]


def _behind(lists: Sequence[DrugList]) -> list[int | None]:
    """How far behind each list the next one begins that is no exception from it ("triptans other than X")."""
    nexts: list[int | None] = []
    for at, listed in enumerate(lists):
        after = [b for a, b in pairwise(lists[at:]) if not _EXCEPT.match(a.after)]
        begins = after[0].mentions[0].start - listed.mentions[-1].end if after else None
        nexts.append(None if after and all(m.concept in PURPOSES for m in after[0].mentions) else begins)
    return nexts


def is_diluent(sentence: Sentence, drug: Mention) -> bool:
    """Whether a fluid only carries another drug ("900 mg in 100 mL normal saline")."""
    if not drug.text.lower().endswith(_CARRIERS):
        return False
    before = sentence.text[: drug.start - sentence.start]
    return (_CARRIED.search(before) or words("dilutes").search(before[-_DILUTED_REACH:])) is not None


def _only_qualifies(tagged: TaggedStudy, m: Mention) -> bool:
    """Whether a control says which drugs it is made of, so that these are the control ("usual-care oral triptans")."""
    if m.kind != "control":
        return False
    named = tagged.mentions_in(m.end, m.end + _QUALIFIED_REACH, "DRUG")
    gap = tagged.study.view.text[m.end : named[0].start] if named else "."
    return bool(named) and named[0].kind != "control" and _QUALIFIED.fullmatch(gap) is not None
