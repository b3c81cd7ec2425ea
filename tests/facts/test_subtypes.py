"""A result that is told of one of several conditions is not told of the others."""

from cephlit.facts.extract import extract_facts

TRIAL = """Zolmitriptan for episodic and chronic cluster headache
METHODS: Patients with episodic cluster headache or chronic cluster headache were randomised to zolmitriptan 10 mg or
placebo.
RESULTS: In episodic cluster headache, 51% of patients on zolmitriptan and 30% on placebo had a response at 30 minutes.
Rescue medication was needed by 20% of patients on zolmitriptan and 34% on placebo.
"""


def test_the_condition_named_alone_is_the_one_meant(read_study):
    outcomes = extract_facts(read_study(TRIAL).tagged).outcomes
    assert {(o.percent, o.condition) for o in outcomes} == {
        (51, "episodic cluster headache"),
        (30, "episodic cluster headache"),
        (20, ""),
        (34, ""),
    }
