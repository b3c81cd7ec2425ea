"""How sure the rows are: in bounds, steady, lower where the words are weaker, and told to the reader."""

from collections.abc import Callable

import pytest
from paper_scores import is_numbered, pairs, papers

from cephlit.facts.extract import extract_facts
from cephlit.facts.reading import Reading
from cephlit.facts.records import DOUBTFUL, StudyFacts

TRIAL = """Galcanezumab for episodic cluster headache: a randomised, double-blind, placebo-controlled trial
METHODS: 106 patients were randomised to galcanezumab 300 mg monthly (n = 49) or placebo (n = 57) for 8 weeks.
RESULTS: At week 3, 71% of the patients on galcanezumab and 53% of those on placebo had a response (p = 0.046).
Injection site pain occurred in 4 patients on galcanezumab.
"""


@pytest.fixture(scope="module")
def trial(read_study: Callable[[str], Reading]) -> StudyFacts:
    return extract_facts(read_study(TRIAL).tagged)


def rows(facts: StudyFacts) -> list:
    return [*facts.treatments, *facts.outcomes, *facts.adverse_events]


def test_every_row_has_a_probability_in_hundredths(trial: StudyFacts) -> None:
    assert {type(row).__name__ for row in rows(trial)} == {"Treatment", "Outcome", "AdverseEvent"}
    for row in rows(trial):
        assert 0 < row.confidence < 1
        assert round(row.confidence, 2) == row.confidence


def test_a_plain_trial_is_no_doubtful_matter(trial: StudyFacts) -> None:
    assert all(row.confidence >= DOUBTFUL for row in rows(trial))


def test_a_dose_given_is_surer_than_a_drug_named_in_passing(read_study: Callable[[str], Reading]) -> None:
    text = TRIAL + "CONCLUSION: Galcanezumab may be compared with verapamil in further work.\n"
    treatments = extract_facts(read_study(text).tagged).treatments
    given = [t.confidence for t in treatments if t.drug == "galcanezumab" and t.dose_low]
    named = [t.confidence for t in treatments if t.drug == "verapamil"]
    assert given and named and min(given) > max(named)


def test_sure_outcomes_of_the_invented_papers_are_right_more_often() -> None:
    told = [o for _, _, outcomes in papers() for o in outcomes if o.statistic != "text"]
    sure = {id(o) for o in told if o.confidence >= 0.8}
    right = right_outcomes()
    share_sure = sum(id(o) in right for o in told if id(o) in sure) / len(sure)
    share_rest = sum(id(o) in right for o in told if id(o) not in sure) / (len(told) - len(sure))
    assert share_sure > share_rest + 0.1


def right_outcomes() -> set[int]:
    found: set[int] = set()
    for _, wanted, outcomes in papers():
        numbered = [o for o in outcomes if o.statistic != "text"]
        found |= {id(o) for _, o in pairs([row for row in wanted if is_numbered(row)], numbered, strict=True)}
    return found
