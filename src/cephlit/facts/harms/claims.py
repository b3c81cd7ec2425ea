"""What a sentence says of a harm that it gives no number for: that it occurred, that it did not, or neither."""

import re
from collections.abc import Sequence

from cephlit.facts.harms.stretches import GENERAL, cue, is_account, is_condition_too
from cephlit.patterns import Screened
from cephlit.tagging.quantities.numbers import DIGITS, WORDS
from cephlit.tagging.tagged import Mention, Sentence, TaggedStudy
from cephlit.vocabulary.people import PEOPLE

_DIAGNOSED = re.compile(rf"\b(?:was|were|had been) (?:also )?diagnosed in (?:{DIGITS}|{WORDS})\b", re.IGNORECASE)
"""What makes the name of a disorder that of one that people were found to have, where nothing speaks of harm."""
_CAME_ONCE = re.compile(
    r"\b(?:had|suffered|sustained)(?: (?:an?|new|small|minor|mild|slight|asymptomatic|superficial|local))* "
    r"(?:transient|temporary|transitory|permanent|self-limited|reversible|postoperative|post-?procedural|iatrogenic|"
    r"(?<=\ba )(?!history))(?: [a-z-]+)? ?$",
    re.IGNORECASE,
)
"""What makes the name of a disorder that of something that came up once: "one had transient hearing loss"."""

_NONE = re.compile(
    r"\b(?:no|none|nil|without|neither|nor|not|zero|free (?:of|from)|absence of|lack of|devoid of|nobody|never|"
    r"denied)\b",
    re.IGNORECASE,
)
_NOT_ALL = re.compile(
    r"\b(?:most|many|the majority of|some|a few) (?:[\w-]+ ){0,3}(?:did|do|had|have|were|are|was) (?:not|no)\b"
    r"[^.;,]{0,60}$",
    re.IGNORECASE,
)
"""A denial for most, which leaves some who had it: "most patients do not have lasting"."""
_REACH = 140
"""Characters before an event in which such a denial stands."""
_NOT_NONE = re.compile(
    r"\b(?:other|further|additional|more|new|differ\w*|increas\w*|decreas\w*|associat\w*|correlat\w*|related to|"
    r"relation\w* to|effects?(?: \w+){0,2} on|improv\w*|signal\w*|suggest\w*|data|information|record of|due|"
    r"owing|because|led|leading|caus\w*|only|until|reason\w*|despite|although|but|enough|longer|known|history|risk|need|requir\w*|besides?|fear|apart|except)\b|[;:]",
    re.IGNORECASE,
)
"""Words after a denial that turn it into one of other harm, of a difference or of knowledge."""

