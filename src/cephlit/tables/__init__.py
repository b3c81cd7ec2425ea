"""The tables: their schema, the rows of a study, validation with quarantine, and publication.

The way through this package, in the order in which a run uses it:

1. `extraction.Extraction` holds what one input file gave; `rows.study_rows` makes a study's raw rows.
2. `collection.collect` validates all rows, sets aside those that break a rule, and joins the evidence table.
3. `publish.publish` writes a run's folder and makes it the latest at once.
4. `frames.read_tables` reads the published tables back.
"""
