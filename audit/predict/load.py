"""From a declaration to the adapter for its kind of model."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from audit.domain.model.kinds import EXTRAS, PACKAGES, Kind
from audit.errors import MissingExtra
from audit.predict import adapters
from audit.predict.composed.ensemble import EnsembleClassifier
from audit.predict.composed.views import in_views

if TYPE_CHECKING:
    from collections.abc import Callable

    from audit.domain.model.model import ModelSpec
    from audit.predict.protocol import Classifier

_ADAPTERS = {
    Kind.KERAS: "KerasClassifier",
    Kind.SAVED_MODEL: "SavedModelClassifier",
    Kind.ONNX: "OnnxClassifier",
    Kind.SKLEARN: "SklearnClassifier",
    Kind.TFLITE: "TfliteClassifier",
    Kind.TORCH: "TorchClassifier",
    Kind.OPENVINO: "OpenvinoClassifier",
    Kind.CALLABLE: "PythonClassifier",
    Kind.SERVICE: "ServiceClassifier",
}
"""Adapters by name: each is imported when a model of its kind is loaded, so a worker starts with what it needs."""


def require_installed(spec: ModelSpec) -> None:
    """Raise MissingExtra when what runs a model is not installed, without loading it; of an ensemble, any member's."""
    for member in spec.members:
        require_installed(member.spec)
    kind = spec.as_run.kind
    if any(find_spec(package) is None for package in PACKAGES[kind]):
        raise MissingExtra(f"running a model of the kind {kind}", EXTRAS[kind])


def load_here(spec: ModelSpec) -> Classifier:
    """Return the classifier that a model declares, loaded into this very process.

    Raises
    ------
    ModelRefused
        When its file is missing, changed, unsafe or broken, does not fit the declaration, or needs somebody to vouch
        for it.
    MissingExtra
        When what runs this kind of model is not installed.
    """
    run = spec.as_run
    if run.members:
        return EnsembleClassifier(run, load_here)
    adapter: Callable[[ModelSpec], Classifier] = getattr(adapters, _ADAPTERS[run.kind])
    return in_views(adapter(run), run.views)
