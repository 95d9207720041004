"""What fitting a temperature did: the same pictures before and after."""

from __future__ import annotations

from dataclasses import dataclass

from audit.domain.uncertainty.mixed import Temperature


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationScore:
    """How well calibrated a classifier is on some pictures.

    Attributes
    ----------
    cross_entropy
        Mean over images of −Σ share · log p, nats; with one right emotion each, the negative log-likelihood.
    error, chance_error, gap
        As `audit.domain.uncertainty.mixed.Reliability` has them; None without images.
    """

    cross_entropy: float
    error: float | None
    chance_error: float | None
    gap: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibrated:
    """A temperature, the pictures it was fitted on, and what it did to them.

    Attributes
    ----------
    temperature
        The fitted one.
    target
        What the probabilities were fitted to: `label`, `majority` or `votes`.
    images
        Pictures it was fitted on.
    before, after
        On these pictures, with temperature 1 and with the fitted one.
    """

    temperature: Temperature
    target: str
    images: int
    before: CalibrationScore
    after: CalibrationScore
