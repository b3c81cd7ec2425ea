"""What was found: results with their group, measure, numbers, time point and direction."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from cephlit.facts.arms.evidence import CONTROLS
from cephlit.facts.design import design
from cephlit.facts.harms.stretches import speaks_of_harm
from cephlit.facts.monographs import is_monograph
from cephlit.facts.own_study import cites
from cephlit.facts.reading import Reading
from cephlit.facts.records import Outcome
from cephlit.facts.result_tables.reader import read_table_outcomes
from cephlit.facts.results.assumed import tells_help
from cephlit.facts.results.before_treatment import values_before
from cephlit.facts.results.context import Context
from cephlit.facts.results.course_words import own_way, received
from cephlit.facts.results.courses import course_results
from cephlit.facts.results.direction import direction
from cephlit.facts.results.eligible import sentence_tells_results
from cephlit.facts.results.frames import OF_THEMSELVES, Frame, frames
from cephlit.facts.results.measure_kinds import RELIEF
from cephlit.facts.results.measures import is_duration_result
from cephlit.facts.results.named_measures import outcome_mentions, primary_measure
from cephlit.facts.results.once import once
from cephlit.facts.results.own_results import describes_people, own_results
from cephlit.facts.results.people import counted_findings
from cephlit.facts.results.result_drugs import Told, compared_with, drug_of
from cephlit.facts.results.retold import without_retold
from cephlit.facts.results.statistics import (
    BETWEEN,
    same_statistics,
    statistic,
    with_relative_changes,
    with_shares_of_counts,
)
from cephlit.facts.results.time_points import START, defined_times, hours_of, sentence_times, study_time, wording
from cephlit.facts.results.worded import worded_results
from cephlit.facts.reviews import POOLED
from cephlit.facts.stories import in_treatment, story_roles, tells_cases
from cephlit.tagging.tagged import Quantity, Sentence

_STATES = re.compile(r"\b(?:was|were|averaged|numbered|totalled) (?:only |about )?-?\d", re.IGNORECASE)
"""What says, with two values of an outcome, that a sentence tells results even if it reads like methods."""
_SETS_IN = re.compile(
    r"\b(?:within|as early as|as soon as|starting|beginning|onward from|since)(?: [a-z]+){0,3} $", re.IGNORECASE
)
"""What stands before the time at which an effect was first seen."""
_THAN_AT = re.compile(
    r"\b(?:than|compared (?:with|to)|relative to)(?: (?:at|in|the|their|those|values?|levels?)){0,3} $", re.IGNORECASE
)
"""What makes the start of treatment that with which a later value is compared: "1.0 fewer than at baseline"."""


def read_outcomes(reading: Reading) -> tuple[Outcome, ...]:
    """One record for each reported result, in order; a result told several times is taken once.

    A review has no results of its own but those that it pooled, which have an interval or a p-value; a monograph has
    none at all.
    """
    if is_monograph(reading.tagged):
        return ()
    found = [*_all(reading), *read_table_outcomes(reading)]
    if design(reading) == "review":
        text = reading.tagged.study.view.text
        found = [
            _contrast(reading, o)
            for o in found
            if o.ci_low is not None or o.p_value is not None or POOLED.search(text[o.start : o.end])
        ]
    return once(without_retold(reading.tagged.study, found))


def _contrast(reading: Reading, o: Outcome) -> Outcome:
    """A pooled value with its interval as what it is, a difference between the treatment reviewed and its control."""
    if o.ci_low is None or o.statistic not in ("mean", "median", "change_mean", "count") or o.n is not None:
        return o
    controls = {arm.drug for arm in reading.groups.arms} & CONTROLS
    own = o.drug not in CONTROLS and o.drug != ""
    against = o.comparator or (next(iter(controls)) if len(controls) == 1 else "")
    return replace(
        o, statistic="difference", drug=o.drug if own else reading.drugs.lead, comparator=against,
        group=o.group if own else reading.groups.sample,
    )  # fmt: skip


def _all(reading: Reading) -> list[Outcome]:
    """Results that sentences tell; a value before treatment that stands behind its result is taken from there."""
    found: list[Outcome] = []
    told: dict[tuple[str, str], set[float]] = defaultdict(set)
    for outcomes, context in _by_sentence(reading):
        found += outcomes
        for key, value in context.baselines.items():
            told[key].add(value)
    sure = {key: values.pop() for key, values in told.items() if len(values) == 1}
    return [_with_later_baseline(o, sure, reading.tagged.study.view.text) for o in found]


def _with_later_baseline(o: Outcome, baselines: Mapping[tuple[str, str], float], text: str) -> Outcome:
    """An outcome of an arm with the value before treatment that a later sentence tells, as abstracts leave it out.

    A value of the whole sample does not reach back, as it may be another scale's.
    """
    value = baselines.get((o.measure, o.group.label)) if o.group and o.group.kind == "arm" else None
    if value is None or o.baseline is not None or o.value is None or o.statistic not in ("mean", "median"):
        return o
    filled = replace(o, baseline=value)
    told = direction(filled, text[o.start : o.end], False) if o.direction == "not_stated" else o.direction
    return replace(filled, direction=told)


def _by_sentence(reading: Reading) -> Iterator[tuple[list[Outcome], Context]]:
    """What each sentence tells, with what is known behind it."""
    context = Context(primary=primary_measure(reading), defined=defined_times(reading), study=study_time(reading))
    cases = tells_cases(reading)
    for sentence, role in zip(reading.tagged.sentences, story_roles(reading), strict=True):
        if sentence.block.kind not in ("prose", "list"):
            context = replace(context, time=_only_time(reading, sentence))
            continue
        found: list[Outcome] = []
        if cases and _turns(reading, sentence):
            context = replace(context, time="")
        numbered: list[Outcome] = []
        cited = cites(reading.tagged, sentence)
        share = (cases and role == "methods") or _tells_share(reading, sentence)
        if sentence_tells_results(sentence.text, role, sentence.block.section, cited, share):
            told = [
                frame
                for frame in frames(reading, sentence, own_results(reading, sentence), context)
                if frame.measure
                and (role not in ("aim", "background") or _counts(frame))
                and is_duration_result(frame.finding, frame.measure, of_arm=len(frame.arms) == 1)
                and not _at_start(reading, sentence, frame)
                and not (cases and _before_treatment(reading, sentence, frame))
            ]
            numbered = same_statistics([_outcome(reading, sentence, frame, context) for frame in told])
            numbered = with_relative_changes(numbered)
            found += with_shares_of_counts(list(_with_directions(sentence, told, numbered)))
            course = course_results(reading, sentence, cases, numbered)
            found += course
            if role == "result" and not describes_people(reading.tagged, sentence):
                found += worded_results(reading, sentence, cases, [*numbered, *course])
        context = replace(
            _next(reading, sentence, role, context, numbered), baselines=_baselines(reading, sentence, role, context)
        )
        yield found, context


def _counts(frame: Frame) -> bool:
    """Whether a frame counts people or tells a change, which an introduction to the study does not."""
    f = frame.finding
    return f.n is not None or f.percent is not None or f.baseline is not None


def _with_directions(sentence: Sentence, told: Sequence[Frame], outcomes: Sequence[Outcome]) -> Iterator[Outcome]:
    """Outcomes of a sentence's frames with their directions: those of lists of counts by their own words."""
    alone = len(outcomes) == 1
    for frame, outcome in zip(told, outcomes, strict=True):
        finding = frame.finding
        listed = not alone and not frame.arms and finding.n is not None and outcome.measure in RELIEF
        own = own_way(sentence.text, finding.start - sentence.start, finding.core_end - sentence.start)
        way = own if listed and own else direction(outcome, sentence.text, alone)
        yield replace(outcome, direction=way)


