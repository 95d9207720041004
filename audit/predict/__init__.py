"""Predict: a classifier over a cohort, every row in exactly one outcome.

Words: a *classifier* turns prepared pictures into probabilities; an *adapter* makes a classifier of one kind of model.
A model file is a program, so an adapter looks before it loads, and refuses what it does not know. What can do anything
on this machine, a SavedModel or Python code, is loaded only when somebody *vouches* for its SHA-256.
"""

from typing import TYPE_CHECKING

from audit.deferred import when_asked
from audit.predict.capabilities import capabilities  # now: the module has its name

if TYPE_CHECKING:
    from audit.predict.adapters.keras import KerasClassifier
    from audit.predict.every_face import with_every_face
    from audit.predict.explain import GradCam
    from audit.predict.faces import FacePicture, SaidOfFace, ask, in_small_batches
    from audit.predict.journal import Journal, journal_for
    from audit.predict.load import load_here, require_installed
    from audit.predict.looking import Looked
    from audit.predict.protocol import Classifier, Explainer
    from audit.predict.run import look, predict, published
    from audit.predict.together import Questioned, looked_together
    from audit.predict.vetting import vet
    from audit.predict.worker import load_classifier, load_explainer
else:
    __getattr__ = when_asked(__name__, __file__)

__all__ = [
    "Classifier",
    "Explainer",
    "FacePicture",
    "GradCam",
    "Journal",
    "KerasClassifier",
    "Looked",
    "Questioned",
    "SaidOfFace",
    "ask",
    "capabilities",
    "in_small_batches",
    "journal_for",
    "load_classifier",
    "load_explainer",
    "load_here",
    "look",
    "looked_together",
    "predict",
    "published",
    "require_installed",
    "vet",
    "with_every_face",
]
