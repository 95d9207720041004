"""Blends: faces that go from one emotion to another by known steps, and what a classifier says at each.

Words: the *weight* is the share of the end emotion in the picture, 0 to 1; a *dose–response curve* is what a classifier
says against it; a *dissolve* mixes two pictures of one person, a drawn blend two expressions of one drawn face; the
*turning point* is the weight at which the end emotion becomes as probable as the start emotion (in psychophysics: the
point of subjective equality).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from audit.domain.arrays import frozen
from audit.domain.cohort.groups import Group, SensitiveFeature
from audit.domain.cohort.labels import LabelSet
from audit.domain.counts.rates import Interval
from audit.domain.results.result import Provenance
from audit.errors import InputError, UsageError

FALL = 0.02
"""How far the probability of the end emotion may fall below its highest so far and still count as never falling."""

_STEPS = range(3, 102)


class BlendKind(StrEnum):
    """What is mixed: the expressions of drawn faces, or two pictures of one person."""

    DRAWN = "drawn"
    DISSOLVE = "dissolve"


@dataclass(frozen=True, slots=True, kw_only=True)
class BlendPlan:
    """Which blends.

    Attributes
    ----------
    start, end
        Emotions at weight 0 and at weight 1.
    steps
        Weights from 0 to 1 in equal steps: an odd number from 3 to 101, so that one half is among them.
    confidence, resamples, seed
        Of the intervals over people.
    """

    start: str
    end: str
    steps: int = 11
    confidence: float = 0.95
    resamples: int = 2_000
    seed: int = 0

    def __post_init__(self) -> None:
        if self.start == self.end:
            raise UsageError(f"a blend goes from one emotion to another, found '{self.start}' twice")
        if self.steps not in _STEPS or self.steps % 2 == 0:
            raise UsageError(f"--steps is an odd number of doses from 3 to 101, found {self.steps}")
        if self.seed < 0:
            raise UsageError(f"the seed is a whole number from 0 on, found {self.seed}")

    @property
    def weights(self) -> tuple[float, ...]:
        """Share of the end emotion at each step."""
        return tuple(step / (self.steps - 1) for step in range(self.steps))


@dataclass(frozen=True, slots=True, kw_only=True)
class Responses:
    """What a classifier says of each person at each weight; arrays of shape (people, steps).

    Attributes
    ----------
    start, end
        float64: probability of the start and of the end emotion.
    entropy
        float64: softmax entropy, 0 (one emotion) to 1 (all alike).
    top_two
        bool: whether start and end are the two most probable emotions.
    codes
        int64, shape (people, features): group of each person; −1 where the two pictures are of different groups.
    """

    start: NDArray[np.float64]
    end: NDArray[np.float64]
    entropy: NDArray[np.float64]
    top_two: NDArray[np.bool_]
    codes: NDArray[np.int64]

    def __post_init__(self) -> None:
        for name, kind in (
            ("start", np.float64),
            ("end", np.float64),
            ("entropy", np.float64),
            ("top_two", np.bool_),
            ("codes", np.int64),
        ):
            object.__setattr__(self, name, frozen(getattr(self, name), kind))
        shapes = {np.shape(values) for values in (self.start, self.end, self.entropy, self.top_two)}
        if len(shapes) > 1 or len(self.codes) != len(self.start):
            raise InputError("responses to blends have one row for each person and one column for each weight")

    def __len__(self) -> int:
        return len(self.start)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseCurve:
    """A mean over people at each weight; arrays of shape (steps,).

    Attributes
    ----------
    values
        float64: the means.
    lower, upper
        float64: ends of the interval at each weight by itself; None with fewer people than make an interval.
    """

    values: NDArray[np.float64]
    lower: NDArray[np.float64] | None
    upper: NDArray[np.float64] | None

    def __post_init__(self) -> None:
        for name in ("values", "lower", "upper"):
            if getattr(self, name) is not None:
                object.__setattr__(self, name, frozen(getattr(self, name), np.float64))


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One number over people.

    Attributes
    ----------
    value
        None when undefined.
    interval
        Over people; None when undefined or with fewer people than make an interval.
    people
        How many it rests on.
    """

    value: float | None
    interval: Interval | None
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupResponse:
    """Dose and response of one group.

    Attributes
    ----------
    group
        The group, or None for everybody.
    people
        How many.
    start, end, entropy
        Mean curves.
    top_two
        Share of people whose two most probable emotions are start and end; None for a model of two emotions, of which
        it is always true.
    monotone
        Share of people whose probability of the end emotion never falls by more than `FALL` below its highest so far.
    rank
        Mean over people of Spearman's correlation of weight and probability of the end emotion; people to whom the
        classifier gives one probability throughout have none.
    slope
        Mean over people of the least-squares slope of the probability of the end emotion on the weight; 1 where the
        probability is the weight.
    turning
        Median over people of the turning point, by linear interpolation; 0 for those for whom the end emotion is the
        more probable one from the start, 1 for those for whom it never becomes so.
    already, never
        How many people these are.
    peak
        Weight at which the mean entropy is highest; of several the least.
    rise
        Mean over people of the entropy at one half less the mean of that at both ends.
    """

    group: Group | None
    people: int
    start: ResponseCurve
    end: ResponseCurve
    entropy: ResponseCurve
    top_two: ResponseCurve | None
    monotone: Measured
    rank: Measured
    slope: Measured
    turning: Measured
    already: int
    never: int
    peak: Measured
    rise: Measured

    @property
    def text(self) -> str:
        """The group, or `everybody`."""
        return "everybody" if self.group is None else self.group.text


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLeftOut:
    """A person of whom no blend could be made, named by a picture, and why."""

    image: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseResponse:
    """A classifier over blends.

    Attributes
    ----------
    provenance
        Model, people, time, command.
    kind, plan
        What was mixed and how.
    labels
        Emotions of the model.
    features
        The sensitive features, in the order of `responses.codes`.
    weights
        float64, shape (steps,): share of the end emotion.
    responses
        Person by person.
    groups
        Everybody, then every group of every feature that has people.
    left_out
        People of whom no blend could be made.
    notes
        What was assumed, one sentence each.
    """

    provenance: Provenance
    kind: BlendKind
    plan: BlendPlan
    labels: LabelSet
    features: tuple[SensitiveFeature, ...]
    weights: NDArray[np.float64]
    responses: Responses
    groups: tuple[GroupResponse, ...]
    left_out: tuple[PersonLeftOut, ...] = ()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "weights", frozen(self.weights, np.float64))
