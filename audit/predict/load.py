"""From a declaration to the adapter for its kind of model."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from audit.domain.model.kinds import EXTRAS, PACKAGES, Kind
from audit.errors import MissingExtra
from audit.predict.adapters.ensemble import EnsembleClassifier
from audit.predict.adapters.keras import KerasClassifier
from audit.predict.adapters.onnx import OnnxClassifier
from audit.predict.adapters.openvino import OpenvinoClassifier
from audit.predict.adapters.python import PythonClassifier
from audit.predict.adapters.saved_model import SavedModelClassifier
from audit.predict.adapters.service import ServiceClassifier
from audit.predict.adapters.sklearn import SklearnClassifier
from audit.predict.adapters.tflite import TfliteClassifier
from audit.predict.adapters.torch import TorchClassifier

if TYPE_CHECKING:
    from collections.abc import Callable

    from audit.domain.model.model import ModelSpec
    from audit.predict.protocol import Classifier

_ADAPTERS: dict[Kind, Callable[[ModelSpec], Classifier]] = {
    Kind.KERAS: KerasClassifier,
    Kind.SAVED_MODEL: SavedModelClassifier,
    Kind.ONNX: OnnxClassifier,
    Kind.SKLEARN: SklearnClassifier,
    Kind.TFLITE: TfliteClassifier,
    Kind.TORCH: TorchClassifier,
    Kind.OPENVINO: OpenvinoClassifier,
    Kind.CALLABLE: PythonClassifier,
    Kind.SERVICE: ServiceClassifier,
    Kind.ENSEMBLE: lambda spec: EnsembleClassifier(spec, load_classifier),
}


def require_installed(spec: ModelSpec) -> None:
    """Raise MissingExtra when what runs a model is not installed, without loading it; of an ensemble, any member's."""
    for member in spec.members:
        require_installed(member.spec)
    kind = spec.as_run.kind
    if any(find_spec(package) is None for package in PACKAGES[kind]):
        raise MissingExtra(f"running a model of the kind {kind}", EXTRAS[kind])


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
    return _ADAPTERS[spec.as_run.kind](spec.as_run)
