"""Where the pictures of a cohort lie, when that is another folder than that of its table."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

from audit.domain.cohort.reading import Reader, Reading, Remark, Treatment
from audit.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit.domain.cohort.cohort import Cohort
    from audit.files.addresses import Root


def from_root(cohort: Cohort, root: Root) -> Cohort:
    """Return a cohort whose pictures lie below another folder, or below an address.

    Absolute paths below that folder are written from there; others stay, and nothing outside the folder is read.

    Raises
    ------
    InputError
        When there is no such folder, the store does not answer, or the pictures lie in the table itself.
    """
    if not root.is_dir():
        raise InputError(f"--images-root {root}: {'not a folder' if root.exists() else 'no such folder'}")
    if cohort.root.is_file():
        raise InputError(f"--images-root {root}: the pictures lie in {cohort.root} itself; remove it")
    images = relative_to(cohort.images, root)
    changed = sum(image != before for image, before in zip(images, cohort.images, strict=True))
    reading = cohort.reading
    if changed:
        text = f"{changed:,} absolute paths of pictures read from the folder {root}"
        reading += Reading.of(Remark(treatment=Treatment.MAPPED, sentence=text, by=Reader.MANIFEST, rows=changed))
    return replace(cohort, images=images, root=root, reading=reading)


def relative_to(images: Sequence[str], root: Root) -> tuple[str, ...]:
    """Return paths as they are, but absolute ones below a folder written from there."""
    tops = {f"{each}{os.sep}" for each in (root.absolute(), root.resolve())}
    return tuple(next((image[len(top) :] for top in tops if image.startswith(top)), image) for image in images)
