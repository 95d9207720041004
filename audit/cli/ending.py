"""SIGTERM and Ctrl-C become exceptions of the command, raised only where Python lets them through.

A library in C++ that is being imported turns an exception out of its own Python into "initialization failed", which
passes for a library that is missing, or aborts the process; one that falls into a destructor is dropped. So what comes
during an import waits for its end, and what was dropped comes again.
"""

from __future__ import annotations

import signal
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import FrameType

_IMPORTS = "<frozen importlib._bootstrap>"
_SOON = 0.02
"""Seconds after which it is tried again."""


class Terminated(BaseException):
    """The system, or a job that is over its time, asked the process to end."""


def listen() -> None:
    """Let SIGTERM end the command by `Terminated`, Ctrl-C by KeyboardInterrupt where it is not ignored."""
    signal.signal(signal.SIGTERM, _end)
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _end)
    sys.unraisablehook = _dropped


def listen_no_more() -> None:
    """Let the command, which is done, come to its own end."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, 0)


def _end(number: int, frame: FrameType | None) -> None:
    """End so that whatever is open is closed and nothing half stays."""
    if _importing(frame) and _again(number):
        return
    if number == signal.SIGTERM:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        raise Terminated
    raise KeyboardInterrupt


def _importing(frame: FrameType | None) -> bool:
    """Return whether a module is being imported where the process is."""
    while frame is not None:
        if frame.f_code.co_filename == _IMPORTS:
            return True
        frame = frame.f_back
    return False


def _again(number: int) -> bool:
    """Let a signal come again soon; return whether this system can."""
    if not hasattr(signal, "setitimer"):
        return False
    signal.signal(signal.SIGALRM, lambda _, frame: _end(number, frame))
    signal.setitimer(signal.ITIMER_REAL, _SOON)
    return True


def _dropped(said: sys.UnraisableHookArgs) -> None:
    """Hear of an exception that nobody could raise, in a destructor or the like: an end comes again."""
    ends = {Terminated: signal.SIGTERM, KeyboardInterrupt: signal.SIGINT}
    if said.exc_type not in ends or not _again(ends[said.exc_type]):
        sys.__unraisablehook__(said)
