"""Harm that a report lays to a drug: what its title or aim blames ("X secondary to Y", "Y-induced X")."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from cephlit.facts.harms.disorder_names import bare_name, is_disorder, listed
from cephlit.facts.harms.names import name_of, singular
from cephlit.facts.harms.stretches import GENERAL
from cephlit.patterns import screened
from cephlit.tagging.tagged import Mention, Sentence, TaggedStudy

_STRONG = (
    r"secondary to|induced by|caused by|due to|attributed to|attributable to|associated with|precipitated by|"
    r"provoked by|triggered by|complicating|as a complication of|related to|elicited by|evoked by|resulting from"
)
_WEAK = (
    r"following|after|during|under|upon|from|in (?:an? |one |two |three )?(?:[\w-]+ ){0,3}?(?:patients?|man|"
    r"woman|men|women|boy|girl|child|adolescent|case) (?:taking|treated with|on|receiving|who (?:took|received)|"
    r"using|given)"
)
_BLAMES = re.compile(
    rf"\b(?:(?P<strong>{_STRONG})|(?P<weak>{_WEAK}))(?: (?!and\b|or\b)[\w-]+){{0,7}}? $", re.IGNORECASE
)
_WITH = re.compile(r"\b(?:with|on)(?: (?!and\b|or\b)[\w-]+){0,2} $", re.IGNORECASE)
_INDUCED = re.compile(
    r"^[ -](?:induced|related|associated|triggered|provoked|caused)\W+(?P<what>[^.:;]{3,90})", re.IGNORECASE
)
_CAUSES = re.compile(
    r"^[^.:;]{0,40}?\b(?:causes?|induces?|causing|inducing|triggers?|as (?:a|the) cause of)\W+(?P<what>[^.:;]{3,90})",
    re.IGNORECASE,
)
_NEXT = re.compile(r"^ (?P<what>[a-z][\w-]{3,30})(?=[ .,:;]|$)")
_REPORTS = screened(
    r"\b(?:report|describe|present|experienced|observed|encountered|saw)\w*\b[^.;]{0,40}\b(?:cases?|patients?|man|woman|"
    r"boy|girl|child)\b|\bto (?:report|describe)\b",
    re.IGNORECASE,
)
_WHOM = re.compile(
    r"^.*?\b(?:cases? of|who (?:developed|experienced|had|presented with|suffered(?: from)?)|with|"
    r"(?:report|describe|present)s?(?: on)?) (?=[^.;]*$)",
    re.IGNORECASE,
)
_BENEFIT = re.compile(
    r"\b(?:recover\w*|improve\w*|resol\w+|relie[fv]\w*|respon\w+|remission|treat\w+|therap\w+|manag\w+|control\w*|"
    r"prevent\w*|efficac\w+|effect\w*|use|outcome\w*|success\w*|fail\w+|trial|study|compar\w+|abort\w*|cessation|"
    r"experience|safety|tolerab\w+|quality|withdrawal|reversal|suppress\w+|prophyla\w+|cur(?:e|ed|ing)|terminat\w+|"
    r"abolish\w*|ended|stopped|benefi\w+|reduc\w+|eliminat\w+|disappear\w*|incidence|risk|prevalence|pattern\w*)\b",
    re.IGNORECASE,
)
_HEADACHE = re.compile(r"(?:thunderclap )?headaches?", re.IGNORECASE)
"""A headache that is no disorder of its own, which a drug can do as any other harm."""
_OF_KIND = re.compile(r"acute|toxic|[\w-]+(?:al|ic|ar|ary|oid|ous|ial|eal|ine|emic|aemic|ative)")
_SECONDARY = re.compile(r"ICHD-3:[68]\.")
_FEW = 5
_BY_DRUG = frozenset({"toxicity", "intoxication", "overdose", "poisoning", "withdrawal syndrome", "dependence"})
"""Harms that the drug which did them names."""

VAGUE = frozenset(
    {"pain", "loss", "reaction", "syndrome", "disease", "lesion", "lesions", "disorder", "death", "block"}
)


@dataclass(frozen=True, slots=True)
class Blame:
    """A harm that a report lays to a drug.

    Attributes
    ----------
    sentence, name, concept_id
        The sentence that blames, the harm's plain name and its identifier (or empty).
    drug
        The drug that did it.
    """

    sentence: Sentence
    name: str
    concept_id: str
    drug: str


def blamed(tagged: TaggedStudy, participants: int | None) -> list[Blame]:
    """The harms that the title, or a sentence that says what is reported, lays to a drug; empty if none is blamed."""
    titles = [s for s in tagged.sentences if s.block.section == "title"] or list(tagged.sentences[:1])
    reports = [s for s in tagged.sentences if s not in titles and _REPORTS.search(s.text)]
    for sentence in (*titles, *reports):
        for drug in tagged.mentions_in(sentence.start, sentence.end, "DRUG"):
            found = _laid_to(tagged, participants, sentence, drug, titled=sentence in titles)
            if found:
                return found
    return []


def _laid_to(
    tagged: TaggedStudy, participants: int | None, sentence: Sentence, drug: Mention, *, titled: bool
) -> list[Blame]:
    """What a sentence lays to one of its drugs; the weaker words only count in reports of single patients."""
    text = tagged.study.view.text
    few = participants is not None and participants <= _FEW
    after, before = text[drug.end : sentence.end], text[sentence.start : drug.start]
    if told := _INDUCED.match(after) or _CAUSES.match(after):
        if participants != 1 and _BENEFIT.search(before):
            return []
        return list(_harms(tagged, sentence, drug, (drug.end + told.start("what"), drug.end + told.end("what")), few))
    match = _BLAMES.search(before) or _WITH.search(before)
    if match is None or not (few or match.groupdict().get("strong")):
        adjoining = _NEXT.match(after) if participants == 1 and titled else None
        at = drug.end
        return list(_harms(tagged, sentence, drug, (at + 1, at + adjoining.end("what")))) if adjoining else []
    start = 0
    if not titled:
        whom = _WHOM.match(before[: match.start()])
        start = whom.end() if whom else 0
    start = max(start, before.rfind(": ", 0, match.start()) + 2 if ": " in before[: match.start()] else 0)
    what = before[start : match.start()]
    if _BENEFIT.search(what):
        return []
    strong = few and match.groupdict().get("strong") is not None
    return list(_harms(tagged, sentence, drug, (sentence.start + start, sentence.start + match.start()), strong))


def _harms(
    tagged: TaggedStudy, sentence: Sentence, drug: Mention, place: tuple[int, int], headaches: bool = False
) -> Iterator[Blame]:
    """The harms of a list that stands at a place; a plain headache is one where ``headaches`` says so."""
    start, end = place
    what = tagged.study.view.text[start:end]
    for at, words in listed(what):
        known = known_harm(tagged, start + at, start + at + len(words))
        name = bare_name(words)
        if known is not False and name.lower() in _BY_DRUG:
            name, known = f"{drug.text.lower()} {name.lower()}", None
        if known is False and headaches and _HEADACHE.fullmatch(name):
            yield Blame(sentence, name.lower().removesuffix("s"), "", drug.concept)
        if known is False or not name or name.lower() in VAGUE:
            continue
        if known is not None or is_disorder(name):
            yield Blame(sentence, full_name(tagged, name, known), known.concept_id if known else "", drug.concept)


def full_name(tagged: TaggedStudy, name: str, known: Mention | None) -> str:
    """Plain singular name of a harm: that of the event in it, with the words of kind in front ("cholestatic")."""
    if known is None:
        return singular(name.lower())
    words = name.lower()
    if known.tagger == "abbreviation":
        return known.concept
    if known.label != "EVENT" or not words.endswith(known.text.lower()):
        return singular(known.text.lower() if len(known.text) > len(name) else words)
    own = name_of(tagged, known)
    kinds = words[: -len(known.text)].split()
    if " " in known.text or own.startswith(tuple(kinds) or (" ",)):
        return own
    return " ".join([*(k for k in kinds if _OF_KIND.fullmatch(k)), own])


def known_harm(tagged: TaggedStudy, start: int, end: int) -> Mention | Literal[False] | None:
    """The event or disorder that the tagger knows in a stretch; False for the headache treated, None for nothing."""
    found = tagged.mentions_in(start, end, "EVENT", "CONDITION")
    for m in found:
        if m.label == "CONDITION" and m.kind == "headache" and not _SECONDARY.match(m.concept_id):
            return False
    named = [m for m in found if m.concept not in GENERAL and not m.negated]
    return named[0] if named else None
