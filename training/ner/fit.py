"""The training loop: branches that train side by side, one thread each, and are averaged every few steps."""

import logging
import math
import random
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import Tensor, distributed, nn
from training.ner.corpora import Corpus
from training.ner.dataset import Batch, Rare, Share, Teaching, batches, span_columns
from training.ner.hiding import Hiding
from training.ner.network import SpanNetwork, head_loss, load_encoder
from training.ner.wordlists import listed_names

from cephlit.tagging.ner.names import Names

log = logging.getLogger(__name__)

AVERAGED_EVERY = 8
"""Steps between two averages of the branches, each of which also enters the moving average of the weights."""


Settings = dict[str, Any]
"""Settings of one stage of the training."""


@dataclass(frozen=True)
class Recipe:
    """The configuration file, section by section; ``stages`` follow each other, each going on from the last.

    ``length`` is that of a window at run time.
    """

    encoder: dict[str, str]
    heads: dict[str, list[str]]
    weights: dict[str, float]
    rare: frozenset[str]
    dropout: float
    length: int
    stages: list[Settings]
    finish: Settings


@dataclass(frozen=True)
class Task:
    """What every branch of a stage needs."""

    settings: Settings
    weights: dict[str, float]
    teachings: list[Teaching]
    hiding: Hiding
    folder: Path


def start(recipe: Recipe) -> tuple[SpanNetwork, Tokenizer]:
    """The pre-trained encoder with heads that know nothing yet."""
    torch.manual_seed(int(recipe.stages[0]["seed"]))
    encoder, tokenizer = load_encoder(**recipe.encoder, dropout=recipe.dropout)
    return SpanNetwork(encoder, span_columns(recipe.heads), recipe.dropout), tokenizer


def fit(
    recipe: Recipe, settings: Settings, network: SpanNetwork, tokenizer: Tokenizer, corpora: list[Corpus]
) -> SpanNetwork:
    """Train a network on corpora; the same recipe, data and library versions give the same weights."""
    names = Names(listed_names())
    rare = Rare(recipe.rare, settings["rare_times"])
    teachings = [Teaching(corpus, tokenizer, names, recipe.heads, rare) for corpus in corpora]
    with TemporaryDirectory() as folder:
        task = Task(settings, recipe.weights, teachings, Hiding.of(settings, tokenizer), Path(folder))
        torch.multiprocessing.start_processes(_branch, (network, task), settings["branches"], start_method="fork")
        network.load_state_dict(torch.load(Path(folder) / "kept.pt"))
    network.eval()
    return network


def _branch(branch: int, network: SpanNetwork, task: Task) -> None:
    """Train one branch, in a process of its own; the first one writes what is kept."""
    settings = task.settings
    torch.set_num_threads(1)
    share = Share(branch, settings["branches"], settings["batch"], settings["length"])
    meeting = f"file://{task.folder}/meeting"
    distributed.init_process_group("gloo", meeting, rank=branch, world_size=share.branches)
    torch.manual_seed(settings["seed"] + branch)
    rng = random.Random(settings["seed"])
    steps = settings["epochs"] * sum(1 for _ in batches(task.teachings, share, random.Random(0)))
    optimiser = torch.optim.AdamW(_groups(network, settings), weight_decay=settings["weight_decay"], fused=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _rate(step, steps, settings["warm_up"]))
    decay = settings["averaging"] ** AVERAGED_EVERY
    kept = torch.optim.swa_utils.AveragedModel(network, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(decay))
    network.train()
    for epoch in range(settings["epochs"]):
        began, total, count = time.perf_counter(), 0.0, 0
        for batch in batches(task.teachings, share, rng):
            loss = _loss(network, task.hiding.hide(batch), batch, task.weights)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            total, count = total + loss.item(), count + 1
            if count % AVERAGED_EVERY == 0:
                _meet(network, share.branches)
                kept.update_parameters(network)
        if branch == 0:
            log.info("epoch %d: loss %.4f, %.0f s", epoch + 1, total / count, time.perf_counter() - began)
    if branch == 0:
        torch.save(kept.module.state_dict(), task.folder / "kept.pt")
    distributed.destroy_process_group()


def _groups(network: SpanNetwork, settings: Settings) -> list[dict[str, object]]:
    """The encoder's weights with the recipe's rate, and those of the layers on top of it with a higher one."""
    rate = settings["learning_rate"]
    new = [*network.names.parameters(), *network.heads.parameters()]
    return [
        {"params": list(network.encoder.parameters()), "lr": rate},
        {"params": new, "lr": settings["new_layers"] * rate},
    ]


def _loss(network: SpanNetwork, piece_ids: Tensor, batch: Batch, weights: dict[str, float]) -> Tensor:
    with torch.autocast("cpu", torch.bfloat16):
        scores = network(piece_ids, batch.shapes, batch.names, batch.mask)
    of_head = dict(zip(network.widths, scores, strict=True))
    losses = [weights[head] * head_loss(of_head[head], allowed) for head, allowed in batch.allowed.items()]
    return torch.stack(losses).sum()


def _meet(network: SpanNetwork, branches: int) -> None:
    """Give every branch the mean of the weights of all."""
    with torch.no_grad():
        flat = nn.utils.parameters_to_vector(network.parameters())
        distributed.all_reduce(flat)
        nn.utils.vector_to_parameters(flat / branches, network.parameters())


def _rate(step: int, steps: int, warm_up: float) -> float:
    """Share of the full learning rate: a linear rise, then a cosine fall to nought."""
    rise = max(1, int(warm_up * steps))
    if step < rise:
        return (step + 1) / rise
    return 0.5 * (1 + math.cos(math.pi * min(1.0, (step - rise) / max(1, steps - rise))))
