"""The tables' columns: the single source of names, order, types, meanings, closed vocabularies and rules.

Everything else derives from these models: validation, data frames, the database's types and keys, and the data
package's description.

A paper's own contradiction is kept. Where the words give count, total and percentage side by side and they disagree
(a percentage of another base, a misprint), the outcome row stays as the words say, and `evidence.note` tells the
reader; the same disagreement between numbers that a reader of facts put together is a broken rule.
"""

from typing import ClassVar

from pydantic import Field

from cephlit.facts.records import ConditionRole, DrugRole, GroupKind
from cephlit.studies.study import Section
from cephlit.tables.row import (
    Age,
    Amount,
    Confidence,
    Count,
    DocumentId,
    DoseUnit,
    End,
    GroupId,
    Percent,
    Probability,
    Quote,
    Row,
    SpanRow,
    Start,
    StudyId,
    Text,
    Unit,
    Year,
)
from cephlit.tables.rules import (
    COUNT_WITHIN_TOTAL,
    PERCENT_AGREES,
    SEXES_WITHIN_PARTICIPANTS,
    SPAN_ORDER,
    Rule,
    in_order,
    with_unit,
)
from cephlit.tables.values import Design, Direction, FileStatus, Measure, PRelation, Route, Statistic, TimeUnit
from cephlit.tagging.tagged import Label


class DocumentRow(Row):
    """Input files, one row each."""

    table_name = "documents"
    key = "document_id"

    document_id: DocumentId
    file: Text = Field(description="Path inside the seeds folder")
    sha256: Text | None = Field(default=None, pattern="^[0-9a-f]{64}$", description="Digest of the file's bytes")
    media_type: Text | None = Field(default=None, description="What the content is, such as text/plain")
    characters: Count = Field(description="Length of the kept text")
    studies: Count = Field(description="Studies found")
    status: FileStatus = Field(description="ok; empty: no text; rejected: could not be read")
    problem: Text | None = Field(default=None, description="What a reader should know of the file")


class StudyRow(SpanRow):
    """Papers, abstracts and reports found in the documents."""

    table_name = "studies"
    key = "study_id"
    references: ClassVar[dict[str, str]] = {"document_id": "documents"}
    rules: ClassVar[tuple[Rule, ...]] = (SPAN_ORDER,)
    identity: ClassVar[tuple[str, ...]] = ("study_id", "document_id", "start", "end")
    quote_column = ""

    study_id: StudyId
    document_id: DocumentId
    title: Text | None = Field(default=None, description="Title as the file gives it")
    authors: Text | None = Field(default=None, description="Authors as the file gives them")
    journal: Text | None = Field(default=None, description="Journal as the file gives it")
    year: Year | None = Field(default=None, description="Year of publication")
    volume: Text | None = Field(default=None, description="Volume")
    issue: Text | None = Field(default=None, description="Issue")
    pages: Text | None = Field(default=None, description="Pages")
    doi: Text | None = Field(default=None, description="Digital object identifier")
    pmid: Text | None = Field(default=None, description="PubMed identifier")
    design: Design | None = Field(default=None, description="Study design")
    setting: Text | None = Field(default=None, description="Where it took place")
    participants: Count | None = Field(default=None, description="People treated or analysed as the whole sample")
    start: Start
    end: End


class GroupRow(SpanRow):
    """Populations inside studies: whole samples, arms, subgroups, single patients."""

    table_name = "groups"
    key = "group_id"
    references: ClassVar[dict[str, str]] = {"study_id": "studies"}
    rules: ClassVar[tuple[Rule, ...]] = (
        SPAN_ORDER,
        SEXES_WITHIN_PARTICIPANTS,
        in_order("age_low", "age", "age_high"),
    )
    identity: ClassVar[tuple[str, ...]] = ("group_id", "study_id", "kind", "label", "start", "end", "quote")

    group_id: Text = Field(description="Group: its study, and its number there")
    study_id: StudyId
    kind: GroupKind = Field(description="all: the whole sample; arm; subgroup; patient: one person")
    label: Text | None = Field(default=None, description="What the text calls it")
    participants: Count | None = Field(default=None, description="People in it")
    female: Count | None = Field(default=None, description="Women and girls in it")
    male: Count | None = Field(default=None, description="Men and boys in it")
    age_statistic: Text | None = Field(default=None, description="What age is, such as mean or median")
    age: Age | None = Field(default=None, description="Age in years")
    age_low: Age | None = Field(default=None, description="Lower end of the ages, years")
    age_high: Age | None = Field(default=None, description="Upper end of the ages, years")
    start: Start
    end: End
    quote: Quote


