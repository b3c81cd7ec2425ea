"""Tagged studies into records: groups, treatments, conditions, outcomes and adverse events."""
