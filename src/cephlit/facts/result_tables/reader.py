"""All outcomes that a study's tables tell."""

from cephlit.facts.design import design
from cephlit.facts.reading import Reading
from cephlit.facts.records import Outcome
from cephlit.facts.result_tables.grid import Grid
from cephlit.facts.result_tables.patients import patient_outcomes
from cephlit.facts.result_tables.tables import study_tables, tells_results
from cephlit.facts.results.time_points import defined_times


def read_table_outcomes(reading: Reading) -> tuple[Outcome, ...]:
    """One record for each result in the study's tables, in order; tables that cannot be read safely give none."""
    if design(reading) == "review":
        return ()
    defined = defined_times(reading)
    found: list[Outcome] = []
    for table in study_tables(reading):
        if tells_results(table):
            found += Grid(reading, table, defined).outcomes()
        found += patient_outcomes(reading, table.lines)
    return tuple(found)
