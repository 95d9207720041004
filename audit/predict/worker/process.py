"""The worker's process, from outside: started, asked, watched, ended."""

from __future__ import annotations

import contextlib
import os
import queue
import shutil
import signal
import subprocess  # nosec B404
import sys
import tempfile
import threading
from collections import deque
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from audit.predict.sizes.machine import use_of
from audit.predict.worker.confined import NO_FOLDER
from audit.predict.worker.frames import BrokenFrame, Frame, receive, send
from audit.predict.worker.watch import STILL, Overrun, Watch

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

_LOOK = 0.05
"""Seconds between two looks at what the worker takes."""

_LEAST_PATIENCE = 5.0
_KEPT = 64
"""Pieces of what the worker wrote last that are kept, of at most 1 KiB each."""

_MOST_UNASKED = 1 << 20
"""Bytes of numbers in any answer, beside eight for each number that was sent: heat maps have no more places than
pictures, and of probabilities there are few."""

_MEMORY_WORDS = ("bad_alloc", "MemoryError", "Cannot allocate", "out of memory", "OOM", "failed to allocate")


_SETTINGS = (
    "CUDA", "DNNL", "DYLD_", "GOMP", "HIP_", "HOME", "KERAS", "KMP_", "LANG", "LC_", "LD_", "MALLOC", "MKL", "NUMEXPR",
    "NVIDIA", "OMP", "ONEDNN", "OPENBLAS", "OPENCV", "ORT_", "PATH", "PYTHON", "ROCR", "SYSTEMROOT", "TF_", "TZ",
    "VECLIB", "WINDIR", "XLA",
)  # fmt: skip
"""What variables begin with that say where libraries lie and how they compute; others may hold secrets."""


