"""What a run needs around the stages: worker processes, batches, the lock on the outputs, words for people."""
