"""From a declaration to the adapter for its kind of model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.domain.kinds import Kind
from audit.predict.ensemble import EnsembleClassifier
from audit.predict.keras import KerasClassifier
from audit.predict.onnx import OnnxClassifier
from audit.predict.python import PythonClassifier
from audit.predict.saved_model import SavedModelClassifier
from audit.predict.sklearn import SklearnClassifier

if TYPE_CHECKING:
    from collections.abc import Callable

    from audit.domain.model import ModelSpec
    from audit.predict.protocol import Classifier

_ADAPTERS: dict[Kind, Callable[[ModelSpec], Classifier]] = {
    Kind.KERAS: KerasClassifier,
    Kind.SAVED_MODEL: SavedModelClassifier,
    Kind.ONNX: OnnxClassifier,
    Kind.SKLEARN: SklearnClassifier,
    Kind.CALLABLE: PythonClassifier,
    Kind.ENSEMBLE: lambda spec: EnsembleClassifier(spec, load_classifier),
}


def load_classifier(spec: ModelSpec) -> Classifier:
    """Return the classifier that a model declares.

    Raises
    ------
    ModelRefused
        When its file is missing, changed, unsafe or broken, does not fit the declaration, or needs somebody to vouch
        for it.
    MissingExtra
        When what runs this kind of model is not installed.
    """
    return _ADAPTERS[spec.kind](spec)
