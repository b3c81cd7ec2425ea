"""Every regular expression that the package compiles, found by listening while it is loaded and used.

Run as a program, it prints one JSON object a line: the pattern, its flags, the module that compiled it, and whether
the package only ever looks for it at a place that it knows, or at any place of a text.
"""

import ast
import importlib
import json
import pkgutil
import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

SEEDS = Path(__file__).parents[2] / "seeds"


class Listener:
    """Notes what is compiled, and by whom."""

    def __init__(self) -> None:
        self.found: dict[tuple[str, int], str] = {}
        self._compile = re._compiler.compile  # type: ignore[attr-defined]
        re._compiler.compile = self  # type: ignore[attr-defined]

    def __call__(self, pattern: Any, flags: int = 0) -> re.Pattern[Any]:
        compiled: re.Pattern[Any] = self._compile(pattern, flags)
        frame = sys._getframe(1)
        while frame.f_back is not None and frame.f_globals["__name__"] in ("re", "functools", "cephlit.patterns"):
            frame = frame.f_back
        module = frame.f_globals["__name__"]
        if module.startswith("cephlit") and isinstance(pattern, str):
            self.found.setdefault((pattern, compiled.flags), module)
        return compiled


def patterns() -> dict[tuple[str, int], str]:
    """Load all modules and read all seeds; pattern and flags to the module that compiled them."""
    listener = Listener()
    package = importlib.import_module("cephlit")
    for module in pkgutil.walk_packages(package.__path__, "cephlit."):
        importlib.import_module(module.name)
    from cephlit.documents.discovery import discover  # noqa: PLC0415 - has to be heard too
    from cephlit.extraction import extract_file  # noqa: PLC0415

    for found in discover(SEEDS).files:
        extract_file(found)
    return listener.found


def methods() -> dict[str, set[str]]:
    """For the name of each constant of the package, the methods that are called on it anywhere."""
    called: dict[str, set[str]] = defaultdict(set)
    root = Path(importlib.import_module("cephlit").__path__[0])
    for path in root.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                called[node.value.id].add(node.attr)
    return called


def placed(names: dict[str, set[str]], module: str, pattern: str) -> bool:
    """Whether a pattern is a constant that is only matched at known places: by ``match`` and ``fullmatch``."""
    holders = [name for name, value in vars(sys.modules[module]).items() if getattr(value, "pattern", None) == pattern]
    return bool(holders) and all(names[name] and names[name] <= {"match", "fullmatch"} for name in holders)


if __name__ == "__main__":
    names = methods()
    for (pattern, flags), module in sorted(patterns().items()):
        found = {"pattern": pattern, "flags": flags, "module": module, "placed": placed(names, module, pattern)}
        print(json.dumps(found))
