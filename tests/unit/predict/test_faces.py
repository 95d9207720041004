"""Faces asked about one at a time are answered as an audit of a cohort with these pictures and boxes answers them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.cohort.predictions import Outcome
from audit.domain.contract.input_contract import FacePolicy
from audit.images import decoded
from audit.load import find_model, load_cohort, load_model
from audit.predict import FacePicture, ask, in_small_batches, load_here, predict
from audit.simulate import DrawnPlan, draw_cohort, write_cohort

if TYPE_CHECKING:
    from audit.domain.cohort.cohort import Cohort


@pytest.fixture(scope="module")
def cohort(tmp_path_factory: pytest.TempPathFactory) -> Cohort:
    folder = tmp_path_factory.mktemp("cohorts") / "drawn"
    return load_cohort(write_cohort(draw_cohort(DrawnPlan(faces=12, labels=LABEL_SETS["happy-sad"], seed=5)), folder))


def faces_of(cohort: Cohort) -> list[FacePicture]:
    faces = []
    for row, name in enumerate(cohort.images):
        pixels = decoded((cohort.root / name).read_bytes()).pixels
        assert pixels is not None
        x, y, width, height = cohort.boxes[row].tolist()
        faces.append(FacePicture(pixels=pixels, box=(x, y, width, height)))
    return faces


def test_single_faces_get_the_answers_of_the_audit_to_the_bit(cohort: Cohort) -> None:
    spec = load_model(find_model("drawn-happy-sad"))
    classifier = load_here(spec)
    audited = predict(classifier, spec.contract, cohort).probabilities
    one_by_one = [ask(classifier, spec.contract, [face])[0].probabilities for face in faces_of(cohort)]
    assert np.array_equal(np.stack(one_by_one), audited)


def test_small_batches_say_the_same_within_a_millionth(cohort: Cohort) -> None:
    spec = load_model(find_model("drawn-happy-sad"))
    classifier = load_here(spec)
    said = ask(in_small_batches(classifier, 4), spec.contract, faces_of(cohort))
    audited = predict(classifier, spec.contract, cohort).probabilities
    assert np.abs(np.stack([each.probabilities for each in said]) - audited).max() <= 2e-6


def test_a_face_that_cannot_be_shown_has_an_outcome_and_no_answer(cohort: Cohort) -> None:
    spec = load_model(find_model("drawn-happy-sad"))
    blank = FacePicture(pixels=np.full((100, 100, 3), 127, np.uint8), box=None)
    contract = replace(spec.contract, face=FacePolicy.DETECT)
    said = ask(load_here(spec), contract, [blank, faces_of(cohort)[0]])
    assert said[0].probabilities is None
    assert said[0].prepared.outcome is Outcome.NO_FACE
    assert said[1].probabilities is not None
