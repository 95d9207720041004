"""A cohort of drawn faces: the plan says how many of whom, with which expressions; the seed says which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from audit.domain.arrays import frozen
from audit.simulate.faces.drawn_face import draw_face
from audit.simulate.faces.expressions import Actions, actions_of, blend
from audit.simulate.faces.people import TONES_OF_BAND, AgeGroup, Glasses, Hair, Person, SkinBand, Traits
from audit.simulate.faces.scenes import Scene
from audit.simulate.plans import ANNOTATORS, FEATURES, USUAL_SHARES, DrawnPlan
from audit.simulate.shares import share_out, shares_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from audit.domain.cohort.groups import SensitiveFeature
    from audit.domain.cohort.labels import LabelSet


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnFaces:
    """Pictures of drawn people and all that is known of them; everything of length n.

    Attributes
    ----------
    plan
        What was asked for.
    images
        uint8, shape (n, size, size, 3), red, green, blue.
    y_true
        int64, shape (n,): code of the leading emotion.
    codes
        int64, shape (n, number of features): group of each face, in the order of `features`.
    votes
        int64, shape (n, k): of 10 annotators, as many as the weights of the emotions in the face.
    """

    plan: DrawnPlan
    images: NDArray[np.uint8]
    y_true: NDArray[np.int64]
    codes: NDArray[np.int64]
    votes: NDArray[np.int64]

    def __post_init__(self) -> None:
        self.images.setflags(write=False)  # not copied: the largest array by far
        for name in ("y_true", "codes", "votes"):
            object.__setattr__(self, name, frozen(getattr(self, name), np.int64))

    def __len__(self) -> int:
        return len(self.images)

    @property
    def labels(self) -> LabelSet:
        """Emotions in the order of the codes."""
        return self.plan.labels

    @property
    def features(self) -> tuple[SensitiveFeature, ...]:
        """age_group, skin_tone, glasses, hair; provenance `drawn`."""
        return FEATURES


@dataclass(frozen=True, slots=True, kw_only=True)
class _Deal:
    """What is shared out over all faces before any is drawn."""

    codes: NDArray[np.int64]
    leading: NDArray[np.int64]
    second: NDArray[np.int64]
    votes: NDArray[np.int64]


def draw_cohort(plan: DrawnPlan, progress: Callable[[int, int], None] | None = None) -> DrawnFaces:
    """Return the faces of a plan, about 1 ms of computing each at 64 pixels.

    One thread draws: a face is many tiny strokes, and threads that wait for each other at every one are no faster.

    Parameters
    ----------
    plan
        Whom to draw.
    progress
        Called with the faces drawn and the faces in all.
    """
    deal = _deal(plan)
    images = np.empty((plan.faces, plan.size, plan.size, 3), dtype=np.uint8)
    for number in range(plan.faces):
        images[number] = _draw(plan, deal, number)
        if progress is not None:
            progress(number + 1, plan.faces)
    return DrawnFaces(plan=plan, images=images, y_true=deal.leading, codes=deal.codes, votes=_votes(plan, deal))


def _votes(plan: DrawnPlan, deal: _Deal) -> NDArray[np.int64]:
    votes = np.zeros((plan.faces, len(plan.labels)), dtype=np.int64)
    faces = np.arange(plan.faces)
    votes[faces, deal.second] = ANNOTATORS - deal.votes
    votes[faces, deal.leading] = deal.votes
    return votes


def _deal(plan: DrawnPlan) -> _Deal:
    """Share out groups and emotions; each from a stream of its own, so that changing one moves no other."""
    k = len(plan.labels)
    streams = np.random.SeedSequence(plan.seed, spawn_key=(0,)).spawn(4 + len(FEATURES))
    leading = share_out(plan.faces, np.full(k, 1 / k), streams[0])
    other = share_out(plan.faces, np.full(k - 1, 1 / (k - 1)), streams[1])
    blended = share_out(plan.faces, [1 - plan.blends, plan.blends], streams[2]) == 1
    weights = np.rint(np.array(plan.blend_weights or (1.0,)) * ANNOTATORS).astype(np.int64)
    which = share_out(plan.faces, np.full(len(weights), 1 / len(weights)), streams[3])
    columns = [
        share_out(plan.faces, shares_of(feature, USUAL_SHARES[feature.name], plan.shares), stream)
        for feature, stream in zip(FEATURES, streams[4:], strict=True)
    ]
    return _Deal(
        codes=np.stack(columns, axis=1),
        leading=leading,
        second=(leading + 1 + other) % k,
        votes=np.where(blended, weights[which], ANNOTATORS),
    )


def _draw(plan: DrawnPlan, deal: _Deal, number: int) -> NDArray[np.uint8]:
    """Draw one face; all that is random about it comes from its own number."""
    rng = np.random.default_rng(np.random.SeedSequence(plan.seed, spawn_key=(1, number)))
    person = sample_person(rng, deal.codes[number])
    scene = Scene.sample(rng)
    intensity = rng.uniform(*plan.intensity)
    actions = _expression(plan, deal, number).scaled(intensity).trembling(rng)
    return draw_face(person, actions, plan.size, scene)


def sample_person(rng: np.random.Generator, codes: NDArray[np.int64]) -> Person:
    """Return a person of these groups, int64, shape (number of features,), in the order of `FEATURES`."""
    age, band, glasses, hair = codes.tolist()
    tones = TONES_OF_BAND[tuple(SkinBand)[band]]
    return Person(
        traits=Traits.sample(rng),
        tone=tones[int(rng.random() * len(tones))],
        head_size=rng.uniform(0.9, 1.04),
        age_group=tuple(AgeGroup)[age],
        glasses=tuple(Glasses)[glasses],
        hair=tuple(Hair)[hair],
    )


def _expression(plan: DrawnPlan, deal: _Deal, number: int) -> Actions:
    leading, second = (actions_of(plan.labels.emotions[code]) for code in (deal.leading[number], deal.second[number]))
    return blend(leading, second, int(deal.votes[number]) / ANNOTATORS)
