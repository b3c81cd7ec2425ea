"""Reading results: numbers into findings, findings to measures, groups and time points."""
