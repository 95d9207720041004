"""A model that nobody vouches for runs in a process of its own, which may take so much memory and time and no more.

Words: the *parent* is this process; the *worker* the one that loads and asks models; a *request* what the parent sends
it; an *answer* what comes back, numbers and words alone. The worker may be at the mercy of a model file, so nothing it
sends is more than read: no pickle, no path, every shape and size held against what was asked. One worker serves all
models of a process; it starts anew after it was ended, and what the other models said stays as it was.
"""

from typing import TYPE_CHECKING

from audit.deferred import when_asked

if TYPE_CHECKING:
    from audit.predict.worker.choice import load_classifier, load_explainer
else:
    __getattr__ = when_asked(__name__, __file__)

__all__ = ["load_classifier", "load_explainer"]
