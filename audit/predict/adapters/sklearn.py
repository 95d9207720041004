"""The adapter for scikit-learn models in skops files; a pickle, which runs code when it is read, is never opened.

A file holds the estimator alone. What it sees of a picture is computed by a named extractor of this package, the same
one in training and in the audit: a file that brought code for its features would have to be believed.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np

from audit.errors import ModelRefused, importing
from audit.images import PIXELS, extracted
from audit.predict.adapters.grids import GridClassifier, loading
from audit.predict.vetting import require_trust, vet

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audit.domain.model.model import ModelSpec

_TREES = frozenset({"sklearn.tree._tree.Tree", "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor"})
"""Parts of scikit-learn whose node numbers are followed unchecked: a made-up one reads memory that is not its own
(skops-dev/skops#535), so somebody has to vouch for a file that holds trees."""


class SklearnClassifier(GridClassifier):
    """A scikit-learn classifier, or pipeline, with `predict_proba`; parameters as `KerasClassifier`.

    Its classes are the emotions by name, in any order, or their numbers 0, 1, … in the order of the labels.

    Raises
    ------
    ModelRefused
        When the file is unsafe or broken, or does not fit its declaration.
    MissingExtra
        When skops is not installed.
    """

    def __init__(self, spec: ModelSpec) -> None:
        self._estimator = _load(spec, vet(spec))
        self._order = _order(spec, self._estimator)
        super().__init__(spec)
        self.probabilities(np.zeros((1, *spec.contract.shape), np.float32))  # the file says nowhere what it takes

    def _raw(self, pictures: NDArray[np.float32]) -> NDArray[np.floating]:
        numbers = extracted(pictures, self._spec.features or PIXELS, self._spec.contract.scale).astype(np.float64)
        with loading(self._spec, "scikit-learn"):
            shares = np.asarray(self._estimator.predict_proba(numbers))
        return shares[:, self._order]


def _load(spec: ModelSpec, data: bytes) -> Any:  # noqa: ANN401 - skops publishes no types
    with importing("running a scikit-learn model", "skops", "skops"):
        from skops import io  # noqa: PLC0415 - only where such a model is run
    with loading(spec, "skops"):
        unknown = io.get_untrusted_types(data=data)
        strange = [name for name in unknown if name not in _TREES]
        if strange:
            raise ModelRefused(
                f"{spec.weights}: holds {', '.join(strange[:5])}, which is not of scikit-learn, NumPy or SciPy, or may "
                "run code; save the estimator without"
            )
        if unknown:
            require_trust(
                spec, hashlib.sha256(data).hexdigest(), "its trees are followed unchecked, out of memory if made up"
            )
        return io.loads(data, trusted=unknown)


def _order(spec: ModelSpec, estimator: Any) -> list[int]:  # noqa: ANN401
    """Return the column of each label in what the estimator gives."""
    classes = getattr(estimator, "classes_", None)
    if classes is None or not hasattr(estimator, "predict_proba"):
        kind = type(estimator).__name__
        raise ModelRefused(f"{spec.weights}: holds a {kind}, which gives no probabilities (predict_proba, classes_)")
    found = np.asarray(classes).tolist()
    for expected in (list(range(len(spec.labels))), list(spec.labels.emotions)):
        if sorted(map(str, found)) == sorted(map(str, expected)):
            return [found.index(each) for each in expected]
    raise ModelRefused(
        f"{spec.weights}: its classes are {', '.join(map(str, found))}, the labels {', '.join(spec.labels.emotions)}; "
        "declare the labels by these names, or in the order of these numbers from 0"
    )
