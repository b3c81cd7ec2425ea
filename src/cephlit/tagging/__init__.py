"""Studies into tagged studies: words, quantities, concepts and how they are asserted."""
