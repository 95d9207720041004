"""What the adapters share: batches of one size, one check of what goes in and comes out, one way to fail."""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import contextmanager
from copy import copy
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from audit.domain.model.kinds import Layout
from audit.domain.model.outputs import output_width, to_probabilities
from audit.errors import AuditError, InputError, ModelRefused

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from audit.domain.cohort.labels import LabelSet
    from audit.domain.model.model import ModelSpec

GRID = 256
"""Pictures in every call of a network. TensorFlow picks its kernels by the size of the batch (a batch of 1 differs
from one of 256 by 4.5e-8), so a smaller batch is filled up: what is said of a picture does not depend on the others."""

_FAILS_WITH = (AttributeError, ImportError, IndexError, KeyError, OSError, RuntimeError, TypeError, ValueError)


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
        raw = np.concatenate(rows) if rows else np.empty((0, output_width(self._spec)))
        return to_probabilities(raw, self._spec)

    def _grid(self, pictures: NDArray[np.float32]) -> NDArray[np.floating]:
        if len(pictures) == self._size:
            return self._checked(self._raw(pictures))
        filled = pictures[np.minimum(np.arange(self._size), len(pictures) - 1)]  # the last again: a picture like any
        return self._checked(self._raw(filled))[: len(pictures)]

    def _checked(self, raw: NDArray[np.floating]) -> NDArray[np.floating]:
        check_output(self._spec, (None, *raw.shape[1:]))
        if len(raw) != self._size:
            raise ModelRefused(f"{self._spec.weights}: gave {len(raw)} rows for {self._size} pictures")
        return raw

    @abstractmethod
    def _raw(self, pictures: NDArray[np.float32]) -> NDArray[np.floating]:
        """Return what the model puts out for exactly `grid` pictures, one row each; `pictures` stay as they are."""


def check_output(spec: ModelSpec, found: Sequence[int | None]) -> None:
    """Raise ModelRefused unless an output of this shape, batch first, is what the labels and kind of output need."""
    expected = output_width(spec)
    if len(found) != 2 or found[1] not in (None, expected):  # noqa: PLR2004 - batch and width
        gives = f"{found[-1]} numbers" if len(found) == 2 else f"shape {shown(found[1:])}"  # noqa: PLR2004
        raise ModelRefused(
            f"{spec.weights}: the model puts out {gives} for each picture, a {spec.output} of the {len(spec.labels)} "
            f"labels {', '.join(spec.labels.emotions)} is {expected}; the label order does not fit this model"
        )


def layout_of(spec: ModelSpec, found: Sequence[int | None]) -> Layout:
    """Return the order of the axes of an input of this shape, batch first; None in it stands for any length.

    Raises
    ------
    ModelRefused
        When the input contract fits in no order, or the shape does not tell which.
    """
    height, width, channels = spec.contract.shape
    shapes = {Layout.NHWC: (height, width, channels), Layout.NCHW: (channels, height, width)}
    fitting = [order for order, shape in shapes.items() if _fits(found, shape) and spec.layout in (None, order)]
    if not fitting:
        raise ModelRefused(
            f"{spec.weights}: the model takes {shown(found[1:])}, the input contract of '{spec.id}' declares "
            f"{shown(shapes[spec.layout or Layout.NHWC])}; mend size and channels under [input], or name the right "
            "weights"
        )
    if len(fitting) > 1:
        raise ModelRefused(
            f"{spec.weights}: its input {shown(found[1:])} does not tell whether the channels come last or first; "
            "declare layout = 'nhwc' or layout = 'nchw' (--layout)"
        )
    return fitting[0]


def _fits(found: Sequence[int | None], shape: tuple[int, ...]) -> bool:
    return len(found) == 1 + len(shape) and all(f in (None, e) for f, e in zip(found[1:], shape, strict=True))


def laid_out(pictures: NDArray[np.float32], layout: Layout) -> NDArray[np.float32]:
    """Return pictures, shape (b, height, width, channels), in this order of axes."""
    return pictures if layout is Layout.NHWC else np.ascontiguousarray(pictures.transpose(0, 3, 1, 2))


def shown(shape: Sequence[int | None]) -> str:
    """Return a shape for people.

    >>> shown((None, 48, 3))
    'any×48×3'
    """
    return "×".join("any" if side is None else str(side) for side in shape) or "a single number"


@contextmanager
def loading(spec: ModelSpec, by: str, *more: type[Exception]) -> Iterator[None]:
    """Turn what a library raises over a model file into one sentence.

    Parameters
    ----------
    spec
        The model.
    by
        The library, as the subject of the sentence.
    more
        Exceptions of its own.

    Raises
    ------
    ModelRefused
        When the library failed.
    """
    failures: tuple[type[Exception], ...] = (*_FAILS_WITH, *more)
    try:
        yield
    except AuditError:
        raise
    except failures as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise ModelRefused(f"{spec.weights}: {by} could not load it safely: {reason}") from error


def only(spec: ModelSpec, what: str, found: Sequence[Any]) -> Any:  # noqa: ANN401 - of any library
    """Return the only input or output of a model; raises ModelRefused when there is none or several."""
    if len(found) != 1:
        raise ModelRefused(f"{spec.weights}: the model has {len(found)} {what}; an emotion classifier has one")
    return found[0]
