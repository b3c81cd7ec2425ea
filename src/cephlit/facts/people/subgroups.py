"""Parts of the sample that results are given for, and places that speak of the whole of it."""

import re
from collections import defaultdict
from collections.abc import Iterator

from cephlit.facts.arms.types import GroupMention
from cephlit.facts.disorders.forms import disorder_forms
from cephlit.facts.records import Group
from cephlit.tagging.tagged import Mention, TaggedStudy
from cephlit.vocabulary.people import PEOPLE, PLURAL, sex_of

_PEOPLE_WITH = re.compile(
    rf"\b(?:{PLURAL}|those|group|subgroup)(?: (?:with|having|who had|suffering from|"
    rf"diagnosed with))(?: [\w-]+){{0,2}}? $",
    re.IGNORECASE,
)
_PEOPLE_AFTER = re.compile(rf"^ (?:headache )?(?:{PLURAL}|form|group|subgroup|sufferers|type)\b", re.IGNORECASE)
_SEX = re.compile(
    r"\b(?:(?:fe)?male (?:patients|participants|subjects|volunteers)|(?:fe)?males|men|women|boys|girls)\b",
    re.IGNORECASE,
)
_RESPONSE = re.compile(r"\b(?:acute |initial )?(?:non-?)?responders\b(?! rate)", re.IGNORECASE)
_RESULT_SECTIONS = frozenset({"abstract", "results", "conclusion", "case", "other"})
_ALL = re.compile(
    rf"\b(?:(?:all|every)(?: of)?(?: (?:the|our|these))?(?: (?:\d{{1,4}}|[a-z]+)){{0,2}}? {PEOPLE}|the (?:whole|"
    rf"entire|total|overall|study) "
    r"(?:sample|population|group|cohort)|overall)\b",
    re.IGNORECASE,
)


def sample_mentions(tagged: TaggedStudy, sample: Group) -> Iterator[GroupMention]:
    """Places that speak of the whole sample."""
    for match in _ALL.finditer(tagged.study.view.text):
        yield GroupMention(*match.span(), (sample,))


def subgroup_mentions(tagged: TaggedStudy) -> list[GroupMention]:
    """Places that speak of a subgroup: by form of the disorder, by sex, by response."""
    text = tagged.study.view.text
    known: dict[str, Group] = {}
    found = [*_by_form(tagged, known)]
    sexes = [(m, sex_of(m.group().split()[0])) for m in _SEX.finditer(text) if not _counted(tagged, m.start())]
    if {sex for _, sex in sexes} == {"female", "male"}:
        found += [_mention(known, f"{sex}s", *m.span()) for m, sex in sexes]
    for match in _RESPONSE.finditer(text):
        label = "non-responders" if "non" in match.group().lower() else "responders"
        found.append(_mention(known, label, *match.span()))
    return [mention for mention in found if _is_result_place(tagged, mention.start)]


def _is_result_place(tagged: TaggedStudy, offset: int) -> bool:
    """Whether the text may report results here, by its section."""
    return any(b.start <= offset < b.end and b.section in _RESULT_SECTIONS for b in tagged.study.blocks)


def _mention(known: dict[str, Group], label: str, start: int, end: int) -> GroupMention:
    return GroupMention(start, end, (known.setdefault(label, Group("subgroup", label, start, end)),))


def _counted(tagged: TaggedStudy, start: int) -> bool:
    """Whether a number right before it counts it (``22 males``), so that it only describes the sample."""
    return any(q.end <= start <= q.end + 2 for q in tagged.quantities_in(max(0, start - 25), start, "number", "sample"))


def siblings(tagged: TaggedStudy) -> dict[str, str]:
    """Headache disorders of which the study names several of one family (forms of one disorder), by their code."""
    families: dict[str, dict[str, str]] = defaultdict(dict)
    for mention in tagged.mentions:
        code = mention.concept_id.partition("ICHD-3:")[2]
        if mention.label == "CONDITION" and "." in code and not mention.negated:
            families[code.rpartition(".")[0]][mention.concept] = code
    return {name: code for some in families.values() if len(some) > 1 for name, code in some.items()}


def _by_form(tagged: TaggedStudy, known: dict[str, Group]) -> Iterator[GroupMention]:
    text = tagged.study.view.text
    forms = siblings(tagged)
    for mention in tagged.mentions:
        if mention.label == "CONDITION" and mention.concept in forms:
            span = _people_at(text, mention)
            if span is not None:
                yield _mention(known, mention.concept, *span)
    yield from (_mention(known, form.concept, form.start, form.end) for form in disorder_forms(tagged))


def _people_at(text: str, mention: Mention) -> tuple[int, int] | None:
    """Span of the people with a condition (``patients with X``, ``X patients``), or None where none are named."""
    before = _PEOPLE_WITH.search(text[max(0, mention.start - 60) : mention.start])
    after = _PEOPLE_AFTER.match(text[mention.end : mention.end + 30])
    if before is None and after is None:
        return None
    start = mention.start - len(before.group()) if before else mention.start
    return start, mention.end + (after.end() if after else 0)
