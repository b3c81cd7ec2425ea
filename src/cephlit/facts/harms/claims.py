"""What a sentence says of a harm that it gives no number for: that it occurred, that it did not, or neither."""

import re
from collections.abc import Sequence

from cephlit.facts.harm import ANY, GENERAL, cue, is_account, is_condition_too
from cephlit.tagging.tagged import Mention, Sentence, TaggedStudy

_NONE = re.compile(
    r"\b(?:no|none|nil|without|neither|nor|not|zero|free (?:of|from)|absence of|lack of|devoid of|nobody|never|denied)\b",
    re.IGNORECASE,
)
_NOT_NONE = re.compile(
    r"\b(?:other|further|additional|more|new|differ\w*|increas\w*|decreas\w*|associat\w*|correlat\w*|relat(?:ed|ion\w*) to|effect on|"
    r"data|information|record of|due|owing|because|led|leading|caus\w*|only|until|reason\w*|despite|although|but|"
    r"enough|longer|known|history|signal|risk|need|fear)\b|[;:]",
    re.IGNORECASE,
)
_UNEXPECTED = re.compile(r"\bunexpected\b", re.IGNORECASE)
_ABSENT_AFTER = re.compile(
    r"^[^.;,]{0,30}?\b(?:(?:were|was|have been|has been) (?:absent\b|(?:not|never) (?:\w+ly )?(?:observed|seen|noted|noticed|reported|"
    r"experienced|encountered|found|detected|present|evident|a problem))|(?:did|do) not (?:occur|develop|appear|arise))\b",
    re.IGNORECASE,
)
_ZERO_AFTER = re.compile(
    r"^\s?(?:[:=]|(?:were|was)\s)\s?(?:n\s?=\s?)?(?:0|none|nil|zero)(?![\d/%]|\.\d|\sof\b)", re.IGNORECASE
)
_PREDICATE_BEFORE = re.compile(
    r"\b(?:was|were|is|are|being|as)\s(?:also\s)?(?:the|an|a|its|their)\s(?:[\w-]+\s){0,5}$", re.IGNORECASE
)
_SOME_BEFORE = re.compile(
    r"\b(?:reported|experienced|had|developed|noted|observed|suffered|showed|caused|produced|led to|with|were|was)\s"
    r"(?:(?:some|few|a few|several|only|mild|minor|minimal|slight|transient|common|frequent|severe|significant|a number of|"
    r"many|various|no serious|moderate|tolerable|and|or|to|but|the|following|an?|one|usual)[\s,]+){0,5}$",
    re.IGNORECASE,
)
_CLAIM_AFTER = re.compile(
    r"^\s?(?:\([^)]{0,60}\)\s?)?(?:(?:\w+\s){0,5}?(?:were|was|are|is|have been|has been|had been)\s(?:(?:\w+ly|very|all|also|usually|"
    r"generally|mostly)\s){0,3}(?:mild|minor|minimal|moderate|slight|transient|rare|few|infrequent|uncommon|common|frequent|self|tolerable|"
    r"observed|reported|noted|seen|experienced|encountered|documented|severe|limited|negligible|reversible|manageable|"
    r"brief|short|noticed|bearable|not severe|not serious|trivial)|(?:\w+\s){0,4}?(?:occurred|appeared|developed|"
    r"emerged|arose|included|comprised|consisted))\b",
    re.IGNORECASE,
)
_PURPOSE_AFTER = re.compile(
    r"^[^.;]{0,60}?\b(?:in|by|with|using|via|at|during|on|every|throughout) (?:a |an |the )?(?:diar|each|every|visit|questionnaire|check|form|interview|telephone)",
    re.I,
)
_LEAVING = re.compile(
    r"^[^.;]{0,80}?(?:because of|because|due to|owing to|for|as a result of|on account of|following|after|by|from)\b[^.;,]{0,35}$",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"\b(?:because of|due to|owing to|for|as a result of|on account of|with|after)\W(?:[\w-]+\W){0,5}$", re.IGNORECASE
)
_NUMBERED = re.compile(r"^(?:case|patient)s? \d", re.IGNORECASE)
_NEARBY = 60


def is_explained(sentence: Sentence, event: Mention, others: Sequence[Mention]) -> bool:
    """Whether an event stands in a bracket that only explains the named event before it ("angina (tightness, pain)")."""
    before, after = _around(sentence, event)
    at = before.rfind("(")
    if at < 0 or ")" in before[at:] or re.search(r"\d", before[at:] + after.split(")")[0]):
        return False
    edge = sentence.start + len(before[:at].rstrip())
    return any(m.end == edge and m.concept not in GENERAL for m in others)


