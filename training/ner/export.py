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

from cephlit.tagging.ner.names import CODES, write
from cephlit.tagging.ner.windows import SHAPES


class _Shipped(nn.Module):
    """The network as it runs in the product: one unpadded window at a time, all heads side by side."""

    def __init__(self, network: SpanNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, piece_ids: Tensor, shapes: Tensor, names: Tensor) -> Tensor:
        return torch.cat(self.network(piece_ids, shapes, names, torch.ones_like(piece_ids)), dim=-1)


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
    torch.onnx.export(
        _Shipped(network).eval(),
        (torch.tensor([[101, 2003, 2019, 102]]), torch.tensor([[0, 1, 0, 0]]), torch.tensor([[0, 0, 1, 0]])),
        str(exact / "model.onnx"),
        input_names=["piece_ids", "shapes", "names"],
        output_names=["scores"],
        dynamic_axes={name: {1: "pieces"} for name in ("piece_ids", "shapes", "names", "scores")},
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
    """Refuse an export that holds for the length of its example alone."""
    piece_ids = torch.arange(2000, 2000 + length)[None]
    shapes = torch.arange(length)[None] % len(SHAPES)
    names = torch.arange(length)[None] % CODES
    with torch.no_grad():
        wanted = _Shipped(network).eval()(piece_ids, shapes, names).numpy()
    session = InferenceSession(str(onnx), providers=["CPUExecutionProvider"])
    feed = {"piece_ids": piece_ids.numpy(), "shapes": shapes.numpy(), "names": names.numpy()}
    (got,) = session.run(["scores"], feed)
    if not np.allclose(got, wanted, atol=1e-3):
        raise ValueError(f"the exported network differs from the trained one by {np.abs(got - wanted).max():.3g}")