class MentionRow(SpanRow):
    """Tagged spans of text."""

    table_name = "mentions"
    key = "mention_id"
    references: ClassVar[dict[str, str]] = {"study_id": "studies"}
    rules: ClassVar[tuple[Rule, ...]] = (SPAN_ORDER,)
    quote_column = "text"

    mention_id: Text = Field(description="Mention: its study, and its number there")
    study_id: StudyId
    section: Section | None = Field(default=None, description="Section that it stands in")
    label: Label = Field(description="Kind of mention")
    text: Text = Field(description="The document's own words from start to end")
    concept_id: Text | None = Field(default=None, description="ICHD-3, DrugBank or MeSH code")
    concept: Text | None = Field(default=None, description="Canonical name")
    negated: bool = Field(description="The text denies it")
    hypothetical: bool = Field(description="Planned, instructed or possible only")
    historical: bool = Field(description="Of the time before the study")
    family: bool = Field(description="Of relatives")
    tagger: Text = Field(description="What found it: lexicon, abbreviation, grammar or model")
    start: Start
    end: End


class TreatmentRow(SpanRow):
    """Drugs with dose and route as given to groups."""

    table_name = "treatments"
    key = "treatment_id"
    references: ClassVar[dict[str, str]] = {"study_id": "studies", "group_id": "groups"}
    rules: ClassVar[tuple[Rule, ...]] = (
        SPAN_ORDER,
        in_order("dose_low", "dose_high"),
        in_order("duration_low", "duration_high"),
        with_unit("dose_low", "dose_unit"),
        with_unit("duration_low", "duration_unit"),
    )

    treatment_id: Text = Field(description="Treatment: its study, and its number there")
    study_id: StudyId
    group_id: GroupId | None = None
    drug: Text = Field(description="International nonproprietary name, or the plain name of a procedure")
    drug_id: Text | None = Field(default=None, description="DrugBank or MeSH code")
    role: DrugRole = Field(description="Role of the drug in its study; background: only talked about")
    dose_low: Amount | None = Field(default=None, description="Dose, or the lower end of its range")
    dose_high: Amount | None = Field(default=None, description="Upper end of the dose range")
    dose_unit: DoseUnit | None = Field(default=None, description="Unit of the dose, UCUM")
    dose_kind: Text | None = Field(
        default=None, description="single, rate, start, step, mean, maximum, daily and the like"
    )
    concentration: Text | None = Field(default=None, description="What the dose is given in or per")
    route: Route | None = Field(default=None, description="Route of administration")
    frequency: Text | None = Field(
        default=None, description="How often: single, twice daily, every 2 wk, as needed, ..."
    )
    duration_low: Amount | None = Field(default=None, description="Length of an infusion, else of the treatment")
    duration_high: Amount | None = Field(default=None, description="Upper end of that length")
    duration_unit: TimeUnit | None = Field(default=None, description="Unit of the duration, UCUM")
    confidence: Confidence | None = None
    start: Start
    end: End
    quote: Quote


