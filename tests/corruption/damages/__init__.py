"""All damages."""

from __future__ import annotations

from corruption.damage import Damage
from corruption.damages import emotions, groups, numbers, rows, silent, variants

DAMAGES: tuple[Damage, ...] = (
    *rows.DAMAGES,
    *emotions.DAMAGES,
    *groups.DAMAGES,
    *variants.DAMAGES,
    *numbers.DAMAGES,
)
"""What a reader can notice."""

STANDING: tuple[Damage, ...] = rows.STANDING
"""What is named, and may be so: the verdict stands."""

UNNOTICEABLE: tuple[Damage, ...] = (*silent.DAMAGES, *variants.UNNOTICEABLE)
"""What no reader of the tables can."""
