"""Whether answers and labels belong together at all: rows joined wrongly agree by chance, a copied column always.

Either makes every group alike. Agreement by chance keeps the gate shut, for it is the mark of rows in a wrong order;
that every answer is right is said beside the verdict.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from audit.domain.cohort.reading import Reader, Remark, Treatment
from audit.domain.decision.policy import DEFAULT_LIMIT
from audit.measure.rates.label_order import other_order, other_orders_of_groups

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.domain.counts.confusion import ConfusionCounts
    from audit.domain.counts.counts import CountTable
    from audit.domain.decision.policy import Policy

FEWEST = 100
"""Pictures below which neither is doubted: few proves nothing, and no PASS."""

CHANCE = 0.15
"""Cohen's kappa below which answers agree hardly more often than by chance."""

FEWEST_UNKNOWN = 20
"""Pictures of unknown people below which nothing is made of them."""

_DEVIATIONS = 3.0


def doubted_answers(counts: CountTable, *, confirmed: bool) -> tuple[Remark, ...]:
    """Return what speaks against how answers and labels were read: another order fits far better, or none does.

    Parameters
    ----------
    counts
        Of all scored pictures.
    confirmed
        Whether somebody vouches for how answers and labels belong together.
    """
    overall = counts.overall()
    order = other_order(overall)
    orders = other_orders_of_groups(counts) if order is None else (order,)
    return tuple(each.remark(confirmed=confirmed) for each in orders) or doubted_agreement(overall, confirmed=confirmed)


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


def doubted_unknown(counts: CountTable, policy: Policy) -> tuple[Remark, ...]:
    """Return a remark for each compared feature whose unknown people are served otherwise than the known ones.

    They are counted and in no comparison. Where their success rate is apart from that of all others by more than the
    default limit and three standard errors, whose pictures they are may decide the verdict, and the gate stays shut.
    """
    if policy.include_unknown:
        return ()
    names = dict.fromkeys(name for criterion in policy.criteria for name in criterion.features)
    return tuple(remark for name in names for remark in _of_unknown(name, counts))


def _of_unknown(name: str, counts: CountTable) -> Iterator[Remark]:
    sides = {True: np.zeros(2), False: np.zeros(2)}
    for each in counts.by((name,)):
        sides[each.group.is_unknown] += (each.confusion.correct, each.confusion.total)
    (x, n), (others_x, others_n) = sides[True], sides[False]
    if min(n, others_n) < FEWEST_UNKNOWN:
        return
    rate, other = x / n, others_x / others_n
    error = sqrt(rate * (1 - rate) / n + other * (1 - other) / others_n)
    if abs(rate - other) - _DEVIATIONS * error > DEFAULT_LIMIT:
        found = f"{int(n):,} pictures of unknown {name} are answered right in {rate:.1%}, all others in {other:.1%}"
        advice = "whose they are may decide the verdict; find out, or compare them with include_unknown = true"
        yield Remark(
            treatment=Treatment.DOUBTED, sentence=f"{found}: {advice}", by=Reader.POLICY, rows=int(n), blocks=True
        )


def _kappa_at_most(right: int, expected: float, n: int) -> float:
    """Return Cohen's kappa and three standard errors."""
    share, chance = right / n, expected / n
    return (share - chance + _DEVIATIONS * sqrt(share * (1 - share) / n)) / (1 - chance) if chance < 1 else 1.0


def _remark(sentence: str, rows: int, *, blocks: bool) -> Remark:
    return Remark(treatment=Treatment.DOUBTED, sentence=sentence, by=Reader.AUDIT, rows=rows, blocks=blocks)
