"""What these numbers of images can show at all, and how many would settle it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from audit.domain.decision.comparisons import Comparison, Pairing
from audit.domain.decision.disparities import Reach
from audit.domain.decision.findings import Verdict
from audit.measure.bounds.contrasts import (
    Extremes,
    extremes_of,
    failing_between,
    failing_of,
    observed,
    passing_between,
)
from audit.measure.bounds.sharing import share_of_error
from audit.measure.bounds.wrong_labels import TAKEN_AS_TRUE, WrongLabels
from audit.measure.limits.limits import GroupLimits, ShareLimits
from audit.measure.limits.melding import EvenMeans
from audit.measure.power.even_f1 import EvenF1

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

_ROUNDING = 1e-9
_START = 64

MOST_IMAGES = 10_000_000
"""Beyond this many images per group the answer is "no number of images we know how to collect"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How a disparity is held against its limit.

    Attributes
    ----------
    comparison, limit
        From the criterion.
    error_fail, error_pass
        Errors of the two bounds.
    reference
        Position of the group that all others are compared with; None for every pair.
    any_disparity
        Whether all contrasts there are share the error of FAIL, not only those that can lie on the limit together: for
        a part of a mean, which may exceed the limit while the mean does not.
    parts
        When planning for means over emotions, or within strata, over how many; 1 for shares of images.
    of_f1
        Whether those are means of F1; else of recalls.
    """

    comparison: Comparison
    limit: float
    error_fail: float
    error_pass: float
    reference: int | None = None
    any_disparity: bool = False
    parts: int = 1
    of_f1: bool = False

    @classmethod
    def at(
        cls,
        comparison: Comparison,
        limit: float,
        *,
        confidence: float,
        family: int = 1,
        reference: int | None = None,
    ) -> Rule:
        """Return the rule of one criterion: the family shares the error of FAIL; that of PASS it need not, as all must.

        Parameters
        ----------
        comparison, limit
            From the criterion.
        confidence
            Of the whole policy, 0 to 1.
        family
            How many criteria share the error of FAIL.
        reference
            Position of the reference group, if any.
        """
        error = 1 - confidence
        return cls(comparison=comparison, limit=limit, error_fail=error / family, error_pass=error, reference=reference)

    def bounds(self, x: NDArray[np.float64], n: NDArray[np.float64]) -> Extremes:
        """Return the bounds of the disparity at these counts, shape (…, K)."""
        return self.bounds_of(self.limits(x, n))

    def limits(self, x: NDArray[np.float64], n: NDArray[np.float64]) -> GroupLimits:
        """Return the limits of the groups at these counts, shape (…, K)."""
        shares = GroupLimits.of_shares(x, n)
        if self.parts == 1:
            return shares
        x, n = np.asarray(x), np.asarray(n)
        own = EvenF1(x=x, n=n, emotions=self.parts) if self.of_f1 else EvenMeans(x=x, n=n, parts=self.parts)
        return replace(shares, own=own, rest=None, spread=None if self.of_f1 else shares.spread)

    def bounds_of(self, groups: GroupLimits) -> Extremes:
        """Return the bounds of the disparity between groups whose own limits are known."""
        return extremes_of(
            self.comparison,
            groups,
            error_fail=self.error_fail,
            error_pass=self.error_pass,
            reference=self.reference,
            limit=self._held_against,
        )

    @property
    def _held_against(self) -> float:
        return 0.0 if self.any_disparity else self.limit

    def share(self, n: NDArray[np.float64]) -> float:
        """Return the error that one contrast has of the failing bound's, with n images in each group, shape (K,)."""
        spread = None if self.of_f1 else 0.5 / np.sqrt(n)
        return share_of_error(
            self.comparison, spread, len(n), error=self.error_fail, reference=self.reference, limit=self._held_against
        )

    def failing_of(self, groups: GroupLimits) -> NDArray[np.float64]:
        """Return the bound that can fail, between groups whose own limits are known."""
        return failing_between(
            self.comparison, groups, error=self.error_fail, reference=self.reference, limit=self._held_against
        )

    def passing_of(self, groups: GroupLimits) -> NDArray[np.float64]:
        """Return the bound that can pass, between groups whose own limits are known."""
        return passing_between(self.comparison, groups, error=self.error_pass, reference=self.reference)

    def proven(
        self, verdict: Verdict, x: NDArray[np.float64], n: NDArray[np.float64], wrong: WrongLabels = TAKEN_AS_TRUE
    ) -> NDArray[np.bool_]:
        """Return in which audits these counts prove FAIL or PASS, bool, shape (…); works out that bound alone."""
        groups = wrong.on(self.limits(x, n))
        if verdict is Verdict.FAIL:
            return self.broken(self.failing_of(groups))
        return self.kept(self.passing_of(groups))

    def broken(self, bound: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return in which audits the bound that can fail proves the limit broken: bool, shape (…)."""
        return bound < self.limit if self.comparison.limit_is_minimum else bound > self.limit

    def kept(self, bound: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return in which audits the bound that can pass proves the limit kept: bool, shape (…)."""
        return bound > self.limit if self.comparison.limit_is_minimum else bound < self.limit

    def failed(self, bounds: Extremes) -> NDArray[np.bool_]:
        """Return which audits prove the limit broken: bool, shape (…)."""
        return bounds.upper < self.limit if self.comparison.limit_is_minimum else bounds.lower > self.limit

    def passed(self, bounds: Extremes) -> NDArray[np.bool_]:
        """Return which audits prove the limit kept: bool, shape (…)."""
        return bounds.lower > self.limit if self.comparison.limit_is_minimum else bounds.upper < self.limit

    def verdict(self, x: NDArray[np.float64], n: NDArray[np.float64]) -> Verdict:
        """Return what these counts prove."""
        bounds = self.bounds(x, n)
        minimum = self.comparison.limit_is_minimum
        return Verdict.of(float(bounds.lower), float(bounds.upper), self.limit, limit_is_minimum=minimum)


def reach(rule: Rule, x: NDArray[np.float64], n: NDArray[np.float64], wrong: WrongLabels = TAKEN_AS_TRUE) -> Reach:
    """Return what could be shown with these numbers of images, and how many would settle the observed rates."""
    return Reach(
        can_fail=any(rule.proven(Verdict.FAIL, worst, n, wrong) for worst in _worst_patterns(rule.comparison, n)),
        can_pass=bool(rule.proven(Verdict.PASS, n, n, wrong)),
        needed=_needed(rule, x / n, wrong),
    )


def _worst_patterns(comparison: Comparison, n: NDArray[np.float64]) -> Iterator[NDArray[np.float64]]:
    """Yield the right/wrong patterns that prove most: one group all wrong, the others all right.

    Between pairs the two largest groups prove most, because bounds narrow with n; against the rest it depends on the
    group's share, so each group is tried.
    """
    by_size = np.argsort(n)[::-1]
    pairs = comparison.pairing in (Pairing.EACH_OTHER, Pairing.REFERENCE)
    for group in by_size[:2] if pairs else by_size:
        pattern = np.array(n, np.float64)
        pattern[group] = 0
        yield pattern


def _needed(rule: Rule, p: NDArray[np.float64], wrong: WrongLabels) -> int | None:
    """Return the images per group at which the observed rates would decide."""
    if wrong.any:
        return _fewest(lambda images: any(_decides(rule, p, images, v, wrong) for v in (Verdict.FAIL, Verdict.PASS)), 0)
    possible = _possible(rule, p)
    if possible == (Verdict.PASS,):
        return _needed_to_pass(rule, p)
    if possible == (Verdict.FAIL,):
        few, ends = _widest(rule, p)
        return _fewest(lambda images: breaks(few, p, np.full(len(p), float(images)), ends), 0)
    return _fewest(lambda images: any(_decides(rule, p, images, verdict) for verdict in possible), 0)


def _possible(rule: Rule, p: NDArray[np.float64]) -> tuple[Verdict, ...]:
    """Return the verdicts that more images can bring: bounds hold the observed disparity, so one side of the limit."""
    seen = float(observed(rule.comparison, p, np.full(len(p), 1 / len(p)), rule.reference))
    beyond = rule.limit - seen if rule.comparison.limit_is_minimum else seen - rule.limit
    if not abs(beyond) > _ROUNDING:
        return (Verdict.FAIL, Verdict.PASS)
    return (Verdict.FAIL,) if beyond > 0 else (Verdict.PASS,)


def _needed_to_pass(rule: Rule, p: NDArray[np.float64]) -> int | None:
    """Return the images per group at which every contrast keeps the limit: first the one that was seen widest.

    One contrast costs little; all of them are looked at from where that one is kept. A contrast of fixed rates that is
    kept is so with more images too.
    """
    few, ends = _widest(rule, p)
    first = _fewest(lambda images: keeps(few, p, np.full(len(p), float(images)), ends), 0)
    if first is None or _decides(rule, p, first, Verdict.PASS):
        return first
    return _fewest(lambda images: _decides(rule, p, images, Verdict.PASS), first)


def _widest(rule: Rule, p: NDArray[np.float64]) -> tuple[Rule, list[int]]:
    """Return the places of the groups that were seen furthest apart, and the rule between them."""
    order = np.argsort(p, kind="stable")
    lowest, highest = int(order[0]), int(order[-1])
    of_one = rule.comparison.pairing in (Pairing.REST, Pairing.LIMIT)
    ends = [lowest] if of_one else sorted({lowest, highest, highest if rule.reference is None else rule.reference})
    return replace(rule, reference=None if rule.reference is None else ends.index(rule.reference)), ends


def breaks(rule: Rule, p: NDArray[np.float64], n: NDArray[np.float64], places: Sequence[int]) -> bool:
    """Whether groups at some places are proven to break the limit, with the share of the error they have among all.

    Parameters
    ----------
    rule
        Its reference is a place among `places`.
    p, n
        float64, shape (K,): rates and images of all groups.
    places
        Of the groups looked at.
    """
    groups, whole = _some(p, n, places), rule
    if rule.reference is not None:
        whole = replace(rule, reference=places[rule.reference])
    error = np.array([whole.share(n)])
    rest = groups.rest.at(error)[0] if groups.rest is not None and rule.comparison.pairing is Pairing.REST else None
    bound = failing_of(rule.comparison, groups.own.at(error)[0], groups.weight, rest=rest, reference=rule.reference)
    return bool(rule.broken(bound))


def keeps(rule: Rule, p: NDArray[np.float64], n: NDArray[np.float64], places: Sequence[int]) -> bool:
    """Whether groups at some places are proven to keep the limit; parameters as of `breaks`."""
    return bool(rule.kept(rule.passing_of(_some(p, n, places))))


def _some(p: NDArray[np.float64], n: NDArray[np.float64], places: Sequence[int]) -> GroupLimits:
    """Return the limits of some of the groups, each beside the rest of all."""
    x, some = p * n, list(places)
    return GroupLimits(
        own=ShareLimits(x=x[some], n=n[some]),
        rest=ShareLimits(x=(x.sum() - x)[some], n=(n.sum() - n)[some]),
        weight=(n / n.sum())[some],
    )


def _decides(
    rule: Rule, p: NDArray[np.float64], images: int, verdict: Verdict, wrong: WrongLabels = TAKEN_AS_TRUE
) -> bool:
    n = np.full(len(p), float(images))
    return bool(rule.proven(verdict, p * n, n, wrong))


def _fewest(decides: Callable[[int], bool], low: int) -> int | None:
    """Return the images, more than `low`, from which on something is decided.

    They are bracketed by steps of four times as many, then bisected.
    """
    if not decides(MOST_IMAGES):
        return None
    high = low + _START
    while high < MOST_IMAGES and not decides(high):
        low, high = high, min(4 * high, MOST_IMAGES)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if decides(middle) else (middle, high)
    return high
