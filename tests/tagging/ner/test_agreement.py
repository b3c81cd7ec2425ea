"""How the places of one name come to one reading."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cephlit.tagging.ner.agreement import NEAR, agreed_spans, shared_scores
from cephlit.tagging.ner.decode import CAUTION, best_path, cautious, log_shares, path_spans

WORDS = st.lists(st.lists(st.sampled_from(["AED", "aed", "of", "5", "drop", "x"]), max_size=6), max_size=5)


def rows(*likely: tuple[int, float]) -> np.ndarray:
    """Scores of one sentence: for each word its likeliest label, and by how much."""
    scores = np.zeros((len(likely), 5), dtype=np.float32)
    for row, (label, lead) in zip(scores, likely, strict=True):
        row[label] = lead
    return scores


def kinds(scores: list[np.ndarray]) -> list[list[tuple[int, int, int]]]:
    return [path_spans(best_path(sentence)) for sentence in scores]


def test_a_sure_place_convinces_an_unsure_one() -> None:
    words = [["AED", "taken"], ["no", "AED"]]
    scores = [rows((1, 9), (0, 9)), rows((0, 9), (0, 0.5))]
    assert kinds(scores) == [[(0, 1, 0)], []]
    assert kinds(shared_scores(words, scores)) == [[(0, 1, 0)], [(1, 2, 0)]]


def test_capitals_and_distance_keep_words_apart() -> None:
    scores = [rows((1, 9)), rows((0, 0.5))]
    assert kinds(shared_scores([["AED"], ["aed"]], scores))[1] == []
    far = [scores[0], *[rows((0, 9))] * NEAR, scores[1]]
    assert kinds(shared_scores([["AED"], *[["then"]] * NEAR, ["AED"]], far))[-1] == []


@given(words=WORDS, data=st.data())
def test_words_said_once_keep_their_scores(words: list[list[str]], data: st.DataObject) -> None:
    cells = st.integers(-5, 5).map(float)
    scores = [data.draw(arrays(np.float32, (len(sentence), 5), elements=cells)) for sentence in words if sentence]
    words = [sentence for sentence in words if sentence]
    said = [word for sentence in words for word in sentence]
    shared = shared_scores(words, scores)
    for sentence, before, after in zip(words, scores, shared, strict=True):
        for word, old, new in zip(sentence, log_shares(before), after, strict=True):
            assert said.count(word) > 1 or np.array_equal(old, new)


def test_a_name_that_is_hardly_likelier_than_none_is_no_name() -> None:
    assert kinds([rows((1, CAUTION - 0.1)), rows((1, CAUTION + 0.1))]) == [[(0, 1, 0)], [(0, 1, 0)]]
    assert kinds([cautious(rows((1, CAUTION - 0.1))), cautious(rows((1, CAUTION + 0.1)))]) == [[], [(0, 1, 0)]]


def test_the_many_complete_the_few() -> None:
    words = [["lead", "poisoning"], ["lead", "poisoning"], ["a", "lead", "poisoning"]]
    assert agreed_spans(words, [[(0, 2, 1)], [(0, 2, 1)], []]) == [[(0, 2, 1)], [(0, 2, 1)], [(1, 3, 1)]]


def test_the_many_drop_the_few() -> None:
    words = [["lead"], ["lead"], ["lead"], ["lead"]]
    assert agreed_spans(words, [[(0, 1, 0)], [], [], []]) == [[], [], [], []]


def test_a_longer_name_is_not_cut() -> None:
    words = [["lead"], ["lead"], ["lead", "poisoning"]]
    spans = [[(0, 1, 0)], [(0, 1, 0)], [(0, 2, 1)]]
    assert agreed_spans(words, spans) == spans


@given(words=WORDS, data=st.data())
def test_agreed_spans_do_not_cross(words: list[list[str]], data: st.DataObject) -> None:
    labels = [data.draw(st.lists(st.sampled_from([0, 1, 3]), min_size=len(s), max_size=len(s))) for s in words]
    for sentence, spans in zip(words, agreed_spans(words, [path_spans(row) for row in labels]), strict=True):
        assert spans == sorted(spans)
        ends = [0, *(end for _, end, _ in spans)]
        assert all(before <= first < end <= len(sentence) for before, (first, end, _) in zip(ends, spans, strict=False))
