"""Single patients: numbered cases with a part of the text of their own, and places that speak of one patient."""

import re
from collections.abc import Iterator, Sequence

from cephlit.facts.arms.types import GroupMention
from cephlit.facts.people.details import describe_patient
from cephlit.facts.records import Group
from cephlit.tagging.tagged import TaggedStudy

Case = tuple[int, int, Group]
"""The part of the view that tells of a patient, and the patient."""

_NUMBER = r"(?P<number>\d{1,2}|[IVX]{1,4}|one|two|three|four|five|six|seven|eight)"
_LABEL = re.compile(
    rf"(?P<noun>case|patient|subject)(?: report| description| history| vignette)?(?: no\.?| number)? ?#?{_NUMBER}\b",
    re.IGNORECASE,
)
_INLINE = re.compile(rf"(?P<noun>case|patient) (?:no\.? )?{_NUMBER}(?=[.:) -])(?! (?:was|had|is|and)\b)", re.IGNORECASE)
_TOLD = re.compile(
    rf"(?P<noun>case|patient) (?:no\.? |#)?{_NUMBER}(?:[.:)]|,? \(?(?:an?|the|was an?|is an?|this) |, \d)",
    re.IGNORECASE,
)
"""How a sentence opens the story of a numbered patient."""

_NAMED = re.compile(
    r"(?<!per )(?<!each )\b(?P<noun>case|patient|subject)s? (?:no\.? |number |#)?(?P<number>\d{1,2})\b(?! ?(?:%|"
    r"mg|years?|weeks?|months?|days?))"
    r"(?P<more>(?:(?:, | and |, and )\d{1,2}\b(?! ?(?:%|mg|years?|weeks?|months?|days?))){0,6})",
    re.IGNORECASE,
)
_ONE = re.compile(
    r"\b(?P<label>(?:one|the other|another|a single|a second|a third|the first|the second|the third|the remaining|1)"
    r"(?: (?:female|male|adult|remaining|other))? (?:patient|subject|participant|case|woman|man|child|boy|girl|"
    r"volunteer))\b(?! (?:reports?|series|group)\b)"
    r"|\b(?:the |our )?(?P<some>remaining (?:two|three|four|five|2|3|4|5)(?: patients| subjects| participants|"
    r" cases)?)\b",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"\b(?:The|This|Our) (?:patient|man|woman|boy|girl|child)\b|(?:^|(?<=\n)|(?<=\. ))(?:He|She)\b")


def numbered_patients(tagged: TaggedStudy) -> tuple[Case, ...]:
    """Patients of the study's numbered cases, in order.

    There is one for each heading such as ``Case 3``, or for each paragraph that begins so.
    """
    spans: dict[str, tuple[int, int]] = {}
    for block in tagged.study.blocks:
        match = _LABEL.match(block.label) or _INLINE.match(tagged.study.view.text, block.start, block.end)
        if match is None:
            continue
        label = f"{match['noun']} {match['number']}".lower()
        start, _ = spans.get(label, (block.start, block.end))
        spans[label] = (start, block.end)
    spans = spans or _in_paragraph(tagged)
    return tuple((start, end, describe_patient(tagged, label, start, end)) for label, (start, end) in spans.items())


def _in_paragraph(tagged: TaggedStudy) -> dict[str, tuple[int, int]]:
    """Places of cases that are told one after the other in one paragraph ("Case 1. A woman ... Case 2. A man ...")."""
    opened: list[tuple[str, int, int]] = []
    for sentence in tagged.sentences:
        match = _TOLD.match(sentence.text)
        if match is not None and sentence.block.kind == "prose":
            opened.append((f"{match['noun']} {match['number']}".lower(), sentence.start, sentence.block.end))
    labels = [label for label, _, _ in opened]
    if len(set(labels)) < 2 or len(set(labels)) < len(labels):
        return {}
    nexts = [*(start for _, start, _ in opened[1:]), len(tagged.study.view.text)]
    return {label: (start, min(end, after)) for (label, start, end), after in zip(opened, nexts, strict=True)}


def patient_mentions(tagged: TaggedStudy, cases: Sequence[Case]) -> Iterator[GroupMention]:
    """Places that speak of single patients."""
    text = tagged.study.view.text
    by_number = {group.label.split()[-1]: group for _, _, group in cases}
    known: dict[str, Group] = {}
    for match in _NAMED.finditer(text):
        numbers = [match["number"], *re.findall(r"\d+", match["more"])]
        groups = [by_number.get(n) or _patient(known, f"{match['noun'].lower()} {n}", *match.span()) for n in numbers]
        yield GroupMention(*match.span(), tuple(groups))
    for match in _ONE.finditer(text):
        label = (match["label"] or match["some"]).lower()
        yield GroupMention(*match.span(), (_patient(known, label, *match.span()),))
    for start, end, group in cases:
        for match in _SUBJECT.finditer(text, start, end):
            yield GroupMention(*match.span(), (group,))


def _patient(known: dict[str, Group], label: str, start: int, end: int) -> Group:
    size = None if label.startswith("remaining") else 1
    return known.setdefault(label, Group("patient", label, start, end, participants=size))
