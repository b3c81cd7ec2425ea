"""Outcomes read from the invented papers hold up against those that a careful reader finds."""

from paper_scores import outcome_score, share_of_cells


def test_numbers_are_found():
    score = outcome_score(strict=False)
    assert score.f1 >= 0.85
    assert score.precision >= 0.87
    assert score.recall >= 0.82


def test_numbers_have_their_measures():
    assert outcome_score(strict=True).f1 >= 0.80


def test_numbers_have_their_drugs_and_times():
    assert share_of_cells("drug") >= 0.88
    assert share_of_cells("time_point") >= 0.8
