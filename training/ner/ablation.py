"""What lexicon, model and both find: ``python -m training.ner.ablation --corpora DIR [--gold DIR]``.

On the corpora, drugs and conditions of the development splits by strict spans. The lexicon calls symptoms and harms
events, the corpora call them diseases, so here both count as conditions.

On annotated papers (``GOLD/dev`` with ``GOLD/dev_texts``), how many of the names that their tables want are mentioned
at all, and how many names each way of tagging mentions besides.
"""

import argparse
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from training.ner.corpora import ENTITY, read_split
from training.ner.measure import score

from cephlit.tagging.lexicon import find_mentions
from cephlit.tagging.merge import merge_mentions
from cephlit.tagging.ner.mentions import as_mentions
from cephlit.tagging.ner.model import SpanTagger, shipped_tagger
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
}
"""Tables of the annotated papers, their column of names, and the mentions that may hold such a name."""


def on_papers(gold: Path, ways: dict[str, Finder]) -> None:
    """Print the share of wanted names that are mentioned, and the count of names mentioned besides."""
    papers = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((gold / "dev").glob("*.json"))]
    for name, find in ways.items():
        counts = {table: [0, 0, 0] for table in WANTED}
        for paper in papers:
            text = (gold / "dev_texts" / paper["file"]).read_text(encoding="utf-8")
            mentions = [m for found in find([text[a:b] for a, b in sentence_spans(text)]) for m in found]
            for table, (rows, column, labels) in WANTED.items():
                wanted = {row[column].lower() for study in paper["studies"] for row in study.get(rows, [])}
                named = {m.concept.lower() for m in mentions if m.label in labels}
                named_or_said = named | {m.text.lower() for m in mentions if m.label in labels}
                counts[table][0] += len(wanted & named_or_said)
                counts[table][1] += len(wanted)
                counts[table][2] += len(named - wanted)
        for table, (right, wanted_names, besides) in counts.items():
            print(f"{name:8}{table:11}{right}/{wanted_names} wanted names mentioned, {besides} besides")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m training.ner.ablation", description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--gold", type=Path, help="folder with dev and dev_texts")
    parser.add_argument("--model", type=Path, help="folder of a packed model instead of the shipped one")
    arguments = parser.parse_args()
    ways = finders(SpanTagger(arguments.model, 2) if arguments.model else shipped_tagger(2))
    on_corpora(arguments.corpora, ways)
    if arguments.gold:
        on_papers(arguments.gold, ways)


if __name__ == "__main__":
    main()
