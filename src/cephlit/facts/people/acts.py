"""What a sentence says was done with the people whom a number counts: enrolled, randomised, treated, analysed."""

import re
from functools import cache

from cephlit.tagging.quantities.numbers import DIGITS, WORDS
from cephlit.tagging.tagged import Sentence, TaggedStudy
from cephlit.vocabulary.load import rows

_HAD = re.compile(r"[^.;,]{0,80}?\bhad (?=[a-z\d])", re.IGNORECASE)
_HAD_REACH = 40
_AMOUNT = re.compile(
    r"(?:(?:an?|the|one|two|three|single|daily|intravenous|oral|intranasal|subcutaneous|nasal|low-dose|high-dose|high-flow|"
    r"repeated|bilateral|unilateral|(?:injections?|infusions?) of|\d[\d.,-]{0,7} ?[a-zA-Zµ%/]{0,8}(?: of)?) ){0,5}",
    re.IGNORECASE,
)
"""What stands between "had" and the treatment that people had."""

_OF_DRUG = re.compile(r"-| (?:overuse|failure|withdrawal|levels?|use|allergy|dependence|headache|toxicity)\b")
_PROCEDURE = re.compile(
    r"(?:an? |one |two |three |repeated )(?:[\w-]+ ){0,3}(?:blocks?|injections?|infusions?|implantations?|course) "
    r"(?:with|of|for|in)\b",
    re.IGNORECASE,
)
_DEED = re.compile(
    r"met|received|took|underwent(?: randomi[sz]ation)?|completed|participated|entered|joined|consented|agreed|treated|"
    r"answered|replied|returned|sent (?:it )?back|used",
    re.IGNORECASE,
)
_OF_STUDIES = re.compile(
    r"(?:,? [\w-]+){0,4},? (?:trials|studies|reports|centres|centers|arms|groups)\b", re.IGNORECASE
)
_ANSWERED_BY = re.compile(r"\b(?:completed|answered|returned|filled in|filled out|undertaken) by $", re.IGNORECASE)
_COUNTED_BY = re.compile(
    r"\b(?:visits?|attendances?|encounters?|admissions?|presentations?|attacks?|headaches?|episodes?|infusions?|"
    r"treatments?|blocks?) (?:by|of|in|from|made by|among) $",
    re.IGNORECASE,
)
"""What is counted besides the people who had it ("124 visits by 111 children")."""

_PLANNED_SIZE = re.compile(
    r"\b(?:planned|target|targeted|intended|required|calculated|estimated)(?: [\w-]+){1,3} (?:of|was|to be|at|=) ?$|"
    r"\b(?:planned|intended|aimed|hoped|scheduled) to (?:recruit|enrol|enroll|include|randomi[sz]e|study|treat)"
    r" (?:(?:about|at least|a total of|up to|between) )?$|"
    r"\b(?:sample[ -]size|power) (?:calculation|analysis|estimat\w+)s?\b[^;]{0,90}$|"
    r"\bthe need for (?:(?:about|at least|a total of) )?$",
    re.IGNORECASE,
)
"""Words for a number of people that was only aimed at ("the planned sample size of 162")."""

BRACKETS = re.compile(r" ?\([^()]{0,120}\)")
"""What stands in brackets, which tells no act."""

_AGE_RANGE = re.compile(
    r",? (?:between (?:the )?(?:ages (?:of )?)?|aged (?:from |between )?|ages |from )?\d{1,2} (?:and|to) \d{1,2}"
    r"(?: (?:years?|months?|y|yrs)\b(?: of age| old)?)",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(
    rf"[;:]|, (?:and|but|while|whereas)\b|\. |(?:,| and| of whom|^) (?:{DIGITS}|{WORDS})(?![\w-])", re.IGNORECASE
)
_TOUCHING = re.compile(
    r"\W*(?:\([^)]{0,80}\)\W*)?(?:(?:were|was|have been|had been|has been|\w+ly) ){0,3}", re.IGNORECASE
)

_ACTS = ("planned", "randomised", "treated", "reported", "enrolled", "analysed", "screened")
"""Acts by how much they say: where one stands before the people and another after, the first of these counts."""


@cache
def _acts() -> tuple[re.Pattern[str], dict[str, str]]:
    acts = {row["word"]: row["act"] for row in rows("study_acts")}
    words = "|".join(sorted(acts.keys() - {"present"}, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:(?<!was )(?<!were )present|{words})(?![\w-])", re.IGNORECASE), acts


@cache
def _ellipsis() -> re.Pattern[str]:
    """Pattern of what may stand between a number and its verb where no word for people does."""
    things = "|".join(row["word"] for row in rows("counted_things"))
    word = rf" (?!(?:{things})s?\b|(?:of|and|or|to|in|with|for|were|was)\b)[A-Za-z-]{{3,20}}"
    return re.compile(
        rf"(?: ?\([^)]{{1,40}}\))?(?:{word}){{0,3}}?(?: ?\([^)]{{1,60}}\))? "
        r"(?P<passive>(?:were|was|have been|had been) )?(?:\w+ly )?"
    )


def had_treatment(tagged: TaggedStudy, sentence: Sentence, at: int) -> bool:
    """Whether people had a treatment, as from an offset on is told: "had lidocaine 1 mg/min", "had a block with"."""
    text = tagged.study.view.text
    had = _HAD.match(text, at, sentence.end)
    if had is None:
        return False
    reach = min(sentence.end, had.end() + _HAD_REACH)
    drugs = tagged.mentions_in(had.end(), reach, "DRUG")
    given = any(
        _AMOUNT.fullmatch(text, had.end(), m.start) and not _OF_DRUG.match(text, m.end, sentence.end) for m in drugs
    )
    return given or _PROCEDURE.match(text, had.end(), sentence.end) is not None


def elliptic(before: str, after: str) -> re.Match[str] | None:
    """The little that stands between a number and the verb where the noun is left out, or is no word for people.

    A bare participle is no verb (``two randomized trials``) unless it says what people did (``20 received``).
    """
    gap = _ellipsis().match(after)
    pattern, acts = _acts()
    verb = pattern.match(after, gap.end()) if gap else None
    if gap is None or verb is None:
        return None
    act = acts[verb.group().lower()]
    if _OF_STUDIES.match(after, verb.end()):
        return None
    says_so = gap["passive"] or _DEED.match(verb.group()) or re.search(r"\bof (?:the )?$", before, re.IGNORECASE)
    return gap if act != "outcome" and says_so else None


def act_of(before: str, after: str) -> str:
    """Act of the verb that stands at the people, else the weightiest in their clause and the last before them."""
    pattern, acts = _acts()
    if _ANSWERED_BY.search(before):
        return "analysed"
    if before.rstrip().endswith(" by") and not _COUNTED_BY.search(before):
        return "outcome"
    if _PLANNED_SIZE.search(before):
        return "planned"
    after = _AGE_RANGE.sub("", BRACKETS.sub("", after))
    end = _CLAUSE_END.search(after)
    clause = after[: end.start()] if end else after
    touching = _TOUCHING.match(clause)
    verb = pattern.match(clause, touching.end()) if touching else None
    if verb is not None:
        return acts[verb.group().lower()]
    ahead = [acts[m.group().lower()] for m in pattern.finditer(clause)]
    behind = [acts[m.group().lower()] for m in pattern.finditer(BRACKETS.sub("", before)[-80:])]
    near = [*ahead, *[act for act in behind if act != "outcome"][-1:]]
    return next((act for act in _ACTS if act in near), "outcome" if ahead else "")
