"""Models in workers: loaded into the one that is theirs, and into the next one when it had to be ended."""

from __future__ import annotations

import os
import pickle
from typing import TYPE_CHECKING, Any

import numpy as np

from audit.domain.running.allowance import size_shown
from audit.errors import InputError, MissingExtra, ModelRefused, UsageError
from audit.predict.adapters.grids import GRID
from audit.predict.sizes.allowed import memory_for
from audit.predict.worker import pool
from audit.predict.worker.watch import Overrun

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from audit.domain.model.model import ModelSpec
    from audit.predict.worker.frames import Frame
    from audit.predict.worker.process import WorkerProcess

SECONDS_PER_PICTURE = 10.0
"""Seconds of computing for a picture where nobody says more: five times what the largest network in use takes on one
core."""

_TOLD = (ModelRefused, MissingExtra, InputError, UsageError)
"""Errors that the worker tells of by name."""

_LONGEST = 2_000
"""Characters of what a worker says."""

_IMPORTING, _LOADING, _FIRST, _ANY = 300.0, 60.0, 5.0, 30.0
"""Seconds of computing for importing what runs a model, for loading one, for what only the first picture takes, and for
what any request takes beside its pictures."""


class Loaded:
    """A model in the worker, as long as somebody holds this.

    Parameters
    ----------
    spec
        The declaration.
    explains
        Whether heat maps are asked for.

    Attributes
    ----------
    stage
        The layer whose maps are read, where heat maps are asked for.

    Raises
    ------
    ModelRefused
        When it is unsafe or broken, does not fit its declaration, or takes more than it may.
    """

    def __init__(self, spec: ModelSpec, *, explains: bool = False) -> None:
        self.spec, self.explains = spec, explains
        self.place = -1
        self.stage = ""
        self.worker: WorkerProcess | None = None
        self.room = pool.room_of(spec)
        with pool.LOCK:
            _load(self)

    def __del__(self) -> None:
        self.room.forgotten.append(self.place)

    @property
    def seconds(self) -> float:
        """How long it may compute for one picture."""
        return self.spec.allowance.seconds_per_picture or SECONDS_PER_PICTURE

    def ask(self, words: Mapping[str, Any], numbers: NDArray[np.float32], grid: int = GRID) -> Frame:
        """Return the answer about pictures; they are counted up to whole batches, for these are what is computed."""
        pictures = -(-len(numbers) // grid) * grid
        with pool.LOCK:
            if self.worker is not self.room.worker:
                _load(self)  # it was ended, by another model's fault or for want of room
            said = {"place": self.place, "grid": grid % GRID, **words}
            return _answer(self, said, numbers, _ANY + self.seconds * pictures, f"was asked about {len(numbers):,}")


def _load(loaded: Loaded) -> None:
    """Load a model into the worker, which is started where there is none."""
    try:
        loaded.worker = worker = loaded.room.entered()
    except OSError as error:
        raise ModelRefused(
            f"no worker process could be started for models nobody vouches for: {error.strerror or error}"
        ) from error
    loaded.place = pool.next_place()
    pickled = np.frombuffer(pickle.dumps(loaded.spec), np.uint8)
    _answer(loaded, {"do": "look"}, pickled, _LOADING, "was looked at")
    opened = {"do": "open", "kind": loaded.spec.kind.value}
    _answer(loaded, opened, None, _IMPORTING, "had its libraries imported", bounded=False)
    worker.allow(memory_for(loaded.spec))
    load = {"do": "load", "place": loaded.place, "explains": loaded.explains}
    said = _answer(loaded, load, pickled, max(_LOADING, loaded.seconds), "was loaded").words
    loaded.stage = _told(said.get("stage", ""))
    first = {"do": "probe", "place": loaded.place}
    _answer(loaded, first, None, _FIRST + loaded.seconds, "was asked about one picture")


def _answer(
    loaded: Loaded,
    words: Mapping[str, Any],
    numbers: NDArray[Any] | None,
    seconds: float,
    when: str,
    *,
    bounded: bool = True,
) -> Frame:
    """Return the answer of the worker to a request; raises what it says is wrong."""
    where = loaded.spec.weights
    worker = loaded.worker
    if worker is None:
        raise ModelRefused(f"{where}: is not loaded")
    memory = memory_for(loaded.spec) if bounded else None
    said = {**words, "folder": _folder()} if memory is None else {**words, "folder": _folder(), "memory": memory}
    said["forget"] = [loaded.room.forgotten.pop() for _ in range(len(loaded.room.forgotten))]
    try:
        frame = worker.request(said, numbers, seconds=seconds, memory=memory, patience=loaded.seconds)
    except Overrun as overrun:
        advice = overrun.advice[:1].upper() + overrun.advice[1:]
        raise ModelRefused(f"{where}: {overrun.what} when it {when}, and was ended. {advice}") from None
    _raise(frame.words, loaded, when)
    return frame


def _folder() -> str:
    """Return the working folder, from which paths are meant; the root where it was removed."""
    try:
        return os.getcwd()  # noqa: PTH109 - text for the worker
    except OSError:
        return os.sep


def _raise(words: Mapping[str, Any], loaded: Loaded, when: str) -> None:
    """Raise the error that the worker tells of, by its name in our own tree; nothing where all is well."""
    where = loaded.spec.weights
    if "memory" in words:
        allowed = size_shown(memory_for(loaded.spec))
        raise ModelRefused(
            f"{where}: wanted more than {allowed} of memory when it {when}. Where you know it and it needs more: "
            "--limit-memory SIZE"
        )
    if "failed" in words:
        raise ModelRefused(f"{where}: failed when it {when}: {_told(words['failed'])}; mend or replace it")
    if "refused" in words:
        known = next((kind for kind in _TOLD if kind.__name__ == words["refused"]), ModelRefused)
        error = known.__new__(known)  # its sentence is made already
        Exception.__init__(error, _told(words.get("message", "")))
        raise error


def _told(said: object) -> str:
    """Return what a worker says of itself, as far as anybody reads; it may be at the mercy of a model file."""
    return str(said)[:_LONGEST]
