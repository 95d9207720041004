"""The pictures a command line asks for: what cannot be had is refused before anything runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from audit.domain.cohort.pictures import PictureMode, PictureWish
from audit.errors import UsageError

if TYPE_CHECKING:
    from audit.domain.cohort.pictures import Gallery
    from audit.domain.model.model import ModelSpec
    from audit.pipeline import Scored
    from audit.predict import GradCam


def wish_of(options: dict[str, Any]) -> PictureWish:
    """Return what was asked for; takes the options of pictures out of a command's options."""
    return PictureWish(
        mode=PictureMode(options.pop("pictures")), most=options.pop("max_pictures"), explain=options.pop("explain")
    )


def explainer_for(wish: PictureWish, spec: ModelSpec | None) -> GradCam | None:
    """Return what makes the heat maps that were asked for, None where none were; called before anything runs.

    Raises
    ------
    UsageError
        When they were asked for and there is no network to look into.
    """
    from audit.pipeline import explainer_of

    if not wish.explain:
        return None
    if spec is None:
        raise UsageError(
            "--explain looks into a network; a table of predictions has none: give --model, or leave it out"
        )
    return explainer_of(spec)


def gallery_for(scored: Scored, wish: PictureWish, explainer: GradCam | None) -> Gallery | None:
    """Return the pictures that were asked for, with a bar while heat maps are made."""
    from audit.cli.progress import progress_bar
    from audit.pipeline import gallery_of

    with progress_bar("explaining") as progress:
        return gallery_of(scored, wish, explainer=explainer, progress=progress)
