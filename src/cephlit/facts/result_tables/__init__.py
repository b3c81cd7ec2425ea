"""Results that stand in tables whose cells became lines of text.

A table is a head that names the columns, then rows: a label and one cell for each column, each on a line of its own or
several on one line. Nothing is taken from a table whose cells cannot be counted off against its head.
"""
