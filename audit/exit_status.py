"""How a run ends, as the number that the shell is told; alone, so that `--help` loads nothing else."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class ExitStatus(IntEnum):
    """What the command tells the shell.

    `0`: every limit is kept, with evidence. `1`: a limit is exceeded, with evidence. `2`: could not run: the command
    line, a file or the model is at fault; the message says where, what is allowed and what to do. `3`: these data
    cannot tell, or nothing could be assessed. `4`: an internal error; no verdict was reached. `130`: interrupted.
    `143`: ended from outside.
    """

    PASSED = 0
    FAILED = 1
    COULD_NOT_RUN = 2
    INCONCLUSIVE = 3
    INTERNAL_ERROR = 4
    INTERRUPTED = 130
    TERMINATED = 143


def gravest(statuses: Iterable[ExitStatus]) -> ExitStatus:
    """Return the exit status of several audits: failed if one is, else inconclusive if one is, else passed."""
    found = set(statuses)
    order = (ExitStatus.FAILED, ExitStatus.INCONCLUSIVE)
    return next((status for status in order if status in found), ExitStatus.PASSED)
