"""Digests of several studies in the shapes that people keep them in."""

import json
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Any

Abstract = dict[str, Any]
ABSTRACTS: list[Abstract] = json.loads((Path(__file__).parent / "cases" / "abstracts.json").read_text("utf-8"))

SHAPES = {
    "lines": "{title}\n{plain}\n",
    "blank lines": "{title}\n\n{plain}\n\n",
    "titles with a full stop": "{title}.\n\n{plain}\n\n",
    "wrapped": "{title}\n\n{plain}\n\n",
    "wrapped, headings inside": "{title}\n\n{inline}\n\n\n",
    "headings inside": "{title}\n{inline}\n\n",
    "headings at line starts": "{title}\n\n{inline_lines}\n\n",
    "old style dashes": "{title}\n{dashed}\n\n",
    "headings on lines": "{title}\n{own_lines}\n",
    "abstract heading": "{title}\nAbstract\n{plain}\n",
    "authors": "{title}\n{authors}.\n{plain}\n",
    "authors and source": "{title}\nAuthors: {authors}\nSource: {citation}\n\n{plain}\n\n",
    "source below": "{title}\n{plain}\n{citation}\n\n",
    "markdown": "## {title}\n\n{plain}\n\n",
    "markdown sections": "# {title}\n\n{own_markdown}\n\n",
    "bold": "**{title}**\n\n{plain}\n\n",
    "numbered": "{number}. {title}\n{plain}\n\n",
    "labelled": "Abstract {number}\n{title}\n{plain}\n\n",
    "rules between": "{title}\n\n{plain}\n\n----------\n\n",
    "marked": "Title: {title}\nAbstract: {plain}\n\n",
    "untitled": "{inline}\n\n",
    "summary above": "{summary}\n{title}\nMay {number}, 2018, by Site Admin\nAuthors: {authors}\nAbstract\n{summary}\n"
    "{own_lines}\n",
    "title twice": "{title}\n{title}\nPosted on May {number}, 2018\n{plain}\n",
    "pubmed": "{number}. {citation} doi: 10.1234/test.{number}.\n\n{title}.\n\n{authors}(1).\n\nAuthor information:\n"
    "(1)Department of Neurology, University Hospital, Somewhere.\n(2)Headache Clinic, Elsewhere, USA.\n\n{inline}\n\n"
    "DOI: 10.1234/test.{number}\nPMID: 1111111{number} [Indexed for MEDLINE]\n\n\n",
    "pubmed without headings": "{number}. {citation} doi: 10.1234/test.{number}.\n\n{title}.\n\n{authors}(1).\n\n"
    "Author information:\n"
    "(1)Department of Neurology, University Hospital, Somewhere.\n(2)Headache Clinic, Elsewhere, USA.\n\n{plain}\n\n"
    "DOI: 10.1234/test.{number}\nPMID: 1111111{number} [Indexed for MEDLINE]\n\n\n",
}
"""How one study is written, by the name of the shape; shapes named wrapped, and PubMed's, are filled to 78 columns."""


def write(shape: str, number: int, abstract: Abstract) -> str:
    sections: dict[str, str] = abstract["sections"]
    text = SHAPES[shape].format(
        **abstract,
        number=number,
        plain=" ".join(sections.values()),
        summary="Not every headache yields to the first drug, and what to do next is rarely certain.",
        inline=" ".join(f"{heading.upper()}: {text}" for heading, text in sections.items()),
        inline_lines="\n".join(f"{heading}: {text}" for heading, text in sections.items()),
        dashed="\n".join(f"{heading}.—{text}" for heading, text in sections.items()),
        own_lines="\n".join(f"{heading}\n{text}" for heading, text in sections.items()),
        own_markdown="\n\n".join(f"## {heading}\n\n{text}" for heading, text in sections.items()),
    )
    if "wrapped" in shape or shape.startswith("pubmed"):
        return "\n".join(textwrap.fill(line, 78) for line in text.split("\n"))
    return text


def digest(shape: str, abstracts: Sequence[Abstract]) -> tuple[str, list[int]]:
    """Write a digest; give its text, and the offsets at which its studies start."""
    text, starts = "", []
    for number, abstract in enumerate(abstracts, 1):
        starts.append(len(text))
        text += write(shape, number, abstract)
    return text, starts
