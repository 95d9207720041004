"""A plan: what it takes to reach a verdict about one limit, worked out before a picture is taken."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from audit.domain.counts.metrics import METRICS
from audit.domain.decision.findings import Verdict
from audit.domain.decision.monitoring import Monitoring
from audit.domain.results.planning import Arrangement, Capability, ImagesNeeded, Plan, Showing
from audit.errors import UsageError, one_of
from audit.measure.power.draws import draw
from audit.measure.power.power import AUDITS, POWER, by_chance, detectable, equal, images_for_fail, images_for_pass
from audit.measure.power.reach import MOST_IMAGES, Rule
from audit.measure.power.series import series_plan
from audit.measure.rates.averages import FEWEST_IMAGES

if TYPE_CHECKING:
    from audit.domain.decision.comparisons import Comparison

BEYOND = (0.05, 0.1, 0.2)
"""How far beyond the limit the true disparities of a plan lie."""

MOST_GROUPS = 1000
MOST_LIMITS = 1000
MOST_EMOTIONS = MOST_STRATA = 100

MEANS = tuple(metric.name for metric in METRICS.values() if metric.mean is not None)
"""The means over emotions that are planned, that of recalls first."""


def plan(
    groups: int,
    comparison: Comparison,
    limit: float,
    *,
    rate: float = 0.8,
    confidence: float = 0.95,
    per_group: int | None = None,
    looks: int | None = None,
    limits: int = 1,
    per_person: int = 1,
    emotions: int = 1,
    metric: str | None = None,
    strata: int = 1,
    seed: int = 0,
) -> Plan:
    """Return the images per group that a difference or ratio needs, and what an audit of a given size can show.

    Parameters
    ----------
    groups
        How many, all of the same size.
    comparison, limit
        `difference` or `ratio`, and its limit.
    rate
        Rate of every group but the lowest, above 0 and at most 1.
    confidence
        1 − error of a false FAIL and, apart from it, of a false PASS.
    per_group
        Images in each group of the audit asked about, or None; with `looks` fresh ones at every look.
    looks
        Planned looks of the series asked about, or None.
    limits
        How many limits of the policy share the error of FAIL; each metric that a notion of fairness compares is one.
    per_person
        Pictures of each person. They are taken to be answered all alike, the case in which most people are needed: the
        person is the unit, and the bounds are those of a share of people. Where pictures of a person differ, fewer do.
    emotions
        Of a mean over emotions, over how many; 1 for a share of images. Every emotion has as many images, and the rate
        for its recall: where recalls differ and their mean is the same, fewer images are needed. Of the bounds of
        simulated audits the right images, too, are taken to be spread evenly over the emotions, and for F1 the wrong
        ones over all others.
    metric
        Which mean over emotions: one of `MEANS`, or None for the mean of recalls, and for a share of images.
    strata
        Of a comparison within strata (`control`), how many there are; 1 without. Every stratum has as many images of
        each group, and the rate of the group; of the bounds of simulated audits the right images, too, are taken to be
        spread evenly over the strata.
    seed
        Of the simulation.

    Raises
    ------
    UsageError
        When a value is not allowed; says which and what is.
    """
    _check_groups(groups, comparison, per_group)
    _check_people(per_person, per_group, looks)
    _check_emotions(emotions, per_person, per_group)
    _check_metric(metric, emotions)
    _check_strata(strata, emotions, per_person, per_group)
    _check_numbers(limit, rate, confidence)
    if not 1 <= limits <= MOST_LIMITS:
        raise UsageError(f"limits that share the error are a count from 1 to {MOST_LIMITS:,}, found {limits}")
    if looks is not None and per_group is None:
        raise UsageError("a series is planned by the fresh images in each group at every look; give per-group, too")
    mean = None if emotions == 1 else metric or MEANS[0]
    rule = replace(Rule.at(comparison, limit, confidence=confidence, family=limits), parts=emotions * strata)
    rule = replace(rule, of_f1=mean is not None and _mean_of(mean) == "f1")
    collected = partial(_collected, per_person=per_person, emotions=emotions, strata=strata)
    beyond = tuple(d for d in _beyond(comparison, limit) if _possible(comparison, d, rate))
    arrangements = tuple(Arrangement) if groups > 2 else (Arrangement.ONE_LOWER_GROUP,)  # noqa: PLR2004 - two are one pair
    passing = ImagesNeeded(
        verdict=Verdict.PASS,
        disparity=equal(comparison, rate),
        arrangement=Arrangement.ONE_LOWER_GROUP,
        images=collected(images_for_pass(rule, groups=groups, rate=rate, seed=seed)),
    )
    failing = (
        _failing(rule, groups, rate, disparity=d, arrangement=a, seed=seed) for d in beyond for a in arrangements
    )
    failing = (replace(each, images=collected(each.images)) for each in failing)
    return Plan(
        groups=groups,
        comparison=comparison,
        limit=limit,
        confidence=confidence,
        rate=rate,
        power=POWER,
        audits=AUDITS,
        needed=(passing, *failing),
        limits=limits,
        per_person=per_person,
        emotions=emotions,
        metric=mean,
        strata=strata,
        capability=None
        if per_group is None
        else replace(_capability(rule, groups, rate, per_group // per_person, seed), images=per_group),
        series=None
        if looks is None or per_group is None
        else series_plan(rule, Monitoring(looks=looks), groups, rate, fresh=per_group, beyond=beyond, seed=seed),
    )


def _failing(
    rule: Rule, groups: int, rate: float, *, disparity: float, arrangement: Arrangement, seed: int
) -> ImagesNeeded:
    images = images_for_fail(rule, groups=groups, rate=rate, disparity=disparity, arrangement=arrangement, seed=seed)
    return ImagesNeeded(verdict=Verdict.FAIL, disparity=disparity, arrangement=arrangement, images=images)


def _capability(rule: Rule, groups: int, rate: float, images: int, seed: int) -> Capability:
    comparison, n = rule.comparison, np.full(groups, float(images))
    draws = draw(comparison, n, audits=AUDITS, seed=seed)
    truths = dict.fromkeys((equal(comparison, rate), rule.limit, *_beyond(comparison, rule.limit)))
    return Capability(
        images=images,
        showings=tuple(
            Showing(disparity=truth, shares=draws.shares(rule, rate, truth))
            for truth in truths
            if _possible(comparison, truth, rate)
        ),
        detectable=detectable(rule, n, rate, seed=seed),
        by_chance=by_chance(comparison, n, rate, seed=seed),
    )


def _beyond(comparison: Comparison, limit: float) -> tuple[float, ...]:
    sign = -1 if comparison.limit_is_minimum else 1
    return tuple(round(limit + sign * step, 6) for step in BEYOND)


def _possible(comparison: Comparison, disparity: float, rate: float) -> bool:
    """Whether a group can be this far from the others: not below a rate of 0."""
    return disparity >= 0 if comparison.limit_is_minimum else disparity <= rate


def _check_groups(groups: int, comparison: Comparison, per_group: int | None) -> None:
    if not comparison.symmetric:
        raise UsageError(f"a plan is made for a difference or a ratio between groups, found {comparison}")
    if not 2 <= groups <= MOST_GROUPS:  # noqa: PLR2004 - one group has nothing to be compared with
        raise UsageError(f"a plan is for 2 to {MOST_GROUPS:,} groups, found {groups}")
    if per_group is not None and not 1 <= per_group <= MOST_IMAGES:
        raise UsageError(f"images per group are a count from 1 to {MOST_IMAGES:,}, found {per_group}")


def _check_people(per_person: int, per_group: int | None, looks: int | None) -> None:
    if not 1 <= per_person <= MOST_IMAGES:
        raise UsageError(f"pictures per person are a count from 1 to {MOST_IMAGES:,}, found {per_person}")
    if per_group is not None and per_group % per_person:
        raise UsageError(f"with {per_person} pictures of each person a group has a multiple of that, not {per_group}")
    if looks is not None and per_person > 1:
        raise UsageError("a series is planned for pictures of different people; leave out per-person or looks")


def _check_emotions(emotions: int, per_person: int, per_group: int | None) -> None:
    if not 1 <= emotions <= MOST_EMOTIONS:
        raise UsageError(f"emotions of a mean are a count from 1 to {MOST_EMOTIONS}, found {emotions}")
    if emotions == 1:
        return
    if per_person > 1:
        raise UsageError("a mean over emotions is planned for pictures of different people; leave out per-person")
    if per_group is not None and (per_group % emotions or per_group < FEWEST_IMAGES * emotions):
        raise UsageError(
            f"for a mean over {emotions} emotions a group has as many pictures of each, {FEWEST_IMAGES} at least: a "
            f"multiple of {emotions} from {FEWEST_IMAGES * emotions} on, not {per_group}"
        )


def _check_metric(metric: str | None, emotions: int) -> None:
    if metric is None:
        return
    if metric not in MEANS:
        raise UsageError(f"metric '{metric}' is no mean over emotions that is planned; {one_of(metric, MEANS)}")
    if emotions == 1:
        raise UsageError(f"metric '{metric}' is a mean over emotions; say over how many, 2 or more, with emotions")


def _mean_of(metric: str) -> str:
    """Return the name of what a mean over emotions is of."""
    mean = METRICS[metric].mean
    return "" if mean is None else mean.of


def _check_strata(strata: int, emotions: int, per_person: int, per_group: int | None) -> None:
    if not 1 <= strata <= MOST_STRATA:
        raise UsageError(f"strata are a count from 1 to {MOST_STRATA}, found {strata}")
    if strata == 1:
        return
    if emotions > 1 or per_person > 1:
        raise UsageError(
            "a comparison within strata is planned for shares of pictures of different people; leave out "
            f"{'emotions' if emotions > 1 else 'per-person'}"
        )
    if per_group is not None and per_group % strata:
        raise UsageError(
            f"within {strata} strata a group has as many pictures in each: a multiple of {strata}, not {per_group}"
        )


def _collected(images: int | None, per_person: int, emotions: int, strata: int) -> int | None:
    """Return the pictures of so many people, as many of each emotion in each stratum; None where that is too many."""
    if images is None:
        return None
    parts, least = emotions * strata, 1 if emotions == 1 else FEWEST_IMAGES
    images = max(least, math.ceil(images / parts)) * parts
    return None if images * per_person > MOST_IMAGES else images * per_person


def _check_numbers(limit: float, rate: float, confidence: float) -> None:
    if not (math.isfinite(limit) and 0 <= limit <= 1):
        raise UsageError(f"the limit is a number from 0 to 1, found {limit}")
    if not (math.isfinite(rate) and 0 < rate <= 1):
        raise UsageError(f"the rate of the groups is a number above 0 and at most 1, found {rate}")
    if not (math.isfinite(confidence) and 0.5 <= confidence < 1):  # noqa: PLR2004 - below, a coin decides
        raise UsageError(f"confidence is a number from 0.5 to below 1, found {confidence}")
