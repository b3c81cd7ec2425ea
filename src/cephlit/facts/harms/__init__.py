"""Reading harm: what is said to have occurred, in how many of whom, and what was told of it only once."""
