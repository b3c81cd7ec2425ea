"""A document into its studies: the one entry to this package."""

from collections.abc import Sequence

from cephlit.documents.document import Document
from cephlit.studies.bibliography import read_bibliography
from cephlit.studies.hyphens import LineEnds
from cephlit.studies.passages import Passage, read_passages
from cephlit.studies.readable import readable_view
from cephlit.studies.repeats import without_repeats
from cephlit.studies.retold_studies import with_names_apart
from cephlit.studies.splitting import study_ranges
from cephlit.studies.study import Study
from cephlit.studies.titles import find_title
from cephlit.studies.units import Unit, read_units


def split_studies(document: Document) -> tuple[Study, ...]:
    """Studies of a document, in order: one paper, abstract or report each.

    A text with words but without a recognisable study is one study; a text that shows nothing has none.
    """
    units = read_units(document.text)
    line_ends = LineEnds(document.text)
    studies: list[Study] = []
    ranges = study_ranges(units)
    for first, last in ranges:
        told = units[first:last] if len(ranges) == 1 else with_names_apart(document.text, units[first:last])
        studies.append(_read_study(document, len(studies) + 1, told, line_ends))
    return tuple(studies)


def _read_study(document: Document, number: int, units: Sequence[Unit], line_ends: LineEnds) -> Study:
    title = find_title(units)
    passages = read_passages(document.text, *without_repeats(units, title))
    view, blocks = readable_view(document.text, passages, line_ends)
    if not blocks:
        # Nothing but furniture or references: it is what the file holds, so it is shown as it stands.
        passages = [Passage("prose", unit.pieces) for unit in units if unit.kind != "separator"] or [
            Passage("prose", unit.pieces) for unit in units
        ]
        view, blocks = readable_view(document.text, passages, line_ends)
    title_text = next((view.text[block.start : block.end] for block in blocks if block.section == "title"), "")
    return Study(
        document=document,
        number=number,
        start=min(unit.start for unit in units),
        end=max(unit.end for unit in units),
        bibliography=read_bibliography(units, title_text),
        view=view,
        blocks=blocks,
    )
