"""What the adapters share: batches of one size, one check of what goes in and comes out, one way to fail."""

from __future__ import annotations

from abc import ABC, abstractmethod
from copy import copy
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from audit.domain.contract.input_contract import Scale
from audit.domain.model.kinds import Layout
from audit.domain.model.outputs import to_probabilities
from audit.domain.model.presets import presets_like
from audit.errors import AuditError, InputError, ModelRefused, guarded, one_of, said_by

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

    from numpy.typing import NDArray

    from audit.domain.cohort.labels import LabelSet
    from audit.domain.model.model import ModelSpec

GRID = 256
"""Pictures in every call of a network. TensorFlow picks its kernels by the size of the batch (a batch of 1 differs
from one of 256 by 4.5e-8), so a smaller batch is filled up: what is said of a picture does not depend on the others."""


class GridClassifier(ABC):
    """A classifier whose model is called with batches of one size.

    Parameters
    ----------
    spec
        The declaration.
    grid
        Pictures in every call; a model that was saved for batches of a fixed size says how many.
    """

    def __init__(self, spec: ModelSpec, grid: int | None = None) -> None:
        self._spec = spec
        self._size = grid or GRID

    @property
    def labels(self) -> LabelSet:
        """The emotions, in the order of the columns of `probabilities`."""
        return self._spec.labels

    def in_batches_of(self, grid: int) -> Self:
        """Return the same classifier, called with batches of at most this size: for a face at a time.

        What it says may then differ by some 5e-8 from what is audited. A model saved for one size keeps that.
        """
        other = copy(self)
        if self._size == GRID:
            other._size = min(grid, GRID)  # noqa: SLF001 - a copy of this object
        return other

    def probabilities(self, batch: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the probability of each emotion, float64, shape (b, k); see `Classifier`.

        Raises
        ------
        InputError
            When the batch is not of the contract's shape.
        ModelRefused
            When the output is not what is declared: of another width, not finite, outside 0…1, or a softmax that does
            not sum to 1.
        """
        if batch.shape[1:] != self._spec.contract.shape:
            takes = ", ".join(map(str, self._spec.contract.shape))
            raise InputError(f"model '{self._spec.id}' takes pictures of shape ({takes}), found {batch.shape[1:]}")
        rows = [self._grid(batch[start : start + self._size]) for start in range(0, len(batch), self._size)]
        raw = np.concatenate(rows) if rows else np.empty((0, self._spec.width))
        return to_probabilities(raw, self._spec)

    def _grid(self, pictures: NDArray[np.float32]) -> NDArray[np.floating]:
        if len(pictures) == self._size:
            return self._checked(self._run(pictures))
        filled = pictures[np.minimum(np.arange(self._size), len(pictures) - 1)]  # the last again: a picture like any
        return self._checked(self._run(filled))[: len(pictures)]

    def _run(self, pictures: NDArray[np.float32]) -> NDArray[np.floating]:
        """Return what the model puts out; whatever its library raises over it is a sentence."""
        try:
            return self._raw(pictures)
        except AuditError:
            raise
        except Exception as error:
            kind, said = type(error).__name__, said_by(error)
            raise ModelRefused(
                f"{self._spec.weights}: failed when it was asked: {kind}: {said}; mend or replace it"
            ) from error

    def _checked(self, raw: NDArray[np.floating]) -> NDArray[np.floating]:
        check_output(self._spec, (None, *raw.shape[1:]))
        if len(raw) != self._size:
            raise ModelRefused(f"{self._spec.weights}: gave {len(raw)} rows for {self._size} pictures")
        return emotions_of(self._spec, raw)

    @abstractmethod
    def _raw(self, pictures: NDArray[np.float32]) -> NDArray[np.floating]:
        """Return what the model puts out for exactly `grid` pictures, one row each; `pictures` stay as they are."""


def check_output(spec: ModelSpec, found: Sequence[int | None]) -> None:
    """Raise ModelRefused unless an output of this shape, batch first, holds what labels and kind of output need.

    Axes of length 1 do not count: seven emotions as 7×1×1 are seven numbers. None in a shape stands for any length.
    """
    expected, axes = spec.width, [side for side in found[1:] if side != 1]
    width = 1 if not axes else axes[0]
    if len(axes) > 1 or (not axes and len(found) < 2):  # noqa: PLR2004 - batch and width
        raise ModelRefused(_misfit(spec, f"shape {shown(found[1:])}", ""))
    if width is None:
        return
    if spec.part.slice:
        if spec.part.slice[1] > width:
            raise ModelRefused(_misfit(spec, f"{width} numbers", f", slice = {list(spec.part.slice)} reaches beyond"))
    elif width != expected:
        more = f"; if others stand behind the emotions: --output-slice 0:{expected}" if width > expected > 1 else ""
        raise ModelRefused(_misfit(spec, f"{width} numbers", f"; the label order does not fit this model{more}"))


def _misfit(spec: ModelSpec, gives: str, advice: str) -> str:
    return (
        f"{spec.weights}: the model puts out {gives} for each picture, a {spec.output} of the {len(spec.labels)} "
        f"labels {', '.join(spec.labels.emotions)} is {spec.width}{advice}"
    )


def emotions_of(spec: ModelSpec, raw: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return the numbers of the emotions, shape (b, `spec.width`), from an output whose shape was checked."""
    rows = raw.reshape(len(raw), -1)
    return rows[:, slice(*spec.part.slice)] if spec.part.slice else rows


def chosen_output(spec: ModelSpec, names: Sequence[str], shapes: Sequence[Sequence[int | None]]) -> int:
    """Return the place of the output that holds the emotions.

    Parameters
    ----------
    spec
        Says which, where the model has several.
    names, shapes
        Of all outputs, in the order of the file.

    Raises
    ------
    ModelRefused
        When there are several and nobody said which, or the one that was named is not there.
    """
    part = spec.part
    if part.name is not None:
        if part.name not in names:
            raise ModelRefused(f"{spec.weights}: has no output '{part.name}'; {one_of(part.name, names)}")
        return list(names).index(part.name)
    if part.index is not None:
        if part.index >= len(names):
            raise ModelRefused(f"{spec.weights}: has no output {part.index}; it has {len(names)}, counted from 0")
        return part.index
    if len(names) == 1:
        return 0
    listed = ", ".join(
        f"{i} '{name}' ({shown(shape[1:])})" for i, (name, shape) in enumerate(zip(names, shapes, strict=True))
    )
    fitting = [i for i, shape in enumerate(shapes) if len(shape) > 1 and shape[-1] == spec.width]
    meant = fitting[0] if len(fitting) == 1 else 0
    raise ModelRefused(
        f"{spec.weights}: the model has {len(names)} outputs, {listed}; say which holds the emotions: "
        f"--output-index {meant}, or index = {meant} under [output]"
    )


def layout_of(spec: ModelSpec, found: Sequence[int | None]) -> Layout:
    """Return the order of the axes of an input of this shape, batch first; None in it stands for any length.

    Raises
    ------
    ModelRefused
        When the input contract fits in no order, or the shape does not tell which.
    """
    height, width, channels = spec.contract.shape
    shapes: dict[Layout, tuple[int, ...]] = {
        Layout.NHWC: (height, width, channels),
        Layout.NCHW: (channels, height, width),
    }
    if channels == 1:
        shapes[Layout.NHW] = (height, width)
    fitting = [order for order, shape in shapes.items() if _fits(found, shape) and spec.layout in (None, order)]
    if not fitting:
        wanted = shown(shapes.get(spec.layout or Layout.NHWC, (height, width)))
        raise ModelRefused(
            f"{spec.weights}: the model takes {shown(found[1:])}, the input contract of '{spec.id}' declares "
            f"{wanted}; mend size and channels under [input]{_size_flags(spec, found)}, or name the right weights"
            f"{_presets_for(spec, found)}"
        )
    if len(fitting) > 1:
        raise ModelRefused(
            f"{spec.weights}: its input {shown(found[1:])} does not tell whether the channels come last or first; "
            "declare layout = 'nhwc' or layout = 'nchw' (--layout)"
        )
    return fitting[0]


def _presets_for(spec: ModelSpec, found: Sequence[int | None]) -> str:
    """Return a remark about public classifiers that take such pictures and have as many emotions; mostly nothing."""
    axes = tuple(found[1:])
    last = axes if len(axes) < _RGB or axes[-1] in (1, _RGB) else (*axes[1:], axes[0])
    names = presets_like((*last, 1) if len(last) < _RGB else last, len(spec.labels))
    return f"; such pictures are those of --preset {' or '.join(names)}" if names else ""


_RGB = 3


def _size_flags(spec: ModelSpec, found: Sequence[int | None]) -> str:
    """Return the flags that an input of this shape asks for, in brackets; nothing where the shape does not tell."""
    axes = list(found[1:])
    if len(axes) == _RGB and axes[0] in (1, _RGB) and spec.layout is not Layout.NHWC:
        axes = [*axes[1:], axes[0]]
    sides, channels = axes[:2], axes[2] if len(axes) == _RGB else 1
    if len(sides) < 2 or None in sides or channels not in (1, _RGB):  # noqa: PLR2004 - height and width
        return ""
    size = str(sides[0]) if sides[0] == sides[1] else f"{sides[0]}x{sides[1]}"
    grey = " --colour grey" if channels == 1 else ""
    return f" (--size {size} --channels {channels}{grey})"


def _fits(found: Sequence[int | None], shape: tuple[int, ...]) -> bool:
    return len(found) == 1 + len(shape) and all(f in (None, e) for f, e in zip(found[1:], shape, strict=True))


def laid_out(pictures: NDArray[np.float32], layout: Layout) -> NDArray[np.float32]:
    """Return pictures, shape (b, height, width, channels), in this order of axes; a view of them where that is one."""
    if layout is Layout.NHW:
        return pictures[:, :, :, 0]
    return pictures if layout is Layout.NHWC else np.ascontiguousarray(pictures.transpose(0, 3, 1, 2))


def check_numbers(spec: ModelSpec, kind: type[np.generic]) -> None:
    """Raise ModelRefused where a model takes whole numbers and the contract gives others: they would become 0 and 1."""
    if np.issubdtype(kind, np.integer) and (spec.contract.scale is not Scale.RAW or spec.contract.changes_values):
        raise ModelRefused(
            f"{spec.weights}: the model takes whole numbers ({np.dtype(kind).name}), the input contract gives others; "
            "declare scale = 'raw' (--scale raw) and no mean, std or standardise"
        )


def as_numbers(pictures: NDArray[np.float32], kind: type[np.generic]) -> NDArray[np.generic]:
    """Return pictures as the kind of number a model takes; whole numbers are rounded, not cut."""
    if np.issubdtype(kind, np.integer):
        return np.rint(pictures).astype(kind)
    return pictures.astype(kind, copy=False)


def shown(shape: Sequence[int | None]) -> str:
    """Return a shape for people.

    >>> shown((None, 48, 3))
    'any×48×3'
    """
    return "×".join("any" if side is None else str(side) for side in shape) or "a single number"


def loading(spec: ModelSpec, by: str) -> AbstractContextManager[None]:
    """Turn what a library raises over a model file into one sentence.

    Parameters
    ----------
    spec
        The model.
    by
        The library, as the subject of the sentence.

    Raises
    ------
    ModelRefused
        When the library failed.
    """
    return guarded(lambda said: ModelRefused(f"{spec.weights}: {by} could not load it safely: {said}"))


def only(spec: ModelSpec, what: str, found: Sequence[Any]) -> Any:  # noqa: ANN401 - of any library
    """Return the only input or output of a model; raises ModelRefused when there is none or several."""
    if len(found) != 1:
        raise ModelRefused(f"{spec.weights}: the model has {len(found)} {what}; an emotion classifier has one")
    return found[0]
