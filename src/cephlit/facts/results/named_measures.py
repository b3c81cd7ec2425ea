"""Phrases that name what was measured: of the vocabulary, of the grammar, and what verbs tell of the headache."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from cephlit.facts.harms.stretches import speaks_of_harm
from cephlit.facts.reading import Reading
from cephlit.facts.results.eligible import names_end_point
from cephlit.facts.results.finding import finding_of
from cephlit.facts.results.measure_kinds import RELIEF
from cephlit.facts.results.measure_phrases import measure_phrases
from cephlit.facts.results.nearness import overlap
from cephlit.facts.results.thresholds import defines_response
from cephlit.patterns import Screened, screened
from cephlit.tagging.tagged import Mention, Sentence, TaggedStudy, kept_with_study
from cephlit.vocabulary.change_words import EASED, change_words
from cephlit.vocabulary.load import rows

_REACHABLE = RELIEF | {"attack_frequency", "headache_days", "pain_intensity"}
"""Measures of which a better value can be reached at some time."""
_OF_RELIEF = frozenset({"relief_duration", "time_to_relief"})
_PRIMARY = re.compile(
    r"\bprimary (?:[\w-]+ ){0,2}?(?:end ?-?points?|outcomes?|measures?|variables?|criteri\w+)\b", re.IGNORECASE
)
_WITH_COURSES = frozenset({"disability", "associated_symptoms", "aura", "biomarker", "other"})
"""Measures that are themselves relieved or improved."""
_BECAME = re.compile(r" (?:scores? )?(?:(?:was|were|had been|had|is|are|also|not|much|either) ){0,3}(?:[a-z]+ly )?")
_TIME_TO = re.compile(
    r"\b(?:time (?:to|until)|onset of|latency (?:to|of))(?: (?!was\b|were\b|is\b)[\w%-]+){0,8} ?$", re.IGNORECASE
)
_FASTER = re.compile(
    r"\b(?:faster|quicker|more rapid|earlier|sooner)(?: (?:and|more|complete|sustained|meaningful))* $", re.I
)
"""What makes relief behind it one of which the time is told: "faster pain freedom (4 h vs 9 h)"."""
_TIME_TO_CHANGE = screened(
    r"\btime (?:to|until) (?:[\w%-]+ ){0,6}?(?:reduction|response|relief|improvement|remission|freedom|cessation)\b"
    r"(?: (?!was\b|were\b|is\b)[\w%-]+){0,8}|\b(?:time|interval) (?:between|from) (?:[\w-]+ ){1,5}(?:and|to) "
    r"(?:[\w-]+ ){0,2}(?:response|relief|improvement|effect)\b",
    re.IGNORECASE,
)
_TIME_UNTIL = re.compile(r"\btime (?:to|until)\b", re.IGNORECASE)
_RELIEF_CAME = screened(
    r"\b(?:relief|improvement|response|benefit|effect|pain freedom)\b "
    r"(?:(?:was|first|usually|generally|often|of pain) ){0,2}"
    r"(?:set in|began|started|came(?: on)?|appeared|followed|noted|felt|noticed|apparent|evident) "
    r"(?:after|within|in|by|at)"
    r"(?= (?:an? |about |only |just |some |average |mean |median |of ){0,4}(?:\d|[a-z]+ (?:min|h)))",
    re.IGNORECASE,
)
_BARE_PAIN = screened(
    r"(?:^|[,;:] |\band |\bbut |\bwhile |\bthe |\bmean |\baverage )(?P<pain>pain)"
    r"(?: (?:at|on|after|during) [\w ]{1,20}?)?"
    r"(?: (?:from|was|fell from|dropped from|decreased from|went from|declined from|was reduced from) "
    r"(?=\d(?:\.\d+)?(?![\d%]| %))| (?:fell|dropped|decreased|declined|was reduced|eased) (?:more|less|further)\b)",
    re.IGNORECASE,
)
"""Pain as what was scored, where its word stands alone before a number ("and pain from 9/10 to 2/10")."""
_NEEDED = re.compile(
    r" (?:was|were|had to be) (?:needed|required|necessary|(?:taken|used|given) as rescue)(?= (?:in|by|for) )",
    re.IGNORECASE,
)
"""What tells that people needed a drug: "ketorolac was needed in 9 %"."""
_WHO_NEEDED = re.compile(
    r"\b(?:requir|need|request)(?:ed|ing)(?: (?:an?|any|additional|another|extra|further|intraoperative|more"
    r"|postoperative|repeat|rescue|second|supplemental|supplementary|therapeutic|third)){0,3} $",
    re.IGNORECASE,
)
"""What tells before a drug that people needed it: "patients who required a second"."""
_NEED_REACH = 50
_ADJUSTED_FOR = re.compile(
    r"\b(?:(?:adjust|control|controll|correct|stratif)(?:ed|ing|ied|ying|ment)|regardless|irrespective|independent(?:ly)?)"
    r" (?:for|by|of)(?: (?:the|their|its|initial))? \Z",
    re.IGNORECASE,
)
"""What stands before a measure that is no result but was allowed for: "adjusted for baseline pain"."""
_SCORED_PAIN = re.compile(r"[,;:(] (?P<pain>pain) (?=\d[\d.]{0,4} ?(?:mm|cm|points)\b)", re.IGNORECASE)
"""Pain that heads its own score in a list of scores: "pain 64.5 mm versus 9 mm, nausea 35 mm"."""
_SYMPTOM_CHANGED = re.compile(
    r"\b(?:abolish|eliminat|absent|absence|free|freedom|resol|reliev|relief|present|persist|disappear|improv|reduc|less|vanish|ceas|clear|reced|subsid|"
    r"abat|gone)\w*",
    re.I,
)
_PER_BODY = re.compile(r"(?:/|\bper )(?:70 ?)?kg(?: of)? ?$", re.IGNORECASE)
"""What stands before the body weight that a dose is told per: "30 µg/kg body weight"."""
_EXCEPTED = re.compile(
    r"[(,] ?(?:but|although|though) not(?: (?:of|in|for|the|complete|full|sustained)){0,2} $", re.IGNORECASE
)
_EXCEPTED_REACH = 40
"""Characters before a measure in which it is said to be left out."""
_RATE_OF = re.compile(
    r" (?:for|in|of|by|based on|in terms of|regarding)(?: the)?(?: (?:reduction|decrease)s?(?: in| of))? "
)
_SUBJECTS = r"(?:headaches?|attacks?|pain|migraines?|bouts?|symptoms|episodes?|PDPH|paroxysms|the cluster|they)"
_WHEN = (
    r"(?: (?:at|after|within|on) (?:day )?\d{1,3}(?: (?:h|hours?|min|minutes|days?|weeks?|months?))?"
    r"(?: (?:after|of) (?:the )?[a-z]+)?)?"
)
"""A time between headaches and what they did: "headache at 24 h after treatment was present"."""
_AMONG = re.compile(
    r"\d ?%?\)? (?:of|in|among) (?:(?!and\b|or\b)[\w-]+ ){0,4}$|\bamong (?:[\w-]+ ){0,3}$", re.IGNORECASE
)
_CHANGED = rf"{change_words('noun', ways=EASED)}s?"
_CHANGE_OF = re.compile(
    rf"\b(?:{_CHANGED} (?:(?:of|in) (?:[\w-]+ ){{1,4}})?(?:of|by)"
    rf"|{change_words('participle', ways=EASED)} by) "
    rf"(?:[a-z]+ )?$|\b(?:pain|headache|attack|frequency|intensity|score) {_CHANGED} (?=[<>≤≥])",
    re.IGNORECASE,
)
_GRADES = re.compile(r"[ -](?:grades?|points?|levels?|categor(?:y|ies)|steps?)\b", re.IGNORECASE)
_CHANGE_IN = re.compile(
    rf"^\)? (?:(?:better|improved)\b|{_CHANGED} (?:in|of|from) (?:(?!and\b|was\b|were\b)[\w-]+ ?){{1,6}}|"
    rf"(?:in|of) (?:(?!and\b|was\b|were\b)[\w-]+ ?){{1,5}}|{_CHANGED}|(?:fewer|less) (?:[\w-]+ ?){{1,3}})",
    re.IGNORECASE,
)
_FRACTION = r"(?:half|third|two[ -]thirds|three[ -]quarters)"
_A_PART = (
    rf"(?:by )?(?:(?:at least|more than|over) (?:a |one[ -])?{_FRACTION}|"
    rf"(?:a |one[ -])?{_FRACTION} or (?:more|greater|better))\b"
)
_BY_A_PART = screened(
    rf"\b{_CHANGED}\b(?: (?:in|of|from) (?:(?!and\b|was\b|were\b|by\b)[\w-]+ ){{1,6}}?| )(?:of |by )?{_A_PART}|"
    rf"\b{change_words('past', 'participle', ways=EASED)} {_A_PART}",
    re.IGNORECASE,
)
"""A threshold of response told in words ("a fall in attack frequency of one half or more")."""


def primary_measure(reading: Reading) -> str:
    """Measure of the study's primary end point, as its aim or methods name it, or empty."""
    for sentence, role in reading.sentences():
        told = _PRIMARY.search(sentence.text) if role in ("aim", "methods", "result") else None
        if told is not None:
            measures = reading.tagged.mentions_in(sentence.start + told.start(), sentence.end, "OUTCOME")
            if measures:
                return measures[0].kind
    return ""


