"""Classifiers and heat maps whose model is in the worker: the same protocol, and every answer looked at."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Self

import numpy as np

from audit.domain.cohort.predictions import OUTCOMES, Outcome
from audit.domain.model.kinds import Kind
from audit.errors import ModelRefused
from audit.predict.adapters.grids import GRID
from audit.predict.answers import Answers, require_all
from audit.predict.worker.frames import BrokenFrame, Frame
from audit.predict.worker.shared import Loaded

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audit.domain.cohort.labels import LabelSet
    from audit.domain.model.model import ModelSpec

_SUMS_TO_ONE = 1e-6
_ANSWERS = (Outcome.SCORED, Outcome.NO_ANSWER, Outcome.FAILED)


class WorkedClassifier:
    """A model in the worker that says something of every picture.

    Parameters
    ----------
    loaded
        The model.
    """

    def __init__(self, loaded: Loaded) -> None:
        self._loaded = loaded
        self._grid = GRID

    @property
    def labels(self) -> LabelSet:
        """The emotions, in the order of the columns of `probabilities`."""
        return self._loaded.spec.labels

    def in_batches_of(self, grid: int) -> Self:
        """Return the same classifier, called with batches of at most this size; see `GridClassifier`."""
        other = copy(self)
        other._grid = min(grid, GRID)  # noqa: SLF001 - a copy of this object
        return other

    def probabilities(self, batch: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the probability of each emotion, float64, shape (b, k); see `Classifier`.

        Raises
        ------
        InputError, ModelRefused
            As the adapter of its kind; when it takes more than it may.
        """
        return require_all(self._answers(batch), str(self._loaded.spec.weights))

    def _answers(self, batch: NDArray[np.float32]) -> Answers:
        parts = [self._some(batch[start : start + GRID]) for start in range(0, max(len(batch), 1), GRID)]
        return Answers(
            probabilities=np.concatenate([part.probabilities for part in parts]),
            outcomes=tuple(outcome for part in parts for outcome in part.outcomes),
            reasons=tuple(reason for part in parts for reason in part.reasons),
        )

    def _some(self, batch: NDArray[np.float32]) -> Answers:
        frame = self._loaded.ask({"do": "ask"}, np.asarray(batch, np.float32), self._grid)
        try:
            return checked(frame, len(batch), len(self.labels))
        except BrokenFrame as broken:
            raise ModelRefused(f"{self._loaded.spec.weights}: its worker sent {broken}; mend or replace it") from None


class WorkedAnswers(WorkedClassifier):
    """A function in the worker, which may have nothing to say about a picture."""

    def answers(self, batch: NDArray[np.float32]) -> Answers:
        """Return what it says about each picture; errors as `probabilities`, but where it says nothing."""
        return self._answers(batch)


class WorkedExplainer:
    """Heat maps of a network in the worker; see `GradCam`."""

    def __init__(self, loaded: Loaded) -> None:
        self._loaded = loaded
        self.stage = loaded.stage

    def heat_maps(self, batch: NDArray[np.float32], codes: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return how much each place of each picture spoke for an emotion; see `GradCam.heat_maps`."""
        frame = self._loaded.ask({"do": "explain", "codes": codes.tolist()}, np.asarray(batch, np.float32))
        try:
            heat = frame.array(np.float64)
        except BrokenFrame:
            heat = np.empty(0)
        if heat.ndim != 3 or len(heat) != len(batch) or not _is_share(heat):  # noqa: PLR2004 - picture, row, column
            raise ModelRefused(f"{self._loaded.spec.weights}: its worker sent no heat maps; leave --explain out")
        return heat


def worked(spec: ModelSpec) -> WorkedClassifier:
    """Return a model loaded into the worker."""
    form = WorkedAnswers if spec.kind is Kind.CALLABLE else WorkedClassifier
    return form(Loaded(spec))


def checked(frame: Frame, pictures: int, emotions: int) -> Answers:
    """Return an answer about pictures; raises BrokenFrame where its shape or its numbers are none of one."""
    found = frame.array(np.float64)
    codes, reasons = frame.words.get("outcomes"), frame.words.get("reasons")
    if found.shape != (pictures, emotions) or not _is_share(found):
        raise BrokenFrame("other numbers than probabilities of each picture")
    if not isinstance(codes, list) or not isinstance(reasons, list) or not len(codes) == len(reasons) == pictures:
        raise BrokenFrame("no outcome of each picture")
    allowed = {outcome.code: outcome for outcome in OUTCOMES if outcome in _ANSWERS}
    if not all(type(code) is int and code in allowed for code in codes):
        raise BrokenFrame("an outcome that is none")
    outcomes = tuple(allowed[code] for code in codes)
    scored = np.array([outcome is Outcome.SCORED for outcome in outcomes], np.bool_)
    if not np.allclose(found[scored].sum(axis=1), 1, atol=_SUMS_TO_ONE, rtol=0):
        raise BrokenFrame("probabilities that do not sum to 1")
    return Answers(probabilities=found, outcomes=outcomes, reasons=tuple(str(reason)[:200] for reason in reasons))


def _is_share(numbers: NDArray[np.float64]) -> bool:
    return bool(np.isfinite(numbers).all() and (numbers >= 0).all() and (numbers <= 1 + _SUMS_TO_ONE).all())
