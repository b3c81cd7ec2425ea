"""What came up in the patients of a report that blames a drug: how they presented, what they developed."""

import re
from collections.abc import Iterator

from cephlit.facts.harms.claims import is_trait
from cephlit.facts.harms.disorder_names import bare_name, is_disorder, listed
from cephlit.facts.harms.names import name_of
from cephlit.facts.harms.titles import VAGUE, Blame, full_name, known_harm
from cephlit.facts.reading import Reading
from cephlit.facts.results.eligible import tells_of_others
from cephlit.facts.stories import is_general, story_roles
from cephlit.tagging.tagged import Sentence

_CAME_UP = re.compile(
    r"\b(?:develop(?:ed|ing)|experienc(?:ed|ing)|complain(?:ed|ing) of|present(?:ed|ing) (?:\w+ )?with|"
    r"suffered(?: from)?|sustained|noticed|felt|became|"
    r"(?:admitted|referred|hospitali[sz]ed|brought|seen|came|presented)\b[^.;,]{0,50}?\b(?:with|for|because of|due to|"
    r"complaining of)|had (?:an? )?(?:acute|sudden|new)|also had|had also|led to|"
    r"resulted in|(?<!be )caused(?! by)|provoked(?! by)|"
    r"(?:show|reveal|disclos|demonstrat|confirm)ed|indicative of|consistent with|suggestive of|"
    r"was (?:diagnosed (?:with|as)|found to have)|diagnosis of|diagnosed as|manifested(?: as| with)?)\s",
    re.IGNORECASE,
)
_SOON_HAD = re.compile(
    r"\b(?:within|after|soon|shortly|immediately|minutes?|hours?|days?|then|later)\b[^.;]{0,60}?"
    r"\b(?:he|she|the patient|this patient) (?:then )?had (?!been\b|not\b|no\b|to\b|a history\b)",
    re.IGNORECASE,
)
"""What a patient had some time after the drug: "within ten minutes she had"."""
_ENDS = re.compile(
    r"[.;:(\d]|\b(?:after|following|during|while|when|which|who|despite|and (?:was|were|had|she|he|the patient)|that|"
    r"until|requiring|treated|since|within|before|but|although|because|for (?:which|whom)|one|two|three|four|five|six|"
    r"seven|eight|nine|ten|eleven|several|some) ?\b|,? (?:he|she|it|they|there) ",
    re.IGNORECASE,
)
_ARISES = re.compile(
    r"^(?:(?!\b(?:who|which)\b)[^.;,:]){0,40}?"
    r"\b(?:occurred|developed|appeared|recurred|arose|was (?:diagnosed|noted|noticed|found|suspected)|"
    r"were (?:noted|noticed|found)|ensued|followed)\b",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"\b(?:history of|previous|known|earlier|prior|no|without|not|denied|ago|years earlier)\W?$", re.I)
_FEW = 3
"""Up to how many patients a report that blames a drug tells what each one had."""

_WIDE = 160
"""Characters in which the list of what came up ends."""


def story_harms(reading: Reading) -> list[Blame]:
    """Harms of a report that blames a drug: those blamed and those with which its patients presented."""
    if not reading.blamed:
        return []
    found = list(reading.blamed)
    if reading.participants is not None and reading.participants <= _FEW:
        for sentence, role in zip(reading.tagged.sentences, story_roles(reading), strict=True):
            if role == "result" and not (tells_of_others(sentence.text) or is_general(sentence.text)):
                found += _in_sentence(reading, sentence, reading.blamed[0])
    return found


def _in_sentence(reading: Reading, sentence: Sentence, blame: Blame) -> Iterator[Blame]:
    for match in (*_CAME_UP.finditer(sentence.text), *_SOON_HAD.finditer(sentence.text)):
        rest = sentence.text[match.end() : match.end() + _WIDE]
        end = _ENDS.search(rest)
        what = rest[: end.start()] if end else rest
        for at, words in listed(what):
            start = sentence.start + match.end() + at
            known = known_harm(reading.tagged, start, start + len(words))
            name = bare_name(words).lower()
            if known is False or not name or name in VAGUE or _BEFORE.search(words):
                continue
            if known is not None and not known.historical:
                yield Blame(sentence, full_name(reading.tagged, name, known), known.concept_id, blame.drug)
            elif known is None and is_disorder(name):
                yield Blame(sentence, full_name(reading.tagged, name, None), "", blame.drug)
    for m in reading.tagged.mentions_in(sentence.start, sentence.end, "EVENT"):
        after = sentence.text[m.end - sentence.start :]
        before = sentence.text[: m.start - sentence.start]
        arises = _ARISES.match(after) is not None and not (_BEFORE.search(before) or is_trait(before))
        if arises and not (m.negated or m.historical) and known_harm(reading.tagged, m.start, m.end) is not False:
            yield Blame(sentence, name_of(reading.tagged, m), m.concept_id, blame.drug)
