"""Where a model runs: in the worker, unless the person at this machine vouches for it and sets it no bounds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from audit.domain.model.asking import ONE
from audit.domain.model.kinds import Kind
from audit.domain.running.allowance import AS_THE_MACHINE
from audit.predict.composed.ensemble import EnsembleClassifier
from audit.predict.composed.views import in_views
from audit.predict.explain import GradCam
from audit.predict.load import load_here, require_installed
from audit.predict.worker.classifiers import WorkedExplainer, worked
from audit.predict.worker.pool import is_vouched
from audit.predict.worker.shared import Loaded

if TYPE_CHECKING:
    from audit.domain.model.model import ModelSpec
    from audit.predict.protocol import Classifier, Explainer


def load_classifier(spec: ModelSpec) -> Classifier:
    """Return the classifier that a model declares.

    Its file is looked at, loaded and asked in a worker process that may take so much memory and time and no more
    (`ModelSpec.allowance`), unless the person at this machine vouches for it and sets it no bounds.

    Raises
    ------
    ModelRefused
        When its file is missing, changed, unsafe or broken, does not fit the declaration, takes more than it may, or
        needs somebody to vouch for it.
    MissingExtra
        When what runs this kind of model is not installed.
    """
    if spec.members:
        return EnsembleClassifier(spec, load_classifier)
    if runs_here(spec):
        return load_here(spec)
    require_installed(spec)
    return in_views(worked(replace(spec.as_run, views=ONE)), spec.views)


def load_explainer(spec: ModelSpec) -> Explainer:
    """Return what makes heat maps of a Keras network, in the worker or here as `load_classifier`.

    Raises
    ------
    UsageError
        When it is no Keras network, or has no convolution whose maps can be read.
    ModelRefused, MissingExtra
        As `load_classifier`.
    """
    keras = replace(spec, onnx=None, views=ONE)  # it looks inside the Keras network, at the face as it is
    if keras.members or runs_here(keras):
        return GradCam(load_classifier(keras))
    require_installed(keras)
    return WorkedExplainer(Loaded(keras, explains=True))


def runs_here(spec: ModelSpec) -> bool:
    """Return whether a model runs in this process: nothing of it is here, or the person here vouches for what is.

    The ONNX file that runs in place of a model's weights is another file than the one that somebody vouched for.
    """
    return spec.kind is Kind.SERVICE or (is_vouched(spec) and spec.allowance == AS_THE_MACHINE)
