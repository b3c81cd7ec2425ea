"""From a trained network to the folder that ships: 8-bit ONNX weights, tokenizer and labels."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch
from onnxruntime import InferenceSession
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from tokenizers import Tokenizer
from torch import Tensor, nn
from training.ner.corpora import ENTITY
from training.ner.network import SpanNetwork
from training.ner.wordlists import listed_names
from transformers.models.bert.modeling_bert import BertLayer

from cephlit.tagging.ner.names import CODES, write
from cephlit.tagging.ner.windows import SHAPES


class _Shipped(nn.Module):
    """The network as it runs in the product: one unpadded window at a time, all heads side by side.

    It gives what `SpanNetwork` gives for the first pieces of words, with less work: there is no mask, and the last
    layer asks for nothing but those pieces. It also gives what the last layer asks with, for the head of results.
    """

    def __init__(self, network: SpanNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, piece_ids: Tensor, shapes: Tensor, names: Tensor, firsts: Tensor) -> tuple[Tensor, Tensor]:
        encoder = self.network.encoder
        hidden = self._embedded(piece_ids, shapes, names)
        *layers, last = encoder.encoder.layer
        for layer in layers:
            hidden = _layer(layer, hidden, hidden)
        asking = hidden[:, firsts]
        return self.network.heads(_layer(last, asking, hidden)), asking

    def _embedded(self, piece_ids: Tensor, shapes: Tensor, names: Tensor) -> Tensor:
        tables = self.network.encoder.embeddings
        pieces = tables.word_embeddings(piece_ids) + self.network.names(names)
        places = tables.position_embeddings(torch.arange(piece_ids.shape[1]))
        return tables.LayerNorm(pieces + tables.token_type_embeddings(shapes) + places)


def _layer(layer: BertLayer, asking: Tensor, hidden: Tensor) -> Tensor:
    """One layer of the encoder, for the pieces that ask, each of which looks at all."""
    attention = layer.attention
    heads, width = attention.self.num_attention_heads, attention.self.attention_head_size

    def split(pieces: Tensor) -> Tensor:
        return pieces.reshape(1, -1, heads, width).transpose(1, 2)

    queries, keys = split(attention.self.query(asking)), split(attention.self.key(hidden))
    shares = (queries @ keys.transpose(2, 3) * width**-0.5).softmax(dim=-1)
    seen = (shares @ split(attention.self.value(hidden))).transpose(1, 2).reshape(1, -1, heads * width)
    attended = attention.output.LayerNorm(attention.output.dense(seen) + asking)
    widened = nn.functional.gelu(layer.intermediate.dense(attended))
    return layer.output.LayerNorm(layer.output.dense(widened) + attended)


def export(network: SpanNetwork, tokenizer: Tokenizer, heads: dict[str, list[str]], length: int, folder: Path) -> None:
    """Write the runnable folders ``exact`` (for comparison) and ``packed`` (to ship) into ``folder``.

    Weights are quantised to 7 bits per channel, so that processors whose 8-bit products may overflow give the same
    result as those with the newer instructions.
    """
    exact, packed = folder / "exact", folder / "packed"
    for made in (exact, packed):
        made.mkdir(parents=True, exist_ok=True)
        write(listed_names(), made / "names.txt.gz")
        tokenizer.save(str(made / "tokenizer.json"), pretty=False)
        labels = json.dumps({"heads": heads, "length": length, "agreeing": [ENTITY]}, indent=1)
        (made / "labels.json").write_text(labels + "\n", encoding="utf-8")
    pieces = {name: {1: "pieces"} for name in ("piece_ids", "shapes", "names")}
    torch.onnx.export(
        _Shipped(network).eval(),
        tuple(map(torch.tensor, ([[101, 2003, 2019, 102]], [[0, 1, 0, 0]], [[0, 0, 1, 0]], [1, 2]))),
        str(exact / "model.onnx"),
        input_names=[*pieces, "firsts"],
        output_names=["scores", "vectors"],
        dynamic_axes={**pieces, "firsts": {0: "words"}, "scores": {1: "words"}, "vectors": {1: "words"}},
        opset_version=17,
        dynamo=False,
    )
    _compare(network, exact / "model.onnx", length)
    with TemporaryDirectory() as work:
        tidied = Path(work) / "tidied.onnx"
        quant_pre_process(str(exact / "model.onnx"), str(tidied), skip_symbolic_shape=True)
        quantize_dynamic(
            str(tidied), str(packed / "model.onnx"), per_channel=True, reduce_range=True, weight_type=QuantType.QInt8
        )


def _compare(network: SpanNetwork, onnx: Path, length: int) -> None:
    """Refuse an export that differs from what was trained, or holds for the length of its example alone."""
    piece_ids = torch.arange(2000, 2000 + length)[None]
    shapes = torch.arange(length)[None] % len(SHAPES)
    names = torch.arange(length)[None] % CODES
    firsts = torch.arange(1, length, 2)
    with torch.no_grad():
        of_heads = network.eval()(piece_ids, shapes, names, torch.ones_like(piece_ids))
    wanted = torch.cat(of_heads, dim=-1)[:, firsts].numpy()
    session = InferenceSession(str(onnx), providers=["CPUExecutionProvider"])
    given = {"piece_ids": piece_ids, "shapes": shapes, "names": names, "firsts": firsts}
    (got,) = session.run(["scores"], {name: values.numpy() for name, values in given.items()})
    if not np.allclose(got, wanted, atol=1e-3):
        raise ValueError(f"the exported network differs from the trained one by {np.abs(got - wanted).max():.3g}")