_ALL = frozenset({"any", "drug-related adverse event"})
_ANYTHING_BUT = re.compile(r"\bunexpected\b", re.IGNORECASE)
_ABSENT_AFTER = re.compile(
    r"^[^.;,]{0,30}?\b(?:(?:were|was|have been|has been) (?:absent|(?:not|never) (?:\w+ly )?(?:observed|seen|noted|"
    r"noticed|reported|experienced|encountered|found|detected|present|evident|a problem))|(?:did|do) not (?:occur|"
    r"develop|appear|arise))\b",
    re.IGNORECASE,
)
_ZERO_AFTER = re.compile(
    r"^\s?(?:[:=]|(?:were|was)\s)\s?(?:n\s?=\s?)?(?:0|none|nil|zero)(?![\d/%]|\.\d|\sof\b)", re.IGNORECASE
)
_NO_REPORT = re.compile(r"\bno (?:reports? of |evidence of )?(?:[a-z-]+ )?$", re.IGNORECASE)
_IN_SOME = re.compile(r"(?: (?:were|was|occurred|reported|noted|seen|observed)){0,3} (?:in|by) (?:the )?(?:other )?\d")
_CLOSES = re.compile(
    r"^(?: (?:were|was|have been|had been|occurred)(?: (?!except|apart)[a-z]+){0,3})?(?:;|,? (?:but|although|though)\b)"
)
"""What ends a denial, so that the number behind it counts something else."""
_NUMBER_AFTER = re.compile(r"^\s?\((?:n ?= ?)?\d")
_PREDICATE_BEFORE = re.compile(
    r"\b(?:was|were|is|are|being|as)\s(?:also\s)?(?:the|an|a|its|their)\s(?:[\w-]+\s){0,5}$", re.IGNORECASE
)
_INTRODUCES = re.compile(
    r"^[^.;]{0,60}?(?:\b(?:were|was|includ\w+|compris\w+|consist\w+|such as|namely|like)\b|:)", re.IGNORECASE
)
_SOME_BEFORE = re.compile(
    r"\b(?:reported|experienced|had|developed|noted|observed|suffered|showed|caused|produced|led to|with|were|"
    r"was)\s(?:(?:some|few|a few|several|only|mild|minor|minimal|slight|transient|common|frequent|severe|significant|"
    r"many|various|moderate|tolerable|usual|a number of|no serious|and|or|to|but|the|following|an?|one)[\s,]+){0,5}$",
    re.IGNORECASE,
)
_CLAIM_AFTER = re.compile(
    r"^\s?(?:\([^)]{0,60}\)\s?)?(?:(?:\w+\s){0,5}?(?:were|was|are|is|have been|has been|had been)\s(?:(?:\w+ly|very|"
    r"all|also)\s){0,3}(?:mild|minor|minimal|moderate|slight|transient|rare|few|infrequent|uncommon|common|frequent|"
    r"self|tolerable|severe|limited|negligible|reversible|manageable|brief|short|bearable|trivial|not severe|"
    r"not serious|observed|reported|noted|noticed|seen|experienced|encountered|documented)|(?:\w+\s){0,4}?(?:occurred|"
    r"appeared|developed|emerged|arose|included|comprised|consisted))\b",
    re.IGNORECASE,
)
_PLANNED_AFTER = re.compile(
    r"^[^.;]{0,60}?\b(?:in|by|with|using|via|at|during|on|every|throughout) (?:a |an |the )?(?:diar|each|every|visit|"
    r"questionnaire|check|form|interview|telephone)",
    re.IGNORECASE,
)
_LEAVING = re.compile(
    r"^[^.;]{0,80}?(?:because of|because|due to|owing to|for|as a result of|on account of|following|after|by|"
    r"from)\b[^.;,]{0,35}$",
    re.IGNORECASE,
)
_LED_TO = re.compile(
    r"^(?:[ -]related)? (?:that )?(?:led|leading|leads|resulted|resulting|caused|requiring|required) (?:to |in )?"
)
_REASON = re.compile(
    r"\b(?:because of|due to|owing to|for|as a result of|on account of|with|after)\W(?:[\w-]+\W{1,2}){0,5}$",
    re.IGNORECASE,
)
_MEASURED = re.compile(
    r"\b(?:(?:depth|level|quality|degree|onset|duration|score|scores|definition) of|when|while)\W$", re.IGNORECASE
)
_SCORE_AFTER = re.compile(r"^\W(?:scores?|scales?|levels?|index|ratings?)\b", re.IGNORECASE)
_INDUCED = re.compile(r"(?<!\w)[\w-]{3,30}-induced\W$", re.IGNORECASE)
_DOSE_REDUCED = re.compile(r"\breduc\w* (?:(?:the|their|its|his|her|of) )?(?:daily )?(?:dos|treatment)", re.IGNORECASE)
_DIFFERENCE_IN = re.compile(
    r"\bdiffer\w*\b[^.;]{0,120}\b(?:in|of|for|regarding|concerning)\b[^.;]{0,80}$", re.IGNORECASE
)
_NUMBERED = re.compile(r"^(?:case|patient)s? \d", re.IGNORECASE)
_PURPOSE = re.compile(r"\bfor (?:(?!which|whom|adverse|side)[\w-]+ ){0,3}$", re.IGNORECASE)
_CAME_FOR = re.compile(
    r"\b(?:admitted|seen|presented|referred|hospitali[sz]ed|came|brought|withdr\w+|stopped|discontinued|left|reason)\b"
    r"[^.;]{0,60}$",
    re.IGNORECASE,
)
_SUFFERS = re.compile(r"\b(?:suffering from|a history of|known|diagnosis of)\b[^.;,]{0,60}$", re.IGNORECASE)
_CAUSE_OF_HEADACHE = re.compile(
    r"\b(?:headaches?|PDPH)\b[^.;,]{0,40}\b(?:after|following|due to|caused by|secondary to|because of|from)"
    r" (?:an? |the )?(?:[\w-]+ ){0,2}$",
    re.IGNORECASE,
)
"""What stands before what brought a headache about: "headache after an inadvertent dural puncture"."""
_LIMITS = re.compile(
    r"^[^.;]{0,60}?\b(?:made|required|necessitated|forced|prevented|limited|precluded|led to|resulted in)\b[^.;]{0,50}"
    r"\b(?:reduc|withdraw|discontinu|lower|stop|decreas|dos|increas)",
    re.IGNORECASE,
)
"""What an event does to a treatment that it limits ("but ataxia made a reduction to 600 mg necessary")."""