class ConditionRow(SpanRow):
    """Conditions of groups."""

    table_name = "conditions"
    key = "condition_id"
    references: ClassVar[dict[str, str]] = {"study_id": "studies", "group_id": "groups"}
    rules: ClassVar[tuple[Rule, ...]] = (SPAN_ORDER,)

    condition_id: Text = Field(description="Condition: its study, and its number there")
    study_id: StudyId
    group_id: GroupId | None = None
    condition: Text = Field(description="Name of the International Classification of Headache Disorders, or plain name")
    concept_id: Text | None = Field(default=None, description="ICHD-3 or MeSH code")
    role: ConditionRole = Field(description="indication, comorbidity, or background: only talked about")
    refractory: bool = Field(description="The text calls it refractory, intractable or the like")
    participants: Count | None = Field(default=None, description="People who have it")
    start: Start
    end: End
    quote: Quote


class OutcomeRow(SpanRow):
    """Reported results, one row each."""

    table_name = "outcomes"
    key = "outcome_id"
    references: ClassVar[dict[str, str]] = {"study_id": "studies", "group_id": "groups"}
    rules: ClassVar[tuple[Rule, ...]] = (
        SPAN_ORDER,
        COUNT_WITHIN_TOTAL,
        PERCENT_AGREES,
        in_order("value_low", "value", "value_high"),
        in_order("ci_low", "ci_high"),
    )

    outcome_id: Text = Field(description="Outcome: its study, and its number there")
    study_id: StudyId
    group_id: GroupId | None = None
    drug: Text | None = Field(default=None, description="Drug whose effect it is")
    comparator: Text | None = Field(default=None, description="What it is compared with")
    condition: Text | None = Field(default=None, description="Condition that it is about")
    measure: Measure = Field(description="Outcome measure")
    instrument: Text | None = Field(default=None, description="Scale or questionnaire")
    statistic: Statistic = Field(description="What the number is; text: a result in words")
    baseline: float | None = Field(default=None, description="Value before treatment")
    value: float | None = Field(default=None, description="The result, where it is no share of people or attacks")
    value_low: float | None = Field(default=None, description="Lower end of the values")
    value_high: float | None = Field(default=None, description="Upper end of the values")
    unit: Unit | None = Field(default=None, description="Unit of the values, UCUM, or points of a scale")
    n: Count | None = Field(default=None, description="People or attacks with the result")
    total: Count | None = Field(default=None, description="Out of how many")
    percent: Percent | None = Field(default=None, description="Share of people or attacks, per cent")
    p_relation: PRelation | None = Field(
        default=None, description="Relation of the p-value; NS: said to be not significant"
    )
    p_value: Probability | None = Field(default=None, description="p-value")
    ci_level: Percent | None = Field(default=None, description="Level of the confidence interval, per cent")
    ci_low: float | None = Field(default=None, description="Lower bound of the confidence interval")
    ci_high: float | None = Field(default=None, description="Upper bound of the confidence interval")
    time_point: Text | None = Field(default=None, description="When: 2 h, 12 wk, discharge, end of treatment, ...")
    time_hours: Amount | None = Field(default=None, description="The time point in hours")
    direction: Direction | None = Field(default=None, description="Direction of the effect")
    confidence: Confidence | None = None
    start: Start
    end: End
    quote: Quote


class AdverseEventRow(SpanRow):
    """Harms in groups, also the statement that there were none."""

    table_name = "adverse_events"
    key = "adverse_event_id"
    references: ClassVar[dict[str, str]] = {"study_id": "studies", "group_id": "groups"}
    rules: ClassVar[tuple[Rule, ...]] = (SPAN_ORDER, COUNT_WITHIN_TOTAL, PERCENT_AGREES)

    adverse_event_id: Text = Field(description="Adverse event: its study, and its number there")
    study_id: StudyId
    group_id: GroupId | None = None
    drug: Text | None = Field(default=None, description="Drug under which it came")
    event: Text = Field(description="Plain name; none: the text says there were none; any: events not named")
    concept_id: Text | None = Field(default=None, description="MeSH code")
    n: Count | None = Field(default=None, description="People with it")
    total: Count | None = Field(default=None, description="Out of how many")
    percent: Percent | None = Field(default=None, description="Share of people, per cent")
    severity: Text | None = Field(default=None, description="mild, moderate, severe, serious, ...")
    confidence: Confidence | None = None
    start: Start
    end: End
    quote: Quote