@kept_with_study
def outcome_mentions(tagged: TaggedStudy, sentence: Sentence) -> list[Mention]:
    """Phrases that name what was measured, in order.

    Relief that a time is told to is the time to relief; a symptom of the attack that a sentence tells the change of,
    and does not count as harm, is one of the associated symptoms.
    """
    text = tagged.study.view.text
    found: list[Mention] = []
    for m in known_phrases(tagged, sentence):
        if _ADJUSTED_FOR.search(text, max(sentence.start, m.start - _NEED_REACH), m.start):
            continue
        timed = m.kind in _REACHABLE and _TIME_TO.search(text[max(sentence.start, m.start - 80) : m.start])
        timed = timed or (m.kind in RELIEF and _FASTER.search(text, max(sentence.start, m.start - 40), m.start))
        found.append(replace(m, kind="time_to_relief") if timed else m)
    for match in _TIME_TO_CHANGE.finditer(sentence.text):
        start, end = sentence.start + match.start(), sentence.start + match.end()
        phrase = Mention("OUTCOME", start, end, match.group(), match.group(), kind="time_to_relief", tagger="grammar")
        found = sorted([*(m for m in found if m.end <= start or m.start >= end), phrase], key=lambda m: m.start)
    for pattern, kind, name in (
        (_RELIEF_CAME, "time_to_relief", 0),
        (_BARE_PAIN, "pain_intensity", "pain"),
        (_SCORED_PAIN, "pain_intensity", "pain"),
    ):
        for match in pattern.finditer(sentence.text):
            start, end = sentence.start + match.start(name), sentence.start + match.end(name)
            if kind == "time_to_relief" or not any(m.start < end and start < m.end for m in found):
                found.append(_by_grammar(text, start, end, kind))
    found = [m for m in found if not _PER_BODY.search(text, max(sentence.start, m.start - 8), m.start)]
    found = [m for m in found if not (_names_the_whole(text, sentence, m) or _is_excepted(text, sentence, m))]
    found = [m for m in found if not _is_of_response(text, found, m)]
    reached = _reached(tagged, sentence)
    found = [m for m in found if not any(overlap(m, r) for r in reached)] + reached
    found += [*_told_by_verbs(sentence, found), *_needed(tagged, sentence, found)]
    symptoms = [m for m in tagged.mentions_in(sentence.start, sentence.end, "EVENT") if m.kind == "symptom"]
    if symptoms and not speaks_of_harm(sentence.text) and _SYMPTOM_CHANGED.search(sentence.text):
        found += [replace(m, kind="associated_symptoms") for m in symptoms if not any(overlap(m, o) for o in found)]
    found.sort(key=lambda m: m.start)
    return [m for i, m in enumerate(found) if not (i and _is_said_of(text, found[i - 1], m))]


