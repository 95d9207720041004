"""The worker itself, `python -m audit.predict.worker.inside`: loads models and answers about pictures.

Whatever goes wrong in here becomes a sentence for the parent.
"""

from __future__ import annotations

import os
import pickle
import sys
import threading
import time
from dataclasses import dataclass, field
from importlib import import_module
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from audit.domain.model.kinds import PACKAGES, Kind
from audit.domain.model.model import ModelSpec
from audit.errors import AuditError
from audit.predict.answers import asked
from audit.predict.load import load_here
from audit.predict.protocol import Classifier, Explainer, InBatches
from audit.predict.vetting import vet
from audit.predict.worker.bounds import NO_BOUND, bound_files, bound_memory
from audit.predict.worker.frames import Frame, receive, send
from audit.quiet import quiet

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
_OUT_OF_MEMORY = ("MemoryError", "ResourceExhaustedError", "_ArrayMemoryError")
_NO_MEMORY = ("bad_alloc", "Failed to allocate memory", "Cannot allocate memory")
_LOOK = 1.0

Answer = tuple[dict[str, Any], "NDArray[np.float64] | None"]


@dataclass(slots=True)
class Desk:
    """What is loaded, by the number the parent gave it."""

    specs: dict[int, ModelSpec] = field(default_factory=dict)
    classifiers: dict[tuple[int, int], Classifier] = field(default_factory=dict)
    explainers: dict[int, Explainer] = field(default_factory=dict)

    def look(self, request: Frame) -> Answer:
        """Look at a model's file while it is only bytes: what is refused needs no library that takes seconds."""
        spec: ModelSpec = pickle.loads(request.numbers)  # noqa: S301  # nosec B301
        if spec.kind is not Kind.TORCH:  # of which the adapter first says what it is
            vet(spec)
        return {}, None

    def open(self, request: Frame) -> Answer:
        """Import what runs a kind of model, whose memory is not the model's."""
        for package in PACKAGES[Kind(request.words["kind"])]:
            with quiet():
                _imported(package)
        return {}, None

    def load(self, request: Frame) -> Answer:
        """Load a model; the parent, which is trusted, sends its declaration as Python pickles it."""
        spec: ModelSpec = pickle.loads(request.numbers)  # noqa: S301  # nosec B301
        place = int(request.words["place"])
        classifier = load_here(spec)
        self.classifiers[place, 0] = classifier
        self.specs[place] = spec
        if request.words["explains"]:
            from audit.predict.explain import GradCam  # noqa: PLC0415 - few audits ask for it

            self.explainers[place] = GradCam(classifier)
            return {"stage": self.explainers[place].stage}, None
        return {}, None

    def probe(self, request: Frame) -> Answer:
        """Ask about one grey picture, by itself: how long it takes and what it needs is found out, nothing else."""
        place = int(request.words["place"])
        picture = np.full((1, *self.specs[place].contract.shape), 0.5, np.float32)
        try:
            asked(_in_batches(self.classifiers[place, 0], 1), picture)
        except AuditError:
            return {}, None  # what it says of grey is not what is asked
        return {}, None

    def ask(self, request: Frame) -> Answer:
        """Return what a model says about pictures."""
        place, grid = int(request.words["place"]), int(request.words["grid"])
        if (place, grid) not in self.classifiers:
            self.classifiers[place, grid] = _in_batches(self.classifiers[place, 0], grid)
        said = asked(self.classifiers[place, grid], request.array(np.float32))
        return {"outcomes": [each.code for each in said.outcomes], "reasons": list(said.reasons)}, said.probabilities

    def explain(self, request: Frame) -> Answer:
        """Return heat maps."""
        codes = np.array(request.words["codes"], np.int64)
        return {}, self.explainers[int(request.words["place"])].heat_maps(request.array(np.float32), codes)

    def forget(self, places: list[int]) -> None:
        """Drop models that nobody asks any more."""
        for place in places:
            self.specs.pop(place, None)
            self.explainers.pop(place, None)
            for key in [key for key in self.classifiers if key[0] == place]:
                del self.classifiers[key]

    def answer(self, request: Frame) -> Answer:
        """Return the answer to any request, or why there is none."""
        deeds: dict[str, Callable[[Frame], Answer]] = {
            "look": self.look,
            "open": self.open,
            "load": self.load,
            "probe": self.probe,
            "ask": self.ask,
            "explain": self.explain,
        }
        try:
            self.forget(request.words.get("forget", []))
            if "folder" in request.words:
                os.chdir(request.words["folder"])
            bound_memory(int(request.words.get("memory", NO_BOUND)))
            return deeds[request.words["do"]](request)
        except AuditError as error:
            return _refused(error), None
        except Exception as error:  # noqa: BLE001 - whatever a library raises over somebody's file
            return _failed(error), None


def _in_batches(classifier: Classifier, grid: int) -> Classifier:
    return classifier.in_batches_of(grid) if isinstance(classifier, InBatches) else classifier


def _refused(error: AuditError) -> dict[str, Any]:
    if _is_of_memory(error.__cause__):
        return {"memory": True}
    return {"refused": type(error).__name__, "message": str(error)}


def _failed(error: Exception) -> dict[str, Any]:
    if _is_of_memory(error):
        return {"memory": True}
    lines = str(error).strip().splitlines()
    return {"failed": f"{type(error).__name__}: {lines[0][:300]}" if lines else type(error).__name__}


def _is_of_memory(error: BaseException | None) -> bool:
    return error is not None and (
        type(error).__name__ in _OUT_OF_MEMORY or any(words in str(error) for words in _NO_MEMORY)
    )


def _imported(package: str) -> None:
    try:
        import_module(package)
    except ImportError:
        return  # the adapter says which extra brings it


def serve(taken: IO[bytes], given: IO[bytes]) -> None:
    """Answer requests until there are no more."""
    desk = Desk()
    while (request := receive(taken)) is not None:
        words, numbers = desk.answer(request)
        send(given, words, numbers)


def main() -> None:
    """Take requests from standard input, give answers on standard output; what models print goes to standard error."""
    taken, given = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    bound_files()
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    serve(taken, given)


def _end_with(parent: int) -> None:
    """End when the parent is gone, however it ended; a computation that never ends would otherwise outlive it."""
    while os.getppid() == parent:
        time.sleep(_LOOK)
    os._exit(1)


if __name__ == "__main__":
    main()
    sys.exit(0)