class WorkerProcess:
    """One worker; raises OSError where it cannot be started.

    Parameters
    ----------
    own
        Files of a model that nobody vouches for: the worker is confined to reading these, and gets no variable of the
        environment that libraries do not need. None: it may do what this process may.
    """

    def __init__(self, own: Iterable[Path] | None = None) -> None:
        self._folder = None if own is None else _folder_of_its_own()
        module, given = "inside", list[str]()
        if own is not None:
            module, given = "confined", [self._folder or NO_FOLDER, *(str(path.absolute()) for path in own)]
        try:
            self._process = subprocess.Popen(  # noqa: S603 - this Python, and paths  # nosec B603
                [sys.executable, "-P", "-m", f"audit.predict.worker.{module}", *given],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
                env=environment() if own is None else _environment_confined(self._folder),
            )
        except OSError:
            self._tidy()
            raise
        self._in_all: int | None = None
        self._answers: queue.Queue[Frame | BrokenFrame | None] = queue.Queue(maxsize=1)
        self._most = 0
        self._ended = False
        self._said: deque[bytes] = deque(maxlen=_KEPT)
        self._readers = [threading.Thread(target=read, daemon=True) for read in (self._read_answers, self._read_words)]
        for reader in self._readers:
            reader.start()

    def allow(self, memory: int) -> None:
        """Let one more model take this many bytes: so much beyond what the process has when the first is loaded."""
        use = use_of(self._process.pid)
        if use is not None:
            self._in_all = memory + (use.memory if self._in_all is None else self._in_all)

    def request(
        self,
        words: Mapping[str, Any],
        numbers: NDArray[Any] | None = None,
        *,
        seconds: float,
        memory: int | None = None,
        patience: float = STILL,
    ) -> Frame:
        """Return the answer to a request; the worker is ended when there is none.

        Parameters
        ----------
        words, numbers
            The request.
        seconds
            Of computing that it may take.
        memory
            Bytes that it may take beyond what the worker has; None where that is not bounded.
        patience
            Seconds that the worker may do nothing.

        Raises
        ------
        Overrun
            When it took more than it may, or ended by itself.
        """
        try:
            self._check_nothing_came()
            self._most = _MOST_UNASKED + (0 if numbers is None else 8 * numbers.size)
            watch = Watch(
                self._process.pid, memory=memory, in_all=self._in_all, seconds=seconds, patience=max(STILL, patience)
            )
            threading.Thread(target=self._send, args=(words, numbers), daemon=True).start()
            return self._awaited(watch)
        except BaseException:
            self.end()  # an answer that still came would be taken for that to the next request
            raise

    def _check_nothing_came(self) -> None:
        if not self._answers.empty():
            raise Overrun("sent what nobody had asked for", "mend or replace it")

    def end(self) -> None:
        """End the worker, and whatever it started."""
        self._ended = True
        with contextlib.suppress(OSError, AttributeError):  # it is gone already, or the system has no groups
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        self._process.wait()
        for reader in self._readers:
            reader.join(_LEAST_PATIENCE)
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            with contextlib.suppress(OSError):  # what was not yet sent has nowhere to go
                self._pipe(stream).close()
        self._tidy()

    def _tidy(self) -> None:
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def is_alive(self) -> bool:
        """Whether it can be asked."""
        return self._process.poll() is None

    def _awaited(self, watch: Watch) -> Frame:
        while True:
            try:
                found = self._answers.get(timeout=_LOOK)
            except queue.Empty:
                watch.check()
                continue
            if isinstance(found, Frame):
                return found
            raise Overrun("sent what is no answer", "mend or replace it") if found is not None else self._gone()

    def _gone(self) -> Overrun:
        """Return why the worker ended by itself."""
        try:
            status = self._process.wait(_LEAST_PATIENCE)
        except subprocess.TimeoutExpired:
            return Overrun("sent no answer any more", "mend or replace it")
        said = b"".join(self._said).decode("utf-8", "replace")
        if status == -signal.SIGKILL or any(word in said for word in _MEMORY_WORDS):
            return Overrun(
                "wanted more memory than it may take, or than there is",
                "where you know it and it needs more: --limit-memory SIZE",
            )
        lines = [line.strip() for line in said.splitlines() if line.strip().isprintable() and line.strip()]
        last = f" ({lines[-1][:200]})" if lines else ""
        how = f"with status {status}" if status >= 0 else f"by {signal.Signals(-status).name}"
        return Overrun(f"made its process end {how}{last}", "mend or replace it")

    def _send(self, words: Mapping[str, Any], numbers: NDArray[Any] | None) -> None:
        with contextlib.suppress(OSError, ValueError):  # it has ended: whoever waits for its answer learns of it
            send(self._pipe(self._process.stdin), words, numbers)

    def _read_answers(self) -> None:
        stream = self._pipe(self._process.stdout)
        with contextlib.suppress(OSError, ValueError):
            try:
                while (frame := receive(stream, lambda: self._most)) is not None:
                    self._give(frame)
            except BrokenFrame as broken:
                self._give(broken)
                return
        self._give(None)

    def _give(self, answer: Frame | BrokenFrame | None) -> None:
        """Wait with an answer until the one before was taken: a worker that sends without end fills no memory."""
        while not self._ended:
            with contextlib.suppress(queue.Full):
                self._answers.put(answer, timeout=_LOOK)
                return

    def _read_words(self) -> None:
        stream = self._pipe(self._process.stderr)
        with contextlib.suppress(OSError, ValueError):
            while said := stream.read1(1024):  # type: ignore[attr-defined]  # a pipe is buffered
                self._said.append(said)

    @staticmethod
    def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
        if stream is None:
            raise ValueError("a pipe was asked for")
        return stream


def environment() -> dict[str, str]:
    """Return this environment, in which the package is found where it is here, and nothing in the working folder."""
    home = str(Path(__file__).resolve().parents[3])
    paths = [home, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(dict.fromkeys(paths)), "TF_CPP_MIN_LOG_LEVEL": "3"}


def _environment_confined(folder: str | None) -> dict[str, str]:
    """Return of this environment what libraries need; temporary files go where the worker may write.

    Keras reads its settings when it is imported, and refuses to be where it may not: of the person's it gets none.
    """
    found = {name: value for name, value in environment().items() if name.upper().startswith(_SETTINGS)}
    own = ("TMPDIR", "TEMP", "TMP", "KERAS_HOME")
    return found if folder is None else {**found, **dict.fromkeys(own, folder)}


def _folder_of_its_own() -> str | None:
    """Return a new folder in which a worker may write; None where there is no room for one."""
    try:
        return tempfile.mkdtemp(prefix="emotion-audit-")
    except OSError:
        return None
