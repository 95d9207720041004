"""A damage: what happens to tables in life, done to a case, with what has to be said of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from corruption.cases import Case, Kind


@dataclass(frozen=True, kw_only=True)
class Damage:
    """One way in which tables go wrong.

    Attributes
    ----------
    name
        A few words.
    life
        How it comes about.
    do
        Changes a case.
    named
        What has to be said of it, a regular expression without capitals; a refusal says it in its message, an audit in
        every channel.
    kinds
        Tables it can happen to.
    traits
        Columns that the cohort needs for it.
    harmless
        Whether a table that was read right needs no word: its counts are then those of the undamaged one.
    noticeable
        Whether a reader of these tables can know that something is wrong.
    """

    name: str
    life: str
    do: Callable[[Case, np.random.Generator], None]
    named: str
    kinds: tuple[Kind, ...] = ("scores", "decided")
    traits: tuple[str, ...] = ()
    harmless: bool = False
    noticeable: bool = True
