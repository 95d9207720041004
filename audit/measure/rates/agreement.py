"""Whether answers and labels belong together at all: rows joined wrongly agree by chance, a copied column always.

Either makes every group alike. Agreement by chance keeps the gate shut, for it is the mark of rows in a wrong order;
that every answer is right is said beside the verdict.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

from audit.domain.cohort.reading import Reader, Remark, Treatment

if TYPE_CHECKING:
    from audit.domain.counts.counts import ConfusionCounts

FEWEST = 100
"""Pictures below which neither is doubted: few proves nothing, and no PASS."""

CHANCE = 0.15
"""Cohen's kappa below which answers agree hardly more often than by chance."""

_DEVIATIONS = 3.0


def doubted_agreement(confusion: ConfusionCounts, *, confirmed: bool) -> tuple[Remark, ...]:
    """Return the remark that answers and labels hardly agree, or always do; none where neither is so.

    Hardly: Cohen's kappa (1960, Educational and Psychological Measurement 20) and three of its standard errors stay
    below 0.15.

    Parameters
    ----------
    confusion
        Rows = label, columns = answer, of all scored pictures.
    confirmed
        Whether somebody vouches for how answers and labels belong together.
    """
    n = confusion.total
    if n < FEWEST:
        return ()
    right = int(confusion.cells.trace())
    expected = float((confusion.cells.sum(axis=1) * confusion.cells.sum(axis=0)).sum()) / n
    if right == n:
        found = f"every answer is the label, in all {n:,} pictures: the labels may be the classifier's own answers"
        return () if confirmed else (_remark(found, n, blocks=False),)
    if _kappa_at_most(right, expected, n) >= CHANCE:
        return ()
    found = (
        f"the answers agree with the labels hardly more often than answers drawn at random: {right / n:.1%} of {n:,} "
        f"pictures are right, {expected / n:.1%} would be by chance; rows may be joined wrongly, or the answers are of "
        "other pictures"
    )
    end = "counted all the same, as --order-confirmed asks" if confirmed else "if not, add --order-confirmed"
    return (_remark(f"{found}; {end}", n, blocks=not confirmed),)


def _kappa_at_most(right: int, expected: float, n: int) -> float:
    """Return Cohen's kappa and three standard errors."""
    share, chance = right / n, expected / n
    return (share - chance + _DEVIATIONS * sqrt(share * (1 - share) / n)) / (1 - chance) if chance < 1 else 1.0


def _remark(sentence: str, rows: int, *, blocks: bool) -> Remark:
    return Remark(treatment=Treatment.DOUBTED, sentence=sentence, by=Reader.AUDIT, rows=rows, blocks=blocks)
