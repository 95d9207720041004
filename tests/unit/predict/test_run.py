"""A cohort through a classifier: every row in exactly one outcome, and the decision is on what is published."""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np
import pytest

from audit.domain.cohort.cohort import Cohort
from audit.domain.cohort.labels import LABEL_SETS, LabelSet
from audit.domain.cohort.predictions import OUTCOMES
from audit.domain.contract.input_contract import Colour, FacePolicy, InputContract
from audit.errors import InputError
from audit.predict import predict

CONTRACT = InputContract(size=8, colour=Colour.GREY, channels=1, face=FacePolicy.WHOLE)
HAPPY_SAD = LABEL_SETS["happy-sad"]


@dataclass
class Brightness:
    """A classifier that calls a picture happy with the probability of its brightness."""

    labels: LabelSet = HAPPY_SAD
    seen: list[int] = field(default_factory=list)

    def probabilities(self, batch):
        self.seen.append(len(batch))
        happy = batch.mean(axis=(1, 2, 3)).astype(np.float64) / 255
        return np.column_stack([happy, 1 - happy])


@pytest.fixture
def cohort(tmp_path):
    """Return a cohort of plain grey pictures with these values; None for a picture that is not there."""

    def make(values, labels=None, *, declared=True):
        for value in {v for v in values if v is not None}:
            cv2.imwrite(str(tmp_path / f"{value}.png"), np.full((8, 8), value, np.uint8))
        y_true = [0] * len(values) if labels is None else labels
        return Cohort(
            id="made",
            title="made for a test",
            labels=LabelSet(emotions=("happy", "sad", "neutral")),
            declared=declared,
            y_true=np.array(y_true),
            features=(),
            codes=np.empty((len(values), 0)),
            images=tuple("absent.png" if value is None else f"{value}.png" for value in values),
            root=tmp_path,
            sha256="0" * 64,
        )

    return make


def outcomes_of(predictions):
    return [OUTCOMES[code].value for code in predictions.outcomes]


def test_every_row_ends_in_exactly_one_outcome(cohort, tmp_path):
    made = cohort([255, None, 51, 0, 102], labels=[0, 0, 1, 2, -1])
    picture = tmp_path / "51.png"
    picture.write_bytes(picture.read_bytes()[:50])
    said = predict(Brightness(), CONTRACT, made)
    assert outcomes_of(said) == [
        "scored",
        "missing file",
        "corrupt",
        "label unknown to the model",
        "label unknown to the model",
    ]
    assert said.predicted.tolist() == [0, -1, -1, -1, -1]
    assert said.probabilities.tolist() == [[1, 0], [0, 0], [0, 0], [0, 0], [0, 0]]


def test_probabilities_are_published_with_six_decimals_and_decided_on(cohort):
    said = predict(Brightness(), CONTRACT, cohort([85, 200]))
    assert said.probabilities.tolist() == [[0.333333, 0.666667], [0.784314, 0.215686]]  # 85/255 and 200/255
    assert said.predicted.tolist() == [1, 0]


def test_a_difference_that_is_not_published_decides_nothing(cohort):
    class Almost(Brightness):
        def probabilities(self, batch):
            return np.array([[0.5 - 1e-9, 0.5 + 1e-9]] * len(batch))

    assert predict(Almost(), CONTRACT, cohort([1])).predicted.tolist() == [0]  # 0.5 and 0.5: the first, as from a table


def test_the_order_and_number_of_rows_change_nothing(cohort):
    values = [(37 * i) % 256 for i in range(600)]
    classifier, seen = Brightness(), []
    said = predict(classifier, CONTRACT, cohort(values), progress=lambda done, total: seen.append((done, total)))
    turned = predict(Brightness(), CONTRACT, cohort(values[::-1]))
    assert np.array_equal(said.probabilities, turned.probabilities[::-1])
    assert np.array_equal(predict(Brightness(), CONTRACT, cohort(values[:3])).probabilities, said.probabilities[:3])
    assert classifier.seen == [256, 256, 88]  # never the whole cohort at once
    assert seen == [(256, 600), (512, 600), (600, 600)]


def test_a_classifier_is_not_asked_about_nothing(cohort):
    classifier = Brightness()
    said = predict(classifier, CONTRACT, cohort([None, None]))
    assert classifier.seen == []
    assert outcomes_of(said) == ["missing file", "missing file"]
    assert len(predict(classifier, CONTRACT, cohort([]))) == 0


def test_a_label_that_may_be_a_misspelling_is_not_passed_over(cohort):
    with pytest.raises(InputError, match="label 'neutral' is not an emotion of the model"):
        predict(Brightness(), CONTRACT, cohort([0], declared=False))