_HAD = re.compile(
    r"\b(?:had|showed|exhibited|displayed|noted|felt)\b(?![^.;]{0,80}\b(?:history|previous\w*|earlier|known)\b)"
    r"(?: (?!no\b|not\b|never\b|without\b)[\w,-]+){0,7} $",
    re.IGNORECASE,
)
_TRAIT = re.compile(
    rf"\b{PEOPLE}(?:,? [\w-]+){{0,4}}? (?:with|who had|having|suffering from|known for)\b"
    r"(?![^.;]{0,110}\b(?:develop|experienc|present|complain|suffered|noticed))[^.;]{0,110}$",
    re.IGNORECASE,
)
"""What a disorder stands behind that a patient had before: "a man with angina and a history of migraine developed"."""
_THEN_HAD = re.compile(r"^[^.;]{0,110}?\b(?:developed|experienced|complained|suffered)\b", re.IGNORECASE)
_CAME_FIRST = re.compile(r"\b(?:occurred|developed|appeared|arose)\b")
"""What an event does before it is over: "hallucinations occurred in one patient and stopped"."""
_NEAR = 60
"""Characters on either side of an event in which a word belongs to it."""


def is_explained(sentence: Sentence, event: Mention, others: Sequence[Mention]) -> bool:
    """Whether an event stands in a bracket that only explains the named one before it ("angina (tightness, pain)")."""
    before, after = _around(sentence, event)
    at = before.rfind("(")
    if at < 0 or ")" in before[at:] or re.search(r"\d", before[at:] + after.partition(")")[0]):
        return False
    edge = sentence.start + len(before[:at].rstrip())
    return any(m.end == edge and m.concept not in GENERAL for m in others)


def says_none(sentence: Sentence, event: Mention) -> bool:
    """Whether a sentence states that an event did not occur, not that others did not or that groups were alike."""
    _, after = _around(sentence, event)
    if _NUMBER_AFTER.match(after):
        return False
    if (denied := _denied(sentence, event)) is not None:
        other = _ANYTHING_BUT.search(denied) if event.concept not in GENERAL - _ALL else None
        if other is not None:
            return False
        if _NOT_NONE.search(denied) is None and not leaves_because_of(sentence, event):
            return len(denied) <= 2 * _NEAR
    return _ABSENT_AFTER.match(after) is not None or _ZERO_AFTER.match(after) is not None


def is_absent_in(sentence: Sentence, event: Mention) -> bool:
    """Whether the number behind a general word counts those without harm, or those with another harm.

    "No reports of side effects in 15"; "no serious adverse effects were noted; 12 felt dizzy".
    """
    before, after = _around(sentence, event)
    if event.concept in GENERAL and _NO_REPORT.search(before) and _CLOSES.match(after):
        return True
    return event.concept in _ALL and _NO_REPORT.search(before) is not None and _IN_SOME.match(after) is not None


def is_qualified_none(sentence: Sentence, event: Mention) -> bool:
    """Whether only some harm is said to be absent ("without substantial adverse effects")."""
    denied = _denied(sentence, event)
    return denied is not None and cue("qualified").search(denied) is not None


def _denied(sentence: Sentence, event: Mention) -> str | None:
    """The words between the last denial before an event and the event, or None."""
    before, _ = _around(sentence, event)
    return None if _NOT_ALL.search(before[-_REACH:]) else _after_last(_NONE, before)


def _after_last(pattern: re.Pattern[str] | Screened, text: str) -> str | None:
    found = list(pattern.finditer(text))
    return text[found[-1].end() :] if found else None


def leaves_because_of(sentence: Sentence, event: Mention) -> bool:
    """Whether harm is told as a reason to leave the study or the treatment: a matter of people and not an event."""
    if event.concept not in GENERAL:
        return event.concept.startswith("discontinuation")
    before, after = _around(sentence, event)
    left = _after_last(cue("leaving"), before)
    if left is not None and _LEAVING.match(left):
        return True
    return _LED_TO.match(after) is not None and cue("leaving").search(after[:_NEAR]) is not None


def is_predicate(sentence: Sentence, event: Mention) -> bool:
    """Whether a general word only says what another event is ("constipation was the most frequent side effect")."""
    before, _ = _around(sentence, event)
    return event.concept in GENERAL and _PREDICATE_BEFORE.search(before) is not None


def introduces(sentence: Sentence, event: Mention) -> bool:
    """Whether a general word only introduces the events named after it ("side effects included ...")."""
    _, after = _around(sentence, event)
    return _INTRODUCES.match(after) is not None


def _is_measured(before: str, after: str) -> bool:
    """Whether an event is what was measured, an occasion, or what other than a drug brings about."""
    return _MEASURED.search(before) is not None or _SCORE_AFTER.match(after) is not None


