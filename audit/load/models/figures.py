"""The table `[figures]` of a model.toml: put in, or replaced, every other character left as it is."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from audit.domain.model.figures import Figures
from audit.domain.results.serialization import to_data
from audit.load.toml_table import declare_table

if TYPE_CHECKING:
    from pathlib import Path

_KEYS = tuple(field.name for field in fields(Figures))


def declare_figures(declaration: Path, figures: Figures) -> None:
    """Write figures into a model.toml, in place of those that are there; what was not measured is not written.

    Raises
    ------
    UsageError
        When the file says `figures` in another form than a table `[figures]` with a key to a line.
    OutputError
        When it cannot be written.
    """
    said = {key: value for key, value in to_data(figures).items() if value not in (None, "", [])}
    declare_table(declaration, "figures", _KEYS, said)
