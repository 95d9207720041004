"""Commands as processes that are ended: forked from one that has loaded the package, so that a hundred cost little.

The process that forks runs no network and decodes no picture itself: what starts threads is loaded by its children.
"""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import hashlib
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

STEPS = ("open", "os.rename", "os.mkdir", "os.link", "os.remove", "os.rmdir", "os.chmod", "ctypes.call_function")
"""What Python is about to do to files, each a step at which a process may be ended."""

SECONDS = 3600
"""In which a command ends by itself, also on a machine that is busy with much else."""

FINISHED = (0, 1, 3)
"""Exit statuses of a command that ran."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a process ended: its exit status, −9 where it was killed, what it said, and the steps it took."""

    status: int
    said: str
    steps: int


@contextlib.contextmanager
def own_folder() -> Iterator[Path]:
    """Give a temporary folder that goes at the end: of this process, and of none that was forked from it."""
    folder = Path(tempfile.mkdtemp())
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def load() -> None:
    """Import what every command needs, and nothing that starts a thread."""
    import audit.api
    import audit.cli.audits.run_command
    import audit.cli.classifiers.predict_command
    import audit.cli.cohorts.import_command
    import audit.load
    import audit.measure
    import audit.pipeline.request
    import audit.predict
    import audit.report.pages.html  # noqa: F401


def run(
    folder: Path,
    command: list[str],
    *,
    number: int = signal.SIGKILL,
    step: int | None = None,
    seconds: float | None = None,
    before: Callable[[], None] | None = None,
) -> Ended:
    """Run a command in a folder; end it by a signal at a step, or after some seconds, if asked.

    Parameters
    ----------
    folder
        Where.
    command
        Without the name of the program.
    number, step, seconds
        The signal, and when it comes; None: never.
    before
        Called in the process first, to take something away from it.
    """
    told = folder.with_name(f"{folder.name}.said")
    counted = folder.with_name(f"{folder.name}.steps")
    counted.unlink(missing_ok=True)
    child = os.fork()
    if child == 0:
        status = 4
        try:
            _speak_into(told)
            os.chdir(folder)
            taken = _count(folder, number, step)
            if before is not None:
                before()
            status = _status(command)
            counted.write_text(str(sum(taken)), encoding="utf-8")
        finally:
            ctypes.pythonapi.Py_Exit(status)  # as Python ends, with all that stops its threads
    if seconds is not None:
        _wait(child, seconds)
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, number)
    status = _awaited(child)
    steps = int(counted.read_text(encoding="utf-8")) if counted.exists() else 0
    return Ended(status=status, said=told.read_text(encoding="utf-8", errors="replace"), steps=steps)


def _wait(child: int, seconds: float) -> None:
    """Wait until a process and its own have computed so long, or it has ended by itself."""
    began = time.monotonic()
    while os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        computed = _computed(child) if _PROCESSES.exists() else time.monotonic() - began
        if computed >= seconds:
            return
        time.sleep(0.005)


_PROCESSES = Path("/proc/self/stat")
"""What the system says of a process, where it says so: how long it waited for a busy machine is not in it."""


def _computed(process: int) -> float:
    """Return the seconds that a process, and those it started, have computed; 0 where it is gone."""
    place = Path("/proc", str(process))
    try:
        said = (place / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        started = (place / "task" / str(process) / "children").read_text(encoding="utf-8").split()
    except OSError:
        return 0.0
    own = sum(map(int, said[11:15])) / os.sysconf("SC_CLK_TCK")  # its own and those of children that ended
    return own + sum(_computed(int(each)) for each in started)


def computed_by_children() -> float:
    """Return the seconds that all processes computed which this one started, and waited for."""
    times = os.times()
    return times.children_user + times.children_system


def _awaited(child: int) -> int:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    raise SystemExit(f"a command hung for {SECONDS} s")


def _speak_into(told: Path) -> None:
    """Let everything that is said go into a file."""
    out = os.open(told, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    os.dup2(out, 1)
    os.dup2(out, 2)
    faulthandler.enable(out)  # also where standard error is silenced


def _status(command: list[str]) -> int:
    """Run the command as its entry point does; return its exit status."""
    from audit.cli.main import main

    sys.argv[:] = ["emotion-audit", *command]
    try:
        main()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 4
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 4


def _count(folder: Path, number: int, step: int | None) -> list[int]:
    """Count the steps in the folder, a 1 for each; at the one that was asked for, the signal comes."""
    taken: list[int] = []
    here = str(folder)

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event not in STEPS or (event == "open" and not _writes(arguments, here)):
            return
        taken.append(1)
        if len(taken) == step:
            os.kill(os.getpid(), number)

    sys.addaudithook(hook)
    return taken


def _writes(arguments: tuple[object, ...], here: str) -> bool:
    path, mode, flags = (*arguments, None, None)[:3]
    asked = (isinstance(mode, str) and set(mode) & set("wax+")) or (
        isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    )
    return bool(asked) and isinstance(path, str) and (not path.startswith("/") or path.startswith(here))


def content(place: Path) -> dict[str, str]:
    """Return the hash of each file in a folder, or of the file, by its name; nothing where nothing is there."""
    if place.is_file():
        return {place.name: _sha256(place)}
    return {str(each.relative_to(place)): _sha256(each) for each in sorted(place.rglob("*")) if each.is_file()}


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def strays(folder: Path) -> list[str]:
    """Return what unfinished work left in a folder."""
    return [each.name for each in folder.rglob(".emotion-audit-*")]
