"""Other conditions of a study's participants, beside the one that it is about."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from cephlit.facts.disorders.evidence import Evidence, counted_people
from cephlit.facts.disorders.names import is_child
from cephlit.facts.drugs.sentence_cues import TREATED_FOR
from cephlit.facts.reading import Reading
from cephlit.facts.records import Condition
from cephlit.tagging.tagged import Mention
from cephlit.vocabulary.load import rows
from cephlit.vocabulary.people import PLURAL

_CUE = re.compile(
    r"\b(?:comorbid\w*|co-?morbid\w*|co-?exist\w*|concomitant|concurrent|accompan\w+|underlying|pre-?existing|"
    r"(?:medical|psychiatric|past|previous|clinical|surgical) history|"
    r"(?<!hour )(?<!day )(?<!days )(?<!week )(?<!weeks )(?<!month )(?<!months )history of|psychiatric diagnos\w+|"
    r"prior (?:\w+ )?diagnos\w+|also (?:had|have|has|suffer\w*|experienced|presented)|in addition|known|as well as)\b",
    re.IGNORECASE,
)
_HARM = re.compile(
    r"\b(?:side[ -]effects?|adverse|tolerat\w+|after (?:taking|the|receiving)|induced|caused|developed|"
    r"complain\w* of|complications?|sequelae|unwanted|withdrew|discontinu\w+)\b",
    re.IGNORECASE,
)
_CAME_AFTER = re.compile(r"^,? (?:\w+ )?(?:developed|occurred|appeared|emerged|ensued|followed)\b", re.IGNORECASE)
"""What stands behind a condition that came up while a patient was treated."""

_HARM_TITLE = re.compile(r"\b(?:induced|after|following|caused by|during|associated with) ", re.IGNORECASE)
_TITLE_BESIDE = re.compile(r"^.{0,80}\b(?:with|in|and|to|by)\b[^.:]{0,40}$", re.IGNORECASE)
_BESIDE = frozenset({"medication-overuse headache"})
_GOES_ON = re.compile(
    r"[^;:,]{0,25}?\b(?:(?:in|had) )?\(?(?:n ?= ?)?\d{1,4}(?:\.\d{1,2})? ?%?(?: \(\d{1,3}(?:\.\d)? ?%?\)| patients)?\)?"
    r"(?:,| and|, and|;)(?: \d{1,4}(?:\.\d{1,2})? ?%?)?(?: had)? ",
    re.IGNORECASE,
)
"""What stands between two of a list that counts who had what."""

_PRESENT_AFTER = re.compile(
    r"^,? (?:(?:was|were) )?(?:also )?(?:present|found|diagnosed|known|co-?existed|co-?existing|co-?occurred|"
    r"associated) in (?!this|the |these|a |an )\b",
    re.IGNORECASE,
)
_SHARE_HAD = re.compile(
    r"^ (?:was|were) (?:\w+ )?(?:present|found|diagnosed|seen|recorded|reported) in \d", re.IGNORECASE
)
_PERSON_HAS = re.compile(
    r"\b(?:he|she|patient|man|woman|boy|girl|\d{1,2}-year-old(?: \w+){1,4}) (?:also )?"
    r"(?:had|has|suffered from|was known (?:for|to have)|with)\b[^.;]{0,80}$",
    re.IGNORECASE,
)
_FEW = 10
"""Up to how many patients what "two had" names is told of the patients, rather than counted as harm."""

_SOME_HAD = re.compile(
    r"\b(?:one|two|three|four|five|both|all|he|she|patients?|\d)(?: of them| also| patients?)? (?:also )?"
    r"(?:had|has)(?: [\w-]+){0,3} $",
    re.IGNORECASE,
)
_MANY_HAD = re.compile(
    rf"(?:\b(?:most|all|half|many|{PLURAL}|\d{{1,4}})|%\)?)(?: of (?:them|the \w+))? (?:also )?"
    r"(?:had|have|met criteria for|fulfilled (?:the )?criteria (?:for|of))(?: [\w-]+){0,2} $",
    re.IGNORECASE,
)
_WITH_AND_WITHOUT = re.compile(
    r"\b(?:with (?:and|or|versus|vs\.?) without|stratified by|(?:presence|existence|status) of|"
    r"(?:regardless|irrespective|independent\w*) of) (?:\w+ ){0,2}$",
    re.IGNORECASE,
)
_HABIT = re.compile(r"^(?!.*headache).*(?:over-?us|abus|misus|excessive)", re.IGNORECASE)
_NEXT_DIAGNOSIS = re.compile(
    r"(?: (?:in )?\(?(?:n ?= ?)?\d{1,4}(?: ?%| patients)?\)?| \(\d{1,4} ?(?:\[[\d.]{1,4} ?%\]|; ?[\d.]{1,4} ?%)\))?"
    r"(?:[,;]| or|[,;]? and|[,;] or| ?/ ?)(?: \(?\d{1,4}\)?)?(?: (?:patients |subjects )?(?:had|with|suffered from))?"
    r"(?: an?| the)? ",
    re.IGNORECASE,
)
"""What stands between two diagnoses of a list, with or without how many people have each."""

_COMORBID_TABLE = re.compile(r"comorbid|co-morbid|concomitant disease|medical history|past history", re.IGNORECASE)


def read_comorbidities(
    reading: Reading, found: Sequence[Evidence], indications: tuple[str, ...]
) -> tuple[Condition, ...]:
    """One record for each other condition of the participants; ``found`` is what the text says of their conditions."""
    first: dict[str, Evidence] = {}
    for item in _beside(reading, found, indications):
        first.setdefault(item.mention.concept, item)
    return tuple(
        Condition(
            condition=name,
            concept_id=item.mention.concept_id,
            role="comorbidity",
            refractory=False,
            start=item.mention.start,
            end=item.mention.end,
            group=reading.groups.group_at(item.mention.start),
        )
        for name, item in first.items()
        if not any(is_child(other, name) for other in first)
    )


@cache
def _never() -> frozenset[str]:
    """Habits and states that the vocabulary knows as conditions, but that are none beside a headache."""
    return frozenset(row["condition"] for row in rows("not_comorbidities"))


def _beside(reading: Reading, found: Sequence[Evidence], indications: tuple[str, ...]) -> Iterator[Evidence]:
    last: Evidence | None = None
    for item in found:
        name = item.mention.concept
        related = any(name == i or is_child(name, i) or is_child(i, name) for i in indications)
        if not related and name not in _never() and (_is_theirs(reading, item) or _goes_on(reading, last, item)):
            last = item
            yield item


def _goes_on(reading: Reading, last: Evidence | None, item: Evidence) -> bool:
    """Whether a list goes on that counts who had what ("hypertension was present in 54% and diabetes in 19%")."""
    if last is None or last.sentence is not item.sentence or item.mention.kind != "other":
        return False
    text = reading.tagged.study.view.text
    return _GOES_ON.fullmatch(text[last.mention.end : item.mention.start]) is not None


def _is_theirs(reading: Reading, item: Evidence) -> bool:
    """Whether the text says that participants have the condition besides their headache."""
    text = item.sentence.text
    before = text[: item.mention.start - item.sentence.start]
    if item.sentence.block.kind == "table":
        return bool(_COMORBID_TABLE.search(_table_around(reading, item)))
    if item.sentence.block.section == "title" and not _WITH_AND_WITHOUT.search(before):
        return item.mention.kind == "other" and bool(_TITLE_BESIDE.match(before)) and not _HARM_TITLE.search(text)
    if item.role not in ("methods", "result", "aim") and not _is_counted_at_the_end(item):
        return False
    if any(start <= item.mention.start < end for start, end, _ in reading.groups.cases):
        return not (_HARM.search(before) or _CAME_AFTER.match(text[item.mention.end - item.sentence.start :]))
    return _says_so(reading, item, before, text[item.mention.end - item.sentence.start :])


def _says_so(reading: Reading, item: Evidence, before: str, after: str) -> bool:
    """Whether the words around a condition in running text give it to participants."""
    if _WITH_AND_WITHOUT.search(before):
        return True
    if _CUE.search(before[-110:]):
        return not _HARM.search(before[-60:])
    if _is_treated_besides(reading, item) or (_is_few(reading) and item.role == "methods" and _SOME_HAD.search(before)):
        return not _HARM.search(item.sentence.text)
    if item.mention.concept in _BESIDE:
        return _MANY_HAD.search(before) is not None or (_is_tied(item) and not _HARM.search(item.sentence.text))
    if _PRESENT_AFTER.match(after) or (reading.participants == 1 and _PERSON_HAS.search(before)):
        return not _HARM.search(before)
    told = item.mention.kind == "other" and item.role != "result"
    return told and _is_tied(item) and not _HARM.search(item.sentence.text)


def _is_tied(item: Evidence) -> bool:
    return item.tie in ("people", "counted")


def _is_counted_at_the_end(item: Evidence) -> bool:
    """Whether a text without headings that reads like a conclusion counts those who had a condition."""
    behind = item.sentence.text[item.mention.end - item.sentence.start :]
    return item.sentence.block.section in ("abstract", "other") and _SHARE_HAD.match(behind) is not None


def _is_few(reading: Reading) -> bool:
    """Whether the study tells of single patients."""
    return reading.participants is not None and reading.participants <= _FEW


def _is_treated_besides(reading: Reading, item: Evidence) -> bool:
    """Whether a drug is said to be taken for a condition that is no headache ("on venlafaxine for depression")."""
    if item.mention.kind != "other":
        return False
    drugs = reading.tagged.mentions_in(item.sentence.start, item.mention.start, "DRUG")
    between = reading.tagged.study.view.text[drugs[-1].end : item.mention.start] if drugs else ""
    return TREATED_FOR.match(between) is not None and reading.drugs.role(drugs[-1]) in ("concomitant", "prior")


def is_beside(reading: Reading, item: Evidence, found: Sequence[Evidence]) -> bool:
    """Whether a condition that comes of treating a headache stands beside another one, rather than being the topic."""
    if item.mention.concept not in _BESIDE or _is_a_diagnosis(reading, item, found):
        return False
    before = item.sentence.text[: item.mention.start - item.sentence.start]
    return item.tie != "title" or bool(_WITH_AND_WITHOUT.search(before))


def _is_a_diagnosis(reading: Reading, item: Evidence, found: Sequence[Evidence]) -> bool:
    """Whether a headache is one of the diagnoses by which a sentence sorts people ("migraine in 9, tension-type in 7").

    Diagnoses are counted each, joined by "or", three at least, or they share all people out between two of them; what
    people do besides ("overuse") is none.
    """
    if not _is_tied(item) or _HABIT.search(item.mention.text):
        return False
    listed = _list_around(reading, item)
    text = reading.tagged.study.view.text
    joints = [text[a.end : b.start] for a, b in pairwise(listed)]
    told_apart = len(listed) > 2 or any(re.search(r"\d| or ", joint) for joint in joints)
    return (bool(joints) and told_apart) or _shares_people_out(reading, item, found)


def _shares_people_out(reading: Reading, item: Evidence, found: Sequence[Evidence]) -> bool:
    """Whether the people who have a headache and those who have another one are all people of the study."""
    own = counted_people(reading, item)
    others = (counted_people(reading, e) for e in found if e.mention.concept != item.mention.concept)
    return own is not None and any(n is not None and own + n == reading.participants for n in others)


def _list_around(reading: Reading, item: Evidence) -> list[Mention]:
    """Headaches that stand in one list with another."""
    text = reading.tagged.study.view.text
    mentions = reading.tagged.mentions_in(item.sentence.start, item.sentence.end, "CONDITION")
    lists: list[list[Mention]] = []
    for mention in mentions:
        if mention.kind != "headache":
            continue
        if lists and _NEXT_DIAGNOSIS.fullmatch(text[lists[-1][-1].end : mention.start]):
            lists[-1].append(mention)
        else:
            lists.append([mention])
    return next((one for one in lists if any(m.start == item.mention.start for m in one)), [])


def _table_around(reading: Reading, item: Evidence) -> str:
    """Text of the table that a line stands in, and of what stands right before it (its caption or header)."""
    block = item.sentence.block
    return reading.tagged.study.view.text[max(0, block.start - 600) : block.end]
