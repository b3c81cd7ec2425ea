"""How drugs that no list knows are read: annotated texts in which the drugs bear names that nobody has."""
