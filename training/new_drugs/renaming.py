"""Annotated texts whose drugs bear other names, with annotations to match."""

import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from training.accuracy.scoring import Gold, tables_of

from cephlit.tables.frames import Tables

NAMES = (
    *("zolvacept", "brenigepant", "tavurimab", "quolesartan", "mirvodipine", "nexolditan", "pelqumab", "orvitriptan"),
    *("daxopirant", "lumetidol", "fasirelin", "kelvoxetine", "sunprazide", "rilvetamol", "carmozane", "betufilast"),
)
"""Names that nobody has, with endings as international nonproprietary names have them, and without."""

CODES = (
    "QX-4127",
    "LRT512",
    "HBN-204",
    "ZD9931",
    "MRV-77",
    "AQ-1108",
    "KTP4402",
    "BNX-03",
    "NVR-6610",
    "SLD218",
    "PQ7719",
)
"""Codes as makers give them before there is a name."""


def rename(gold: Gold, pool: Sequence[str], old: Gold, new: Gold) -> None:
    """Write the texts whose drugs can be renamed, as they are and with other names, each with its annotations."""
    for part in (old.rows, old.texts, new.rows, new.texts):
        part.mkdir(parents=True)
    said = words_of_drugs(tables_of(gold.texts))
    for number, path in enumerate(gold.all()):
        annotation = json.loads(path.read_text(encoding="utf-8"))
        name = annotation["file"]
        rows = [row for study in annotation["studies"] for row in study.get("treatments", [])]
        given = sorted({row["drug"] for row in rows if row["role"] in ("studied", "comparator")} & said[name].keys())
        if not given:
            continue
        names = {drug: pool[(5 * number + at) % len(pool)] for at, drug in enumerate(given)}
        renamed = Renamed(names, said[name])
        text = (gold.texts / name).read_text(encoding="utf-8")
        renamed_rows = renamed.rows(annotation)
        for study, same in zip(annotation["studies"], renamed_rows["studies"], strict=True):
            same["anchor"] = renamed.text(_on_from(text, study["anchor"]))
        for target, content, rewritten in (
            (old, text, annotation),
            (new, renamed.text(text), renamed_rows),
        ):
            (target.texts / name).write_text(content, encoding="utf-8")
            (target.rows / path.name).write_text(json.dumps(rewritten), encoding="utf-8")


def _on_from(text: str, anchor: str) -> str:
    """The line of a text that goes on from the first place of an anchor, which may end within a drug's name."""
    return text[text.index(anchor) :].split("\n", maxsplit=1)[0]


def words_of_drugs(tables: Tables) -> dict[str, dict[str, set[str]]]:
    """For each file, the drugs of the vocabulary that it mentions, each with the words by which it calls them."""
    frames = tables.frames
    documents = frames["documents"].set_index("document_id")["file"]
    files = frames["studies"].set_index("study_id")["document_id"].map(documents)
    mentions = frames["mentions"]
    words: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    drugs = mentions[mentions["label"] == "DRUG"]
    for file, concept, text in zip(drugs["study_id"].map(files), drugs["concept"], drugs["text"], strict=True):
        words[file][concept] |= {text, concept}
    return words


class Renamed:
    """Other names for some drugs.

    Parameters
    ----------
    names
        Drug to its new name.
    forms
        Drug, among others, to the words that a text has for it.
    """

    def __init__(self, names: Mapping[str, str], forms: Mapping[str, set[str]]) -> None:
        self._names = {form.lower(): name for drug, name in names.items() for form in forms[drug]}
        longest = sorted(self._names, key=lambda form: (-len(form), form))
        self._pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest))})(?!\w)", re.IGNORECASE)

    def text(self, text: str) -> str:
        """A text with the new names, capitalised where the old ones were."""
        return self._pattern.sub(self._name, text)

    def rows(self, value: Any) -> Any:
        """Annotations with the new names; drugs are written as the tables have them."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.rows(item) for item in value]
        if isinstance(value, dict):
            return {key: self._cell(key, cell) for key, cell in value.items()}
        return value

    def _cell(self, key: str, cell: Any) -> Any:
        if key == "file":
            return cell
        return self.text(cell).lower() if key == "drug" and cell else self.rows(cell)

    def _name(self, found: re.Match[str]) -> str:
        name = self._names[found.group().lower()]
        return name.capitalize() if found.group()[0].isupper() and name.islower() else name
