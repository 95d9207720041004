"""A classifier asked about several views of a face: the mean of what it says, whoever it is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from audit.domain.cohort.labels import LabelSet
from audit.domain.cohort.predictions import Outcome
from audit.errors import ModelRefused
from audit.images import views_of
from audit.load import find_model, load_model
from audit.predict import in_small_batches, load_classifier
from audit.predict.answers import Answers, asked
from audit.predict.composed.views import AnsweringViews, ViewsClassifier, in_views

LABELS = LabelSet(emotions=("happy", "sad"))


class FirstColumn:
    """Says happy by the brightness of the leftmost column, so each view gets another answer."""

    labels = LABELS

    def probabilities(self, batch):
        happy = batch[:, :, 0].mean(axis=(1, 2)).astype(np.float64)
        return np.column_stack([happy, 1 - happy])


class Reluctant(FirstColumn):
    """The same, but has nothing to say where that column is dark."""

    def answers(self, batch):
        said = self.probabilities(batch)
        dark = said[:, 0] < 0.1
        outcomes = tuple(Outcome.NO_ANSWER if each else Outcome.SCORED for each in dark)
        reasons = tuple("too dark" if each else "" for each in dark)
        return Answers(probabilities=np.where(dark[:, None], 0.0, said), outcomes=outcomes, reasons=reasons)


@pytest.fixture
def batch():
    return np.random.default_rng(4).uniform(0.2, 1, (5, 24, 24, 1)).astype(np.float32)


@pytest.mark.parametrize("views", [2, 10])
def test_the_answer_is_the_mean_over_the_views(batch, views):
    by_hand = np.mean([FirstColumn().probabilities(view) for view in views_of(batch, views)], axis=0)
    said = in_views(FirstColumn(), views).probabilities(batch)
    np.testing.assert_array_equal(said, by_hand)
    assert not np.allclose(said, FirstColumn().probabilities(batch))


def test_one_view_is_the_classifier_itself():
    classifier = FirstColumn()
    assert in_views(classifier, 1) is classifier


def test_a_real_network_is_asked_about_its_own_views_also_in_small_batches():
    spec = load_model(find_model("drawn-happy-sad"))
    alone, ten = load_classifier(spec), load_classifier(replace(spec, views=10))
    faces = np.random.default_rng(1).uniform(0, 255, (3, *spec.contract.shape)).astype(np.float32)
    by_hand = np.mean([alone.probabilities(view) for view in views_of(faces, 10)], axis=0)
    np.testing.assert_array_equal(ten.probabilities(faces), by_hand)
    np.testing.assert_allclose(in_small_batches(ten, 4).probabilities(faces), by_hand, atol=2e-6)
    assert ten.labels == spec.labels


def test_a_face_of_which_one_view_has_no_answer_has_none(batch):
    batch[2, :, -1] = 0.0  # dark where the mirrored picture begins
    classifier = in_views(Reluctant(), 2)
    assert type(classifier) is AnsweringViews
    said = asked(classifier, batch)
    assert [outcome is Outcome.SCORED for outcome in said.outcomes] == [True, True, False, True, True]
    assert said.reasons[2] == "too dark"
    assert said.probabilities[2].tolist() == [0, 0]
    others = [0, 1, 3, 4]
    np.testing.assert_array_equal(said.probabilities[others], in_views(FirstColumn(), 2).probabilities(batch)[others])
    with pytest.raises(ModelRefused, match="said nothing about a picture"):
        classifier.probabilities(batch)


def test_who_is_asked_about_few_at_once_is_so_in_views_too():
    classifier = Reluctant()
    classifier.asked_at_once = 8
    assert in_views(classifier, 2).asked_at_once == 8
    assert not hasattr(in_views(Reluctant(), 2), "asked_at_once")


def test_who_answers_always_stays_so(batch):
    classifier = in_views(FirstColumn(), 10)
    assert type(classifier) is ViewsClassifier
    assert set(asked(classifier, batch).outcomes) == {Outcome.SCORED}


def test_the_first_view_that_ended_otherwise_says_why(batch):
    class Each(FirstColumn):
        """Numbers the views, and answers none of the second and the third."""

        asked_for = 0

        def answers(self, batch):
            self.asked_for += 1
            ended = Outcome.SCORED if self.asked_for == 1 else Outcome.NO_ANSWER
            reason = "" if ended is Outcome.SCORED else f"view {self.asked_for}"
            n = len(batch)
            said = self.probabilities(batch) if ended is Outcome.SCORED else np.zeros((n, 2))
            return Answers(probabilities=said, outcomes=(ended,) * n, reasons=(reason,) * n)

    said = asked(in_views(Each(), 10), batch)
    assert set(said.outcomes) == {Outcome.NO_ANSWER}
    assert set(said.reasons) == {"view 2"}
    assert not said.probabilities.any()


def test_who_cannot_be_asked_in_batches_is_asked_as_before_and_the_first_stays_as_it_was(batch):
    alone = in_views(FirstColumn(), 2)
    other = alone.in_batches_of(2)
    assert other is not alone
    np.testing.assert_array_equal(other.probabilities(batch), alone.probabilities(batch))