def _baselines(reading: Reading, sentence: Sentence, role: str, context: Context) -> Mapping[tuple[str, str], float]:
    """Values before treatment that are known after a sentence, by measure and label of the group.

    Of several values without a group none is that of all.
    """
    if role not in ("methods", "result"):
        return context.baselines
    text = reading.tagged.study.view.text
    told = values_before(text, sentence, counted_findings(reading.tagged, sentence))
    new: dict[tuple[str, str], float] = {}
    told = [f for f in told if f.value_high is None]  # who may take part: "two to eight attacks per month"
    found = [f for f in frames(reading, sentence, told, context) if f.measure and f.finding.value is not None]
    loose = Counter(f.measure for f in found if not f.groups)
    for frame in found:
        label = frame.groups[0].label if frame.groups else ""
        if frame.finding.value is not None and (label or loose[frame.measure] == 1):
            new.setdefault((frame.measure, label), frame.finding.value)
    return {**context.baselines, **new}


def _baseline(frame: Frame, kind: str, context: Context) -> float | None:
    """Value before treatment of a frame that does not say it, as an earlier sentence told it for its group or all."""
    if frame.finding.baseline is not None or kind not in ("mean", "median", "change_mean"):
        return frame.finding.baseline
    labels = [frame.groups[0].label, ""] if frame.groups else [""]
    return next((context.baselines[frame.measure, x] for x in labels if (frame.measure, x) in context.baselines), None)


def _at_start(reading: Reading, sentence: Sentence, frame: Frame) -> bool:
    """Whether a lone value was taken before treatment, the only time of its sentence: it describes the sample."""
    f = frame.finding
    times = reading.tagged.quantities_in(sentence.start, sentence.end, "time_point")
    text = reading.tagged.study.view.text
    alone = all(t.norm in START and not _THAN_AT.search(text, sentence.start, t.start) for t in times)
    return f.baseline is None and f.n is None and bool(times) and alone


