"""The quantity grammar: every number of a clinical text, typed, with its offsets."""

from cephlit.tagging.quantities.grammar import find_quantities

__all__ = ["find_quantities"]
