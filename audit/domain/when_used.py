"""Fields that stand in a document only where they are used: one that has its default is not written.

So what nobody asked for changes no byte of an `audit.json`; a field that is missing is read as its default.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import Field

WHEN_USED = {"written": "when used"}
"""Metadata of such a field: `field(default=…, metadata=WHEN_USED)`."""


def is_left_out(declared: Field[Any], value: object) -> bool:
    """Return whether a field with this value is left out of a document."""
    return declared.metadata.get("written") == WHEN_USED["written"] and bool(value == declared.default)
