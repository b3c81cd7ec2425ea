"""Tagged studies into records: groups, treatments, conditions, outcomes and adverse events.

`extract.extract_facts` reads them; `records` says what they are, and needs nothing of the language pipeline.
"""