class EvidenceRow(SpanRow):
    """What a reader opens first: every outcome with its study, drug, dose, route and condition, ready to read."""

    table_name = "evidence"
    key = "outcome_id"
    references: ClassVar[dict[str, str]] = {
        "study_id": "studies",
        "outcome_id": "outcomes",
        "document_id": "documents",
    }
    rules: ClassVar[tuple[Rule, ...]] = (SPAN_ORDER,)

    condition: Text | None = Field(default=None, description="Condition of the outcome, else the study's indications")
    refractory: bool | None = Field(default=None, description="Any of the conditions is called refractory")
    drug: Text | None = Field(default=None, description="Drug whose effect it is, else the drugs studied")
    dose: Text | None = Field(default=None, description="Doses of that drug in the outcome's group, else in the study")
    route: Text | None = Field(default=None, description="Routes of these treatments")
    frequency: Text | None = Field(default=None, description="How often")
    duration: Text | None = Field(default=None, description="How long")
    measure: Measure = Field(description="Outcome measure")
    result: Text = Field(description="The result ready to read")
    time_point: Text | None = Field(default=None, description="When")
    group: Text | None = Field(default=None, description="Group that it is about")
    comparator: Text | None = Field(default=None, description="What it is compared with")
    p: Text | None = Field(default=None, description="p-value with its relation")
    ci: Text | None = Field(default=None, description="Confidence interval")
    direction: Direction | None = Field(default=None, description="Direction of the effect")
    title: Text | None = Field(default=None, description="Title of the study")
    year: Year | None = Field(default=None, description="Year of publication")
    design: Design | None = Field(default=None, description="Study design")
    participants: Count | None = Field(default=None, description="People in the study")
    instrument: Text | None = Field(default=None, description="Scale or questionnaire")
    statistic: Statistic = Field(description="What the number is")
    baseline: float | None = Field(default=None, description="Value before treatment")
    value: float | None = Field(default=None, description="The result, where it is no share of people or attacks")
    unit: Unit | None = Field(default=None, description="Unit of the values")
    n: Count | None = Field(default=None, description="People or attacks with the result")
    total: Count | None = Field(default=None, description="Out of how many")
    percent: Percent | None = Field(default=None, description="Share of people or attacks, per cent")
    confidence: Confidence | None = None
    note: Text | None = Field(
        default=None, description="What to mind: for example that the paper's own numbers disagree"
    )
    quote: Quote
    file: Text = Field(description="Path of the document inside the seeds folder")
    document_id: DocumentId
    study_id: StudyId
    outcome_id: Text = Field(description="Outcome that the row stands for")
    start: Start
    end: End


class RejectRow(Row):
    """Rows that broke a rule, and files or studies that could not be read: nothing is lost."""

    table_name = "rejects"
    references: ClassVar[dict[str, str]] = {"document_id": "documents"}

    table: Text = Field(description="Table that the row was meant for")
    document_id: DocumentId
    study_id: Text | None = Field(default=None, description="Study, which may itself be missing from its table")
    rule: Text = Field(description="Name of the broken rule, or the stage that failed")
    reason: Text = Field(description="What is wrong, in words")
    row: Text | None = Field(default=None, description="The row as JSON")
    quote: Text | None = Field(default=None, description="The row's words")


TABLES: dict[str, type[Row]] = {
    model.table_name: model
    for model in (
        DocumentRow,
        StudyRow,
        GroupRow,
        MentionRow,
        TreatmentRow,
        ConditionRow,
        OutcomeRow,
        AdverseEventRow,
        EvidenceRow,
        RejectRow,
    )
}
"""Every table's model, in an order in which each table follows those that it refers to."""

STUDY_TABLES = ("groups", "mentions", "treatments", "conditions", "outcomes", "adverse_events")
"""Tables whose rows are facts of a study."""
