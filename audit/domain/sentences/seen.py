"""What was seen: which group gets right answers less often than which other, by how much, on how many pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.domain.counts.metrics import find_metric, words_of
from audit.domain.decision.comparisons import DisparityScale
from audit.domain.sentences.naming import metric_of, named, named_after, within
from audit.domain.wording.words import counted, number, percent, quoted, titled

if TYPE_CHECKING:
    from audit.domain.cohort.groups import Group
    from audit.domain.decision.disparities import Disparity


def seen(disparity: Disparity) -> str:
    """Return what was seen between which groups, and on how many pictures, in a clause; only of one with a value.

    For example: pictures are classified correctly 29.8 points less often for age group “senior” than for “adult” (60.0
    %, 360 of 600 pictures, against 89.8 %, 539 of 600).
    """
    return f"{relation(disparity)} ({_pictures(disparity)}){_reversal(disparity)}"


def relation(disparity: Disparity) -> str:
    """Return what was seen between which groups, without the pictures it rests on; only of one with a value."""
    told = disparity.deciding
    if find_metric(disparity.metric).over_emotions:
        return _average_relation(disparity)
    strata = within(disparity.strata.features) if disparity.strata else ""
    return _share_relation(disparity, filled(words_of(told.metric).clause, told.emotion)) + strata


def filled(template: str, emotion: str | None) -> str:
    """Return the words of a metric with the emotion they are about."""
    return template.replace("{emotion}", quoted(emotion) if emotion else "")


def _average_relation(disparity: Disparity) -> str:
    """Return the relation of averages, which are high or low rather than often or seldom."""
    facts, names = disparity.comparison.facts, _names(disparity)
    title = find_metric(disparity.metric).title
    if disparity.part is not None and not _nothing_differs(disparity):
        widest = f"the widest gap is in {metric_of(disparity.part.metric, disparity.part.emotion)}"
        apart, feature = facts.apart.format(**names), names["feature"]
        return f"{title}, the groups of {feature} are {apart}; {widest}, {names['low']} against {names['high']}"
    template = facts.average_equal if facts.average_equal and _nothing_differs(disparity) else facts.average
    return template.format(title=title, **names)


def _share_relation(disparity: Disparity, clause: str) -> str:
    facts = disparity.comparison.facts
    template = facts.share_from_high if _told_from_high(disparity) else facts.share
    if facts.share_equal and _nothing_differs(disparity):
        template = facts.share_equal
    return template.format(clause=clause, **_names(disparity))


def _told_from_high(disparity: Disparity) -> bool:
    return find_metric(disparity.deciding.metric).direction.told_from_high


def _nothing_differs(disparity: Disparity) -> bool:
    return disparity.lowest == disparity.highest or disparity.value == disparity.comparison.facts.equal


def _names(disparity: Disparity) -> dict[str, str]:
    """Return what a sentence about groups is filled with: their names, alone and after the feature, and the value."""
    lowest, highest = (named_after(group, disparity.feature) for group in (disparity.lowest, disparity.highest))
    return {
        "value": disparity.comparison.scale.written(disparity.value or 0.0),
        "low": named(disparity.lowest),
        "high": named(disparity.highest),
        "lowest": lowest,
        "highest": highest,
        "feature": titled(disparity.feature),
    }


def _pictures(disparity: Disparity) -> str:
    """Return the rates behind a relation, in the order of the groups named: `60.0 %, 3 of 5 pictures, against …`."""
    pair = [disparity.lowest, disparity.highest]
    if _told_from_high(disparity) and disparity.comparison.scale is DisparityScale.POINTS:
        pair.reverse()
    if pair[0] == pair[1] and disparity.comparison.facts.equal is not None:
        return f"{_rate(disparity, pair[0], noun=True)} for {named(pair[0])}"
    if not disparity.comparison.facts.names_pair or pair[0] == pair[1]:
        return _rate(disparity, pair[0], noun=True)
    return f"{_rate(disparity, pair[0], noun=True)}, against {_rate(disparity, pair[1], noun=False)}"


def _rate(disparity: Disparity, group: Group | None, *, noun: bool) -> str:
    estimate = next((each for each in disparity.estimates if each.group == group), None)
    if estimate is None:
        return "no pictures"
    pictures = counted(estimate.support, "picture") if noun else number(estimate.support)
    if disparity.comparison.scale is DisparityScale.RATE:  # the rate is the value, and stands in the relation
        return f"{number(estimate.rate.numerator)} of {pictures}" if estimate.rate else pictures
    share = percent(estimate.value)
    return f"{share}, {number(estimate.rate.numerator)} of {pictures}" if estimate.rate else f"{share} on {pictures}"


def _reversal(disparity: Disparity) -> str:
    """Return that strata turn the order of two groups round; empty where they do not."""
    if disparity.strata is None or disparity.strata.reversed_pair is None:
        return ""
    low, high = disparity.strata.reversed_pair
    return f"; a Simpson reversal: without control {named(low)} is below {named(high)}, within the strata it is above"
