"""A disparity as a sentence that names the groups, the emotion, the numbers and the next step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.domain.counts.metrics import find_metric, words_of
from audit.domain.decision.comparisons import DisparityScale
from audit.domain.wording.words import (
    UNDEFINED,
    counted,
    decimal,
    joined,
    number,
    percent,
    quoted,
    sentence,
    short,
    titled,
)

if TYPE_CHECKING:
    from audit.domain.cohort.groups import Group
    from audit.domain.decision.comparisons import Comparison
    from audit.domain.decision.criteria import Criterion
    from audit.domain.decision.disparities import Bounds, Disparity, Resampled
    from audit.domain.decision.findings import Finding


def criterion_title(criterion: Criterion) -> str:
    """Return what a criterion limits: `recall of “sad”, largest difference by age group`."""
    facts = criterion.comparison.facts
    reference = facts.reference.format(quoted(criterion.reference)) if criterion.reference else ""
    within = _within(criterion.control)
    what = _metric_of(criterion.metric, criterion.emotion)
    return f"{what}, {facts.title} by {titled(criterion.feature)}{reference}{within}"


def named_gap(criterion: Criterion) -> str:
    """Return between whom a criterion compares what: `recall of “sad” by age group`."""
    what = _metric_of(criterion.metric, criterion.emotion)
    return f"{what} by {titled(criterion.feature)}{_within(criterion.control)}"


def _metric_of(metric: str, emotion: str | None) -> str:
    return find_metric(metric).title + (f" of {quoted(emotion)}" if emotion else "")


def _within(control: tuple[str, ...]) -> str:
    return f", within {joined([titled(name) for name in control])}" if control else ""


def disparity_text(comparison: Comparison, value: float | None) -> str:
    """Return the value of a disparity with its unit; `–` when nothing was compared."""
    return comparison.scale.written(value)


def bounds_text(comparison: Comparison, bounds: Bounds | None) -> str:
    """Return the bounds of a disparity, the unit once; `–` where there are none."""
    if bounds is None:
        return UNDEFINED
    return comparison.scale.span(bounds.lower, bounds.upper)


def resampled_text(disparity: Disparity) -> str:
    """Return the bootstrap interval of a disparity and how often such intervals hold the truth; empty without one.

    For example: count bootstrap 8.3 to 20.2 points, 95 % of 2,000 resamples; in simulated audits with these rates such
    intervals held the truth in 7 %, with equal rates in 0 %.
    """
    found = disparity.resampled
    if found is None:
        return ""
    interval = found.interval
    ends = disparity.comparison.scale.span(interval.lower, interval.upper)
    share = f"{percent(interval.confidence, 0)} of {number(found.resamples)} resamples"
    return f"{interval.method} {ends}, {share}; {_coverage(found)}"


def circumstances(disparity: Disparity) -> str:
    """Return how the pictures behind a disparity were weighed: within strata, or as pictures of one person."""
    return " ".join(sentence(text) for text in (_strata_text(disparity), _people_text(disparity)) if text)


def _strata_text(disparity: Disparity) -> str:
    found = disparity.strata
    if found is None:
        return ""
    left = f"; {counted(found.left_out, 'picture')} in strata that lack a group left out" if found.left_out else ""
    raw = f"without control {disparity_text(disparity.comparison, found.raw)}{left}"
    if found.reversed_pair is None:
        return raw
    low, high = (quoted(group.text) for group in found.reversed_pair)
    return f"{raw}. A Simpson reversal: without control {low} is below {high}, within the strata it is above"


def _people_text(disparity: Disparity) -> str:
    found = disparity.dependence
    if found is None or found.people == found.pictures:
        return ""
    fewer = f"counted as up to {decimal(found.design_effect, 1)} times fewer"
    return f"{counted(found.pictures, 'picture')} of {counted(found.people, 'person', 'people')}, {fewer}"


def _coverage(found: Resampled) -> str:
    if found.coverage is None:
        return "how often such intervals hold the truth was not measured"
    equal = "" if found.coverage_if_equal is None else f", with equal rates in {percent(found.coverage_if_equal, 0)}"
    held = percent(found.coverage, 0)
    return f"in simulated audits with these rates such intervals held the truth in {held}{equal}"


def limit_text(criterion: Criterion) -> str:
    """Return a limit with its direction: `at most 10 points`, `at least 0.80`."""
    direction = "at least" if criterion.comparison.limit_is_minimum else "at most"
    return f"{direction} {disparity_text(criterion.comparison, criterion.limit)}"


def waiver_note(finding: Finding) -> str:
    """Return what became of the waiver of a finding in a few words, `waived until 2026-12-31`; empty without one."""
    if finding.waived is None:
        return ""
    if finding.accepted:
        return f"waived until {finding.waived.waiver.expires}"
    return f"waiver {finding.waived.state}"


def accepted_sentence(finding: Finding) -> str:
    """Return who accepts a waived finding up to where and until when; empty where no waiver holds."""
    if finding.waived is None or not finding.accepted:
        return ""
    waiver = finding.waived.waiver
    ceiling = limit_text(finding.criterion.waived(waiver))
    return f"A waiver by {short(waiver.owner)} accepts {ceiling} until {waiver.expires}."


def compared_pictures(disparity: Disparity) -> int:
    """Return how many pictures the compared rates rest on."""
    return sum(estimate.support for estimate in disparity.estimates)


def gap_sentence(finding: Finding) -> str:
    """Return what was found between which groups, without full stop.

    For example: pictures are classified correctly 31.2 points less often for age group “senior” than for “adult” (95 %
    bounds 12 to 47; 64 and 410 pictures), where at most 10 points are allowed.
    """
    disparity = finding.disparity
    if disparity.value is None or disparity.lowest is None or disparity.highest is None:
        return f"{criterion_title(finding.criterion)}: nothing could be compared"
    return f"{seen(disparity)}, where {_allowed(finding.criterion)}"


def seen(disparity: Disparity) -> str:
    """Return what was seen between which groups, how sure that is and on how many pictures, without full stop.

    For example: “sad” faces are recognised 31 points less often for age group “senior” than for “adult” (95 % bounds
    12 to 47; 64 and 410 pictures). Only of a disparity that has a value.
    """
    return f"{relation(disparity)} ({_sure(disparity)}; {_pictures(disparity)})"


def seen_on(disparity: Disparity) -> str:
    """Return the same without the bounds, where these are told beside it."""
    return f"{relation(disparity)} ({_pictures(disparity)})"


def relation(disparity: Disparity) -> str:
    """Return what was seen between which groups, without evidence; only of a disparity that has a value."""
    told = disparity.deciding
    if find_metric(disparity.metric).over_emotions:
        return _average_relation(disparity)
    within = _within(disparity.strata.features) if disparity.strata else ""
    return _share_relation(disparity, _filled(words_of(told.metric).clause, told.emotion)) + within


def _average_relation(disparity: Disparity) -> str:
    """Return the relation of averages, which are high or low rather than often or seldom."""
    facts, named = disparity.comparison.facts, _named(disparity)
    title = find_metric(disparity.metric).title
    if disparity.part is not None and not _nothing_differs(disparity):
        widest = f"the widest gap is in {_metric_of(disparity.part.metric, disparity.part.emotion)}"
        apart, feature = facts.apart.format(**named), named["feature"]
        return f"{title}, the groups of {feature} are {apart}; {widest}, {named['low']} against {named['high']}"
    template = facts.average_equal if facts.average_equal and _nothing_differs(disparity) else facts.average
    return template.format(title=title, **named)


def _share_relation(disparity: Disparity, clause: str) -> str:
    facts = disparity.comparison.facts
    from_high = find_metric(disparity.deciding.metric).direction.told_from_high
    template = facts.share_from_high if from_high else facts.share
    if facts.share_equal and _nothing_differs(disparity):
        template = facts.share_equal
    return template.format(clause=clause, **_named(disparity))


def _nothing_differs(disparity: Disparity) -> bool:
    return disparity.lowest == disparity.highest or disparity.value == disparity.comparison.facts.equal


def _named(disparity: Disparity) -> dict[str, str]:
    """Return what a sentence about groups is filled with: their names, alone and after the feature, and the value."""
    lowest, highest = (_of_feature(group, disparity.feature) for group in (disparity.lowest, disparity.highest))
    return {
        "value": disparity_text(disparity.comparison, disparity.value or 0.0),
        "low": _name(disparity.lowest),
        "high": _name(disparity.highest),
        "lowest": lowest,
        "highest": highest,
        "feature": titled(disparity.feature),
    }


def _pictures(disparity: Disparity) -> str:
    """Return on how many pictures of the two groups a disparity rests: `64 and 410 pictures`."""
    sizes = {e.group: e.support for e in disparity.estimates}
    pair = [disparity.lowest, disparity.highest]
    from_high = find_metric(disparity.deciding.metric).direction.told_from_high
    if from_high and disparity.comparison.scale is DisparityScale.POINTS:
        pair.reverse()
    if not disparity.comparison.facts.names_pair or pair[0] == pair[1]:
        pair = pair[:1]
    support = [number(sizes[group]) for group in pair if group is not None]
    noun = "picture" if support == ["1"] else "pictures"
    return f"{joined(support)} {noun}"


def _sure(disparity: Disparity) -> str:
    """Return the bounds with the confidence of the less certain of the two; the unit stands before them.

    Those of a look of a series hold over all its looks, with the confidence of the series.
    """
    if disparity.bounds is None:
        return "no bounds"
    error = max(disparity.bounds.error_lower, disparity.bounds.error_upper) / disparity.bounds.share
    ends = bounds_text(disparity.comparison, disparity.bounds).removesuffix(" points").removesuffix(" point")
    return f"{percent(1 - error, 0)} bounds {ends}"


def _allowed(criterion: Criterion) -> str:
    verb = "are" if criterion.comparison.scale is DisparityScale.POINTS else "is"
    return f"{limit_text(criterion)} {verb} allowed"


def counted_as(disparity: Disparity, *, many: bool = True) -> str:
    """Return what has to be collected for a disparity: `pictures labelled “sad”`, `pictures of different people`."""
    told = disparity.deciding
    words = find_metric(told.metric).words  # a notion of which nothing was compared has none
    noun = _filled("picture" if words is None else words.collected, told.emotion)
    noun = noun.replace("picture", "pictures", 1) if many else noun
    people = disparity.dependence is not None and disparity.dependence.design_effect > 1
    return f"{noun} of different people" if people else noun


def _filled(template: str, emotion: str | None) -> str:
    return template.replace("{emotion}", quoted(emotion) if emotion else "")


def _name(group: Group | None) -> str:
    return quoted(group.text) if group else "no group"


def _of_feature(group: Group | None, feature: str) -> str:
    """Return a group after its feature, `age group “senior”`; alone where its name says as much: `“no glasses”`."""
    told = titled(feature)
    return _name(group) if group and told.casefold() in group.text.casefold() else f"{told} {_name(group)}"


def group_list(groups: tuple[Group, ...], most: int = 5) -> str:
    """Return names of groups in a sentence, the rest counted: `“a”, “b” and 3 more`."""
    names = [f"“{short(group.text)}”" for group in groups[:most]]
    left = len(groups) - len(names)
    return joined([*names, f"{counted(left, 'more group')}"] if left else names)
