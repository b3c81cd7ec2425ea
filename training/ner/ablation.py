"""What lexicon, model and both find: ``python -m training.ner.ablation --corpora DIR [--gold DIR]``.

On the corpora, drugs and conditions of the development splits by strict spans. The lexicon calls symptoms and harms
events, the corpora call them diseases, so here both count as conditions.

On annotated papers (``GOLD/dev`` with ``GOLD/dev_texts``), how many of the names and doses that their tables want are
mentioned at all, and how many each way of tagging mentions besides. Doses are read by the grammar of quantities, from
the whole sentence or from what the model calls a dosage. The model knows no outcomes.
"""

import argparse
import json
from collections.abc import Callable, Iterable, Sequence, Set
from pathlib import Path

from training.ner.corpora import ENTITY, read_split
from training.ner.measure import score

from cephlit.tagging.lexicon import find_mentions
from cephlit.tagging.merge import merge_mentions
from cephlit.tagging.ner.mentions import as_mentions
from cephlit.tagging.ner.model import SpanTagger, shipped_tagger
from cephlit.tagging.quantities.grammar import find_quantities
from cephlit.tagging.sentences import sentence_spans
from cephlit.tagging.tagged import Mention

KIND = {"Chemical": "DRUG", "Disease": "CONDITION", "DRUG": "DRUG", "CONDITION": "CONDITION", "EVENT": "CONDITION"}
Finder = Callable[[Sequence[str]], list[list[Mention]]]


def finders(tagger: SpanTagger) -> dict[str, Finder]:
    """The three ways of tagging the sentences of a text."""

    def lexicon(sentences: Sequence[str]) -> list[list[Mention]]:
        return [find_mentions(sentence, {}) for sentence in sentences]

    def model(sentences: Sequence[str]) -> list[list[Mention]]:
        return [as_mentions(text, spans) for text, spans in zip(sentences, tagger.tag(sentences), strict=True)]

    def both(sentences: Sequence[str]) -> list[list[Mention]]:
        pairs = zip(lexicon(sentences), model(sentences), strict=True)
        return [merge_mentions(known, found) for known, found in pairs]

    return {"lexicon": lexicon, "model": model, "both": both}


def on_corpora(corpora: Path, ways: dict[str, Finder]) -> None:
    """Print F1, precision and recall for each corpus, label and way."""
    for corpus in read_split(corpora, "devel", ["bc5cdr", "ncbi-disease"]):
        sentences = corpus.sentences
        silent = {KIND[label] for label in corpus.silent}
        wanted = [{(s.start, s.end, KIND[s.label]) for s in sentence.spans[ENTITY]} for sentence in sentences]
        for name, find in ways.items():
            found = [_kinds(mentions, silent) for mentions in find([sentence.text for sentence in sentences])]
            for label, s in score(found, wanted).items():
                print(f"{corpus.name:13}{name:8}{label:10}F1 {s.f1:5.1f}  P {s.precision:5.1f}  R {s.recall:5.1f}")


def _kinds(mentions: Iterable[Mention], silent: set[str]) -> set[tuple[int, int, str]]:
    known = ((m.start, m.end, KIND[m.label]) for m in mentions if m.label in KIND)
    return {span for span in known if span[2] not in silent}


WANTED = {
    "drugs": ("treatments", "drug", {"DRUG"}),
    "conditions": ("conditions", "condition", {"CONDITION"}),
    "events": ("adverse_events", "event", {"EVENT", "CONDITION"}),
    "outcomes": ("outcomes", "measure", {"OUTCOME"}),
}
"""Tables of the annotated papers, their column of names, and the mentions that may hold such a name."""

Dose = tuple[float | None, str]
DoseFinder = Callable[[Sequence[str]], set[Dose]]


def dose_finders(tagger: SpanTagger) -> dict[str, DoseFinder]:
    """The three ways of finding the doses of a text."""

    def grammar(sentences: Sequence[str]) -> set[Dose]:
        found = (q for sentence in sentences for q in find_quantities(sentence) if q.kind == "dose")
        return {(q.low, q.unit) for q in found}

    def model(sentences: Sequence[str]) -> set[Dose]:
        tagged = zip(sentences, tagger.tag(sentences), strict=True)
        return grammar([text[s.start : s.end] for text, spans in tagged for s in spans if s.label == "Dosage"])

    return {"lexicon": grammar, "model": model, "both": lambda sentences: grammar(sentences) | model(sentences)}


def on_papers(gold: Path, ways: dict[str, Finder], doses: dict[str, DoseFinder]) -> None:
    """Print the share of wanted names and doses that are mentioned, and the count of those mentioned besides."""
    papers = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((gold / "dev").glob("*.json"))]
    for name, find in ways.items():
        counts = {table: [0, 0, 0] for table in (*WANTED, "doses")}
        for paper in papers:
            text = (gold / "dev_texts" / paper["file"]).read_text(encoding="utf-8")
            sentences = [text[a:b] for a, b in sentence_spans(text)]
            mentions = [m for found in find(sentences) for m in found]
            for table, (rows, column, labels) in WANTED.items():
                wanted = {row[column].lower() for study in paper["studies"] for row in study.get(rows, [])}
                of_table = [m for m in mentions if m.label in labels]
                named = {m.kind if m.label == "OUTCOME" else m.concept.lower() for m in of_table}
                _count(counts[table], wanted, named, named | {m.text.lower() for m in of_table})
            given = [row for study in paper["studies"] for row in study.get("treatments", [])]
            asked = {(row["dose_low"], row["dose_unit"]) for row in given if row["dose_low"] is not None}
            said = doses[name](sentences)
            _count(counts["doses"], asked, said, said)
        for table, (right, wanted_names, besides) in counts.items():
            print(f"{name:8}{table:11}{right}/{wanted_names} wanted mentioned, {besides} besides")


def _count(counts: list[int], wanted: Set[object], named: Set[object], named_or_said: Set[object]) -> None:
    counts[0] += len(wanted & named_or_said)
    counts[1] += len(wanted)
    counts[2] += len(named - wanted)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m training.ner.ablation", description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--gold", type=Path, help="folder with dev and dev_texts")
    parser.add_argument("--model", type=Path, help="folder of a packed model instead of the shipped one")
    arguments = parser.parse_args()
    tagger = SpanTagger(arguments.model, 2) if arguments.model else shipped_tagger(2)
    ways = finders(tagger)
    on_corpora(arguments.corpora, ways)
    if arguments.gold:
        on_papers(arguments.gold, ways, dose_finders(tagger))


if __name__ == "__main__":
    main()
