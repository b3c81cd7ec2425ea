"""The arms of a study: how they are named, what each was given, its size, and where the text speaks of it."""
