"""The sentence head: which way a result went, read from the finished encoder.

Evidence Inference asks of trial articles whether an outcome rose, fell or did not differ, and marks the sentences that
tell. One linear layer on the mean of a sentence's word vectors learns to tell them from their neighbours. The encoder
stays as it is, so the span heads pay nothing for it.
"""

from collections import Counter

import torch
from tokenizers import Tokenizer
from torch import Tensor
from training.ner.corpora import FINDINGS, Corpus
from training.ner.measure import Score
from training.ner.network import SpanNetwork

from cephlit.tagging.ner.windows import encode_sentences, pack, special_pieces

FINDING = "finding"
"""Name of the sentence head, whose columns come last."""

ROUNDS = 200
"""Most steps of the regression."""


def sentence_vectors(network: SpanNetwork, tokenizer: Tokenizer, corpus: Corpus, length: int) -> tuple[Tensor, Tensor]:
    """Mean word vector and class of each sentence that has one."""
    vectors: list[Tensor] = []
    classes: list[int] = []
    for document in corpus.documents:
        encoded = encode_sentences(tokenizer, [sentence.text for sentence in document])
        sums: dict[int, Tensor] = {}
        for window in pack(encoded, length, *special_pieces(tokenizer)):
            ids, shapes = torch.tensor([window.piece_ids]), torch.tensor([window.shapes])
            with torch.no_grad():
                hidden = network.encoder(ids, torch.ones_like(ids), shapes).last_hidden_state[0]
            for part in window.parts:
                sums[part.sentence] = sums.get(part.sentence, torch.tensor(0.0)) + hidden[list(part.positions)].sum(0)
        for number, total in sorted(sums.items()):
            finding = document[number].finding
            if finding is not None:
                vectors.append(total / len(encoded[number].words))
                classes.append(FINDINGS.index(finding))
    return torch.stack(vectors), torch.tensor(classes)


def teach_findings(
    network: SpanNetwork, tokenizer: Tokenizer, corpus: Corpus, length: int, weight_decay: float
) -> None:
    """Fit the columns of the sentence head by logistic regression."""
    vectors, classes = sentence_vectors(network.eval(), tokenizer, corpus, length)
    layer = torch.nn.Linear(vectors.shape[1], len(FINDINGS))
    torch.nn.init.zeros_(layer.weight)
    torch.nn.init.zeros_(layer.bias)
    optimiser = torch.optim.LBFGS(layer.parameters(), max_iter=ROUNDS, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        optimiser.zero_grad()
        error = torch.nn.functional.cross_entropy(layer(vectors), classes)
        total = error + weight_decay * layer.weight.square().sum()
        total.backward()
        return total

    optimiser.step(loss)
    with torch.no_grad():
        network.heads.weight[-len(FINDINGS) :] = layer.weight
        network.heads.bias[-len(FINDINGS) :] = layer.bias


def measure_findings(network: SpanNetwork, tokenizer: Tokenizer, corpus: Corpus, length: int) -> dict[str, Score]:
    """Scores of each class but none, and of all, on the sentences that have a class."""
    vectors, classes = sentence_vectors(network.eval(), tokenizer, corpus, length)
    weight, bias = network.heads.weight[-len(FINDINGS) :], network.heads.bias[-len(FINDINGS) :]
    found = (vectors @ weight.T + bias).argmax(dim=1)
    pairs = Counter(zip(found.tolist(), classes.tolist(), strict=True))
    scores = {
        name: Score(
            sum(n for (f, _), n in pairs.items() if f == kind),
            sum(n for (_, c), n in pairs.items() if c == kind),
            pairs[kind, kind],
        )
        for kind, name in enumerate(FINDINGS)
        if kind
    }
    every = list(scores.values())
    totals = (sum(s.found for s in every), sum(s.wanted for s in every), sum(s.right for s in every))
    return scores | {"all": Score(*totals)}
