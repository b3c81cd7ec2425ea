"""How a study was done, and where."""

import re
from collections import defaultdict
from functools import cache, lru_cache
from typing import NamedTuple

from cephlit.facts.arms.evidence import CONTROLS
from cephlit.facts.monographs import is_monograph
from cephlit.facts.own_study import OTHER_STUDIES, OWN, WISH
from cephlit.facts.people.patients import numbered_patients
from cephlit.facts.people.sample import tells_one_person
from cephlit.facts.reading import Reading
from cephlit.patterns import Screened, screened_forms
from cephlit.tagging.tagged import Sentence
from cephlit.vocabulary.load import rows

_DESIGNS = (
    "review",
    "randomised_trial",
    "case_report",
    "case_series",
    "retrospective_review",
    "observational_study",
    "nonrandomised_trial",
)
"""Of designs with equal evidence the first counts."""

_TITLE = 2.5
"""How much more a word of the title says than one of the text."""

_SERIES = re.compile(
    r"\b(?:we|authors?|article|paper|herein,?)(?: \w+)? (?:present|describe|report)s? (?:on |the )?(?:[\w-]+ ){0,4}?"
    r"(?:cases|patients|women|men|children|males|females)\b|\b(?:report|series|description) of (?:[\w-]+ ){0,3}?"
    r"(?:cases|patients|women|men|children)\b|\bcases? (?:scenarios|summaries|descriptions|vignettes)\b",
    re.IGNORECASE,
)
_FEW = 10
"""Up to how many patients ``we report N patients`` tells of single cases."""

_RUN_IN_TITLE = re.compile(
    r"[^.:]{8,150}(?:: | - )(?:an? |the )?(?:[\w-]+,? ){0,4}"
    r"(?:review|overview|meta-analysis|update|guidelines?|statement)(?: [^.]{1,60})?\.",
    re.IGNORECASE,
)
"""First sentence that is the title of a review, on the line of its text."""

_CASE_WEIGHT = 12.0
_CLEAR = 6.0
"""Evidence of random order that makes one patient's story a trial in one patient, and an open trial a random one."""

_FEW_WEIGHT = 1.2
_CASES_WEIGHT = 2.0
"""Evidence of a series that a study gives which says that it reports so many cases."""
_CASES = re.compile(
    r"\b(?:we|authors?|article|paper|herein,?)(?: \w+)? (?:present|describe|report)(?:s|ed)? (?:on |the )?"
    r"(?:[\w-]+ ){0,3}?cases\b|\b(?:report|series|description) of (?:[\w-]+ ){0,3}?cases\b",
    re.IGNORECASE,
)
_CONTROL_ARM = 2.5
_NO_OWN_PATIENTS = 0.5
_PLAIN_TREATMENT = 1.0


class _Cue(NamedTuple):
    """A design that a phrase speaks for, how much, and whether randomised trials are called so too ("open-label")."""

    design: str
    weight: float
    randomised_too: bool


@cache
def _cues() -> tuple[Screened, dict[str, _Cue]]:
    cues = {
        row["phrase"]: _Cue(row["design"], float(row["weight"]), row["randomised_too"] == "yes")
        for row in rows("designs")
    }
    return _phrases(tuple(cues)), {_key(phrase): cue for phrase, cue in cues.items()}


@cache
def _settings() -> tuple[Screened, dict[str, str]]:
    named = {row["phrase"]: row["setting"] for row in rows("settings")}
    return _phrases(tuple(named)), {_key(phrase): place for phrase, place in named.items()}


def _phrases(phrases: tuple[str, ...]) -> Screened:
    """Pattern of phrases, a hyphen written as such, as a space or not at all."""
    by_length = sorted(phrases, key=len, reverse=True)
    forms = [re.escape(p).replace(r"\-", "[ -]?").replace(r"\ ", "[ -]") for p in by_length]
    return screened_forms(r"(?<![\w-])", forms, r"(?!\w)")


def _key(phrase: str) -> str:
    return re.sub(r"[ -]", "", phrase.lower())


