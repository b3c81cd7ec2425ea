"""Which dose, route, frequency and duration belong to which drug."""
