"""Which part of what a model puts out holds the emotions."""

from __future__ import annotations

from dataclasses import dataclass

from audit.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputPart:
    """The output that holds the emotions, and which of its numbers they are.

    Attributes
    ----------
    index, name
        Of several outputs the one that is meant: its place, counted from 0, or its name in the file.
    slice
        First number of the emotions, counted from 0, and the first behind them; empty for all: `[0, 8]` where valence
        and arousal stand behind eight emotions.
    """

    index: int | None = None
    name: str | None = None
    slice: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.index is not None and self.name is not None:
            raise UsageError("an output is named by its index or by its name; take one of the two out")
        if self.index is not None and self.index < 0:
            raise UsageError(f"index of an output counts from 0, found {self.index}")
        if self.slice and (len(self.slice) != 2 or not 0 <= self.slice[0] < self.slice[1]):  # noqa: PLR2004 - from, to
            raise UsageError(
                f"slice is the first number that counts and the first behind them, as [0, 8], found {list(self.slice)}"
            )

    @property
    def whole(self) -> bool:
        """Whether nothing was said: the only output, and all of it."""
        return self == EVERYTHING


EVERYTHING = OutputPart()
"""The only output, all of its numbers."""
