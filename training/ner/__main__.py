"""Train, pack and measure the span tagger: ``python -m training.ner --help``."""

import argparse
import json
import logging
import tomllib
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from training.ner import results
from training.ner.corpora import Corpus, read_split
from training.ner.export import export
from training.ner.fit import Recipe, fit, start
from training.ner.measure import HEAD_OF, measure
from training.ner.network import SpanNetwork

from cephlit.tagging.ner.model import SpanTagger

HERE = Path(__file__).parent


def read_recipe(path: Path) -> Recipe:
    """The configuration file as a `Recipe`; every stage takes what it does not set from ``[every]``."""
    content: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    every = content["every"]
    return Recipe(
        content["encoder"],
        content["heads"],
        content["weights"],
        frozenset(content["rare"]),
        every["dropout"],
        content["packed"]["length"],
        [every | stage for stage in content["stages"]],
        every | content["finish"],
    )


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m training.ner", description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True, help="folder of the public corpora")
    parser.add_argument("--config", type=Path, default=HERE / "config.toml")
    parser.add_argument(
        "--out", type=Path, required=True, help="folder for what is made; stages that it holds are not repeated"
    )
    parser.add_argument(
        "--finish",
        action="store_true",
        help="go on with the development splits, for shipping, and teach the head for results",
    )
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    torch.set_num_threads(1)  # before the branches are forked
    recipe = read_recipe(arguments.config)
    network, tokenizer = start(recipe)
    for number, stage in enumerate(recipe.stages, 1):
        weights = arguments.out / f"stage{number}.pt"
        if weights.exists():
            network.load_state_dict(torch.load(weights))
        else:
            training = read_split(arguments.corpora, "train", stage["corpora"])
            network = fit(recipe, stage, network, tokenizer, training)
            save(network, weights)
    keep(recipe, network, tokenizer, arguments.corpora, arguments.out / "measured")
    if arguments.finish:
        splits = ("train", "devel")
        training = [c for split in splits for c in read_split(arguments.corpora, split, recipe.finish[split])]
        network = fit(recipe, recipe.finish, network, tokenizer, training)
        keep(recipe, network, tokenizer, arguments.corpora, arguments.out / "finished")
        settings = tomllib.loads(arguments.config.read_text(encoding="utf-8"))["results"]
        results.make(settings, arguments.corpora, arguments.out / "finished" / "packed", arguments.out / "results")


def save(network: SpanNetwork, path: Path) -> None:
    """Write a network's weights, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    torch.save(network.state_dict(), partial)
    partial.replace(path)


def keep(recipe: Recipe, network: SpanNetwork, tokenizer: Tokenizer, corpora: Path, folder: Path) -> None:
    """Write a network, its runnable forms and their scores on the development splits."""
    save(network, folder / "network.pt")
    export(network, tokenizer, recipe.heads, recipe.length, folder)
    development = read_split(corpora, "devel", HEAD_OF)
    scores = {kind: report(SpanTagger(folder / kind, 2), development) for kind in ("exact", "packed")}
    (folder / "scores.json").write_text(json.dumps(scores, indent=1) + "\n", encoding="utf-8")


def report(tagger: SpanTagger, corpora: list[Corpus]) -> dict[str, dict[str, float]]:
    """Print F1 for each corpus and label, and return it."""
    scores = {
        corpus.name: {label: round(s.f1, 2) for label, s in measure(tagger, corpus, HEAD_OF[corpus.name]).items()}
        for corpus in corpora
    }
    for name, labels in scores.items():
        print(name, "  ".join(f"{label} {f1}" for label, f1 in labels.items()), flush=True)
    return scores


if __name__ == "__main__":
    main()
