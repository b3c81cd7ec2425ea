"""Reader of the Evidence Inference corpus: which sentences of trials report which effect, and of what on what.

Annotators were given a prompt (outcome, intervention, comparator) and marked the words of the article that answer it.
They marked the evidence for their own prompts alone: most sentences that report a result are unmarked.
"""

import csv
import hashlib
import tarfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from training.ner.corpora import Span
from training.ner.phrases import places

from cephlit.tagging.sentences import sentence_spans

DIRECTIONS = {"1": "Increased", "-1": "Decreased", "0": "No difference"}
"""Name of each code of the corpus: what the intervention did to the outcome, next to the comparator."""
ROLES = ("Outcome", "Intervention", "Comparator")
"""Columns of a prompt."""

_DEVELOPMENT = 51
"""Of 256 articles, as many are the development split: the corpus as redistributed has none."""
_TABLE_ROWS = 3
"""Evidence of more line ends than this is a stretch of a table, whose cells say nothing by themselves."""
_OVERLAP = 0.5
"""Share of a sentence, or of the evidence, that must be common to both."""

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of an article and what annotators marked there.

    Attributes
    ----------
    text
        The sentence.
    directions
        Directions of the effects for which it is evidence; empty if nobody marked it.
    phrases
        Places of the article's outcomes, interventions and comparators in a marked sentence, those asked of it first.
    known
        False where the evidence is but a part of a longer sentence, or in a table: such a one teaches nothing.
    """

    text: str
    directions: tuple[str, ...] = ()
    phrases: tuple[Span, ...] = ()
    known: bool = True


def read_evidence(corpora: Path, split: str) -> Iterator[tuple[str, list[Statement]]]:
    """Number and sentences of each annotated article of a split, ``train`` or ``devel``, in order of number."""
    prompts: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in _rows(corpora, "prompts"):
        prompts[row["PMCID"]][row["PromptID"]] = row
    answers: dict[str, list[Row]] = defaultdict(list)
    for row in _rows(corpora, "annotations"):
        if row["Valid Label"] == row["Valid Reasoning"] == "True" and split_of(row["PMCID"]) == split:
            answers[row["PMCID"]].append(row)
    texts = _texts(corpora, set(answers))
    for article in sorted(answers):
        yield article, _statements(texts[article], answers[article], prompts[article])


def split_of(article: str) -> str:
    """The split of an article, by a digest of its number: all its prompts are on one side."""
    return "devel" if hashlib.sha256(article.encode()).digest()[0] < _DEVELOPMENT else "train"


def _rows(corpora: Path, name: str) -> list[Row]:
    with (corpora / "evidence-inference" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _texts(corpora: Path, wanted: set[str]) -> dict[str, str]:
    """Texts of the wanted articles."""
    texts: dict[str, str] = {}
    with tarfile.open(corpora / "rct-text" / "rct-text-2500.tar.xz") as packed:
        for member in packed:
            number = Path(member.name).stem.removeprefix("PMC")
            file = packed.extractfile(member) if number in wanted else None
            if file is not None:
                texts[number] = file.read().decode("utf-8")
    return texts


def _statements(text: str, answers: list[Row], prompts: dict[str, Row]) -> list[Statement]:
    """Sentences of an article."""
    return [_statement(text[start:end], start, answers, prompts) for start, end in sentence_spans(text)]


def _statement(sentence: str, start: int, answers: list[Row], prompts: dict[str, Row]) -> Statement:
    end, known = start + len(sentence), True
    marked: list[Row] = []
    for answer in answers:
        first, last = int(float(answer["Evidence Start"])), int(float(answer["Evidence End"]))
        common = min(last, end) - max(first, start)
        if common <= 0:
            continue
        in_table = answer["Annotations"].strip().count("\n") >= _TABLE_ROWS
        if common >= _OVERLAP * min(end - start, last - first) and not in_table:
            marked.append(answer)
        else:
            known = False
    if not marked:
        return Statement(sentence, known=known)
    asked = {answer["PromptID"] for answer in marked}
    directions = {DIRECTIONS[answer["Label Code"]] for answer in marked}
    ordered = sorted(prompts.values(), key=lambda prompt: (prompt["PromptID"] not in asked, int(prompt["PromptID"])))
    phrases = [Span(a, b, role) for prompt in ordered for role in ROLES for a, b, _ in places(prompt[role], sentence)]
    return Statement(sentence, tuple(sorted(directions)), tuple(dict.fromkeys(phrases)))
