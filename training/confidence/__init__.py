"""How sure the rows are: weights of the confidence, and how well they hold."""
