"""Print the accuracy over annotated texts, both halves apart: ``python -m training.accuracy ../shared/gold``."""

import argparse
import tempfile
from pathlib import Path

from training.accuracy.scoring import Gold, reached, score, tables_of, write_tables

NEEDED = {
    "studies": 0.98,
    "design": 0.90,
    "participants": 0.90,
    "conditions": 0.85,
    "drugs": 0.88,
    "doses": 0.90,
    "routes": 0.92,
    "outcomes_numbers": 0.75,
    "outcomes_strict": 0.68,
    "outcome_drugs": 0.90,
    "time_points": 0.80,
    "p_values": 0.90,
    "adverse_events": 0.75,
    "event_numbers": 0.80,
    "evidence": 1.0,
}
"""What each must reach over all texts: F1, or the share of right cells."""


Scores = dict[str, dict[str, float]]


def main() -> None:
    """Read the texts, score the tables, print a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path, help="folder with dev and dev_texts")
    gold = Gold.at(parser.parse_args().gold)
    with tempfile.TemporaryDirectory() as scratch:
        tables = Path(scratch)
        write_tables(tables_of(gold.texts), tables)
        every = score(tables, gold.all(), gold)
        odd, even = (score(tables, gold.half(odd=odd), gold) for odd in (True, False))
        kinds = {kind: (len(some), score(tables, some, gold)) for kind, some in gold.by_kind().items()}
    _print_all(every, odd, even)
    _print_kinds(kinds)


def _print_all(every: Scores, odd: Scores, even: Scores) -> None:
    print("| | needed | all | precision | recall | odd half | even half |\n|---|---|---|---|---|---|---|")
    for name, needed in NEEDED.items():
        figures = every[name]
        sides = [f"{figures[side]:.3f}" if side in figures else "" for side in ("precision", "recall")]
        halves = [f"{reached(half[name]):.3f}" for half in (odd, even)]
        print("|", " | ".join([name, f"{needed:.2f}", f"{reached(figures):.3f}", *sides, *halves]), "|")


def _print_kinds(kinds: dict[str, tuple[int, Scores]]) -> None:
    names = [name for name in NEEDED if name not in ("studies", "evidence")]
    print("\n| kind of text | texts |", " | ".join(names), "|\n|---|---|" + "---|" * len(names))
    for kind, (texts, scores) in kinds.items():
        cells = [f"{reached(scores[name]):.2f}" if _is_asked(scores[name]) else "" for name in names]
        print("|", " | ".join([kind, str(texts), *cells]), "|")


def _is_asked(figures: dict[str, float]) -> bool:
    return any(figures.get(count) for count in ("tp", "fn", "all"))


if __name__ == "__main__":
    main()
