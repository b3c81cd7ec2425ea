"""Drugs that no list knows: ``python -m training.new_drugs ../shared/gold``.

Each studied or compared drug of the annotated texts gets a name that nobody has, in the text and in the annotation. The
tables of these texts are then scored as they are read with and without the span tagger's eye for new names, beside
those of the same texts unchanged.
"""

import argparse
import tempfile
from pathlib import Path

from training.accuracy.scoring import Gold, reached, score, tables_of, write_tables
from training.new_drugs.renaming import CODES, NAMES, rename

from cephlit.tagging.pipeline import get_tagger

MEASURES = ("drugs", "doses", "outcomes_numbers", "outcome_drugs")


def main() -> None:
    """Rename, read, score, print a table in Markdown."""
    parser = argparse.ArgumentParser(prog="python -m training.new_drugs", description=__doc__)
    parser.add_argument("gold", type=Path, help="folder with dev and dev_texts")
    gold = Gold.at(parser.parse_args().gold)
    print(
        "| names | read by |", " | ".join(MEASURES), "| drugs of the tagger |\n|---|---|" + "---|" * (len(MEASURES) + 1)
    )
    with tempfile.TemporaryDirectory() as scratch:
        for kind, pool in (("invented names", NAMES), ("makers' codes", CODES)):
            folder = Path(scratch, kind)
            old, new = (Gold(folder / f"{age} rows", folder / f"{age} texts", gold.scorer) for age in ("old", "new"))
            rename(gold, pool, old, new)
            _print_row(f"as they are, where there are {kind} below", "both", old)
            _print_row(kind, "both", new)
            with get_tagger().select_pipes(disable=["cephlit_new_drugs"]):
                _print_row(kind, "lists alone", new)


def _print_row(names: str, way: str, gold: Gold) -> None:
    tables = tables_of(gold.texts)
    with tempfile.TemporaryDirectory() as scratch:
        write_tables(tables, Path(scratch))
        scores = score(Path(scratch), gold.all(), gold)
    mentions = tables.frames["mentions"]
    by_tagger = mentions[mentions["tagger"] == "model"][["study_id", "concept"]].drop_duplicates()
    figures = [f"{reached(scores[name]):.2f}" for name in MEASURES]
    print("|", " | ".join([names, way, *figures, str(len(by_tagger))]), "|", flush=True)


if __name__ == "__main__":
    main()
