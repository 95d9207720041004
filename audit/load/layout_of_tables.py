"""How the tables of one audit are laid out: as somebody said, with our names, or as a tool that we know does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.load.layouts.tools import layout_of
from audit.load.manifest.manifest import manifest_of
from audit.load.tables.column_names import OUTCOME, PREDICTED, PROBABILITY, is_of_predictions
from audit.load.tables.columns import Columns
from audit.load.tables.formats.headers import header_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def columns_of_tables(
    cohort: Path,
    predictions: Path | None,
    mapped: Mapping[str, str],
    features: tuple[str, ...],
    *,
    compares: bool = True,
) -> Columns:
    """Return how a cohort and a table of predictions are laid out; both in one file are told by it, not by its name.

    A table of predictions in which nothing has our names, and of which nobody said more, is held against the layouts
    of known tools.

    Parameters
    ----------
    cohort, predictions
        The two tables; None where a classifier makes the predictions.
    mapped
        Our name → the name in the tables.
    features
        Sensitive features that were named.
    compares
        As in `Columns`.

    Raises
    ------
    UsageError
        When the mapping does not fit its tables.
    """
    manifest = manifest_of(cohort)
    one = predictions is not None and predictions.exists() and manifest.exists() and manifest.samefile(predictions)
    known, said = ({}, "") if predictions is None else _known(predictions, mapped)
    return Columns(
        mapped={**known, **mapped},
        features=features,
        one_table=one,
        predictions=predictions is not None,
        compares=compares,
        layout=said,
    )


def _known(table: Path, mapped: Mapping[str, str]) -> tuple[dict[str, str], str]:
    """Return the columns of a known tool's table, and the sentence about them; neither where it is nobody's."""
    if any(map(is_of_predictions, mapped)) or not table.is_file():
        return {}, ""
    header = header_of(table)
    layout = None if any(_is_ours(name) for name in header) else layout_of(header)
    if layout is None:
        return {}, ""
    columns = layout.within(header) | ({OUTCOME: OUTCOME} if OUTCOME in header else {})
    named = ", ".join(f"{ours} is '{theirs}'" for ours, theirs in columns.items())
    return columns, f"{table.name}: read as {layout.title} lays it out ({named})"


def _is_ours(name: str) -> bool:
    return name == PREDICTED or name.startswith(PROBABILITY)
