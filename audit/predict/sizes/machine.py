"""What this machine has, and what a process takes of it; None where the system does not tell."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_CGROUP = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
_KIB = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessUse:
    """What a process takes now.

    Attributes
    ----------
    memory
        Bytes of it that lie in memory or in swap.
    writable
        Bytes it has reserved to write into, used or not: what `RLIMIT_DATA` is held against.
    cpu
        Seconds of computing so far, those of its threads together.
    """

    memory: int
    writable: int
    cpu: float


def machine_memory(proc: Path = _PROC, cgroup: tuple[Path, ...] = _CGROUP) -> int | None:
    """Return the bytes of memory of this machine, or of the container it looks like."""
    found = [int(text) for path in cgroup if (text := _text(path).strip()).isdecimal()]
    total = _kibibytes(_text(proc / "meminfo"), "MemTotal")
    return min((*found, *(() if total is None else (total,))), default=None)


def use_of(pid: int, proc: Path = _PROC) -> ProcessUse | None:
    """Return what a process takes; None when it is gone, or the system has no such folder."""
    status = _text(proc / str(pid) / "status")
    memory, writable = _kibibytes(status, "VmRSS"), _kibibytes(status, "VmData")
    fields = _text(proc / str(pid) / "stat").rpartition(")")[2].split()
    if memory is None or writable is None or len(fields) < 13:  # noqa: PLR2004 - up to its times
        return None
    ticks = int(fields[11]) + int(fields[12])
    swapped = _kibibytes(status, "VmSwap") or 0
    return ProcessUse(memory=memory + swapped, writable=writable, cpu=ticks / os.sysconf("SC_CLK_TCK"))


def _kibibytes(text: str, name: str) -> int | None:
    line = next((line for line in text.splitlines() if line.startswith(f"{name}:")), None)
    return None if line is None else int(line.split()[1]) * _KIB


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
