"""How the weights of the span tagger are made and measured."""
