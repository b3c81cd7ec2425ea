"""Trained weights that ship with the package; each folder or file has its card in this package."""
