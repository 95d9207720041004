"""Ensembles of classifiers that take different pictures, and what a cohort looks like to them."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from audit.domain.cohort.cohort import Cohort
from audit.domain.cohort.labels import LabelSet
from audit.domain.cohort.predictions import OUTCOMES
from audit.domain.contract.input_contract import Colour, FacePolicy, InputContract, Scale
from audit.domain.model.model import Member, ModelSpec
from audit.errors import UsageError
from audit.predict import look, predict
from audit.predict.composed.ensemble import EnsembleClassifier

THREE = LabelSet(emotions=("happy", "sad", "neutral"))
TWO = LabelSet(emotions=("sad", "happy"))
RAW = InputContract(size=8, colour=Colour.GREY, channels=1, face=FacePolicy.WHOLE)
UNIT = InputContract(size=12, scale=Scale.UNIT, face=FacePolicy.BOX)


class Brightness:
    """Says happy by the brightness of what it is shown, which it expects on 0…`white`."""

    def __init__(self, labels, white):
        self.labels, self._white = labels, white

    def probabilities(self, batch):
        happy = batch.mean(axis=(1, 2, 3)).astype(np.float64) / self._white
        columns = {"happy": happy, "sad": (1 - happy) / (len(self.labels) - 1), "neutral": (1 - happy) / 2}
        return np.column_stack([columns[emotion] for emotion in self.labels.emotions])


def spec_of(name, labels, contract, tmp_path, **changes):
    return ModelSpec(id=name, title=name, labels=labels, contract=contract, weights=tmp_path / name, **changes)


@pytest.fixture
def ensemble(tmp_path):
    """Return an ensemble of these contracts, a quarter of the first and three quarters of the second."""

    def make(first=RAW, second=UNIT):
        specs = spec_of("first", THREE, first, tmp_path), spec_of("second", TWO, second, tmp_path)
        members = tuple(Member(spec=spec, share=share) for spec, share in zip(specs, (0.25, 0.75), strict=True))
        spec = spec_of("both", TWO, first, tmp_path, members=members)
        return EnsembleClassifier(
            spec, lambda one: Brightness(one.labels, 255 if one.contract.scale is Scale.RAW else 1)
        )

    return make


@pytest.fixture
def cohort(tmp_path):
    """Pictures of one grey value; a value of None is a picture whose face box lies outside."""

    def make(values):
        for number, value in enumerate(values):
            cv2.imwrite(str(tmp_path / f"{number}.png"), np.full((16, 16), value or 0, np.uint8))
        return Cohort(
            id="made",
            title="made",
            labels=TWO,
            declared=True,
            y_true=np.zeros(len(values)),
            features=(),
            codes=np.empty((len(values), 0)),
            images=tuple(f"{number}.png" for number in range(len(values))),
            root=tmp_path,
            sha256="0" * 64,
            boxes=np.array([[40, 40, 16, 16] if value is None else [0, 0, 16, 16] for value in values]),
        )

    return make


def test_each_member_is_shown_its_own_picture(ensemble, cohort):
    """A picture of 51/255 = 0.2: the first says happy 0.2, sad 0.4, neutral 0.4; of the two kept happy 1/3, sad 2/3.

    The second says happy 0.2, sad 0.8. The mean: happy 0.25/3 + 0.75 · 0.2 = 0.233333.
    """
    said = predict(ensemble(), RAW, cohort([51, 51, 255]))
    assert said.labels == TWO
    assert said.probabilities[0].tolist() == [0.766667, 0.233333]
    assert said.probabilities[2] == pytest.approx([0, 1], abs=1e-6)
    assert said.predicted.tolist() == [0, 0, 1]


def test_a_picture_that_one_member_cannot_be_shown_is_not_scored(ensemble, cohort):
    said = predict(ensemble(), RAW, cohort([51, None, 0]))
    assert [OUTCOMES[code].value for code in said.outcomes] == ["scored", "no face found", "scored"]
    assert said.probabilities[1].tolist() == [0, 0]


def test_progress_counts_each_row_once(ensemble, cohort):
    seen = []
    look(ensemble(), RAW, cohort([7] * 300), np.arange(300), progress=lambda done, total: seen.append((done, total)))
    assert seen == [(256, 300), (300, 300)]


def test_pictures_prepared_once_are_only_for_members_of_one_contract(ensemble):
    with pytest.raises(UsageError, match="its members take different pictures, so it can be audited"):
        ensemble().probabilities(np.zeros((1, 8, 8, 1), np.float32))
    said = ensemble(RAW, RAW).probabilities(np.full((1, 8, 8, 1), 51, np.float32))
    assert said[0] == pytest.approx([0.766667, 0.233333], abs=1e-6)


class Choosy(Brightness):
    """May have nothing to say about a picture."""

    def answers(self, _batch):
        raise AssertionError


def made_of(tmp_path, first, second, contracts=(RAW, RAW)):
    specs = [spec_of(name, TWO, contract, tmp_path) for name, contract in zip("ab", contracts, strict=True)]
    members = tuple(Member(spec=spec, share=0.5) for spec in specs)
    spec = spec_of("both", TWO, RAW, tmp_path, members=members)
    return EnsembleClassifier(spec, lambda one: {"a": first, "b": second}[one.id])


def test_members_are_asked_as_one_where_they_take_one_picture_and_each_answers_always(tmp_path):
    plain, choosy = Brightness(TWO, 255), Choosy(TWO, 255)
    inner, reluctant = made_of(tmp_path, plain, plain), made_of(tmp_path, plain, choosy)
    apart = made_of(tmp_path, plain, plain, (RAW, UNIT))
    assert (inner.one_contract, inner.asked_together) == (True, True)
    assert (reluctant.one_contract, reluctant.asked_together) == (True, False)
    assert (apart.one_contract, apart.asked_together) == (False, False)
    assert made_of(tmp_path, inner, plain).asked_together
    assert not made_of(tmp_path, reluctant, plain).asked_together
    assert not made_of(tmp_path, plain, apart).asked_together


def test_the_mean_weighs_what_each_member_said_by_its_share(ensemble):
    three, two = np.array([[0.5, 0.25, 0.25]]), np.array([[0.1, 0.9]])
    # of the first happy and sad are two thirds and one third; columns of the mean are sad, happy
    assert ensemble().mean([three, two])[0] == pytest.approx([0.25 / 3 + 0.75 * 0.1, 0.25 * 2 / 3 + 0.75 * 0.9])
