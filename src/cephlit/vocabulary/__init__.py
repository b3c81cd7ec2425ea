"""Vocabulary of the headache literature as data, and the loader that checks it."""
