"""What each drug mention is to its study: studied, comparator, concomitant, rescue, prior or background.

A mention of one of the study's own drugs takes that drug's role; any other the one that the words around it give (tried
before, rescue, given beside).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cephlit.facts.drugs.classes import PURPOSES, is_injection, is_of_class
from cephlit.facts.drugs.own import own_drugs, parts
from cephlit.facts.drugs.places import CLAUSE, REACH, DrugPlace, drug_places
from cephlit.facts.records import DrugRole
from cephlit.facts.regimens.words import words
from cephlit.facts.roles import Role
from cephlit.tagging.tagged import Mention, TaggedStudy

_HEADS = re.compile(
    r"^(?: \w+){0,2}(?::| ?\(|,? (?:"
    r"(?:were|was)(?! (?:not |also |\w+ly )?(?:\w+ed|taken|given|kept|begun|unchanged)\b)|"
    r"included?|including|such as|namely|mostly|consisted)\b)"
)
_FAILED_TO = re.compile(
    r"\b(?:respond\w*|relie\w+|benefi\w+|help\w*|improv\w+|success\w*|tolerat\w+|effect\w*)(?: \w+){0,2} "
    r"(?:to|from|with|by|of)\b[^.;:]{0,30}$|\btolerat(?:e|ed|ing) (?:[\w-]+ ){0,4}\(?$",
    re.IGNORECASE,
)
"""What a drug that is said to have had no effect stands behind ("none had responded to")."""

_NEITHER = re.compile(r"\bneither\b[^.;]{0,120}$", re.IGNORECASE)
_HELPS = re.compile(
    r"\b(?:help\w*|work\w*|made|had (?:any|an|been|brought|given|the)|brought|gave|reliev\w+|relief|improv\w+|"
    r"control\w*|prevent\w*|effect\w*|benefi\w+|respon\w+|success\w*|reduc\w+|abort\w+|stopped)\b",
    re.IGNORECASE,
)
_HELPED = re.compile(
    r"^[^.;:]{0,40}\b(?:made any (?:real )?difference|help(?:ed|ful)|worked|relieved|improved|effective|tolerated|"
    r"benefi\w+|of (?:any |much )?(?:help|use|avail)|any (?:\w+ )?(?:effect|relief|benefit)|brought|provided|gave)\b",
    re.IGNORECASE,
)
"""What stands behind drugs that are said to have had no effect ("neither A nor B made any difference")."""

_AS = re.compile(r"\bas an?(?: [\w-]+)? $", re.IGNORECASE)
_EFFECT_OF = re.compile(r"[- ](?:effects?|benefits?|efficacy|activity|properties|actions?|potency)\b", re.IGNORECASE)
_NUMBER_OF = re.compile(r"\b(?:number|numbers|count|days?|use|intake|doses) (?:of|with) (?:\w+ ){0,3}$", re.IGNORECASE)


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


def study_drugs(tagged: TaggedStudy, roles: Sequence[Role], culprits: Sequence[str] = ()) -> StudyDrugs:
    """Find the study's own drugs and give each drug mention its role.

    Parameters
    ----------
    tagged, roles
        The study and the roles of its sentences.
    culprits
        Drugs that a report blames for a harm: they are what it studies, and whatever else was given is none of it.
    """
    places = drug_places(tagged, roles)
    studied, compared = (list(culprits), []) if culprits else own_drugs(places)
    own: dict[str, DrugRole] = dict.fromkeys(_salts(studied, places), "studied")
    own |= dict.fromkeys(_salts(compared, places), "comparator")
    mention_roles = {
        (p.mention.start, p.mention.end): own.get(p.mention.concept) or _other_role(p, studied, compared)
        for p in places
    }
    return StudyDrugs((*studied, *compared), len(studied), mention_roles)


def _salts(own: Sequence[str], places: Sequence[DrugPlace]) -> list[str]:
    """Some drugs with what the study also calls them: a salt or its base ("magnesium", "magnesium sulfate")."""
    named = {p.mention.concept for p in places}
    return [n for n in sorted(named) if any(n == d or n.startswith(f"{d} ") or d.startswith(f"{n} ") for d in own)]


def _other_role(p: DrugPlace, studied: Sequence[str], compared: Sequence[str]) -> DrugRole:
    """Role of a drug that is not the study's own, from the words of its sentence."""
    cued = p.cue.role if p.cue is not None else None
    if p.own and p.mention.negated and _is_without_effect(p):
        return "prior"
    if (
        not p.own
        or p.titled
        or p.mention.negated
        or p.mention.family
        or _names_no_treatment(p, cued, studied, compared)
    ):
        return "background"
    if p.mention.kind == "control":
        return "concomitant" if cued == "concomitant" else "background"
    if cued is not None:
        return "background" if cued == "prior" and words("defines").search(p.sentence.text) else cued
    if p.mention.historical:
        return "prior"
    given = _is_given(p) or p.sentence.block.kind == "table"
    return "concomitant" if given and not p.mention.hypothetical else "background"


