"""The worker's own bounds, which the system holds it to: memory it can reserve, files it can write and open."""

from __future__ import annotations

import os
from pathlib import Path

from audit.predict.sizes.machine import use_of

try:
    import resource
except ImportError:  # Windows has no such bounds: there the parent's watch is all
    resource = None  # type: ignore[assignment]

NO_BOUND = 1 << 60
_LARGEST_FILE = 2 << 30
_OPEN_FILES = 512
_STACK = 8 << 20
_SPARE = 256 << 20
_GPU = Path("/dev/nvidiactl")
"""A GPU's driver reserves as much as it likes, so there reserving is not bounded; what is taken is watched as well."""


def bound_files() -> None:
    """Bound what the worker can write into a file and how many it can open; a crash leaves no image of its memory."""
    if resource is not None:
        for kind, most in (
            (resource.RLIMIT_FSIZE, _LARGEST_FILE),
            (resource.RLIMIT_NOFILE, _OPEN_FILES),
            (resource.RLIMIT_CORE, 0),
        ):
            _lower(kind, most, for_good=True)


def bound_memory(memory: int) -> None:
    """Let the worker reserve this much more than it has now, and stacks for the threads that libraries start later."""
    use = use_of(os.getpid())
    if resource is None or use is None or _GPU.exists():
        return
    threads = 4 * (os.cpu_count() or 1) + 8
    _lower(resource.RLIMIT_DATA, use.writable + memory + threads * _STACK + _SPARE)


def _lower(kind: int, most: int, *, for_good: bool = False) -> None:
    """Set the bound that counts, within the one that cannot be raised; or that one too."""
    _, highest = resource.getrlimit(kind)
    bound = most if highest == resource.RLIM_INFINITY else min(most, highest)
    resource.setrlimit(kind, (bound, bound if for_good else highest))
