"""One input file into its share of the tables; whatever goes wrong on the way is part of the answer."""

import gc
import hashlib
import traceback
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeVar

from cephlit.documents.document import Document
from cephlit.documents.errors import DocumentError, EmptyDocumentError
from cephlit.documents.registry import read_document
from cephlit.documents.sources import Source
from cephlit.facts.extract import extract_facts
from cephlit.facts.records import StudyFacts
from cephlit.studies.reader import split_studies
from cephlit.studies.study import Study
from cephlit.tables.extraction import Extraction, Failure, RawRows
from cephlit.tables.rows import study_rows
from cephlit.tagging.pipeline import get_tagger, tag_study
from cephlit.tagging.tagged import TaggedStudy

_In = TypeVar("_In")
_Out = TypeVar("_Out")

_PACKAGE = Path(__file__).parent

_FIRST_STUDY = """Propranolol or placebo for migraine: a randomised trial

Methods: We randomly assigned 80 adults with migraine to propranolol 80 mg once daily (n = 40) or placebo (n = 40) for
12 weeks. Those who had attacks then were given miravotan 20 mg.

Results: After 12 weeks, monthly headache days fell from 8.1 (SD 2.0) to 4.3 with propranolol and to 7.0 with placebo
(p < 0.001), and 22 of 40 patients (55%) had a response of at least 50% (95% CI 40 to 70). Dizziness occurred in 4
patients (10%) on propranolol, and one withdrew within 2 h to 3 days because of it.

Table 1. Outcomes
Outcome | Propranolol (n=40) | Placebo (n=40)
Headache days, mean (SD) | 4.3 (1.9) | 7.0 (2.2)
Dizziness, n (%) | 4 (10) | 1 (2.5)
"""


class StudyReading(NamedTuple):
    """A study with all that was found in it: mentions and quantities, facts, and the rows made of them."""

    tagged: TaggedStudy
    facts: StudyFacts
    rows: RawRows


class StageError(Exception):
    """A stage met something that it cannot handle; one document, or one study of it, is lost to it.

    Attributes
    ----------
    stage
        ``read``, ``split``, ``tag`` or ``assemble``.
    reason
        Type, text and place of the exception.
    """

    def __init__(self, stage: str, error: Exception) -> None:
        place = traceback.extract_tb(error.__traceback__)[-1]
        super().__init__(stage, error)
        self.stage = stage
        self.reason = f"unexpected {type(error).__name__}: {error} ({Path(place.filename).name}, line {place.lineno})"


def prepare() -> None:
    """Load what extraction needs, once a process, so that the first file does not wait for it.

    Much of it is made when it is first asked for, and so asked for by reading a first study, with a drug that no list
    knows: most full texts have words that the trained tagger is asked about. The collector of garbage need not look at
    any of it again.
    """
    extract_document(Document("", "", "text/plain", _FIRST_STUDY))
    gc.collect()
    gc.freeze()


def extract_file(found: Source) -> Extraction:
    """Read a file and all that its studies say; nothing that a file holds makes it raise.

    Raises
    ------
    MemoryError
        If there is not enough memory for it; what holds it to its memory has to deal with that.
    """
    digest = ""
    try:
        content = _stage("read", lambda source: source.read(), found)
        digest = hashlib.sha256(content).hexdigest()
        document = _stage("read", partial(read_document, found.file), content)
    except EmptyDocumentError as error:
        return Extraction(found.file, digest, "", "empty", problem=error.problem)
    except DocumentError as error:
        return Extraction.refused(found.file, error.problem, digest)
    except StageError as error:
        return Extraction.refused(found.file, error.reason, digest)
    return extract_document(document)


def extract_document(document: Document) -> Extraction:
    """Read all that a document's studies say; a study that fails is told of, and the others stay."""
    return extraction_of(document, *read_studies(document))


def read_studies(document: Document) -> tuple[list[StudyReading], list[Failure]]:
    """Read every study of a document, and say which could not be read."""
    readings: list[StudyReading] = []
    failures: list[Failure] = []
    try:
        studies = _stage("split", split_studies, document)
    except StageError as error:
        return [], [Failure(error.stage, error.reason)]
    for study in studies:
        try:
            readings.append(read_study(study))
        except StageError as error:
            failures.append(Failure(error.stage, error.reason, study.study_id))
    return readings, failures


def extraction_of(document: Document, readings: list[StudyReading], failures: list[Failure]) -> Extraction:
    """Sum up what was read of a document, and what could not be."""
    extraction = Extraction.of(document, [reading.rows for reading in readings], tuple(failures))
    if failures and not readings:
        # Its text is kept, so that the failure can be looked into.
        return replace(extraction, status="rejected", problem=failures[0].reason)
    return replace(extraction, problem="; ".join(_notes(document, readings, failures)))


def read_study(study: Study) -> StudyReading:
    """Tag a study, read its facts, and make its rows.

    Raises
    ------
    StageError
        If any of these fails.
    """
    tagged = _stage("tag", partial(tag_study, get_tagger()), study)
    facts = _stage("assemble", extract_facts, tagged)
    return StudyReading(tagged, facts, _stage("assemble", lambda both: study_rows(*both), (tagged, facts)))


def _stage(stage: str, work: Callable[[_In], _Out], argument: _In) -> _Out:
    try:
        return work(argument)
    except (DocumentError, MemoryError):
        raise
    except Exception as error:  # any defect of ours must cost no more than this piece of text
        raise StageError(stage, error) from error


def _notes(document: Document, readings: list[StudyReading], failures: list[Failure]) -> Iterable[str]:
    """Say what a reader should know of a document that was read."""
    if document.problem:
        yield document.problem
    if failures:
        yield f"{len(failures)} of {len(readings) + len(failures)} studies could not be read: {failures[0].reason}"
    if not any(m.label == "CONDITION" and m.kind == "headache" for r in readings for m in r.tagged.mentions):
        yield "it names no headache disorder"
    elif not any(reading.facts.outcomes for reading in readings):
        yield "no result was found in it"
