"""One hostile input: how it is made, and the command that meets it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Make = Callable[[Path], list[str]]
"""Writes the input into an empty folder and returns the arguments of `emotion-audit`."""

CANARY = "a-payload-ran"
"""File that a payload writes into the folder of its case, when it is run after all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A hostile input.

    Attributes
    ----------
    kind
        `model`, `table`, `declaration` or `archive`.
    name
        What is wrong with it.
    make
        Writes it.
    costly
        Whether it takes seconds to find out: TensorFlow is met, a gigabyte packed, or a model ended for what it takes.
    """

    kind: str
    name: str
    make: Make
    costly: bool = False
