"""What the rate of all pictures leaves for groups of known size when nobody knows who is in them.

Of a share A of all pictures that are right, a group with the share w of the pictures can have none or all, as far as
there are enough: its rate lies from (A − (1 − w)) / w to A / w, within 0 and 1 (Fréchet 1951; partial identification:
Horowitz & Manski 1995, Econometrica 63). Two groups reach opposite ends of their ranges together. This is arithmetic
about these pictures; chance makes the true ranges wider still.
"""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

from audit.domain.counts.metrics import rate
from audit.domain.mislabelling.unknown_groups import GroupRange, GroupShares, Ranges
from audit.domain.sentences.unknown_groups import unknown_groups_told

if TYPE_CHECKING:
    from audit.domain.answers.answered import AnsweredCohort
    from audit.domain.counts.counts import CountTable


def ranges(value: float, shares: GroupShares) -> Ranges:
    """Return where a mean of all pictures, 0 to 1, leaves those of groups of known size.

    Examples
    --------
    Of 100 pictures 80 are right: of a group of 30 from 10 to 30, of the other 70 from 50 to 70.

    >>> from audit.domain.mislabelling.unknown_groups import group_shares
    >>> found = ranges(0.8, group_shares("age", {"senior": 0.3, "adult": 0.7}))
    >>> [(each.group, round(each.lower, 3), each.upper) for each in found.groups], round(found.widest, 3)
    ([('senior', 0.333, 1.0), ('adult', 0.714, 1.0)], 0.667)
    """
    groups = tuple(_range(value, each.group, each.share) for each in shares.shares)
    widest = max(high.upper - low.lower for high, low in permutations(groups, 2))
    return Ranges(groups=groups, widest=widest)


def unknown_groups(answered: AnsweredCohort, counts: CountTable) -> tuple[str, ...]:
    """Return what can be said of groups of known size in sentences; empty where none is declared.

    Success rate, how often each emotion is answered, and the mean probability of the answer; never a verdict.

    Parameters
    ----------
    answered
        The cohort and the answers.
    counts
        Of the scored pictures.
    """
    overall, predictions = counts.overall(), answered.predictions
    right = rate("accuracy", overall).value
    if right is None or not answered.cohort.group_shares:
        return ()
    answers = {e: rate("selection_rate", overall, e).value or 0.0 for e in counts.labels.emotions}
    kept = predictions.scored & (answered.true >= 0)
    probabilities = predictions.probabilities
    sure = None if probabilities is None else float(probabilities[kept].max(axis=1).mean())
    return tuple(
        unknown_groups_told(
            shares,
            right=(right, ranges(right, shares)),
            answers={emotion: ranges(value, shares) for emotion, value in answers.items()},
            sure=None if sure is None else (sure, ranges(sure, shares)),
        )
        for shares in answered.cohort.group_shares
    )


def _range(value: float, group: str, share: float) -> GroupRange:
    lower, upper = max(0.0, (value - (1 - share)) / share), min(1.0, value / share)
    return GroupRange(group=group, share=share, lower=lower, upper=upper)
