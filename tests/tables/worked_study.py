"""A study small enough to follow by eye, in every record type, for the tests of the tables."""

import hashlib

from cephlit.documents.document import Document
from cephlit.documents.view import TextView
from cephlit.facts.records import AdverseEvent, Condition, Group, Outcome, StudyFacts, Treatment
from cephlit.studies.study import Bibliography, Block, Study
from cephlit.tables.extraction import Extraction
from cephlit.tables.rows import study_rows
from cephlit.tagging.tagged import Mention, TaggedStudy

TEXT = (
    "Nerve block in cluster headache\n"
    "Forty adults with refractory cluster headache received lidocaine 2 %, 40 to 60 mg, once.\n"
    "Of the active arm, 15/20 (75 %) improved; scores fell from 7.1 to 3.8 (P < .0001).\n"
    "Benefit lasted: 15/77, 27.3 %. Mild dizziness came in 2 of 20.\n"
)


def document(text: str = TEXT, file: str = "block.txt") -> Document:
    return Document(file, hashlib.sha256(text.encode()).hexdigest(), "text/plain", text)


def study(of: Document, number: int = 1) -> Study:
    view = TextView.build([(of.text, 0, len(of.text))])
    block = Block("prose", "results", "", "body", 0, len(of.text))
    title = of.text.splitlines()[0]
    return Study(of, number, 0, len(of.text), Bibliography(title=title, year=2019), view, (block,))


def span(words: str, text: str = TEXT) -> dict[str, int]:
    start = text.index(words)
    return {"start": start, "end": start + len(words)}


ARM = Group("arm", "active arm", participants=20, **span("the active arm"))


def facts() -> StudyFacts:
    return StudyFacts(
        design="randomised_trial",
        setting="",
        participants=40,
        groups=(ARM,),
        treatments=(
            Treatment(
                "lidocaine", "DRUGBANK:DB00281", "studied", dose_low=40.0, dose_high=60.0, dose_unit="mg",
                concentration="2 %", route="perineural", frequency="single", **span("lidocaine 2 %, 40 to 60 mg, once"),
            ),
        ),
        conditions=(
            Condition("cluster headache", "ICHD-3:3.1", "indication", True, **span("refractory cluster headache")),
        ),
        outcomes=(
            Outcome(
                "response", "percent", group=ARM, drug="lidocaine", n=15.0, total=20.0, percent=75.0,
                direction="improved", **span("15/20 (75 %) improved"),
            ),
            Outcome(
                "pain_intensity", "mean", drug="lidocaine", baseline=7.1, value=3.8, unit="points", p_relation="<",
                p_value=0.0001, direction="improved", **span("scores fell from 7.1 to 3.8 (P < .0001)"),
            ),
            Outcome("response", "percent", n=15.0, total=77.0, percent=27.3, **span("Benefit lasted: 15/77, 27.3 %")),
        ),
        adverse_events=(
            AdverseEvent(
                "dizziness", "", group=ARM, n=2.0, total=20.0, severity="mild", **span("Mild dizziness came in 2 of 20")
            ),
        ),
    )  # fmt: skip


def tagged(of: Document) -> TaggedStudy:
    mention = Mention("DRUG", concept="lidocaine", concept_id="DRUGBANK:DB00281", text="lidocaine", **span("lidocaine"))
    return TaggedStudy(study(of), (), (mention,), ())


def extraction(file: str = "block.txt") -> Extraction:
    of = document(file=file)
    return Extraction.of(of, [study_rows(tagged(of), facts())])