def _is_of_neither(p: DrugPlace) -> bool:
    """Whether a drug is one of two that both did not help: "neither A nor B had made any difference"."""
    at = p.mention.start - p.sentence.start
    return _NEITHER.search(p.sentence.text[:at]) is not None and _HELPS.search(p.sentence.text[at:]) is not None


def _is_without_effect(p: DrugPlace) -> bool:
    """Whether what is denied of a drug is its effect: it was tried, then ("neither A nor B helped")."""
    in_vain = _FAILED_TO.search(p.listed.before[-REACH:]) or _HELPED.match(p.listed.after[:REACH])
    return in_vain is not None or _is_of_neither(p)


def _names_no_treatment(p: DrugPlace, cued: DrugRole | None, studied: Sequence[str], compared: Sequence[str]) -> bool:
    """Whether a mention only names a purpose, or what the study's drugs are ("both triptans", "the combination")."""
    if p.mention.concept in PURPOSES:
        told = p.role != "conclusion" and not p.mention.hypothetical
        return not told or cued not in ("prior", "concomitant") or _is_purpose(p)
    if p.mention.concept.endswith("needle") or _speaks_of_one_named(p):
        return True
    if "/" in p.mention.concept and set(parts(p.mention.concept)) <= set(studied):
        return True
    beside_own = any(m.concept in studied for m in p.listed.mentions)
    if _stands_for_own(p.mention, studied) and (cued in (None, "concomitant") or beside_own):
        return True
    return p.mention.kind == "class" and cued is None and _stands_for_own(p.mention, compared)


def _speaks_of_one_named(p: DrugPlace) -> bool:
    """Whether a class stands for a named drug ("the diuretic was stopped", "as an analgesic") or for an effect."""
    singular = p.mention.kind == "class" and not p.mention.text.endswith("s")
    told = p.listed.before.lower().endswith(("the ", "this ", "that ")) or _AS.search(p.listed.before) is not None
    return singular and ((not p.counted and told) or _EFFECT_OF.match(p.listed.after) is not None)


def _is_purpose(p: DrugPlace) -> bool:
    """Whether a generic class labels a table, heads a list of drugs or is only counted, rather than being taken."""
    heads = _HEADS.match(p.sentence.text[p.mention.end - p.sentence.start :]) is not None
    return p.sentence.block.kind == "table" or heads or _NUMBER_OF.search(p.listed.before) is not None


def _stands_for_own(mention: Mention, studied: Sequence[str]) -> bool:
    """Whether a class holds a studied drug, or a procedure is the injecting of one."""
    if mention.kind == "procedure" and is_injection(mention.concept):
        return any(not is_injection(drug) for drug in studied)
    return any(is_of_class(drug, mention.concept) for drug in studied)


def _is_given(p: DrugPlace) -> bool:
    """Whether the words around a drug say that somebody got it."""
    before = CLAUSE.split(p.listed.before[-REACH:])[-1]
    return p.dosed or p.counted or p.is_given_after or p.acts or words("given_before").search(before) is not None
