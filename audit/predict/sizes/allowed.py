"""How much memory a model may take, and the sentence for one that would take more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.domain.running.allowance import size_shown
from audit.errors import ModelRefused
from audit.predict.sizes.machine import machine_memory

if TYPE_CHECKING:
    from pathlib import Path

    from audit.domain.model.model import ModelSpec

_UNKNOWN_MACHINE = 8 << 30
_MOST_BY_ITSELF = 16 << 30


def memory_for(spec: ModelSpec) -> int:
    """Return the bytes a model may take: as the person here says, else half of the machine's memory, at most 16 GB."""
    return spec.allowance.memory or default_memory()


def default_memory(found: int | None = None) -> int:
    """Return the bytes a model may take on this machine, or on one with so much memory, where nobody says more."""
    found = machine_memory() if found is None else found
    return _UNKNOWN_MACHINE if found is None else min(found // 2, _MOST_BY_ITSELF)


def refuse_above(spec: ModelSpec, needed: int, what: str, path: Path | None = None) -> None:
    """Raise ModelRefused when a model would take more than it may.

    Parameters
    ----------
    spec
        The model.
    needed
        Bytes, at least.
    what
        What takes them, as the subject of a sentence.
    path
        The file, where it is not the weights.
    """
    most = memory_for(spec)
    if needed > most:
        raise ModelRefused(
            f"{path or spec.weights}: {what} would take {size_shown(needed)} of memory, allowed are "
            f"{size_shown(most)}. Where you know it and it needs more: --limit-memory SIZE"
        )
