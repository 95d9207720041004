"""The pictures of a page: which are worth looking at, made small, with heat maps if they are asked for."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from audit.domain.cohort.pictures import LEAST_AVERAGED, Gallery, MeanHeat, Picture, PictureMode, Unseen
from audit.domain.cohort.predictions import OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from audit.domain.cohort.pictures import Case, PictureWish
    from audit.domain.model.model import ModelSpec
    from audit.images import Thumbnail
    from audit.measure import Sample
    from audit.pipeline.stages.scoring import Progress, Scored
    from audit.predict import Explainer

HEAT_IMAGES = 60
"""Most pictures of a group whose heat maps are averaged."""

HEAT_IMAGES_IN_ALL = 3_000
"""The same of all groups together; with more groups each has fewer, and at least `LEAST_AVERAGED`."""

_CHUNK = 256

Heat = dict[int, "NDArray[np.float64]"]
"""Heat map of each row."""


def explainer_of(spec: ModelSpec) -> Explainer:
    """Return what makes heat maps of a model; called before an audit, so that one that cannot is refused first.

    Raises
    ------
    UsageError
        When the model is no Keras network, or has no convolution.
    ModelRefused, MissingExtra
        As `score_with_model`.
    """
    from audit.predict import load_explainer

    return load_explainer(spec)


def gallery_of(
    scored: Scored, wish: PictureWish, *, explainer: Explainer | None = None, progress: Progress | None = None
) -> Gallery | None:
    """Return the pictures that were asked for; None where none were.

    Parameters
    ----------
    scored
        Cohort and predictions. Pictures are read from the cohort's folder again, as strictly as for the audit.
    wish
        How they are shown, how many, and whether with heat maps.
    explainer
        Of the model that made the predictions; needed where the wish says `explain`.
    progress
        Called while heat maps are made.
    """
    from audit.measure import choose_with_right, sample

    if wish.mode is PictureMode.OFF:
        return None
    cohort, chosen = scored.cohort, choose_with_right(scored.answered, wish.most)
    cases = chosen.cases
    samples: tuple[Sample, ...] = ()
    heat: Heat = {}
    if explainer is not None:
        places = sum(len(feature.groups) for feature in cohort.features)
        most = max(LEAST_AVERAGED, min(HEAT_IMAGES, HEAT_IMAGES_IN_ALL // max(places, 1)))
        samples = sample(scored.answered, most)
        rows = sorted({case.row for case in cases} | {int(row) for each in samples for row in each.rows})
        heat = _heat_maps(scored, explainer, rows, progress)
    return _filled(
        Gallery(
            mode=wish.mode,
            pictures=(),
            pairs=chosen.pairs,
            most=wish.most,
            mean_heat=_means(samples, heat),
            explained="" if explainer is None else explainer.stage,
            consent=cohort.consent,
        ),
        scored,
        cases,
        heat,
    )


def _filled(gallery: Gallery, scored: Scored, cases: Sequence[Case], heat: Heat) -> Gallery:
    """Return the gallery with the pictures that can be opened, as many as its bytes hold."""
    pictures, size, unseen = [], gallery.size, Counter[int]()
    for case, thumbnail in zip(cases, _thumbnails(scored, cases), strict=True):
        if thumbnail.pixels is None:
            unseen[thumbnail.outcome.code] += 1
            continue
        picture = _picture(case, thumbnail.pixels, heat.get(case.row), gallery.mode)
        size += picture.size
        if size <= gallery.most_bytes:
            pictures.append(picture)
    there = {picture.case.row for picture in pictures}
    return replace(
        gallery,
        pictures=tuple(pictures),
        pairs=tuple(pair for pair in gallery.pairs if {pair.wrong, pair.right} <= there),
        unseen=tuple(Unseen(outcome=OUTCOMES[code], images=n) for code, n in sorted(unseen.items())),
        beyond=len(cases) - len(pictures) - unseen.total(),
    )


def _thumbnails(scored: Scored, cases: Sequence[Case]) -> list[Thumbnail]:
    from audit.images import thumbnails

    cohort, rows = scored.cohort, [case.row for case in cases]
    boxes = None if cohort.boxes is None else cohort.boxes[rows]
    return list(thumbnails(cohort.root, [case.image for case in cases], boxes, scored.contract))


def _picture(case: Case, pixels: NDArray[np.uint8], heat: NDArray[np.float64] | None, mode: PictureMode) -> Picture:
    from audit.images import blurred, encoded, overlaid

    seen = blurred(pixels) if mode is PictureMode.BLURRED else pixels
    return Picture(
        case=case,
        thumbnail=encoded(seen),
        heat=None if heat is None else encoded(overlaid(seen, heat)),
    )


def _heat_maps(scored: Scored, explainer: Explainer, rows: list[int], progress: Progress | None) -> Heat:
    """Return the heat map of each row for the emotion that was predicted; a picture that cannot be read has none."""
    from audit.images import prepared

    if scored.contract is None:
        return {}
    cohort, found = scored.cohort, Heat()
    boxes = None if cohort.boxes is None else cohort.boxes[rows]
    pictures = prepared(cohort.root, [cohort.images[row] for row in rows], boxes, scored.contract)
    waiting: dict[int, NDArray[np.float32]] = {}
    for done, (row, picture) in enumerate(zip(rows, pictures, strict=True), start=1):
        if picture.pixels is not None:
            waiting[row] = picture.pixels
        if waiting and (len(waiting) == _CHUNK or done == len(rows)):
            codes = scored.answered.predictions.predicted[list(waiting)].astype(np.int64)
            found.update(zip(waiting, explainer.heat_maps(np.stack(list(waiting.values())), codes), strict=True))
            waiting = {}
        if progress is not None:
            progress(done, len(rows))
    return found


def _means(samples: Sequence[Sample], heat: Heat) -> tuple[MeanHeat, ...]:
    """Return the mean heat map of each group, drawn on the scale of the largest value of any."""
    from audit.images import encoded, heat_picture

    seen = [(each, [heat[row] for row in each.rows.tolist() if row in heat]) for each in samples]
    means = [(each, len(maps), np.mean(maps, axis=0)) for each, maps in seen if len(maps) >= LEAST_AVERAGED]
    largest = max((float(mean.max()) for _, _, mean in means), default=0.0) or 1.0
    return tuple(
        MeanHeat(group=each.group, images=n, of=each.of, heat=mean, drawn=encoded(heat_picture(mean / largest)))
        for each, n, mean in means
    )