def is_no_harm(tagged: TaggedStudy, sentence: Sentence, event: Mention, *, counted: bool) -> bool:
    """Whether an event is relieved, from before the treatment, or what was looked for, rather than done.

    Parameters
    ----------
    tagged, sentence, event
        The mention.
    counted
        Whether the sentence says how many had it.
    """
    before, after = _around(sentence, event)
    if event.concept in GENERAL:
        return cue("planned").search(before[-_NEAR:]) is not None and not counted
    if _CAUSE_OF_HEADACHE.search(before) or _is_measured(before, after) or _by_no_drug(tagged, event, before):
        return True
    harm = is_account(tagged, sentence)
    had_before = is_trait(before) and (not counted or _THEN_HAD.match(after) is not None)
    found = not harm and is_condition_too(tagged, event) and _DIAGNOSED.search(sentence.text) is not None
    if had_before or found or (cue("prior").search(before[-_NEAR:]) and not (harm and counted)):
        return True
    if _is_purpose(tagged, sentence, before) or (not counted and _SUFFERS.search(before)):
        return True
    if harm or cue("occurred").search(sentence.text) or _ends_treatment(before):
        return _relieved(before, after) and not cue("occurred").search(before)
    too = is_condition_too(tagged, event) and _CAME_ONCE.search(before) is None
    return not counted or too or _relieved(before, after)


def is_trait(before: str) -> bool:
    """Whether what follows these words is what a patient had before, and not what came up."""
    return _TRAIT.search(before) is not None


def _is_purpose(tagged: TaggedStudy, sentence: Sentence, before: str) -> bool:
    """Whether an event is what a drug was given for ("clarithromycin for bronchitis")."""
    match = _PURPOSE.search(before)
    if match is None or _CAME_FOR.search(before[: match.start()]):
        return False
    return bool(tagged.mentions_in(sentence.start, sentence.start + match.start(), "DRUG"))


def _by_no_drug(tagged: TaggedStudy, event: Mention, before: str) -> bool:
    """Whether an event is of a kind that something else than a drug induces ("chemotherapy-induced nausea")."""
    match = _INDUCED.search(before)
    return match is not None and not tagged.mentions_in(event.start - len(match.group()), event.start, "DRUG")


def _relieved(before: str, after: str) -> bool:
    if _ends_treatment(before):
        return False
    before = _DOSE_REDUCED.sub("", before)
    near = _DOSE_REDUCED.sub("", re.split(r"[,;.]", after[:_NEAR])[0])
    if cue("relieved").search(before[-_NEAR:]) is not None:
        return True
    later = cue("relieved").search(near)
    return later is not None and _CAME_FIRST.search(near[: later.start()]) is None


def is_claimed(
    tagged: TaggedStudy, sentence: Sentence, event: Mention, *, listed: bool = False, treated: bool = False
) -> bool:
    """Whether a sentence says that an event occurred, without a number.

    The general words for harm need to be said to occur or to be of some kind (mild, rare). A named event needs an
    account of harm, a verb of coming up, or to stand beside others that are counted (``listed``); in the story of a
    patient who is already treated (``treated``) the verb is enough. Statements that groups are alike and of what can
    happen tell no event.
    """
    before, after = _around(sentence, event)
    if event.hypothetical or cue("general").search(sentence.text):
        return False
    if event.concept in GENERAL:
        told = _SOME_BEFORE.search(before) or _CLAIM_AFTER.match(after)
        compared = cue("compared").search(sentence.text) or cue("planned").search(sentence.text)
        return told is not None and not (compared or _PLANNED_AFTER.match(after))
    if (
        _DIFFERENCE_IN.search(before)
        or cue("planned").search(after[:_NEAR])
        or is_no_harm(tagged, sentence, event, counted=False)
    ):
        return False
    occurred = listed and cue("occurred").search(sentence.text) is not None and not is_condition_too(tagged, event)
    limits = treated and _LIMITS.match(after) is not None
    return occurred or limits or _ends_treatment(before) or _is_told(tagged, sentence, event, before, treated)


def _is_told(tagged: TaggedStudy, sentence: Sentence, event: Mention, before: str, treated: bool) -> bool:
    """Whether a named event is part of an account of harm, or came up under treatment rather than in an attack."""
    occurred = cue("occurred").search(sentence.text) is not None
    too = is_condition_too(tagged, event)
    if is_account(tagged, sentence):
        return not too or occurred or cue("harm").search(before) is not None
    if treated and not too and event.kind != "symptom" and _HAD.search(before[-_NEAR:]):
        return True
    if cue("attack").search(sentence.text) or not occurred:
        return False
    if _NUMBERED.match(sentence.text) and cue("occurred").search(before):
        return True
    given = tagged.mentions_in(sentence.start, sentence.end, "DRUG") or cue("given").search(sentence.text)
    return (treated or bool(given)) and (not too or cue("caused").search(sentence.text) is not None)


def _ends_treatment(before: str) -> bool:
    """Whether what follows is why a treatment ended ("was stopped in one patient because of")."""
    left = _after_last(cue("leaving"), before)
    return left is not None and _REASON.search(left) is not None


def _around(sentence: Sentence, event: Mention) -> tuple[str, str]:
    return sentence.text[: event.start - sentence.start], sentence.text[event.end - sentence.start :]
