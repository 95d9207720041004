"""Answers written twice and labels that no answer names are said."""

from __future__ import annotations

import numpy as np
import pytest
from builders import cohort_of

import audit
from audit.domain.cohort.labels import LabelSet
from audit.load.predictions.doubts import doubted_repeats, unspoken

LABELS = LabelSet(emotions=("happy", "none", "sad"))


def probabilities(n: int, decimals: int) -> np.ndarray:
    return np.random.default_rng(1).dirichlet(np.ones(4), n).round(decimals)


def test_the_very_same_probabilities_are_counted_beyond_the_first() -> None:
    matrix = probabilities(200, 6)
    scored = np.ones(200, bool)
    assert not list(doubted_repeats(matrix, scored))
    matrix[[5, 6, 9]] = matrix[4]
    (remark,) = doubted_repeats(matrix, scored)
    assert remark.rows == 3
    scored[5] = False
    assert next(doubted_repeats(matrix, scored)).rows == 2


@pytest.mark.parametrize(("name", "no"), [("face_confidence", "0.0"), ("faceDetected", "False"), ("has_face", "no")])
def test_answers_where_no_face_was_found_are_doubted_and_make_no_groups(tmp_path, name, no) -> None:
    emotions, said = ["happy", "sad"] * 4, [no] * 3 + ["0.9"] * 5
    table = tmp_path / "t.csv"
    lines = [f"{i},{e},{'ab'[i // 4]},{e},{found}" for i, (e, found) in enumerate(zip(emotions, said, strict=True))]
    table.write_text("\n".join([f"image,label,g,predicted,{name}", *lines]) + "\n")
    people = tmp_path / "people.csv"
    people.write_text("\n".join(["image,label,g", *(line.rsplit(",", 2)[0] for line in lines)]) + "\n")
    for cohort, columns in ((table, None), (people, None), (people, {"predicted": "predicted", "image": "image"})):
        found = audit.run(cohort, predictions=table, columns=columns, features="g").result
        (doubt,) = (remark for remark in found.told if "no face was found" in remark.sentence)
        assert doubt.sentence.startswith(f"column '{name}' says that no face was found in 3 rows that have an answer")
        assert (doubt.rows, [feature.name for feature in found.features]) == (3, ["g"])


def test_rounded_or_certain_answers_may_be_the_same() -> None:
    scored = np.ones(2000, bool)
    assert not list(doubted_repeats(probabilities(2000, 2), scored))
    certain = np.zeros((2000, 4))
    certain[:, 0] = 1
    assert not list(doubted_repeats(certain, scored))


def test_labels_that_no_answer_names_are_said_with_their_rows() -> None:
    cohort = cohort_of([0, 1, 1, 2], [0, 1, 0, 1], labels=LABELS)
    (remark,) = unspoken(cohort, np.array([0, 0, 2, 2]))
    assert "no answer is ever 'none' (2 rows)" in remark.sentence
    assert remark.rows == 2
    assert not list(unspoken(cohort, np.array([0, 1, 2])))
    assert not list(unspoken(cohort, np.array([], np.int64)))
