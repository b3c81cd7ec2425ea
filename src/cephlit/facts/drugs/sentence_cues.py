"""Words of a whole sentence that give a list of drugs a role, whatever stands right beside the list."""

import re

from cephlit.facts.regimens.cues import Cue
from cephlit.facts.regimens.lists import DrugList
from cephlit.facts.regimens.words import words
from cephlit.tagging.tagged import TaggedStudy

_INDUCED = re.compile(r"^[- ]induced\b", re.IGNORECASE)
TREATED_FOR = re.compile(r"^(?: [\w./-]{1,15}){0,4} for (?:[\w-]{1,20} ){0,2}$", re.IGNORECASE)
_AGAINST = re.compile(
    r"\b(?:prevent\w*|prophyla\w+|treat\w*|manag\w+|reliev\w+|relief|reduc\w+|against|for)\b", re.IGNORECASE
)
"""What stands before a harm that something is given against ("prevention of X-induced vomiting")."""

_BESIDES = Cue("concomitant", True)
_BEFOREHAND = Cue("prior", True)
_LEFT = Cue("prior", False)
_AFTERWARDS = re.compile(
    r"\b(?:after|following|despite)(?: (?:failed|previous|earlier|complete|partial))? $", re.IGNORECASE
)
_TAKING = re.compile(r"\b(?:on|taking|receiving|treated with)(?: \w+)? $", re.IGNORECASE)
"""What stands in a title between its drug and what the people take besides ("X in a patient on Y")."""

_UNDER = re.compile(r"\bunder (?:\w+ )?$", re.IGNORECASE)
_ANAESTHESIA = re.compile(r"^[ -](?:\w+ )?(?:ana?esthesia|sedation|analgesia)\b", re.IGNORECASE)
"""Between what stands the drug under which something else was done ("under sevoflurane anaesthesia")."""

_PREFERRED = re.compile(r"\bprefer\w*\b[^.;]{0,60}\b(?:to|over) $", re.IGNORECASE)
_OVERUSED = re.compile(r"\b(?:overused|misused|abused|offending)(?: [\w-]+){0,2} ?[(:][^().;]{0,150}$", re.IGNORECASE)
"""What stands before the drugs of a bracket that names what was taken too much."""

_NONE_HELPED = re.compile(
    r"^(?: [\d.,–-]{1,9} ?[\w/]{1,8})?[,;]? (?:but |and |all )?(?:none|neither)(?: of (?:which|these|them))?"
    r"(?: (?:was|were|had been|had|of|any|very|ever)){0,3} "
    r"(?:help\w*|work\w*|reliev\w*|effect\w*|benefi\w*|useful|respon\w*|improv\w*|control\w*|prevent\w*|brought|gave|provided|made)\b",
    re.IGNORECASE,
)
"""What stands behind drugs that were taken in vain ("A and B, none of which helped")."""

_PREVENTION = "preventive medications"
_BESIDE_PREVENTION = re.compile(
    r"\b(?:add(?:ed)?[ -]?on(?: to)?|in addition to|(?:on )?top of|adjunct\w*(?: \w+)? to|presence of|"
    r"with ?(?:/| or | and ) ?without|(?:remained|continued|kept|maintained|stayed) on|"
    r"(?:patients|participants|subjects|\d{1,4}|half|most|many|some|%\)?) (?:were |was )?(?:also )?"
    r"(?:on|took|used|taking|using|received|continued))"
    r"(?: (?:a|an|any|their|other|another|one|stable|usual|daily|concurrent|at|least)){0,4} $",
    re.IGNORECASE,
)
"""What stands before prevention that people had besides what was studied."""

_RESCUE_NAME = "rescue medication"
_RESCUE = Cue("rescue", True)
_FOR_SOME = Cue("rescue", False)
_REPLACED = re.compile(
    r"^(?:(?!\bdos)[^.;]|\.\d){0,130}?\b(?:was|were|been) (?:\w+ )?(?:replaced|substituted|exchanged|switched to)\b",
    re.IGNORECASE,
)
"""What stands behind a drug that had to make room for another one ("caused sedation and was replaced by")."""

