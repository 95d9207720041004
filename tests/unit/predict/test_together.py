"""Several classifiers over one cohort say what each says alone, and each picture is read once."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from audit.domain.cohort.cohort import Cohort
from audit.domain.cohort.labels import LabelSet
from audit.domain.cohort.predictions import Outcome, Predictions
from audit.domain.contract.input_contract import Colour, FacePolicy, InputContract
from audit.images.read import Folder
from audit.predict import Questioned, looked_together, predict
from audit.predict.answers import Answers, PictureAnswer, nothing_said
from audit.predict.composed.ensemble import EnsembleClassifier, Voice
from audit.predict.run import in_whole, rows_to_ask

HAPPY_SAD, SAD_NEUTRAL = LabelSet(emotions=("happy", "sad")), LabelSet(emotions=("sad", "neutral"))
SMALL = InputContract(size=8, colour=Colour.GREY, channels=1, face=FacePolicy.WHOLE)
LARGE = InputContract(size=24, face=FacePolicy.BOX)


class Bright:
    """Calls a picture by its first emotion with the probability of its brightness."""

    def __init__(self, labels: LabelSet) -> None:
        self.labels = labels

    def probabilities(self, batch):
        share = batch.mean(axis=(1, 2, 3)).astype(np.float64) / 255
        return np.column_stack([share, 1 - share])


class Both(EnsembleClassifier):
    """Two members that take different pictures."""

    labels = HAPPY_SAD

    def __init__(self) -> None:
        self.voices = tuple(Voice(classifier=Bright(HAPPY_SAD), contract=c, share=0.5) for c in (SMALL, LARGE))


@pytest.fixture
def cohort(tmp_path) -> Cohort:
    """300 noisy pictures of three emotions, some without a box, one absent, every seventh left out."""
    rng = np.random.default_rng(0)
    n = 300
    for row in range(1, n):
        cv2.imwrite(str(tmp_path / f"{row}.png"), rng.integers(0, 256, (30, 40), np.uint8))
    boxes = np.tile([2, 3, 20, 20], (n, 1))
    boxes[::5] = -1
    return Cohort(
        id="made",
        title="made",
        labels=LabelSet(emotions=("happy", "sad", "neutral")),
        declared=True,
        y_true=np.arange(n) % 3,
        features=(),
        codes=np.empty((n, 0)),
        images=tuple(f"{row}.png" for row in range(n)),
        root=tmp_path,
        sha256="0" * 64,
        boxes=boxes,
        left_out=np.arange(n) % 7 == 0,
    )


def said_together(asked: list[Questioned]) -> list[Predictions]:
    """Return what each of several says about its cohort as predictions."""
    return [
        in_whole(one.classifier.labels, one.cohort, rows_to_ask(one.classifier.labels, one.cohort), looked)
        for one, looked in zip(asked, looked_together(asked), strict=True)
    ]


class Choosy(Bright):
    """Has nothing to say about dark pictures, each for a reason of its own brightness."""

    def answers(self, batch):
        said = [
            nothing_said(f"{p.mean():.0f}") if p.mean() < 125 else PictureAnswer(numbers=(0.75, 0.25)) for p in batch
        ]
        outcomes, reasons = tuple(each.outcome for each in said), tuple(each.reason for each in said)
        numbers = np.array([each.numbers or (0.0, 0.0) for each in said])
        return Answers(probabilities=numbers, outcomes=outcomes, reasons=reasons)


def test_who_says_nothing_about_some_has_the_same_reasons_beside_others(cohort) -> None:
    asked = [
        Questioned(classifier=Choosy(labels), contract=SMALL, cohort=cohort) for labels in (HAPPY_SAD, SAD_NEUTRAL)
    ]
    for one, together in zip(asked, said_together(asked), strict=True):
        alone = predict(one.classifier, one.contract, one.cohort)
        assert np.array_equal(together.outcomes, alone.outcomes)
        assert together.reading == alone.reading
        (sentence,) = alone.reading.sentences
        n = int((alone.outcomes == Outcome.NO_ANSWER.code).sum())
        assert sentence.startswith(f"the classifier had nothing to say about {n} pictures: ")


def test_each_says_what_it_says_alone(cohort) -> None:
    asked = [
        Questioned(classifier=Bright(HAPPY_SAD), contract=SMALL, cohort=cohort),
        Questioned(classifier=Both(), contract=SMALL, cohort=cohort),
        Questioned(classifier=Bright(SAD_NEUTRAL), contract=LARGE, cohort=replace(cohort, title="in other words")),
    ]
    for one, together in zip(asked, said_together(asked), strict=True):
        alone = predict(one.classifier, one.contract, one.cohort)
        assert np.array_equal(together.outcomes, alone.outcomes)
        assert np.array_equal(together.predicted, alone.predicted)
        assert np.array_equal(together.probabilities, alone.probabilities)
    assert len(set(alone.outcomes.tolist())) > 3


def test_each_picture_is_read_once(cohort, monkeypatch) -> None:
    read, looked = [], Folder.read
    monkeypatch.setattr(Folder, "read", lambda self, name: read.append(name) or looked(self, name))
    asked = [Questioned(classifier=Bright(HAPPY_SAD), contract=c, cohort=cohort) for c in (SMALL, LARGE)]
    looked_together(asked)
    assert len(read) == len(set(read)) > 100


def test_progress_goes_to_the_end(cohort) -> None:
    seen: list[tuple[int, int]] = []
    looked_together(
        [Questioned(classifier=Bright(HAPPY_SAD), contract=SMALL, cohort=cohort)], lambda *at: seen.append(at)
    )
    assert seen[-1][0] == seen[-1][1] == len([r for r in range(300) if r % 3 < 2 and r % 7])
