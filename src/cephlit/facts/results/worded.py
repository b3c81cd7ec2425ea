"""Results told without a number: "no significant difference in headache days", "A was superior to B (p < 0.05)"."""

import re
from collections.abc import Sequence
from itertools import pairwise

from cephlit.facts.arms.names import CONTROLS
from cephlit.facts.groups import Arm
from cephlit.facts.harms.stretches import harms_in, speaks_of_harm
from cephlit.facts.reading import Reading
from cephlit.facts.records import Group, Outcome
from cephlit.facts.results.direction import SAME, Direction
from cephlit.facts.results.named_measures import outcome_mentions
from cephlit.facts.results.time_points import sentence_times, wording
from cephlit.tagging.tagged import Sentence

_BETTER = re.compile(
    r"\b(?:superior to|more effective than|better than|more efficacious than"
    r"|significantly (?:better|superior|more effective|"
    r"reduced|decreased|improved|fewer|lower|shorter|less)|(?:reduced|decreased|improved|lower"
    r"|fewer|shorter|less) significantly|(?:reduced|decreased|improved|shortened|lowered) "
    r"(?:[\w-]+ ){1,9}significantly|"
    r"(?:were|was) (?:also )?(?:significantly )?(?:lower|fewer|shorter|less frequent|milder"
    r"|reduced) (?:with|in|on|after|under))\b",
    re.IGNORECASE,
)
_SAME_HERE = re.compile(
    r"\bdiffer|\bchang|\bunchanged|\bsimilar|\bcomparable|\b(?:no|not|neither|nor|without|nothing)\b[^.;]{0,40}"
    r"\b(?:superior|better than|more effective|effects? on|influenced?\b|benefit\b|affect)",
    re.IGNORECASE,
)
"""Words that tell of groups that were alike, or of a drug that changed nothing."""

_CLAUSES = re.compile(r"[;:] |,? \b(?:but|whereas|while|although|however)\b", re.IGNORECASE)
_STOPPED = re.compile(
    r"\b(?:attacks?|headaches?|pain|bouts?|episodes?|paroxysms)\b(?: [a-z]+){0,3}? (?:ceased"
    r"|disappeared|stopped|vanished|"
    r"resolved|subsided|abated)\b|\b(?:became|remained|been|was|were|is|are) (?:completely |entirely |totally )?"
    r"(?:free of|free from|without) (?:attacks|pain|headaches?)\b|\b(?:pain|headache|attack)[- ]free\b",
    re.IGNORECASE,
)
HEDGED = re.compile(
    r"\b(?:may|might|could|would|should|seems?|appears?|suggests?|whether|if|expected|hypothes\w+|aim\w*|baseline|"
    r"randomi[sz]\w+|matched)\b",
    re.IGNORECASE,
)
"""Words that make a statement a guess, a plan or a state before treatment."""
_ONE_PERSON = frozenset({"remission", "pain_freedom"})


def worded_results(reading: Reading, sentence: Sentence, few: bool, numbered: Sequence[Outcome]) -> list[Outcome]:
    """Results of a sentence that stand in words, one for each measure; none where it speaks of harm or hedges.

    Parameters
    ----------
    reading, sentence
        The study and the sentence.
    few
        Whether the study tells the courses of single patients: only there do bare words of relief count as results.
    numbered
        The sentence's results with numbers; their measures are not told again.
    """
    if HEDGED.search(sentence.text) or speaks_of_harm(sentence.text):
        return []
    if harms_in(reading.tagged, sentence) or any(o.measure for o in numbered):
        return []
    ways: dict[str, Direction] = {}
    cuts = [0, *(m.end() for m in _CLAUSES.finditer(sentence.text)), len(sentence.text)]
    phrases = [m for m in outcome_mentions(reading.tagged, sentence) if not m.hypothetical]
    for start, end in pairwise(cuts):
        told = _told(sentence.text[start:end], few)
        for m in phrases if told else ():
            inside = start <= m.start - sentence.start < end
            if inside and (told != "stopped" or m.kind in _ONE_PERSON):
                ways.setdefault(m.kind, "no_change" if told == "same" else "improved")
    return [_outcome(reading, sentence, kind, way) for kind, way in ways.items()]


def _told(text: str, few: bool) -> str | None:
    if SAME.search(text):
        return "same" if _SAME_HERE.search(text) else None
    if _BETTER.search(text):
        return "better"
    return "stopped" if few and _STOPPED.search(text) else None


def _outcome(reading: Reading, sentence: Sentence, kind: str, way: Direction) -> Outcome:
    tagged = reading.tagged
    ps = tagged.quantities_in(sentence.start, sentence.end, "p_value")
    times = {wording(t) for t in sentence_times(tagged, sentence)}
    group, drug, comparator = _whom(reading, sentence)
    return Outcome(
        measure=kind,
        statistic="text",
        start=sentence.start,
        end=sentence.end,
        group=group,
        drug=drug,
        comparator=comparator,
        p_relation=ps[0].relation if len(ps) == 1 else "",
        p_value=ps[0].low if len(ps) == 1 else None,
        time_point=times.pop() if len(times) == 1 else "",
        direction=way,
    )


def _whom(reading: Reading, sentence: Sentence) -> tuple[Group, str, str]:
    """Group, drug and the drug compared with, of a result in words."""
    arms: list[Arm] = []
    for mention in reading.groups.mentions_in(sentence.start, sentence.end):
        arms += [a for a in mention.arms if a not in arms]
    group = reading.groups.group_at(sentence.start)
    if not arms:
        return group, reading.drugs.lead if len(reading.groups.arms) < 2 else "", ""
    active = next((a for a in arms if a.drug not in CONTROLS), arms[0])
    other = next((a for a in arms if a is not active and a.drug != active.drug), None)
    return (active.group if other is None else group), active.drug, other.drug if other else ""