_STILL = re.compile(
    r"\b(?:who|if|when|those|whose)\b[^.;]{0,50}\b(?:still|persist\w*|continued to have|remained in pain|"
    r"(?:no|without|insufficient|inadequate|incomplete) (?:\w+ ){0,2}(?:relief|improvement|response))\b[^.;]{0,50}"
    r"\b(?:received|given|treated with|took|offered|administered)\b(?: [\w-]+){0,2} $",
    re.IGNORECASE,
)
"""What stands before a drug for those whom the study's own had not helped ("who still had pain at 2 h were given")."""


def sentence_cue(tagged: TaggedStudy, listed: DrugList) -> Cue | None:
    """A cue of the sentence: drugs that provoked the headache, treat something else, or were taken before the study."""
    titled = listed.sentence.block.section == "title"
    if _INDUCED.match(listed.after):
        return None if titled and _stands_alone(tagged, listed) else _BESIDES
    behind = titled and bool(tagged.mentions_in(listed.sentence.start, listed.mentions[0].start, "DRUG"))
    if words("beforehand").search(listed.before) or (behind and _AFTERWARDS.search(listed.before)):
        return _BEFOREHAND
    under = _UNDER.search(listed.before) and _ANAESTHESIA.match(listed.after)
    if under or (behind and _TAKING.search(listed.before)):
        return _BESIDES
    beside = _treats_another(tagged, listed) or _is_prevention_besides(listed)
    return _cue_of_course(tagged, listed) or (_BESIDES if beside else None)


def _cue_of_course(tagged: TaggedStudy, listed: DrugList) -> Cue | None:
    """What became of drugs in the course of the study: given as rescue, replaced, or left for others."""
    if _OVERUSED.search(listed.before) or _NONE_HELPED.match(listed.after):
        return _BEFOREHAND
    if _heads_rescue(listed):
        return _RESCUE
    if _STILL.search(listed.before):
        return _FOR_SOME
    return _LEFT if _PREFERRED.search(listed.before) or _is_replaced(tagged, listed) else None


def _is_prevention_besides(listed: DrugList) -> bool:
    """Whether a list is preventive medication as such, which people are said to have taken besides."""
    named = all(m.concept == _PREVENTION for m in listed.mentions)
    return named and _BESIDE_PREVENTION.search(listed.before) is not None


def _heads_rescue(listed: DrugList) -> bool:
    """Whether a list opens with the name of what its drugs are for ("rescue medication such as A or B")."""
    return len(listed.mentions) > 1 and listed.mentions[0].concept == _RESCUE_NAME


def _is_replaced(tagged: TaggedStudy, listed: DrugList) -> bool:
    """Whether drugs are said to have been replaced by those that the sentence names next."""
    gone = _REPLACED.match(listed.after)
    end = listed.mentions[-1].end
    return gone is not None and not tagged.mentions_in(end, end + gone.end(), "DRUG")


def _stands_alone(tagged: TaggedStudy, listed: DrugList) -> bool:
    """Whether a sentence names no drugs but those of a list: a title on what these did ("harm induced by X")."""
    if _AGAINST.search(listed.before):
        return False
    listed_drugs = {m.concept for m in listed.mentions}
    named = tagged.mentions_in(listed.sentence.start, listed.sentence.end, "DRUG")
    return all(m.concept in listed_drugs or m.kind in ("class", "procedure") for m in named)


def _treats_another(tagged: TaggedStudy, listed: DrugList) -> bool:
    """Whether drugs are said to treat something else than a headache."""
    text, start, end = tagged.study.view.text, listed.mentions[0].start, listed.mentions[-1].end
    sentence = listed.sentence
    for condition in tagged.mentions_in(sentence.start, sentence.end, "CONDITION"):
        if condition.kind != "other":
            continue
        between = text[end : condition.start] if not tagged.mentions_in(end, condition.start, "DRUG") else ""
        if condition.start >= end and TREATED_FOR.match(between):
            return True
        if condition.end <= start and words("treats").fullmatch(text[condition.end : start].strip(" ,(")):
            return True
    return False
