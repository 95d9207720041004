"""Drawn people who go from one expression to another: the same face and scene, only the expression moves.

Every age group meets every skin tone: of fifteen people in a row each pair of groups has one. Glasses and hair are
shared out as in any drawn cohort. The ends are the prototypes at full intensity without tremor, so that the weight is
the whole truth about an expression.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from audit.errors import UsageError
from audit.simulate.cohort import sample_person
from audit.simulate.faces.drawn_face import draw_face
from audit.simulate.faces.expressions import actions_of, blend
from audit.simulate.faces.people import AgeGroup, Person, SkinBand
from audit.simulate.faces.scenes import Scene
from audit.simulate.plans import FEATURES, USUAL_SHARES
from audit.simulate.shares import share_out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

MOST_PEOPLE = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitter:
    """A drawn person in one scene, without an expression.

    Attributes
    ----------
    person, scene
        Who, and in which circumstances.
    codes
        Group of each of `FEATURES`.
    """

    person: Person
    scene: Scene
    codes: tuple[int, ...]


def sitters(people: int, seed: int) -> tuple[Sitter, ...]:
    """Return this many drawn people; person i is the same among more of them.

    Raises
    ------
    UsageError
        If the number is not 1 to 10,000, or the seed negative.
    """
    if not 1 <= people <= MOST_PEOPLE:
        raise UsageError(f"blends are drawn of 1 to {MOST_PEOPLE:,} people, found {people}")
    if seed < 0:
        raise UsageError(f"the seed is a whole number from 0 on, found {seed}")
    return tuple(_sitter(number, codes, seed) for number, codes in enumerate(_crossed(people, seed)))


def _crossed(people: int, seed: int) -> NDArray[np.int64]:
    """Return int64, shape (people, features): age groups and skin tones crossed, the rest shared out."""
    number = np.arange(people)
    dealt = {"age_group": number % len(AgeGroup), "skin_tone": number // len(AgeGroup) % len(SkinBand)}
    streams = np.random.SeedSequence(seed, spawn_key=(0,)).spawn(len(FEATURES))
    columns = [
        dealt[each.name] if each.name in dealt else share_out(people, USUAL_SHARES[each.name], stream)
        for each, stream in zip(FEATURES, streams, strict=True)
    ]
    return np.stack(columns, axis=1)


def _sitter(number: int, codes: NDArray[np.int64], seed: int) -> Sitter:
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(1, number)))
    return Sitter(person=sample_person(rng, codes), scene=Scene.sample(rng), codes=tuple(codes.tolist()))


def draw_blends(sitter: Sitter, start: str, end: str, weights: Sequence[float], size: int = 64) -> NDArray[np.uint8]:
    """Return one person with the expression (1 − weight) · start + weight · end, at each weight.

    Parameters
    ----------
    sitter
        Who.
    start, end
        Two emotions that can be drawn.
    weights
        Of the end, 0 to 1.
    size
        Height and width in pixels.

    Returns
    -------
    uint8 array, shape (weights, size, size, 3)

    Raises
    ------
    UsageError
        If an emotion cannot be drawn, or a weight or the size is out of range.
    """
    first, second = actions_of(start), actions_of(end)
    faces = [draw_face(sitter.person, blend(second, first, weight), size, sitter.scene) for weight in weights]
    return np.stack(faces)
