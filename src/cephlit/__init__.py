"""Evidence tables from headache papers: drugs, doses, conditions, outcomes and harms, each traced to its words."""

__version__ = "0.1.0"
