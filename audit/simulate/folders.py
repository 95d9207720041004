"""Drawn faces as a cohort folder: pictures, manifest.csv, cohort.toml."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import cv2

from audit.files import whole_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from audit.simulate.cohort import DrawnFaces

BOX = ("x", "y", "width", "height")


def write_cohort(
    faces: DrawnFaces, folder: Path, *, title: str = "Drawn faces", licence: str = "MIT", replace: bool = False
) -> Path:
    """Write the faces as a cohort folder and return it; it appears complete or not at all.

    Parameters
    ----------
    faces
        What to write.
    folder
        Must not exist yet, unless `replace` is true; its parents are made.
    title, licence
        For `cohort.toml`.
    replace
        Whether a cohort that is there is ours to replace.

    Raises
    ------
    OutputError
        If the folder holds something or cannot be written.
    """
    with whole_folder(folder, replace=replace) as temporary:
        _write(faces, temporary, title, licence)
    return folder


def _write(faces: DrawnFaces, folder: Path, title: str, licence: str) -> None:
    (folder / "images").mkdir()
    names = [f"images/{number:05d}.png" for number in range(len(faces))]
    for name, image in zip(names, faces.images, strict=True):
        (folder / name).write_bytes(_png(image))
    with (folder / "manifest.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(_rows(faces, names))
    (folder / "cohort.toml").write_text(_datasheet(faces, title, licence), encoding="utf-8")


def _png(image: NDArray[np.uint8]) -> bytes:
    _, encoded = cv2.imencode(".png", cv2.cvtColor(image, cv2.COLOR_RGB2BGR))
    return encoded.tobytes()


def _rows(faces: DrawnFaces, names: list[str]) -> Iterator[list[str]]:
    """Yield the header, then one row for each face; the face box is the whole picture."""
    features = faces.features
    yield [
        "image",
        "label",
        *(feature.name for feature in features),
        *BOX,
        *(f"votes_{emotion}" for emotion in faces.labels.emotions),
    ]
    side = str(faces.plan.size)
    for name, label, codes, votes in zip(names, faces.y_true, faces.codes, faces.votes, strict=True):
        groups = [feature.groups[code] for feature, code in zip(features, codes, strict=True)]
        yield [name, faces.labels.emotions[label], *groups, "0", "0", side, side, *map(str, votes)]


def _datasheet(faces: DrawnFaces, title: str, licence: str) -> str:
    plan = faces.plan
    description = (
        f"{len(faces)} drawn faces of {plan.size} pixels, seed {plan.seed}: nobody was photographed, demographics "
        "and expression are known because they were drawn. Votes are the weights of the emotions in each face."
    )
    lines = [
        f"title = {_toml(title)}",
        f"licence = {_toml(licence)}",
        f"labels = {_toml(faces.labels.emotions)}",
        f"description = {_toml(description)}",
        f"consent = {_toml('none needed: the faces are drawn and show nobody')}",
    ]
    for feature in faces.features:
        lines += ["", f"[features.{feature.name}]"]
        lines += [f"groups = {_toml(feature.groups)}", f"provenance = {_toml(feature.provenance)}"]
    return "\n".join(lines) + "\n"


def _toml(value: str | tuple[str, ...]) -> str:
    """Return a TOML string or array of strings: written as JSON writes it, which TOML reads the same."""
    return json.dumps(value, ensure_ascii=False)
