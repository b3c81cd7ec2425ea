"""Tagged studies into records: groups, treatments, conditions, outcomes and adverse events."""

from cephlit.facts.extract import extract_facts

__all__ = ["extract_facts"]
