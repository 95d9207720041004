"""From a declaration to the adapter for its kind of file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.predict.keras import KerasClassifier

if TYPE_CHECKING:
    from audit.domain.model import ModelSpec
    from audit.predict.protocol import Classifier


def load_classifier(spec: ModelSpec) -> Classifier:
    """Return the classifier that a model declares.

    Raises
    ------
    ModelRefused
        When its file is missing, changed, unsafe or broken, or does not fit the declaration.
    MissingExtra
        When what runs this kind of file is not installed.
    """
    return KerasClassifier(spec)
