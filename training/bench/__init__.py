"""How fast the pipeline is, told as ratios of figures measured in one run."""
