"""The tagged text for a terminal."""

from rich.text import Text

from cephlit.studies.study import Block
from cephlit.tagging.merge import shown_spans
from cephlit.tagging.tagged import TaggedStudy

STYLES = {
    "DRUG": "bold green",
    "DOSE": "green",
    "ROUTE": "green",
    "FREQUENCY": "green",
    "DURATION": "cyan",
    "TIME": "cyan",
    "AGE": "cyan",
    "CONDITION": "bold magenta",
    "EVENT": "bold red",
    "OUTCOME": "bold blue",
    "INSTRUMENT": "blue",
    "POPULATION": "bold yellow",
    "SAMPLE": "yellow",
}
"""Colour of each label; numbers that are not listed are plain yellow."""


def render(tagged: TaggedStudy) -> Text:
    """Write the study's text with its tags: ``[ketamine|DRUG]``, ``[nausea|EVENT negated]``.

    The labels stand in the text itself, so that it reads the same without colours, in a pipe or a file. Headings are
    bold. Of overlapping tags the more important is shown.
    """
    shown = Text()
    for block in tagged.study.blocks:
        if shown:
            shown.append("\n")
        shown.append(_block(tagged, block))
    return shown


def _block(tagged: TaggedStudy, block: Block) -> Text:
    """Write one block."""
    text = tagged.study.view.text
    shown = Text(style="bold" if block.kind == "heading" else "")
    done = block.start
    mentions = tagged.mentions_in(block.start, block.end)
    quantities = tagged.quantities_in(block.start, block.end)
    for span in shown_spans(mentions, quantities):
        shown.append(text[done : span.start])
        shown.append("[", "dim").append(text[span.start : span.end], STYLES.get(span.label, "yellow"))
        shown.append(f"|{' '.join([span.label, *span.flags])}]", "dim")
        done = span.end
    return shown.append(text[done : block.end])
