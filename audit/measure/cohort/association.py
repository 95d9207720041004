"""How far the groups of a feature and the emotions of the labels go together, and how far chance alone would take them.

Words: a *table* has a row for each group with images and a column for each emotion with images; its *expected* counts
are those of groups that all show the same mix of emotions; a *unit* is what chance deals out to the groups: one person
with all pictures, so that pictures of one person are not taken for independent ones.

The definitions are those of Dominguez-Catena, Paternain & Galar 2024 (IEEE Transactions on Pattern Analysis and Machine
Intelligence 46). A small table of groups that are all alike never shows 0: so what chance gives stands beside.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.domain.cohort.representation import ERROR
from audit.measure.cohort.random_tables import random_tables
from audit.measure.rates.entropy import entropy_in_nats

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.domain.arrays import Codes

Counts = NDArray[np.int64]
Values = NDArray[np.float64]

TABLES = 999
"""Random tables for one feature; fewer, at least `_FEWEST`, where hundreds of groups and kinds of people meet."""

EXPECTED = 5
"""Images to expect in a cell that may stand out: with fewer, single images look like news."""

_FEWEST = 199
_LARGE, _CHUNK = 200_000_000, 4_000_000
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class DealtUnits:
    """What chance deals out to the groups.

    Attributes
    ----------
    kinds
        int64, shape (kinds, emotions): images of a unit, all kinds different.
    number
        int64, shape (kinds,): how many units are of each kind.
    sizes
        int64, shape (groups,): how many units each group has.
    """

    kinds: Counts
    number: Counts
    sizes: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """What dealing the units out to the groups at random gives.

    Attributes
    ----------
    phi_squared
        float64, shape (tables,): chi-square of each table, divided by the images.
    critical
        Residual that no cell reaches in all but `ERROR` of the tables; infinite where no cell may stand out.
    """

    phi_squared: Values
    critical: float


def expected(table: Counts | Values) -> Values:
    """Return the counts of groups that all show the same mix of emotions, float64, of the shape of the table(s)."""
    rows, columns = table.sum(axis=-1, keepdims=True), table.sum(axis=-2, keepdims=True)
    return np.asarray(rows * (columns / table.sum(axis=(-2, -1), keepdims=True)))


def phi_squared(table: Counts) -> Values:
    """Return Pearson's chi-square of tables, shape (…, groups, emotions), divided by their images; shape (…)."""
    usual = expected(table)
    return np.asarray(((table - usual) ** 2 / usual).sum(axis=(-2, -1)) / table.sum(axis=(-2, -1)))


def cramers_v(table: Counts) -> float:
    """Return Cramér's V of a table without empty row or column, at least 2 × 2; 0 (independent) to 1.

    V = √(φ² / (min(groups, emotions) − 1)), with φ² chi-square over images and no continuity correction (Cramér 1946).

    >>> round(cramers_v(np.array([[30, 10], [10, 30]])), 9)
    0.5
    """
    return float(min(1.0, np.sqrt(phi_squared(table) / (min(table.shape) - 1))))


def corrected_v(table: Counts, by_chance: float) -> float | None:
    """Return Cramér's V with the part of chance taken off (Bergsma 2013, Journal of the Korean Statistical Society 42).

    With `by_chance` the mean of φ² over groups and emotions that are independent, Ṽ = √(max(0, φ² − by_chance) / (the
    lesser of r̃ and c̃, less 1)), where r̃ = r − (r − 1)² / (n − 1) and c̃ alike.

    Returns
    -------
    float or None
        0 to 1; None where the images are so few that nothing is left to divide by.
    """
    left = int(table.sum()) - 1
    sides = [side - 1 - (side - 1) ** 2 / left for side in table.shape]
    if min(sides) <= _ROUNDING:
        return None
    return float(min(1.0, np.sqrt(max(0.0, float(phi_squared(table)) - by_chance) / min(sides))))


def phi_squared_by_chance(table: Counts) -> float:
    """Return the mean of φ² over all tables of the same totals: (groups − 1)(emotions − 1) / (images − 1), exactly."""
    rows, columns = table.shape
    return float((rows - 1) * (columns - 1) / (int(table.sum()) - 1))


def mutual_information(table: Counts) -> float:
    """Return the normalised mutual information I(G; E) / H(G, E) of a table, 0 to 1."""
    joint = _entropy(table.reshape(-1))
    return float(np.clip((_entropy(table.sum(axis=1)) + _entropy(table.sum(axis=0)) - joint) / joint, 0, 1))


def theils_u(table: Counts) -> float:
    """Return Theil's U of the emotion given the group, (H(E) − H(E | G)) / H(E), 0 to 1 (Theil 1970)."""
    emotion = _entropy(table.sum(axis=0))
    told = _entropy(table.sum(axis=1)) + emotion - _entropy(table.reshape(-1))
    return float(np.clip(told / emotion, 0, 1))


def npmi(table: Counts) -> Values:
    """Return normalised pointwise mutual information, ln(p / (p_g · p_e)) / −ln p of each cell, −1 to 1 (Bouma 2009).

    A cell without an image has −1: there the two never occur together.

    >>> npmi(np.array([[2, 0], [0, 2]])).tolist()
    [[1.0, -1.0], [-1.0, 1.0]]
    """
    share, usual = table / table.sum(), expected(table) / table.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        values = np.log(share / usual) / -np.log(share)
    return np.asarray(np.clip(np.where(table > 0, values, -1.0), -1, 1))


