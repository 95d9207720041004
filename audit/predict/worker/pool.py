"""The workers of this process: one for each model that nobody vouches for, one for all that somebody does.

A model that takes its worker over has nobody else's answers there. Those that are asked no more end when others are
needed; so do those that were not asked for longest, when there are too many: their models are loaded anew when asked.
"""

from __future__ import annotations

import atexit
import itertools
import os
import threading
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from audit.errors import AuditError
from audit.files import content_sha256
from audit.predict.worker.process import WorkerProcess

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from audit.domain.model.model import ModelSpec

MOST = 8
"""Workers at once: each holds the libraries that run its model, half a gigabyte of them where it is TensorFlow."""

IDLE = 2
"""Workers whose models nobody asks any more that are kept all the same: the next audit may be of the same one."""

VOUCHED = ""
"""Name of the room for all models that somebody vouches for."""

LOCK = threading.RLock()
_PLACES = itertools.count(1)


class Room:
    """Where one model is, or all that somebody vouches for: a worker, started when it is entered.

    Attributes
    ----------
    forgotten
        Places of models in its worker that nobody asks any more.
    """

    def __init__(self, name: str, own: tuple[Path, ...]) -> None:
        self._name, self._own = name, own
        self.forgotten: list[int] = []

    @property
    def worker(self) -> WorkerProcess | None:
        """Its worker; None where there is none, or it was ended."""
        found = _running().get(self._name)
        return found if found is not None and found.is_alive else None

    def entered(self) -> WorkerProcess:
        """Return its worker, which is started where there is none; raises OSError where it cannot be."""
        found, running = self.worker, _running()
        running.pop(self._name, None)
        if found is None:
            _make_room()
            self.forgotten.clear()
            found = WorkerProcess(None if self._name == VOUCHED else self._own)
        running[self._name] = found  # the last one: it was asked last
        return found


_ROOMS: WeakValueDictionary[str, Room] = WeakValueDictionary()
_RUNNING: dict[str, WorkerProcess] = {}
_PROCESS = [os.getpid()]


def room_of(spec: ModelSpec) -> Room:
    """Return the room of a model: by what its file holds, whatever it is called and wherever it lies."""
    with LOCK:
        name = VOUCHED if is_vouched(spec) else _name_of(spec)
        found = _ROOMS.get(name)
        if found is None:
            _ROOMS[name] = found = Room(name, tuple(_files(spec)))
        return found


def is_vouched(spec: ModelSpec) -> bool:
    """Return whether somebody vouches for what is run of a model: the ONNX file of weights is another file."""
    return spec.trusted is not None and spec.onnx is None


def next_place() -> int:
    """Return a number that no model has yet."""
    return next(_PLACES)


def close() -> None:
    """End the workers of this process."""
    with LOCK:
        running = _running()
        while running:
            running.popitem()[1].end()


def _running() -> dict[str, WorkerProcess]:
    """Return the workers of this very process, by room; those that were there before a fork are the parent's."""
    if _PROCESS[0] != os.getpid():
        _PROCESS[:] = [os.getpid()]
        _RUNNING.clear()
    return _RUNNING


def _make_room() -> None:
    """End workers whose models nobody asks any more, and those that were not asked for longest."""
    running = _running()
    idle = [name for name in running if name not in _ROOMS]
    for name in idle[: max(0, len(idle) - IDLE + 1)]:
        running.pop(name).end()
    while len(running) >= MOST:
        running.pop(next(iter(running))).end()


def _name_of(spec: ModelSpec) -> str:
    try:
        return " ".join([spec.kind.value, content_sha256(spec.weights), *(str(path) for path in _files(spec))])
    except (AuditError, OSError):
        return str(spec.weights)  # it will be said what is wrong with it


def _files(spec: ModelSpec) -> Iterator[Path]:
    """Give the files of a model from the root on: a path from where one is means another file once one moves."""
    yield spec.weights.absolute()
    yield from (other.path.absolute() for other in spec.files)
    if spec.architecture is not None:
        yield spec.architecture.path.absolute()


atexit.register(close)
