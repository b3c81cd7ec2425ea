"""Titles that blame a drug ("X secondary to Y", "Y-induced X"), and how the patients of such reports presented."""

import re
from collections.abc import Iterator

from cephlit.facts.harm import GENERAL
from cephlit.facts.reading import Reading
from cephlit.tagging.tagged import Mention, Sentence

_BLAMES = re.compile(
    r"\b(?:secondary to|induced by|caused by|due to|attributed to|associated with|precipitated by|provoked by|"
    r"triggered by|following|after|during|under|complicating|as a complication of|related to|from|"
    r"in a patient (?:taking|treated with|on))\b",
    re.IGNORECASE,
)
_INDUCED = re.compile(r"^[ -](?:induced|related|associated|triggered|provoked|caused)\b", re.IGNORECASE)
_CAUSES = re.compile(r"\b(?:causes?|induces?|causing|inducing|triggers?)\b", re.IGNORECASE)
_PRESENTED = re.compile(
    r"\b(?:admitted|presented|hospitali[sz]ed|seen|brought|referred)\b[^.;]{0,50}\b(?:with|for|because of|"
    r"complaining of|due to)\b(?:[^.;,]{0,40}|[^.;]{0,40}\band\W)$|\b(?:brought|came) in (?:\w+ly )?$",
    re.IGNORECASE,
)
_PRIOR = re.compile(r"\b(?:history|earlier|previous|ago)\b[^.;]{0,40}$", re.IGNORECASE)


def blamed_in_title(reading: Reading) -> list[tuple[Sentence, Mention]]:
    """The harm that a title lays to a drug, with the title; empty if it blames none."""
    tagged = reading.tagged
    for sentence in tagged.sentences:
        if sentence.block.section != "title":
            continue
        drugs = tagged.mentions_in(sentence.start, sentence.end, "DRUG")
        for event in tagged.mentions_in(sentence.start, sentence.end, "EVENT", "CONDITION"):
            if event.concept not in GENERAL and any(_blames(drug, event, reading) for drug in drugs):
                return [(sentence, event)]
    return []


def _blames(drug: Mention, event: Mention, reading: Reading) -> bool:
    """Whether a title says that a drug did harm; the weaker words only count in reports of single patients."""
    text = reading.tagged.study.view.text
    few = reading.participants is not None and reading.participants <= _FEW
    if drug.end <= event.start:
        between = text[drug.end : event.start]
        if reading.participants == 1 and between == " " and event.kind != "headache":
            return True
        return len(between) < _NEAR and (_INDUCED.match(between) or _CAUSES.search(between)) is not None
    between = text[event.end : drug.start]
    headache = event.label == "CONDITION" and event.kind == "headache" and not _SECONDARY.match(event.concept_id)
    return few and not headache and event.end <= drug.start and _BLAMES.search(between) is not None


_SECONDARY = re.compile(r"ICHD-3:[68]\.")
_FEW = 5
_NEAR = 50


def presented_with(reading: Reading, blamed: bool) -> Iterator[tuple[Sentence, Mention]]:
    """What brought the patient of a report that blames a drug to the doctor, which is the harm itself."""
    if not blamed or reading.participants != 1:
        return
    for sentence in reading.tagged.sentences:
        if sentence.block.section in ("title", "background", "discussion"):
            continue
        for event in reading.tagged.mentions_in(sentence.start, sentence.end, "EVENT"):
            before = sentence.text[: event.start - sentence.start]
            if not event.historical and _PRESENTED.search(before) and not _PRIOR.search(before):
                yield sentence, event