def _is_said_of(text: str, subject: Mention, m: Mention) -> bool:
    """Whether a word of relief only says what became of the measure right before it: "disability was relieved"."""
    if subject.kind not in _WITH_COURSES or m.kind not in RELIEF or " " in m.text:
        return False
    return _BECAME.fullmatch(text[subject.end : m.start]) is not None


def _needed(tagged: TaggedStudy, sentence: Sentence, known: Sequence[Mention]) -> Iterator[Mention]:
    """Drugs that people are told to have needed besides."""
    text = tagged.study.view.text
    for drug in tagged.mentions_in(sentence.start, sentence.end, "DRUG"):
        needed = _NEEDED.match(text, drug.end, sentence.end)
        if needed and not any(m.start < needed.end() and drug.start < m.end for m in known):
            yield _by_grammar(text, drug.start, needed.end(), "rescue_medication")
        who = _WHO_NEEDED.search(text, max(sentence.start, drug.start - _NEED_REACH), drug.start)
        if who and not any(m.start < drug.end and who.start() < m.end for m in known):
            yield _by_grammar(text, who.start(), drug.end, "rescue_medication")


def _is_excepted(text: str, sentence: Sentence, m: Mention) -> bool:
    """Whether a bracket takes a measure out of what is told: "sustained response (but not remission) in 42 %"."""
    return _EXCEPTED.search(text, max(sentence.start, m.start - _EXCEPTED_REACH), m.start) is not None


