"""What the rows of all tables have in common."""

from typing import Annotated, Any, ClassVar, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from cephlit.tables.rules import Rule
from cephlit.tagging.quantities.units import is_dose_unit, parse_unit


class Row(BaseModel):
    """One row of a table; building it checks every rule that can be told from the row alone.

    Cells that are empty strings count as missing. Two checks need the document's text and run only where the
    validation context holds it under ``text``: offsets lie inside it, and the quote stands at them.

    Attributes
    ----------
    table_name, key
        The table's name and its primary key; a table without one has an empty key.
    references
        Column to the table that its values come from, by that table's key.
    rules
        Rules over several cells, in the order of checking.
    identity
        Columns that still make a row when other cells break a rule; empty for tables whose rows go away whole.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    table_name: ClassVar[str]
    key: ClassVar[str] = ""
    references: ClassVar[dict[str, str]] = {}
    rules: ClassVar[tuple[Rule, ...]] = ()
    identity: ClassVar[tuple[str, ...]] = ()

    @model_validator(mode="before")
    @classmethod
    def _empty_is_missing(cls, cells: dict[str, Any]) -> dict[str, Any]:
        return {name: cell for name, cell in cells.items() if cell is not None and cell != ""}

    @model_validator(mode="after")
    def _keeps_its_rules(self, info: ValidationInfo) -> Self:
        for rule in self.rules:
            if not rule.holds(self):
                raise PydanticCustomError(rule.name, "the row breaks: {meaning}", {"meaning": rule.meaning})
        if info.context and "text" in info.context:
            self._stands_in(info.context["text"])
        return self

    def _stands_in(self, text: str) -> None:
        """Check the row's evidence against the document's text; rows without offsets pass."""

    @classmethod
    def columns(cls) -> list[str]:
        """Column names in order."""
        return list(cls.model_fields)

    def cells(self) -> list[Any]:
        """Cells in the order of the columns."""
        return [getattr(self, name) for name in self.columns()]


class SpanRow(Row):
    """A row that stands somewhere in a document's text."""

    quote_column: ClassVar[str] = "quote"

    def _stands_in(self, text: str) -> None:
        start, end = getattr(self, "start"), getattr(self, "end")  # noqa: B009
        if end > len(text):
            raise PydanticCustomError("span_inside_text", "the text ends at {length}", {"length": len(text)})
        if self.quote_column and text[start:end] != getattr(self, self.quote_column):
            raise PydanticCustomError("quote_stands_in_text", "the text has other words at these offsets")


def _parses(unit: str) -> str:
    try:
        parse_unit(unit)
    except ValueError as error:
        raise PydanticCustomError("unit_parses", "no unit of UCUM: {unit}", {"unit": unit}) from error
    return unit


def _parses_as_dose(unit: str) -> str:
    if not is_dose_unit(unit):
        raise PydanticCustomError("unit_parses", "no unit of a dose: {unit}", {"unit": unit})
    return unit


Unit = Annotated[str, AfterValidator(_parses)]
DoseUnit = Annotated[str, AfterValidator(_parses_as_dose)]
Text = Annotated[str, Field(min_length=1)]
Count = Annotated[int, Field(ge=0, le=1_000_000_000_000)]
Percent = Annotated[float, Field(ge=0, le=100)]
Probability = Annotated[float, Field(ge=0, le=1)]
Age = Annotated[float, Field(ge=0, le=120)]
Amount = Annotated[float, Field(ge=0)]
Year = Annotated[int, Field(ge=1800, le=2100)]

DocumentId = Annotated[Text, Field(pattern=r"^[du][0-9a-f]{12}(-\d+)?$", description="Document, named by its content")]
StudyId = Annotated[Text, Field(description="Study: its document, and its number there")]
Confidence = Annotated[
    Probability, Field(description="Probability that a careful reader would write the same row; below 0.5: doubtful")
]
GroupId = Annotated[Text, Field(description="Group that the row is about; empty: the text names none")]
Start = Annotated[int, Field(ge=0, description="Where the evidence starts: characters from the document's start")]
End = Annotated[int, Field(ge=1, description="Where the evidence ends, exclusive")]
Quote = Annotated[Text, Field(description="The document's own words from start to end")]
