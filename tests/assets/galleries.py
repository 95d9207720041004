"""Galleries of made-up pictures for made-up audits: coloured squares, no file is read."""

from __future__ import annotations

import numpy as np

from audit.domain.cohort.groups import Group
from audit.domain.cohort.pictures import Case, Gallery, MeanHeat, Picture, PictureKind, PictureMode
from audit.domain.results.result import AuditResult
from audit.images import encoded, heat_picture


def square(shade: int) -> bytes:
    """Return a small picture of one colour."""
    return encoded(np.full((96, 96, 3), (shade % 256, 90, 160), np.uint8))


def gallery_for(
    result: AuditResult,
    pictures: int = 12,
    mode: PictureMode = PictureMode.SHOWN,
    *,
    explained: bool = False,
    image: str = "faces/{}.png",
) -> Gallery:
    """Return so many pictures, wrong and mixed in turn, their groups and emotions taken round and round."""
    emotions = result.labels.emotions
    found = []
    for i in range(pictures):
        groups = tuple(Group.of((f.name, f.groups[i % len(f.groups)])) for f in result.features)
        label, other = emotions[i % len(emotions)], emotions[(i + 1) % len(emotions)]
        wrong = i % 2 == 0
        case = Case(
            row=i,
            image=image.format(i),
            kinds=(PictureKind.ERROR,) if wrong else (PictureKind.MIXED,),
            groups=groups,
            label=label,
            predicted=other if wrong else label,
            second=None if wrong else other,
            certainty=0.99 - 0.01 * i if wrong else 0.5,
            of_label=0.01 if wrong else 0.5,
            of_second=None if wrong else 0.49,
            entropy=0.1 if wrong else 0.9 - 0.01 * i,
        )
        found.append(Picture(case=case, thumbnail=square(20 * i), heat=square(20 * i + 9) if explained else None))
    heat = np.tile(np.array([[0.0], [0.5], [1.0]]), (1, 3))
    means = [
        MeanHeat(group=Group.of((f.name, name)), images=10, of=25, heat=heat, drawn=encoded(heat_picture(heat)))
        for f in result.features
        for name in f.groups
    ]
    return Gallery(
        mode=mode,
        pictures=tuple(found),
        mean_heat=tuple(means) if explained else (),
        explained="conv2d_2" if explained else "",
        consent="signed by all",
    )
