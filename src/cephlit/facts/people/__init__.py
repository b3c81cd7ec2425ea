"""Who took part: counts, age and sex, single patients and parts of the sample."""