def ducher_z(table: Counts) -> Values:
    """Return Ducher's Z of each cell: the excess p − p_g · p_e as a share of the largest possible one, −1 to 1.

    Above independence p can be at most min(p_g, p_e), below it at least max(0, p_g + p_e − 1) (Ducher et al. 1994).

    >>> ducher_z(np.array([[3, 1], [1, 3]])).tolist()
    [[0.5, -0.5], [-0.5, 0.5]]
    """
    total = table.sum()
    rows, columns = table.sum(axis=1, keepdims=True) / total, table.sum(axis=0, keepdims=True) / total
    excess = table / total - rows * columns
    room = np.where(
        excess > 0, np.minimum(rows, columns) - rows * columns, rows * columns - np.maximum(0, rows + columns - 1)
    )
    return np.asarray(np.clip(excess / room, -1, 1))


def residuals(table: Counts) -> Values:
    """Return the adjusted residual of each cell (Haberman 1973): its excess in standard errors of chance."""
    usual = expected(table)
    return np.asarray((table - usual) / np.sqrt(usual * _room(table)))


def _room(table: Counts | Values) -> Values:
    """Return (1 − share of the group)(1 − share of the emotion) of each cell of a table or tables."""
    total = table.sum(axis=(-2, -1), keepdims=True)
    rows, columns = table.sum(axis=-1, keepdims=True) / total, table.sum(axis=-2, keepdims=True) / total
    return np.asarray((1 - rows) * (1 - columns))


def telling(table: Counts) -> NDArray[np.bool_]:
    """Return bool, of the shape of the table: cells that may stand out, where at least `EXPECTED` images belong."""
    return np.asarray(expected(table) >= EXPECTED - _ROUNDING)


def single_units(table: Counts) -> DealtUnits:
    """Return what chance deals out where each image shows another person: images, int64, shape (groups, emotions)."""
    kinds = np.eye(table.shape[1], dtype=np.int64)
    return DealtUnits(kinds=kinds, number=table.sum(axis=0), sizes=table.sum(axis=1))


def units_of(groups: Counts, emotions: Counts, subjects: Codes, shape: tuple[int, int]) -> DealtUnits:
    """Return what chance deals out where people have several images: people with all of theirs.

    The pictures of somebody who is in several groups stay together group by group.

    Parameters
    ----------
    groups, emotions
        int64, shape (n,): row and column of each image.
    subjects
        Whole numbers, shape (n,): the person in each.
    shape
        Of the table.
    """
    persons = np.unique(subjects, return_inverse=True)[1].reshape(-1)
    found, person = np.unique(persons * shape[0] + groups, return_inverse=True)
    images = np.bincount(person.reshape(-1) * shape[1] + emotions, minlength=len(found) * shape[1])
    kinds, number = np.unique(images.reshape(-1, shape[1]), axis=0, return_counts=True)
    return DealtUnits(kinds=kinds, number=number, sizes=np.bincount(found % shape[0], minlength=shape[0]))


def chance(table: Counts, units: DealtUnits, *, seed: int) -> Chance:
    """Return what the association would be if the units were dealt out to the groups at random.

    Each group keeps its number of units, each unit its emotions. The order of groups and of units changes nothing.

    Parameters
    ----------
    table
        int64, shape (groups, emotions): images, no row or column empty, at least 2 × 2.
    units
        The same images.
    seed
        Of the random tables.
    """
    emotions = np.argsort(table.sum(axis=0), kind="stable")
    kinds = units.kinds[:, emotions]
    order = np.lexsort(kinds.T[::-1])
    groups = np.argsort(units.sizes, kind="stable")
    looked = telling(table)[groups][:, emotions]
    phi, furthest = [], []
    for tables in _dealt(units.sizes[groups], kinds[order], units.number[order], seed):
        usual = expected(tables)
        parts = (tables - usual) ** 2 / usual
        phi.append(parts.sum(axis=(1, 2)) / tables.sum(axis=(1, 2)))
        if looked.any():
            furthest.append((parts / _room(tables))[:, looked].max(axis=1))
    critical = np.quantile(np.concatenate(furthest), 1 - ERROR, method="higher") if furthest else np.inf
    return Chance(phi_squared=np.concatenate(phi), critical=float(np.sqrt(critical)))


def _dealt(sizes: Counts, kinds: Counts, number: Counts, seed: int) -> Iterator[Values]:
    """Yield random tables of images, shape (some, groups, emotions), `TABLES` of them or fewer in all."""
    cells = len(sizes) * len(kinds)
    left = int(np.clip(_LARGE // cells, _FEWEST, TABLES))
    if len(kinds) == 1:  # all units are alike, so it does not matter where they go
        yield np.broadcast_to((sizes[:, None] * kinds).astype(np.float64), (left, len(sizes), kinds.shape[1]))
        return
    rng = np.random.default_rng(seed)
    while left:
        some = min(left, max(1, _CHUNK // cells))
        units = random_tables(sizes, number, some, rng)
        yield units @ kinds.astype(np.float64)
        left -= some


def p_value(table: Counts, found: Chance) -> float:
    """Return the share of tables, the observed one among them, with an association at least as strong; 0 < p ≤ 1."""
    least = float(phi_squared(table)) * (1 - _ROUNDING) - _ROUNDING
    return float((1 + np.count_nonzero(found.phi_squared >= least)) / (1 + len(found.phi_squared)))


def _entropy(counts: Counts) -> float:
    return float(entropy_in_nats((counts / counts.sum())[None, :])[0])
