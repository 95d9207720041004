"""What became of the waiver that names a finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.domain.decision.choices import DecideOn
from audit.domain.decision.findings import Waived, WaiverState
from audit.domain.sentences.proven import dropped_out
from audit.domain.wording.words import shown

if TYPE_CHECKING:
    from audit.domain.decision.criteria import Criterion
    from audit.domain.decision.disparities import Bounds, Disparity
    from audit.domain.decision.waivers import Waiver


def waiver_sentence(criterion: Criterion, disparity: Disparity, waived: Waived) -> str:
    """Return who accepts what until when and why, or why the waiver does not hold."""
    waiver, bounds = waived.waiver, disparity.bounds
    owner, ceiling = shown(waiver.owner), _ceiling(criterion, waiver)
    if waived.state is WaiverState.HOLDS:
        return f"Accepted {ceiling} until {waiver.expires} by {owner}: {_stopped(shown(waiver.reason))}"
    if waived.state is WaiverState.EXPIRED:
        return f"Its waiver by {owner} expired on {waiver.expires}."
    if waived.state is WaiverState.NOT_NEEDED:
        return f"Its waiver by {owner}, {ceiling} until {waiver.expires}, is not needed."
    if bounds is None:
        return f"Its waiver by {owner}, {ceiling}, cannot hold where nothing is compared."
    if waived.state is WaiverState.UNPROVEN and disparity.lost:
        return f"Its waiver by {owner}, {ceiling}, cannot hold: {dropped_out(disparity.lost)}."
    return f"Its waiver by {owner}, {ceiling}, {_beyond(criterion, disparity, bounds, waived.state)}."


def _ceiling(criterion: Criterion, waiver: Waiver) -> str:
    direction = "down to" if criterion.comparison.limit_is_minimum else "up to"
    return f"{direction} {criterion.comparison.scale.written(waiver.ceiling)}"


def _beyond(criterion: Criterion, disparity: Disparity, bounds: Bounds, state: WaiverState) -> str:
    """Return how far beyond the ceiling of its waiver a disparity is, or may be."""
    minimum, scale = criterion.comparison.limit_is_minimum, criterion.comparison.scale
    near, far = (bounds.upper, bounds.lower) if minimum else (bounds.lower, bounds.upper)
    if state is WaiverState.UNPROVEN:
        return f"is not proven kept: the truth may be {'down to' if minimum else 'up to'} {scale.written(far)}"
    if criterion.decide_on is DecideOn.POINT:
        return f"is exceeded: observed is {scale.written(disparity.value or 0.0)}"
    return f"is exceeded: the truth is {'at most' if minimum else 'at least'} {scale.written(near)}"


def _stopped(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
