"""The models on show: loaded once, asked by many."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from audit.domain.model.model import ModelSpec
from audit.predict import Classifier, SaidOfFace, ask, in_small_batches, load_classifier

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit.predict import FacePicture

LIVE_BATCH = 4
"""Faces in one call while a camera runs; an audit's own batch takes some thirty times as long for a single face."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ShownModel:
    """One model on show.

    Attributes
    ----------
    spec, sha256
        Its declaration; of its weights as they lie on disk.
    audited
        The classifier as an audit asks it.
    live
        The same with small batches.
    """

    spec: ModelSpec
    sha256: str
    audited: Classifier
    live: Classifier
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @classmethod
    def of(cls, spec: ModelSpec, sha256: str, classifier: Classifier) -> ShownModel:
        """Return a classifier on show."""
        return cls(spec=spec, sha256=sha256, audited=classifier, live=in_small_batches(classifier, LIVE_BATCH))

    def say(self, faces: Sequence[FacePicture], *, live: bool) -> tuple[SaidOfFace, ...]:
        """Return what it says about each face; one caller at a time, whatever thread asks.

        Parameters
        ----------
        faces
            Faces with their pictures.
        live
            Whether speed counts: then answers may differ by 5e-8 from the audited ones before they are rounded.
        """
        with self._lock:
            return ask(self.live if live else self.audited, self.spec.contract, faces)


def load_shown(spec: ModelSpec) -> ShownModel:
    """Return a model loaded and checked, as an audit would.

    Raises
    ------
    ModelRefused
        When its weights are missing, changed, unsafe, or do not fit its declaration.
    MissingExtra
        When what runs this kind of model is not installed.
    """
    from audit.load import verified  # noqa: PLC0415 - tables and declarations, needed once

    spec, sha256 = verified(spec)
    shown = ShownModel.of(spec, sha256, load_classifier(spec))
    shown.say((), live=True)
    return shown
