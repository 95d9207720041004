"""The table `[calibration]` of a model.toml: put in or taken out, every other character left as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.load.toml_table import declare_table

if TYPE_CHECKING:
    from pathlib import Path

    from audit.domain.uncertainty.mixed import Temperature

_KEYS = ("temperature", "fitted_on", "split", "pictures_sha256", "weights_sha256")


def declare_calibration(declaration: Path, temperature: Temperature | None, weights_sha256: str | None) -> None:
    """Write a temperature into a model.toml, in place of the one that is there; comments stay.

    Parameters
    ----------
    declaration
        The model.toml.
    temperature
        What to declare; None takes the table out.
    weights_sha256
        Of the weights it was fitted for.

    Raises
    ------
    UsageError
        When the file says `calibration` in another form than a table `[calibration]` with a key to a line.
    OutputError
        When it cannot be written.
    """
    said = {} if temperature is None else _said(temperature, weights_sha256)
    declare_table(declaration, "calibration", _KEYS, said)


def _said(temperature: Temperature, weights_sha256: str | None) -> dict[str, str | float]:
    values = (
        round(temperature.value, 4),
        temperature.fitted_on,
        temperature.split,
        temperature.pictures_sha256,
        weights_sha256,
    )
    return {key: value for key, value in zip(_KEYS, values, strict=True) if value is not None}
