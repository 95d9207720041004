"""A cohort's labels read in a classifier's order."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from builders import cohort_of

from audit.domain.cohort.cohort import Cohort, PictureList
from audit.domain.cohort.labels import LABEL_SETS, LabelSet
from audit.errors import InputError


def cohort(emotions: tuple[str, ...], y_true: list[int], *, declared: bool) -> Cohort:
    n = len(y_true)
    return Cohort(
        id="c",
        title="c",
        labels=LabelSet(emotions=emotions),
        declared=declared,
        y_true=np.array(y_true),
        features=(),
        codes=np.zeros((n, 0)),
        images=tuple(f"{i}.png" for i in range(n)),
        root=Path(),
        sha256="0",
    )


def test_labels_are_read_in_the_order_of_the_classifier() -> None:
    found = cohort(("sad", "happy"), [0, 1, 1], declared=True).recoded(LABEL_SETS["happy-sad"])
    assert found.tolist() == [1, 0, 0]


def test_a_declared_label_the_classifier_lacks_is_counted_not_guessed() -> None:
    found = cohort(("happy", "contempt", "sad"), [0, 1, 2], declared=True).recoded(LABEL_SETS["happy-sad"])
    assert found.tolist() == [0, -1, 1]


def test_an_undeclared_label_the_classifier_lacks_is_refused() -> None:
    with pytest.raises(InputError, match=r"label 'hapy'.*did you mean 'happy'"):
        cohort(("hapy", "sad"), [0, 1], declared=False).recoded(LABEL_SETS["happy-sad"])


def test_a_cohort_that_shares_no_label_with_the_classifier_is_refused() -> None:
    with pytest.raises(InputError, match=r"none of its labels \(right, wrong\) is an emotion of the model"):
        cohort(("right", "wrong"), [0, 1], declared=True).recoded(LABEL_SETS["happy-sad"])


def test_a_classifier_is_asked_about_its_labels_that_nobody_left_out() -> None:
    made = cohort(("happy", "contempt", "sad"), [0, 1, 2], declared=True)
    assert made.to_be_asked(LABEL_SETS["happy-sad"]).tolist() == [True, False, True]
    without = replace(made, left_out=np.array([False, False, True]))
    assert without.to_be_asked(LABEL_SETS["happy-sad"]).tolist() == [True, False, False]


def test_votes_are_read_in_the_order_of_the_classifier_and_an_emotion_without_votes_has_none() -> None:
    made = cohort(("neutral", "sad", "happy"), [0, 1], declared=True)
    assert made.votes_for(LABEL_SETS["happy-sad"]) is None
    voted = replace(made, votes=np.array([[7, 2, 1], [0, 4, 6]]))
    assert voted.votes_for(LABEL_SETS["happy-sad"]).tolist() == [[1, 2], [6, 4]]
    assert voted.votes_for(LabelSet(emotions=("fear", "neutral"))).tolist() == [[0, 7], [0, 0]]


def test_every_field_has_one_row_for_each_image() -> None:
    with pytest.raises(InputError, match="votes has 1 rows, the manifest 2"):
        Cohort(
            id="c",
            title="c",
            labels=LABEL_SETS["happy-sad"],
            declared=True,
            y_true=np.zeros(2),
            features=(),
            codes=np.zeros((2, 0)),
            images=("a.png", "b.png"),
            root=Path(),
            sha256="0",
            votes=np.zeros((1, 2)),
        )


def test_pictures_are_known_by_their_names_and_not_by_their_manifest() -> None:
    cohort = replace(cohort_of([0, 1, 0], [0, 0, 0]), split=("Valid", "Train", "Valid"))
    shuffled = replace(cohort, images=("2.png", "1.png", "0.png"), sha256="1" * 64)
    assert cohort.of_split("Valid").tolist() == [True, False, True]
    assert cohort.pictures_sha256("Valid") == shuffled.pictures_sha256("Valid")
    assert cohort.pictures_sha256("Valid") != cohort.pictures_sha256(None)
    bare = replace(cohort, images=("0.png", "2.png", "2.png"), split=None)
    assert bare.pictures_sha256("Valid") == cohort.pictures_sha256("Valid")  # two faces of one picture


def test_votes_for_another_label_set_and_whether_most_are() -> None:
    labels = LabelSet(emotions=("sad", "contempt", "happy"))
    cohort = replace(cohort_of([0, 1], [0, 0], votes=[[3, 1], [0, 2]]), votes_outside=np.array([4, 0]))
    assert cohort.votes_for(labels).tolist() == [[1, 0, 3], [2, 0, 0]]
    assert cohort.mostly_votes_for(labels).tolist() == [False, True]  # 4 of 8 is not more than half
    without = cohort_of([0, 1], [0, 0])
    assert without.votes_for(labels) is None
    assert without.mostly_votes_for(labels).tolist() == [False, False]


def test_of_pictures_that_nobody_labelled_every_row_is_asked_about() -> None:
    boxes = np.array([[0, 0, 9, 9], [3, 3, 9, 9]])
    pictures = PictureList(id="p", images=("a.png", "a.png"), root=Path("x"), faces=("0", "1"), boxes=boxes)
    found = pictures.asked_about(LABEL_SETS["happy-sad"])
    assert found.to_be_asked(LABEL_SETS["happy-sad"]).tolist() == [True, True]
    assert (found.images, found.faces, found.root) == (pictures.images, pictures.faces, pictures.root)
    assert found.boxes.tolist() == boxes.tolist()
    assert found.features == ()