@lru_cache(maxsize=1)  # every reader of a study asks
def design(reading: Reading) -> str:
    """Study design in the tables' words.

    Words for designs count where the study speaks of itself, most in its title; wishes for other studies and other
    people's studies do not. How many patients there are tells a case report from a case series, and this from a
    review of charts. A monograph is a review whatever studies it tells of.
    """
    if is_monograph(reading.tagged):
        return "review"
    score = _word_scores(reading)
    people = reading.participants
    cases = len(numbered_patients(reading.tagged))
    if people == 1 and score["randomised_trial"] < _CLEAR and tells_one_person(reading.tagged):
        score["case_report"] += _CASE_WEIGHT
    _weigh_series(reading, score, cases)
    if any(arm.drug in CONTROLS for arm in reading.groups.arms):
        score["randomised_trial"] += _CONTROL_ARM
    if people is None:
        score["review"] += _NO_OWN_PATIENTS
    if people != 1 and reading.drugs.lead and _tells_results(reading):
        score["nonrandomised_trial"] += _PLAIN_TREATMENT
    if people is not None and people > 1:
        score["case_series"] += score.pop("case_report", 0.0)
    elif people == 1:
        score["case_report"] += score.pop("case_series", 0.0)
    best = max(_DESIGNS, key=lambda name: (score[name], -_DESIGNS.index(name)))
    return best if score[best] > 0 else "other"


def _weigh_series(reading: Reading, score: dict[str, float], cases: int) -> None:
    """Add what the numbers of people and of cases told one by one say for a series of cases."""
    people = reading.participants
    few = people is not None and 1 < people <= _FEW
    if cases > 1 or (few and _tells_series(reading)):
        score["case_series"] += _CASE_WEIGHT
    elif people is not None and people > 1 and _tells_cases(reading):
        score["case_series"] += _CASES_WEIGHT
    elif few and not reading.groups.arms:
        score["case_series"] += _FEW_WEIGHT + score.pop("retrospective_review", 0.0)


def _word_scores(reading: Reading) -> dict[str, float]:
    """Evidence for each design: each phrase once, where it counts most."""
    pattern, cues = _cues()
    best: dict[str, float] = {}
    for at, (sentence, role) in enumerate(reading.sentences()):
        in_title = sentence.block.section == "title" or (at == 0 and _RUN_IN_TITLE.fullmatch(sentence.text) is not None)
        own = role != "background" or OWN.search(sentence.text)
        if not in_title and (not own or WISH.search(sentence.text) or OTHER_STUDIES.search(sentence.text)):
            continue
        if sentence.block.section == "discussion" or sentence.block.kind in ("table", "caption"):
            continue
        for match in pattern.finditer(sentence.text):
            phrase = _key(match.group())
            best[phrase] = max(best.get(phrase, 0.0), cues[phrase].weight * (_TITLE if in_title else 1.0))
    score: dict[str, float] = defaultdict(float)
    randomised = any(cues[p].design == "randomised_trial" and cues[p].weight >= _CLEAR for p in best)
    for phrase, weight in best.items():
        if not (randomised and cues[phrase].randomised_too):
            score[cues[phrase].design] += weight
    return score


def _tells_results(reading: Reading) -> bool:
    """Whether a sentence tells what happened to people of the study."""
    return any(
        role != "background"
        and sentence.block.section != "discussion"
        and reading.tagged.mentions_in(sentence.start, sentence.end, "POPULATION")
        for sentence, role in reading.sentences()
    )


def _tells_series(reading: Reading) -> bool:
    """Whether the study says of itself that it reports patients one by one."""
    return any(
        _SERIES.search(sentence.text) and (role != "background" or OWN.search(sentence.text))
        for sentence, role in reading.sentences()
    )


def _tells_cases(reading: Reading) -> bool:
    """Whether the study says of itself that it reports cases, however many."""
    return any(
        _CASES.search(sentence.text) and (role != "background" or OWN.search(sentence.text))
        for sentence, role in reading.sentences()
    )


def setting(reading: Reading) -> str:
    """Where the participants were treated, in plain words kept apart by ``; ``, or empty."""
    pattern, named = _settings()
    found: dict[str, None] = {}
    for sentence, role in reading.sentences():
        if _is_own_place(sentence, role):
            found |= {named[_key(m.group())]: None for m in pattern.finditer(sentence.text)}
    return "; ".join(found)


def _is_own_place(sentence: Sentence, role: str) -> bool:
    own = role in ("aim", "methods") or sentence.block.section in ("title", "methods", "case")
    return own and not WISH.search(sentence.text) and not OTHER_STUDIES.search(sentence.text)
