"""Expressions as amounts of facial action, after the Facial Action Coding System (FACS; Ekman & Friesen, 1978).

An *action* is how far one muscle group moves, 0 = at rest, 1 = as far as the prototype of an emotion moves it.
The prototypes follow the FACS table of emotion predictions (Ekman & Friesen, 1978, table 11-1): joy 6+12+25,
sadness 1+4+15, disgust 9 or 10 +17, anger 4+5+7+24, surprise 1+2+5+26, fear 1+2+4+5+20+25. They are prototypes
drawn to be read, not a claim that people feel what their faces show.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from audit.errors import UsageError, one_of

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

TREMOR = 0.04
"""Standard deviation of what every action deviates from its prototype in one picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actions:
    """Amounts of facial action; the number is that of the FACS action unit (AU).

    Attributes
    ----------
    inner_brow_raise, outer_brow_raise, brow_lower
        AU 1, 2, 4.
    upper_lid_raise, cheek_raise, lid_tighten, lid_droop
        AU 5, 6, 7, 41.
    nose_wrinkle, upper_lip_raise
        AU 9, 10.
    lip_corner_pull, lip_corner_depress, chin_raise, lip_stretch, lip_press
        AU 12, 15, 17, 20, 24.
    lips_part, jaw_drop
        AU 25, 26.
    """

    inner_brow_raise: float = 0.0
    outer_brow_raise: float = 0.0
    brow_lower: float = 0.0
    upper_lid_raise: float = 0.0
    cheek_raise: float = 0.0
    lid_tighten: float = 0.0
    lid_droop: float = 0.0
    nose_wrinkle: float = 0.0
    upper_lip_raise: float = 0.0
    lip_corner_pull: float = 0.0
    lip_corner_depress: float = 0.0
    chin_raise: float = 0.0
    lip_stretch: float = 0.0
    lip_press: float = 0.0
    lips_part: float = 0.0
    jaw_drop: float = 0.0

    def scaled(self, intensity: float) -> Actions:
        """Return the same expression at another intensity: 0 = neutral, 1 = unchanged."""
        return _each(lambda name: getattr(self, name) * intensity)

    def trembling(self, rng: np.random.Generator) -> Actions:
        """Return the actions as they come out in one picture: each a little off, never below 0."""
        noise = dict(zip(ACTION_NAMES, rng.normal(0, TREMOR, len(ACTION_NAMES)).tolist(), strict=True))
        return _each(lambda name: max(0.0, getattr(self, name) + noise[name]))


ACTION_NAMES: tuple[str, ...] = tuple(each.name for each in fields(Actions))


def _each(amount: Callable[[str], float]) -> Actions:
    return Actions(**{name: amount(name) for name in ACTION_NAMES})


PROTOTYPES: dict[str, Actions] = {
    "angry": Actions(brow_lower=1.0, upper_lid_raise=0.35, lid_tighten=0.7, lip_press=1.0, chin_raise=0.3),
    "disgust": Actions(
        nose_wrinkle=1.0,
        upper_lip_raise=1.0,
        brow_lower=0.45,
        lid_tighten=0.8,
        cheek_raise=0.4,
        chin_raise=0.7,
        lip_corner_depress=0.35,
    ),
    "fear": Actions(
        inner_brow_raise=1.0,
        outer_brow_raise=0.45,
        brow_lower=0.5,
        upper_lid_raise=1.0,
        lip_stretch=1.0,
        lips_part=0.9,
    ),
    "happy": Actions(cheek_raise=0.9, lip_corner_pull=1.0, lips_part=0.9),
    "neutral": Actions(),
    "sad": Actions(inner_brow_raise=0.9, brow_lower=0.4, lid_droop=0.6, lip_corner_depress=1.0, chin_raise=0.5),
    "surprise": Actions(
        inner_brow_raise=1.0,
        outer_brow_raise=1.0,
        upper_lid_raise=0.9,
        lips_part=0.6,
        jaw_drop=1.0,
    ),
}
"""Emotions that can be drawn, in the order of the label set `fer7`."""


def actions_of(emotion: str) -> Actions:
    """Return the prototype of an emotion; raises UsageError with the emotions that can be drawn."""
    if emotion not in PROTOTYPES:
        raise UsageError(f"the emotion '{emotion}' cannot be drawn; {one_of(emotion, PROTOTYPES)}")
    return PROTOTYPES[emotion]


def blend(first: Actions, second: Actions, weight: float) -> Actions:
    """Return the expression between two, action by action: `weight` of the first, the rest of the second.

    Raises
    ------
    UsageError
        If the weight is not between 0 and 1.

    Examples
    --------
    >>> blend(actions_of("happy"), actions_of("sad"), 0.7).lip_corner_pull
    0.7
    """
    if not 0 <= weight <= 1:
        raise UsageError(f"the weight of a blend is between 0 and 1, found {weight}")
    return _each(lambda name: weight * getattr(first, name) + (1 - weight) * getattr(second, name))
