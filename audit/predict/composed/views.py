"""One classifier asked about several views of each face: the mean of its probabilities."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Self

import numpy as np

from audit.domain.cohort.predictions import Outcome
from audit.images import views_of
from audit.predict.answers import Answers, AnswersEach, asked, require_all
from audit.predict.protocol import Classifier, InBatches

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audit.domain.cohort.labels import LabelSet


class ViewsClassifier:
    """The mean of a classifier's probabilities over views of the prepared face; see `views_of`.

    Parameters
    ----------
    classifier
        Is asked about each view.
    views
        How many.
    """

    def __init__(self, classifier: Classifier, views: int) -> None:
        self._classifier, self._views = classifier, views
        if (together := getattr(classifier, "asked_at_once", None)) is not None:
            self.asked_at_once = together  # who keeps answers as they come keeps these as often

    @property
    def labels(self) -> LabelSet:
        """The emotions, in the order of the columns of `probabilities`."""
        return self._classifier.labels

    def in_batches_of(self, grid: int) -> Self:
        """Return the same whose classifier is called with batches of at most this size, where it can be."""
        other = copy(self)
        if isinstance(self._classifier, InBatches):
            other._classifier = self._classifier.in_batches_of(grid)  # noqa: SLF001 - a copy of this object
        return other

    def probabilities(self, batch: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the probability of each emotion, float64, shape (b, k); see `Classifier`."""
        said = [self._classifier.probabilities(view) for view in views_of(batch, self._views)]
        return np.asarray(np.mean(said, axis=0))


class AnsweringViews(ViewsClassifier):
    """The same of somebody who may have nothing to say about a picture: then nothing is said of that face."""

    def answers(self, batch: NDArray[np.float32]) -> Answers:
        """Return what is said about each picture: the mean over its views, or the first that ended otherwise."""
        of_views = [asked(self._classifier, view) for view in views_of(batch, self._views)]
        outcomes, reasons = list(of_views[0].outcomes), list(of_views[0].reasons)
        for said in of_views[1:]:
            for place, outcome in enumerate(said.outcomes):
                if outcomes[place] is Outcome.SCORED:
                    outcomes[place], reasons[place] = outcome, said.reasons[place]
        mean = np.mean([said.probabilities for said in of_views], axis=0)
        scored = np.array([outcome is Outcome.SCORED for outcome in outcomes], np.bool_)
        return Answers(
            probabilities=np.where(scored[:, None], mean, 0.0), outcomes=tuple(outcomes), reasons=tuple(reasons)
        )

    def probabilities(self, batch: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the probability of each emotion; raises ModelRefused where nothing is said of a face."""
        return require_all(self.answers(batch), "the classifier")


def in_views(classifier: Classifier, views: int) -> Classifier:
    """Return a classifier that is asked about so many views of each face; itself for one."""
    if views == 1:
        return classifier
    kind = AnsweringViews if isinstance(classifier, AnswersEach) else ViewsClassifier
    return kind(classifier, views)