def says_none(sentence: Sentence, event: Mention) -> bool:
    """Whether a sentence states that an event did not occur, rather than that others did not or that groups were alike."""
    before, after = _around(sentence, event)
    cues = list(_NONE.finditer(before))
    if re.match(r"^\s?\((?:n ?= ?)?\d", after):
        return False
    if cues and event.concept == ANY and _UNEXPECTED.search(before[cues[-1].end() :]):
        return False
    if cues and _NOT_NONE.search(before[cues[-1].end() :]) is None and not leaves_because_of(sentence, event):
        return _is_near(before[cues[-1].end() :])
    return _ABSENT_AFTER.match(after) is not None or _ZERO_AFTER.match(after) is not None


def is_qualified_none(sentence: Sentence, event: Mention) -> bool:
    """Whether only some harm is said to be absent ("without substantial adverse effects")."""
    before, _ = _around(sentence, event)
    cues = list(_NONE.finditer(before))
    return bool(cues) and cue("qualified").search(before[cues[-1].end() :]) is not None


def leaves_because_of(sentence: Sentence, event: Mention) -> bool:
    """Whether harm is told as a reason to leave the study or the treatment: a matter of people and not an event."""
    if event.concept not in GENERAL:
        return event.concept.startswith("discontinuation")
    before, after = _around(sentence, event)
    left = list(cue("leaving").finditer(before))
    if left and _LEAVING.match(before[left[-1].end() :]):
        return True
    return (
        re.match(
            r"^(?:[ -]related)? (?:that )?(?:led|leading|leads|resulted|resulting|caused|requiring|required) (?:to |in )?",
            after,
        )
        is not None
        and cue("leaving").search(after[:_NEARBY]) is not None
    )


def is_predicate(sentence: Sentence, event: Mention) -> bool:
    """Whether a general word only says what another event is ("constipation was the most frequent side effect")."""
    before, _ = _around(sentence, event)
    return event.concept in GENERAL and _PREDICATE_BEFORE.search(before) is not None


def introduces(sentence: Sentence, event: Mention) -> bool:
    """Whether a general word only introduces the events named after it ("side effects included ...")."""
    _, after = _around(sentence, event)
    return (
        re.match(r"^[^.;]{0,60}?(?:\b(?:were|was|includ\w+|compris\w+|consist\w+|such as|namely|like)\b|:)", after)
        is not None
    )


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
    harm = is_account(tagged, sentence)
    if event.concept in GENERAL:
        return cue("planned").search(before[-_NEARBY:]) is not None and not counted
    if cue("prior").search(before[-_NEARBY:]) and not (harm and counted):
        return True
    occurred = cue("occurred").search(sentence.text) is not None or _ends_treatment(before)
    if not (harm or occurred):
        return not counted or is_condition_too(tagged, event) or _relieved(before, after)
    return _relieved(before, after) and not cue("occurred").search(before)


def _relieved(before: str, after: str) -> bool:
    if _ends_treatment(before):
        return False
    near = re.split(r"[,;.]", after[:_NEARBY])[0]
    return cue("relieved").search(before[-_NEARBY:]) is not None or cue("relieved").search(near) is not None


def is_claimed(tagged: TaggedStudy, sentence: Sentence, event: Mention) -> bool:
    """Whether a sentence says that an event occurred, without a number.

    The general words for harm need to be said to occur or to be of some kind (mild, rare). A named event needs an account
    of harm or a verb of coming up; statements that groups are alike and of what can happen in general tell no event.
    """
    before, after = _around(sentence, event)
    if event.hypothetical or cue("general").search(sentence.text):
        return False
    if event.concept == ANY or event.concept in GENERAL:
        alike = cue("compared").search(sentence.text) is not None
        planned = _PURPOSE_AFTER.match(after) is not None or cue("planned").search(sentence.text) is not None
        return not (alike or planned) and bool(_SOME_BEFORE.search(before) or _CLAIM_AFTER.match(after))
    if cue("planned").search(after[:_NEARBY]) or is_no_harm(tagged, sentence, event, counted=False):
        return False
    harm = is_account(tagged, sentence)
    if harm and is_condition_too(tagged, event):
        harm = cue("harm").search(before) is not None or cue("occurred").search(sentence.text) is not None
    if harm or _ends_treatment(before):
        return True
    if cue("attack").search(sentence.text):
        return False
    if _NUMBERED.match(sentence.text) and cue("occurred").search(before):
        return True
    treated = tagged.mentions_in(sentence.start, sentence.end, "DRUG") or cue("given").search(sentence.text)
    told = bool(treated) and cue("occurred").search(sentence.text) is not None
    return told and (not is_condition_too(tagged, event) or cue("caused").search(sentence.text) is not None)


def _ends_treatment(before: str) -> bool:
    """Whether what follows is why a treatment ended ("was stopped in one patient because of")."""
    left = list(cue("leaving").finditer(before))
    return bool(left) and _REASON.search(before[left[-1].end() :]) is not None


def _around(sentence: Sentence, event: Mention) -> tuple[str, str]:
    return sentence.text[: event.start - sentence.start], sentence.text[event.end - sentence.start :]


def _is_near(gap: str) -> bool:
    return len(gap) <= 2 * _NEARBY