def _is_of_response(text: str, found: Sequence[Mention], m: Mention) -> bool:
    """Whether a measure only tells in what people responded: "the responder rate for attack frequency"."""
    rates = (
        r for r in found if r.kind == "response" and r.end <= m.start and r.text.lower().endswith(("rate", "rates"))
    )
    return any(_RATE_OF.fullmatch(text, r.end, m.start) for r in rates)


def _by_grammar(text: str, start: int, end: int, kind: str) -> Mention:
    """A phrase that the grammar takes for the name of a measure."""
    return Mention("OUTCOME", start, end, text[start:end], text[start:end].lower(), kind=kind, tagger="grammar")


def _names_the_whole(text: str, sentence: Sentence, m: Mention) -> bool:
    """Whether responders are but those among whom something is counted: "31 % of placebo responders"."""
    if m.kind != "response" or not m.text.lower().endswith("responders"):
        return False
    return _AMONG.search(text[sentence.start : m.start][-60:]) is not None


def _reached(tagged: TaggedStudy, sentence: Sentence) -> list[Mention]:
    """Responses that a threshold of change defines: "a reduction of at least 50 % in monthly migraine days"."""
    text = tagged.study.view.text
    found = []
    for q in tagged.quantities_in(sentence.start, sentence.end, "threshold", "percent"):
        rest = text[q.end : sentence.end]
        named = text[sentence.start : q.start]
        defines = q.kind == "threshold" or defines_response(finding_of(q), named, rest, "%" in rest)
        shares = names_end_point(named) and _TIME_UNTIL.search(named) is None
        if not defines and not (shares and _CHANGE_IN.match(rest)):
            continue
        of = _CHANGE_OF.search(text, max(sentence.start, q.start - 80), q.start)
        behind = _CHANGE_IN.match(text[q.end : min(sentence.end, q.end + 50)])
        graded = _GRADES.match(text, q.end) is not None
        if (q.unit == "%" or (graded and of)) and (of or behind):
            start, end = of.start() if of else q.start, q.end + (behind.end() if behind else 0)
            words = text[start:end]
            found.append(Mention("OUTCOME", start, end, words, words.lower(), kind="response", tagger="grammar"))
    for match in _BY_A_PART.finditer(sentence.text):
        start, end = sentence.start + match.start(), sentence.start + match.end()
        words = match.group()
        found.append(Mention("OUTCOME", start, end, words, words.lower(), kind="response", tagger="grammar"))
    return found


def known_phrases(tagged: TaggedStudy, sentence: Sentence) -> list[Mention]:
    """Phrases of the vocabulary and of the grammar; of two that overlap the longer, of equals the vocabulary's."""
    known = tagged.mentions_in(sentence.start, sentence.end, "OUTCOME")
    made = measure_phrases(sentence)
    made = [m for m in made if not any(_names_more(k, m) for k in known)]
    return [k for k in known if not any(overlap(m, k) for m in made)] + made


def _names_more(known: Mention, made: Mention) -> bool:
    """Whether a phrase of the vocabulary stands against one of the grammar: it reaches further, or names what is in it.

    The length, the onset and the end of a thing are other measures than the thing.
    """
    if not overlap(known, made):
        return False
    inside = made.start <= known.start and known.end <= made.end
    return not inside or (known.kind != made.kind and made.kind not in _OF_RELIEF | {"remission"})


@lru_cache(1)
def _verbs() -> tuple[Screened, dict[str, str]]:
    """What headaches do in results ("returned", "ceased"), and the measure that each verb tells."""
    measures = {row["verb"]: row["measure"] for row in rows("outcome_verbs")}
    verbs = "|".join(sorted(map(re.escape, measures), key=len, reverse=True))
    return screened(
        rf"\b{_SUBJECTS}\b{_WHEN}(?: (?!in\b|with\b|of\b)[a-z]+){{0,3}}? ({verbs})\b", re.IGNORECASE
    ), measures


def _told_by_verbs(sentence: Sentence, known: Sequence[Mention]) -> list[Mention]:
    """Outcomes that a verb tells of the headache: "headache had returned in 8 patients".

    A headache within another measure's name is not what the verb speaks of: "cessation of attacks occurred".
    """
    pattern, measures = _verbs()
    found = []
    for match in pattern.finditer(sentence.text):
        verb = match.group(1)
        start, end = sentence.start + match.start(1), sentence.start + match.end(1)
        subject = sentence.start + match.start()
        if not any((m.start < end and start < m.end) or m.start < subject < m.end for m in known):
            kind = measures[verb.lower()]
            found.append(Mention("OUTCOME", start, end, verb, verb.lower(), kind=kind, tagger="grammar"))
    return found
