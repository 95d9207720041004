"""The guard against levelling down: a gap that narrowed because the group that was best off lost is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.domain.counts.metrics import find_metric
from audit.domain.results.comparison import Change, Changes, LevellingDown, ProvenChange
from audit.domain.wording.words import in_points

if TYPE_CHECKING:
    from collections.abc import Sequence

_ROUNDING = 1e-9


def levelling_down(found: Changes) -> LevellingDown | None:
    """Return how a gap narrowed at the cost of the group that was best off; None when it did not.

    What the loss did is the gap as it would be had that group kept its rate, less the gap as it is. Where the gains of
    others narrow the gap as far without the loss, there is nothing to name.
    """
    if len(found.changes) < 2:  # noqa: PLR2004 - a gap is between two
        return None
    best = max(found.changes, key=lambda change: (change.baseline, change.loss))
    worst = min(found.changes, key=lambda change: (change.baseline, -change.loss))
    before = _gap([change.baseline for change in found.changes])
    after = _gap([change.candidate for change in found.changes])
    kept = _gap([change.baseline if change is best else change.candidate for change in found.changes])
    by_loss = min(before, kept) - after
    if best.loss <= 0 or by_loss < _ROUNDING:
        return None
    return LevellingDown(
        best=best.group,
        worst=worst.group,
        gap_baseline=before,
        gap_candidate=after,
        loss=best.loss,
        proven_loss=best.bounds.lower if best.standing is ProvenChange.WORSE else None,
        by_loss=by_loss,
        gain=-worst.loss,
        sentence=_sentence(found, best, worst, (before, after, by_loss)),
    )


def _gap(rates: Sequence[float]) -> float:
    return max(rates) - min(rates)


def _sentence(changes: Changes, best: Change, worst: Change, gaps: tuple[float, float, float]) -> str:
    before, after, by_loss = gaps
    regression = changes.regression
    what = find_metric(regression.metric).title + ("" if regression.emotion is None else f" of '{regression.emotion}'")
    narrowed = f"the gap in {what} by {regression.feature} narrowed from {in_points(before)} to {in_points(after)}"
    sure = (
        f"proven at least {in_points(best.bounds.lower)}"
        if best.standing is ProvenChange.WORSE
        else "observed, not proven"
    )
    lost = f"{best.group.text}, which was best off, lost {in_points(best.loss)} ({sure})"
    gained = in_points(-worst.loss)
    if by_loss < before - after - _ROUNDING:
        part = f"{in_points(by_loss)} of the {in_points(before - after)}"
        return f"{narrowed}: {part} because {lost}, the rest because {worst.group.text} gained {gained}"
    if worst.loss < 0:
        return f"{narrowed} because {lost}; {worst.group.text} gained {gained}, which did not narrow it"
    return f"{narrowed} because {lost}, not because {worst.group.text} gained"
