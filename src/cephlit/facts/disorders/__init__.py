"""The conditions of a study's people: names, forms, and what ties them to those people."""
