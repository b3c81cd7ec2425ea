"""The training loop."""

import copy
import logging
import math
import random
import time
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from training.ner.corpora import Corpus
from training.ner.dataset import Teaching, batches, span_columns
from training.ner.network import SpanNetwork, head_loss, load_encoder

log = logging.getLogger(__name__)

AVERAGED_EVERY = 8
"""Steps between two updates of the moving average."""


@dataclass(frozen=True)
class Recipe:
    """The configuration file, section by section."""

    encoder: dict[str, str]
    heads: dict[str, list[str]]
    weights: dict[str, float]
    corpora: tuple[str, ...]
    fit: dict[str, float]
    finish: dict[str, float]


def start(recipe: Recipe) -> tuple[SpanNetwork, Tokenizer]:
    """The pre-trained encoder with heads that know nothing yet."""
    torch.manual_seed(int(recipe.fit["seed"]))
    encoder, tokenizer = load_encoder(**recipe.encoder, dropout=recipe.fit["dropout"])
    return SpanNetwork(encoder, span_columns(recipe.heads), recipe.fit["dropout"]), tokenizer


def fit(
    recipe: Recipe, settings: dict[str, float], network: SpanNetwork, tokenizer: Tokenizer, corpora: list[Corpus]
) -> SpanNetwork:
    """Train a network on corpora; the same recipe, data and library versions give the same weights."""
    torch.set_num_threads(int(settings["threads"]))
    torch.manual_seed(int(settings["seed"]))
    rng = random.Random(int(settings["seed"]))
    teachings = [Teaching(corpus, tokenizer, recipe.heads) for corpus in corpora]
    size, length, epochs = int(settings["batch"]), int(settings["length"]), int(settings["epochs"])
    steps = epochs * sum(1 for _ in batches(teachings, size, length, random.Random(0)))
    optimiser = torch.optim.AdamW(
        network.parameters(), settings["learning_rate"], weight_decay=settings["weight_decay"], fused=True
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _rate(step, steps, settings["warm_up"]))
    averaged = torch.optim.swa_utils.AveragedModel(
        network, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(settings["averaging"] ** AVERAGED_EVERY)
    )
    network.train()
    for epoch in range(epochs):
        began, total, count = time.perf_counter(), 0.0, 0
        for batch in batches(teachings, size, length, rng):
            with torch.autocast("cpu", torch.bfloat16):
                scores = network(batch.piece_ids, batch.shapes, batch.mask)
            of_head = dict(zip(network.widths, scores, strict=True))
            losses = {head: head_loss(of_head[head], allowed) for head, allowed in batch.allowed.items()}
            loss = torch.stack([recipe.weights[head] * error for head, error in losses.items()]).sum()
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            if count % AVERAGED_EVERY == 0:
                averaged.update_parameters(network)
            total, count = total + loss.item(), count + 1
        log.info("epoch %d: loss %.4f, %.0f s", epoch + 1, total / count, time.perf_counter() - began)
    kept = copy.deepcopy(averaged.module)
    return kept.eval()


def _rate(step: int, steps: int, warm_up: float) -> float:
    """Share of the full learning rate: a linear rise, then a cosine fall to nought."""
    rise = max(1, int(warm_up * steps))
    if step < rise:
        return (step + 1) / rise
    return 0.5 * (1 + math.cos(math.pi * min(1.0, (step - rise) / max(1, steps - rise))))
