"""The drugs of a study: where they stand, which are its own, and what each is to it."""
