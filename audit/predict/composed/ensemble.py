"""The adapter for what is made of other classifiers: the mean of their probabilities, or one of them narrowed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from audit.domain.contract.input_contract import InputContract
from audit.domain.model.model import ModelSpec
from audit.domain.model.narrowing import narrowed
from audit.errors import UsageError
from audit.predict.answers import AnswersEach
from audit.predict.protocol import Classifier

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from audit.domain.cohort.labels import LabelSet


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One member: its classifier, how a picture becomes its input, its share in the mean, its declaration."""

    classifier: Classifier
    contract: InputContract
    share: float
    spec: ModelSpec | None = None


class EnsembleClassifier:
    """The mean of its members' probabilities over the emotions it keeps.

    Members whose input contracts differ are each shown their own picture; `look` and `predict` do so. `probabilities`
    takes pictures prepared once, so it needs members of one contract.

    Parameters
    ----------
    spec
        With members.
    load
        Makes a member's classifier.

    Raises
    ------
    ModelRefused
        When a member does not fit its declaration.
    """

    def __init__(self, spec: ModelSpec, load: Callable[[ModelSpec], Classifier]) -> None:
        self._spec = spec
        self.voices = tuple(
            Voice(classifier=load(member.spec), contract=member.spec.contract, share=member.share, spec=member.spec)
            for member in spec.members
        )

    @property
    def labels(self) -> LabelSet:
        """The emotions, in the order of the columns of `probabilities`."""
        return self._spec.labels

    @property
    def one_contract(self) -> bool:
        """Whether every member takes the same picture."""
        return len({voice.contract for voice in self.voices}) == 1

    @property
    def asked_together(self) -> bool:
        """Whether its members may be asked as one: they take the same picture, and none may leave one unanswered."""
        return self.one_contract and all(_answers_always(voice.classifier) for voice in self.voices)

    def probabilities(self, batch: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the probability of each emotion, float64, shape (b, k); see `Classifier`.

        Raises
        ------
        UsageError
            When the members take different pictures.
        """
        if not self.one_contract:
            raise UsageError(
                f"model '{self._spec.id}': its members take different pictures, so it can be audited (run, predict), "
                "and not be asked about pictures that were prepared once"
            )
        return self.mean([voice.classifier.probabilities(batch) for voice in self.voices])

    def mean(self, said: list[NDArray[np.float64]]) -> NDArray[np.float64]:
        """Return the mean of what the members said, one array of shape (n, their k) each, over the emotions kept."""
        shares = [
            voice.share * narrowed(each, voice.classifier.labels, self.labels)
            for voice, each in zip(self.voices, said, strict=True)
        ]
        return np.asarray(np.sum(shares, axis=0))


def _answers_always(classifier: Classifier) -> bool:
    if isinstance(classifier, EnsembleClassifier):
        return classifier.asked_together
    return not isinstance(classifier, AnswersEach)
