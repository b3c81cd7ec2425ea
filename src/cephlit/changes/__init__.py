"""What a run changed: papers, evidence, and the picture that all papers together give of a drug and a condition."""
