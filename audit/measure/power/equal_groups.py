"""Audits in which all groups truly have one rate: what chance alone shows, and how often a limit is proven kept."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from audit.domain.decision.comparisons import Comparison, Pairing
from audit.domain.decision.findings import Verdict
from audit.measure.bounds.contrasts import observed, passing_apart
from audit.measure.limits.limits import GroupLimits, ShareLimits
from audit.measure.power.draws import extreme_uniforms, quantiles
from audit.measure.power.reach import Rule


def equal_rates(
    comparison: Comparison,
    n: NDArray[np.float64],
    rate: float,
    *,
    reference: int | None = None,
    audits: int,
    seed: int,
) -> NDArray[np.float64]:
    """Return the observed disparity of many audits in which all groups share one true rate, shape (audits,).

    Parameters
    ----------
    comparison, reference
        How groups are compared.
    n
        float, shape (K,): whole numbers of images.
    rate
        The true rate of every group, 0 to 1.
    audits, seed
        How many; of the random numbers.

    Returns
    -------
    numpy.ndarray
        NaN for a ratio where no group has a single right image.
    """
    n = np.asarray(n, np.float64)
    x = np.random.default_rng(seed).binomial(n.astype(np.int64), rate, (audits, len(n)))
    return observed(comparison, x / n, n / n.sum(), reference)


@dataclass(frozen=True, slots=True, kw_only=True)
class EqualGroups:
    """Random numbers of many audits of groups of one size and one true rate.

    Attributes
    ----------
    rule
        Comparison, limit and errors.
    groups
        K.
    uniforms
        float64, shape (audits, C): of the groups that decide whether a limit is kept. Of groups compared with each
        other those with most and fewest right images, after the reference if there is one; for a floor the one with
        fewest; for the distance to all images every group, as those make up the rest.
    """

    rule: Rule
    groups: int
    uniforms: NDArray[np.float64]

    def passed(self, rate: float, images: int) -> float:
        """Return the share of audits that prove the limit kept at this rate, with this many images in every group."""
        x, n = quantiles(self.uniforms, images, rate), np.full(self.uniforms.shape[1], float(images))
        if self.rule.comparison.pairing is Pairing.REST:
            fewest = x.min(axis=1)
            x = np.column_stack([fewest, x.sum(axis=1) - fewest])
            n = np.array([images, (self.groups - 1) * images], np.float64)
        x, times = _distinct(x)
        return float(self._proven(x, np.broadcast_to(n, x.shape)) @ times) / len(self.uniforms)

    def _proven(self, x: NDArray[np.float64], n: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return in which outcomes the limit is proven kept, bool, shape (outcomes,)."""
        rule, pairing = self.rule, self.rule.comparison.pairing
        if pairing is Pairing.EACH_OTHER and rule.reference is None:  # the first has no fewer right images
            most, fewest = (rule.limits(x[:, [i]], n[:, [i]]).own for i in (0, 1))
            return rule.kept(passing_apart(rule.comparison, most, fewest, error=rule.error_pass)[:, 0])
        if pairing is not Pairing.REST or 1 / self.groups >= rule.limit:
            return rule.proven(Verdict.PASS, x, n)
        # the rest, most of all images, cannot be so far from all of them: only the group with fewest right ones can
        own, rest = ShareLimits(x=x[:, :1], n=n[:, :1]), ShareLimits(x=x[:, 1:], n=n[:, 1:])
        lowest = GroupLimits(own=own, rest=rest, weight=np.full(own.n.shape, 1 / self.groups))
        return rule.kept(rule.passing_of(lowest))


def equal_groups(rule: Rule, groups: int, *, audits: int, seed: int) -> EqualGroups:
    """Return audits of K groups of one size, at any size; a reference group is drawn first, wherever it stands."""
    rng = np.random.default_rng(seed)
    if rule.comparison.pairing is Pairing.REST:
        uniforms = rng.random((audits, groups))
    elif rule.comparison.pairing is Pairing.LIMIT:
        uniforms = 1 - rng.random((audits, 1)) ** (1 / groups)
    elif rule.reference is None:
        uniforms = extreme_uniforms(groups, audits, rng)
    else:
        rule = replace(rule, reference=0)
        uniforms = np.column_stack([rng.random(audits), extreme_uniforms(groups - 1, audits, rng)])
    in_order = uniforms[np.argsort(uniforms[:, 0])]  # they are looked up twice as fast
    return EqualGroups(rule=rule, groups=groups, uniforms=in_order)


def _distinct(x: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return each outcome of one or two groups once, and how often it is there: a few hundred instead of thousands."""
    if x.shape[1] > 2:  # noqa: PLR2004 - of three groups few outcomes repeat
        return x, np.ones(len(x), np.int64)
    pairs, times = np.unique(x[:, 0] + 1j * x[:, -1], return_counts=True)
    return np.column_stack([pairs.real, pairs.imag])[:, : x.shape[1]], times
