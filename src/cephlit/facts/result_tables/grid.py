"""Outcomes of a table that has arms or times in its columns and measures or times in its rows."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from cephlit.facts.harms.stretches import speaks_of_harm
from cephlit.facts.reading import Reading
from cephlit.facts.records import Group, Outcome
from cephlit.facts.result_tables.arm_rows import arms_apart
from cephlit.facts.result_tables.cells import (
    Cell,
    cells_of,
    pair_columns,
    split_glued,
    spread_columns,
    with_shares,
    with_spreads,
    without_sizes,
)
from cephlit.facts.result_tables.codes import is_code
from cephlit.facts.result_tables.columns import Column, read_columns, read_columns_of_arm_rows
from cephlit.facts.result_tables.head import Head
from cephlit.facts.result_tables.labels import (
    Label,
    defined_time,
    glue_of,
    is_p_label,
    read_label,
    segments,
    tells_difference,
    together,
)
from cephlit.facts.result_tables.numbers import SHARE, finding_of, is_counted, notations
from cephlit.facts.result_tables.tables import Row, Span, Table
from cephlit.facts.result_tables.words import column_cue
from cephlit.facts.results.finding import Finding, as_value
from cephlit.facts.results.measure_kinds import PER_PERSON, RELIEF
from cephlit.facts.results.measures import measure_mention
from cephlit.facts.results.statistics import BETWEEN, statistic
from cephlit.facts.results.time_points import START, hours_of, sentence_times, wording
from cephlit.tagging.tagged import Sentence

_RATES = frozenset({"attack_frequency", "headache_days", "rescue_medication", "other"})
_LENGTHS = frozenset({"attack_duration", "headache_days", "time_to_relief", "relief_duration", "disability"})
_LEVEL = 95.0
"""Level of the intervals of confidence that tables give."""
_RESPONDERS = re.compile(
    r"\d ?% (?:or (?:more|greater) )?(?:reduction|decrease|improvement|decline|drop)\b", re.IGNORECASE
)
_SIZES = re.compile(
    r"[Nn](?:o\.?)?|(?:[Nn]umber of |[Nn]o\. of )?(?:[Pp]atients|[Pp]articipants|[Ss]ubjects)(?: \([Nn]\))?"
)
"""Label of a row of sizes, which leaves what stands above it in force."""
_OPENING = 30
"""Characters at the beginning of a label in which a change is what the row tells, and no part of a measure's name."""
_MOST = 0.5
"""Share of the rows that must have as many cells as the table has columns."""


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of values: its label and a cell for each column."""

    label: Label
    cells: tuple[Cell, ...]
    is_p: bool = False


@dataclass
class _State:
    """What holds while the rows are read from top to bottom."""

    heading: Label
    carried: Label
    baselines: dict[tuple[str, str, str], float] = field(default_factory=dict)
    last: list[Outcome | None] = field(default_factory=list)
    harm: bool = False


class Grid:
    """A table with its columns settled."""

    def __init__(self, reading: Reading, table: Table, defined: Mapping[str, str]) -> None:
        """Read head and rows.

        Parameters
        ----------
        reading
            The study.
        table
            The table.
        defined
            Time of each end point as the methods define it.
        """
        self.reading, self.table, self.defined = reading, table, defined
        self.text = reading.tagged.study.view.text
        head = Head(reading, table.head)
        more, rows = arms_apart(head, table.rows)
        opens = rows[0].label
        if head.only_arm(opens) < 0:
            more, label = head.part_label(opens)
            rows[0] = replace(rows[0], label=label)
        self.head = [*head.tokens, *more]
        self.arms = {row.label: head.only_arm(row.label) for row in rows}
        self.by_arm = _has_arm_rows(self.arms[row.label] for row in rows)
        self.measures = self._head_measures() if self.by_arm and not any(row.above for row in rows[1:]) else []
        width = self._width(rows)
        self.rows = [replace(r, slots=r.slots[:width]) for r in rows if len(r.slots) == width or self.by_arm]
        words = " ".join(self.text[a:b] for a, b in (*table.head, *((t.start, t.end) for t in more)))
        self.spreads = spread_columns(words)
        whole = len(self.rows) >= _MOST * len(rows)
        self.lines = self._paired(list(self._lines()), words) if whole and width > 1 else []
        self.columns = self._columns(width)
        self.known = any(line.label.names_measure for line, _ in self.lines)
        # What stands right behind the name of a column without arm is its own: "Difference (95% CI)".
        own = {b for a, b in pairwise(self.head) if a.kind == "other"}
        self.notation = notations(t.text for t in self.head if t.kind == "notation" and t not in own)
        self.time = self._caption_time()
        self.said = notations([*(s.text for s in table.caption), *(self.text[a:b] for a, b in table.notes)])

    def _width(self, rows: Sequence[Row]) -> int:
        """Cells of most rows; where the rows are arms, of the shortest: a test stands in the row of one arm alone."""
        if self.by_arm:
            return min(len(row.slots) for row in rows if self.arms[row.label] >= 0)
        return Counter(len(row.slots) for row in rows).most_common(1)[0][0]

    def _caption_time(self) -> str:
        """The one time that the caption names, for rows and columns that name none."""
        times = {wording(q) for s in self.table.caption for q in sentence_times(self.reading.tagged, s)}
        return times.pop() if len(times) == 1 else ""

    def _head_measures(self) -> list[Label]:
        """Lines of the head that name what was measured, for tables with arms in their rows."""
        silent = {s for s in self.table.head if not any(s[0] <= t.start < s[1] for t in self.head)}
        told = [read_label(self.reading, span, self.table.lines[0]) for span in self.table.head]
        if not any(label.names_measure and not label.time for label in told):
            return []
        # A cell beside those that name measures is the head of another one, known or not.
        told = [
            replace(label, measure="other") if (label.start, label.end) in silent and not label.names_measure else label
            for label in told
        ]
        return [label for label in told if label.names_measure and not label.time]

    def _paired(self, lines: list[tuple[_Line, Row]], head: str) -> list[tuple[_Line, Row]]:
        """Lines with the cells of columns that belong together as one: counts and shares, sizes and means."""
        shares, sizes = pair_columns(head)
        cells = [without_sizes(line.cells, sizes) for line, _ in lines]
        return [
            (replace(line, cells=told), row)
            for (line, row), told in zip(lines, with_shares(cells, shares), strict=True)
        ]

    def _columns(self, width: int) -> tuple[Column, ...]:
        if not self.lines:
            return ()
        if self.by_arm:
            return read_columns_of_arm_rows(self.head, [(m.start, m.end) for m in self.measures], width)
        width = len(self.lines[0][0].cells)
        values = [line for line, _ in self.lines if not line.is_p]
        p_like = [
            all(line.cells[i].can_be_p for line in values)
            and any(line.cells[i].looks_like_p and line.cells[i].form != "blank" for line in values)
            for i in range(width)
        ]
        return read_columns(self.head, self.reading.groups.arms, p_like)

    def _lines(self) -> Iterator[tuple[_Line, Row]]:
        """Lines of values in order; cells that run together are taken apart, a row that cannot be is left out."""
        glued = {row.label: segments(self.text, row.label) for row in self.rows}
        apart: dict[Span, tuple[Cell, ...]] = {}
        for glue in dict.fromkeys(glue_of(parts) for parts in glued.values() if len(parts) > 1):
            slots = [slot for row in self.rows if glue_of(glued[row.label]) == glue for slot in row.slots]
            split = split_glued([(self.text[a:b], a) for a, b in slots], glue)
            apart |= dict(zip(slots, split, strict=False))
        for row in self.rows:
            parts = glued[row.label]
            first = read_label(self.reading, parts[0][0], self.table.lines[0])
            for i, (span, form) in enumerate(parts):
                plain = len(parts) == 1
                cells = [cells_of(self.text[a:b], a) if plain else apart.get((a, b), ()) for a, b in row.slots]
                if not all(len(c) == len(parts) for c in cells):
                    break
                label = first if i == 0 else read_label(self.reading, span, self.table.lines[0])
                label = label if i == 0 else replace(label, time=label.time or first.time)
                if self.arms[row.label] >= 0 and not label.names_measure:
                    label = replace(label, arm=self.arms[row.label], plain=True)
                is_p = form == "p" or is_p_label(self.text[span[0] : span[1]])
                told = with_spreads([c[i] for c in cells], self.spreads)
                yield _Line(label, told, is_p), row if i == 0 else replace(row, above=())

    def outcomes(self) -> Iterator[Outcome]:
        """Outcomes of the table, in order; none where head and rows do not fit."""
        if not self.columns:
            return
        state = _State(self._nothing(), self._captioned())
        for line, row in self.lines:
            if line.is_p and state.last:
                state.last = [self._with_p(o, line.cells[i]) for i, o in enumerate(state.last)]
                continue
            yield from (o for o in state.last if o is not None)
            state.last = []
            label = self._settled(line.label, row, state)
            if label is not None and (label.arm >= 0) == self.by_arm:
                state.last = self._row(label, line, state)
        yield from (o for o in state.last if o is not None)

    def _nothing(self) -> Label:
        start = self.table.rows[0].label[0]
        return Label(start, start)

    def _captioned(self) -> Label:
        """What the caption and the last lines of the head say, for rows that are labelled by times alone."""
        found = self._nothing()
        behind = max((t.end for t in self.head if t.kind in ("arm", "size", "p")), default=0)
        spans = [(s.start, s.end) for s in self.table.caption] + [h for h in self.table.head if h[0] >= behind]
        glued = next((h[1] for h in self.table.head if h[0] < behind < h[1]), behind)
        run_in = self.text[behind:glued]
        if not re.match(" [a-z]", run_in) and re.search(r"[^\W\d_]{3}", run_in):
            # The heading of the first rows has run into the head: the caption may tell of others.
            spans = [(behind, glued)]
        for span in spans:
            label = read_label(self.reading, span, self.table.lines[0])
            if label.names_measure and len({m.kind for m in label.mentions}) <= 1:
                found = replace(label, time="", notation="")
        return found

    def _settled(self, label: Label, row: Row, state: _State) -> Label | None:
        """A row's label with what stands above it; None for a row that is none of ours."""
        if row.above:
            state.heading = self._nothing()
            for span in row.above:
                state.heading = together(read_label(self.reading, span, self.table.lines[0]), state.heading)
            state.carried = state.heading
            state.harm = any(speaks_of_harm(self.text[a:b]) for a, b in row.above)
        if state.harm:
            return None
        if label.arm >= 0 and self.measures:
            return label
        if _SIZES.fullmatch(self.text, label.start, label.end):
            return None
        if label.plain:
            label = together(label, state.carried)
        if not label.names_measure:
            if label.time not in START:
                state.carried = self._nothing()
            return replace(label, measure="other") if self.known and self._is_outcome(label) else None
        state.carried = replace(label, time="", arm=-1)
        return replace(label, time=label.time or state.heading.time)

    def _is_outcome(self, label: Label) -> bool:
        """Whether the row of a measure that is not known, in a table with known ones, may tell an outcome."""
        words = self.text[label.start : label.end]
        other = column_cue("sample").search(words) or speaks_of_harm(words) or label.plain or label.time in START
        named = self.reading.tagged.mentions_in(label.start, label.end, "EVENT", "DRUG", "CONDITION")
        return not other and not named and re.search(r"[^\W\d_]{4}", words) is not None

    def _row(self, label: Label, line: _Line, state: _State) -> list[Outcome | None]:
        """Outcomes of a line, one place for each column; values before treatment are kept for what follows."""
        found: list[Outcome | None] = []
        for column, cell in zip(self.columns, line.cells, strict=True):
            here = self.measures[column.measure] if column.measure >= 0 else label
            whose = replace(column, arm=self.reading.groups.arms[label.arm]) if label.arm >= 0 else column
            if column.kind == "contrast":
                found.append(self._contrast(here, column, line.cells[len(found) :]))
                continue
            read = self._read(here, whose, cell)
            outcome = self._outcome(here, whose, *read, state) if read is not None else None
            found.append(outcome and replace(outcome, start=line.label.start))
        # A p-value in the row of one arm may be of the arms' comparison as well as of its own course.
        return found if self.by_arm else self._with_p_columns(found, line.cells)

    def _read(self, label: Label, column: Column, cell: Cell) -> tuple[Finding, str] | None:
        """Finding and measure of a cell; None where it cannot be told, or the number does not fit the measure."""
        if column.kind != "value" or cell.form == "blank":
            return None
        words = self.text[label.start : label.end]
        finding = finding_of(cell, self._notation(label), column.size, label.unit, is_counted(words))
        if finding is None:
            return None
        measure = self._measure(label, finding)
        share = finding.n is not None or finding.percent is not None
        if share and measure in PER_PERSON:
            reached = next((m.kind for m in label.mentions if m.kind in RELIEF), "")
            measure = reached or ("response" if _RESPONDERS.search(words) else "")
        scored = label.instrument_measure == measure
        if not share and not scored and measure in RELIEF | {"recurrence", "incidence"}:
            return None
        return (replace(finding, unit=_fitting_unit(finding.unit, measure)), measure) if measure else None

    def _contrast(self, label: Label, column: Column, cells: Sequence[Cell]) -> Outcome | None:
        """How an arm differs from the others: a value with its interval, in its own cell or in the one behind."""
        cell = cells[0]
        low, high = cell.second, cell.third
        if cell.form == "number" and len(cells) > 1 and cells[1].form == "range":
            low, high = cells[1].first, cells[1].second
        if cell.first is None or low is None or high is None or not low <= cell.first <= high:
            return None
        finding = Finding(cell.start, cell.end, cell.end, "number", value=cell.first, ci_low=low, ci_high=high)
        # A ratio of shares is no share, but tells of the same.
        measure = self._measure(label, finding) or self._measure(label, replace(finding, kind="percent"))
        if not measure:
            return None
        finding = replace(finding, unit="%" if cell.share == 1 else _fitting_unit(label.unit, measure))
        told = self._outcome(replace(label, notation=""), column, finding, measure, _State(self._nothing(), label))
        return told and replace(told, statistic=column.statistic, baseline=None)

    def _measure(self, label: Label, finding: Finding) -> str:
        """Measure of a finding whose number stands right behind a label."""
        if not label.mentions:
            return label.measure or label.instrument_measure
        here = replace(finding, start=label.end, end=label.end, core_end=label.end)
        line = Sentence(label.start, label.end, self.text[label.start : label.end], self.table.lines[0].block)
        named = measure_mention(self.text, here, label.mentions, line)
        return named.kind if named else ""

    def _notation(self, label: Label) -> set[str]:
        """How a row's cells are written, by its label, or else by the head, or else by caption and notes."""
        return notations([label.notation]) or self.notation or self.said

    def _outcome(self, label: Label, column: Column, finding: Finding, measure: str, state: _State) -> Outcome | None:
        time = label.time or (column.time if column.time != "change" and not is_code(column.time) else "")
        key = (measure, column.arm.group.label if column.arm else "", column.population)
        if time in START:
            if finding.value is not None:
                state.baselines[key] = finding.value
            return None
        told = sorted(self._notation(label) - {SHARE})
        words = " ".join([self.text[label.start : label.end], *told, ""])
        finding, kind = statistic(finding, measure, words, "")
        changed = column.time == "change" or column_cue("change").search(words[:_OPENING]) is not None
        if finding.value is not None and (changed or (kind == "difference" and "baseline" in words.lower())):
            kind = "change_percent" if finding.unit == "%" else "change_mean"
        if tells_difference(words):
            kind, finding = "difference", as_value(finding)
            if finding.ci_low is None:
                return None
        elif kind in BETWEEN:
            return None
        time = time or self.time or defined_time(label, self.defined, measure)
        return Outcome(
            measure=measure,
            statistic=kind,
            start=label.start,
            end=finding.end,
            group=self._group(column),
            drug=column.arm.drug if column.arm else self.reading.drugs.lead,
            instrument=label.instrument,
            baseline=state.baselines.get(key) if finding.value is not None and kind != "difference" else None,
            value=finding.value,
            unit=finding.unit,
            n=finding.n,
            total=finding.total,
            percent=finding.percent,
            ci_level=_LEVEL if finding.ci_low is not None else None,
            ci_low=finding.ci_low,
            ci_high=finding.ci_high,
            time_point=time,
            time_hours=hours_of(time),
        )

    def _group(self, column: Column) -> Group:
        if column.arm is None:
            return self.reading.groups.sample
        group = column.arm.group
        if not column.population:
            return group
        return Group("subgroup", f"{group.label} ({column.population})", group.start, group.end)

    def _with_p_columns(self, found: list[Outcome | None], cells: Sequence[Cell]) -> list[Outcome | None]:
        """Give each column of p-values to the value columns since the one before it."""
        done = 0
        for i, column in enumerate(self.columns):
            if column.kind == "p":
                found[done:i] = [self._with_p(o, cells[i]) for o in found[done:i]]
                done = i + 1
        return found

    def _with_p(self, outcome: Outcome | None, cell: Cell) -> Outcome | None:
        if outcome is None or not cell.can_be_p or cell.form == "blank":
            return outcome
        return replace(outcome, p_relation=cell.relation or "=", p_value=cell.first, end=max(outcome.end, cell.end))


def _has_arm_rows(arms: Iterable[int]) -> bool:
    """Whether most rows are labelled by arms alone, and by more than one."""
    told = list(arms)
    named = [arm for arm in told if arm >= 0]
    return len(set(named)) > 1 and len(named) >= _MOST * len(told)


def _fitting_unit(unit: str, measure: str) -> str:
    """A label's unit where the measure can have it: "attacks (per month)", "time to relief (h)", else empty."""
    if unit in ("", "%"):
        return unit
    return unit if measure in (_RATES if unit.startswith("/") else _LENGTHS) else ""