def _turns(reading: Reading, sentence: Sentence) -> bool:
    """Whether a story turns to another treatment or patient, to whom no earlier time belongs."""
    start = reading.groups.group_at(max(0, sentence.start - 1))
    return bool(received(reading, sentence.start, sentence.end)) or reading.groups.group_at(sentence.start) != start


def _before_treatment(reading: Reading, sentence: Sentence, frame: Frame) -> bool:
    """Whether attacks per time, or their length, are those that a patient's story opens with, before any treatment."""
    lasted = frame.finding.kind == "duration" and frame.measure == "attack_duration"
    alone = (lasted or frame.finding.kind == "rate") and frame.finding.baseline is None and frame.finding.n is None
    named = reading.tagged.mentions_in(sentence.start, frame.finding.start, "DRUG")
    return alone and not named and not in_treatment(reading, sentence)


def _tells_share(reading: Reading, sentence: Sentence) -> bool:
    """Whether a sentence gives shares, tests or changes of an outcome, as results do even if they read like methods."""
    tagged = reading.tagged
    shares = tagged.quantities_in(sentence.start, sentence.end, "percent", "fraction")
    named = bool(outcome_mentions(tagged, sentence))
    tested = bool(tagged.quantities_in(sentence.start, sentence.end, "p_value", "interval"))
    if len(shares) > 1 or (bool(shares) and named) or tested:
        return True
    found = counted_findings(tagged, sentence)
    values = [f for f in found if f.value is not None and f.n is None and f.kind != "sample"]
    stated = named and len(values) > 1 and _STATES.search(sentence.text) is not None
    helped = any(f.n is not None and tells_help(reading.tagged.study.view.text, f, sentence) for f in found)
    return stated or helped or any(f.baseline is not None or (named and f.n is not None) for f in found)


def _outcome(reading: Reading, sentence: Sentence, frame: Frame, context: Context) -> Outcome:
    text = reading.tagged.study.view.text
    finding, kind = statistic(
        frame.finding,
        frame.measure,
        text[sentence.start : frame.finding.start],
        text[frame.finding.core_end : sentence.end],
        frame.compared,
    )
    drug, reach = drug_of(reading, sentence, Told(finding, frame.arms, frame.drug, frame.reach), kind)
    against = compared_with(reading, sentence, drug) if kind in BETWEEN and drug else ""
    of_other = against and all(arm.drug != drug for arm in frame.arms)
    return Outcome(
        measure=frame.measure,
        statistic=kind,
        start=sentence.start,
        end=sentence.end,
        group=frame.groups[0] if frame.groups and not of_other else reading.groups.sample,
        drug=drug,
        comparator=against,
        instrument=frame.instrument,
        baseline=_baseline(frame, kind, context),
        value=finding.value,
        value_high=finding.value_high,
        unit=finding.unit,
        n=finding.n,
        total=finding.total,
        percent=finding.percent,
        p_relation=finding.p_relation,
        p_value=finding.p_value,
        ci_level=finding.ci_level,
        ci_low=finding.ci_low,
        ci_high=finding.ci_high,
        time_point=frame.time,
        time_hours=hours_of(frame.time),
        reach=reach,
        measure_from=frame.measure_from,
        time_from=frame.time_from,
    )


def _only_time(reading: Reading, sentence: Sentence) -> str:
    """The time of a sentence or heading that names just one, or empty."""
    times = {wording(t) for t in sentence_times(reading.tagged, sentence)}
    return times.pop() if len(times) == 1 else ""


def _sets_in(reading: Reading, sentence: Sentence, time: Quantity) -> bool:
    """Whether a time only tells when an effect set in ("within the first month"): it is that of no later number."""
    return _SETS_IN.search(reading.tagged.study.view.text[sentence.start : time.start]) is not None


def _next(reading: Reading, sentence: Sentence, role: str, context: Context, told: Sequence[Outcome]) -> Context:
    """What a sentence leaves for the next; times hold until the next heading, and those of methods for themselves."""
    measures = [m.kind for m in outcome_mentions(reading.tagged, sentence)] or [o.measure for o in told]
    scales = reading.tagged.mentions_in(sentence.start, sentence.end, "INSTRUMENT")
    named = reading.groups.mentions_in(sentence.start, sentence.end)
    arms = list({m.arms: m for m in named if len(m.arms) == 1}.values())
    values = counted_findings(reading.tagged, sentence)
    times = {
        wording(t)
        for t in sentence_times(reading.tagged, sentence)
        if not any(f.baseline is not None and f.start <= t.start < f.core_end for f in values)
        and (told or not (_sets_in(reading, sentence, t) or speaks_of_harm(sentence.text)))
    }
    own = bool(told) and all(o.measure in OF_THEMSELVES for o in told)
    kept = context.time if not times or own else times.pop() if len(times) == 1 else ""
    return replace(
        context,
        measure=measures[-1] if measures else context.measure,
        scale=scales[-1].kind if scales else context.scale,
        time=kept if told or role in ("result", "conclusion") else "",
        groups=tuple(arms) if len(arms) > 1 else context.groups,
    )
