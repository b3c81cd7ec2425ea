"""A floor under the scores of the shipped weights on the public corpora, where these are at hand.

It guards the way from text to spans; the model card tells what the tagger can do.
"""

from pathlib import Path

import pytest

from cephlit.tagging.ner.model import shipped_tagger

CORPORA = Path(__file__).parents[4] / "shared" / "corpora"
SENTENCES = 300

pytestmark = pytest.mark.skipif(not CORPORA.is_dir(), reason="the public corpora are not beside the checkout")


def read_iob(path: Path) -> list[tuple[str, set[tuple[int, int, str]]]]:
    """The first sentences of a corpus, tokens joined by blanks."""
    sentences = []
    for block in path.read_text(encoding="utf-8").split("\n\n")[:SENTENCES]:
        text, spans = "", list[tuple[int, int, str]]()
        for line in block.strip().splitlines():
            token, tag = line.split("\t")
            start = len(text)
            text += token + " "
            if tag.startswith("B-"):
                spans.append((start, start + len(token), tag[2:]))
            elif tag.startswith("I-"):
                spans[-1] = (spans[-1][0], start + len(token), tag[2:])
        sentences.append((text, set(spans)))
    return sentences


@pytest.mark.parametrize(
    ("corpus", "labels", "floor"), [("bc5cdr", {"Chemical", "Disease"}, 0.79), ("ncbi-disease", {"Disease"}, 0.90)]
)
def test_development_sentences(corpus: str, labels: set[str], floor: float) -> None:
    sentences = read_iob(CORPORA / corpus / "devel.tsv")
    tagged = shipped_tagger(2).tag([text for text, _ in sentences])
    found = [{(s.start, s.end, s.label) for s in spans if s.head == "entity" and s.label in labels} for spans in tagged]
    wanted = [spans for _, spans in sentences]
    right = sum(len(got & gold) for got, gold in zip(found, wanted, strict=True))
    assert 2 * right / (sum(map(len, found)) + sum(map(len, wanted))) >= floor
