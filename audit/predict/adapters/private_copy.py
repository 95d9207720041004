"""A model file that its library reads by a path: copied to where nobody else writes, looked at there and loaded there.

So what was looked at is what is loaded, whoever writes into the file's folder meanwhile.
"""

from __future__ import annotations

import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from audit.errors import AuditError, ModelRefused
from audit.files import content_sha256, copy_content
from audit.predict.vetting import vet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.domain.model.model import ModelSpec


@contextmanager
def private_copy(spec: ModelSpec, *, only_computes: bool, stays: ExitStack | None = None) -> Iterator[ModelSpec]:
    """Give a model whose weights are a copy of its own, looked at; errors name the file that was copied.

    Where there is no room for a copy, one that only computes is loaded from where it lies, and refused when it is
    another file afterwards.

    Parameters
    ----------
    spec
        The model.
    only_computes
        Whether loading another file than was looked at could do no more than give other numbers.
    stays
        Removes the copy when it is closed; None: it goes when the block ends.

    Raises
    ------
    ModelRefused
        As `vet`; when there is no room for a copy of what does more than compute; when the file changed while it was
        loaded.
    """
    if not spec.weights.exists():
        vet(spec)
    with ExitStack() as until_loaded:
        try:
            folder = (stays or until_loaded).enter_context(
                tempfile.TemporaryDirectory(prefix="emotion-audit-", ignore_cleanup_errors=True)
            )
            copied = _copied(spec, Path(folder))
        except OSError as error:
            if not only_computes:
                raise ModelRefused(
                    f"{spec.weights}: could not be copied to where only you write: {error.strerror or error}; make "
                    "room there, or name another folder (TMPDIR)"
                ) from error
            copied = spec
        with _named(copied.weights, spec.weights):
            _vet(copied, spec)
            before = content_sha256(copied.weights) if copied is spec else ""
            yield copied
        if before and content_sha256(spec.weights) != before:
            raise ModelRefused(f"{spec.weights}: changed while it was loaded; run it again when nobody writes there")


def _vet(copied: ModelSpec, spec: ModelSpec) -> None:
    """Look at a copy; what is refused is told of the file itself, which is so wherever nobody writes meanwhile."""
    try:
        vet(copied)
    except ModelRefused:
        vet(spec)
        raise


def _copied(spec: ModelSpec, folder: Path) -> ModelSpec:
    """Return a model with its weights, and what belongs to them by its kind, in a folder."""
    weights = folder / (spec.weights.name or "weights")
    copy_content(spec.weights, weights)
    for other in spec.files:
        if other.path == spec.weights.with_suffix(".bin"):
            copy_content(other.path, weights.with_suffix(".bin"))
            if content_sha256(weights.with_suffix(".bin")) != other.sha256:
                raise ModelRefused(f"{other.path}: is not the file that the model names; restore it")
    return replace(spec, weights=weights)


@contextmanager
def _named(copy: Path, original: Path) -> Iterator[None]:
    """Let errors name the file a person knows."""
    try:
        yield
    except AuditError as error:
        error.args = tuple(str(each).replace(str(copy), str(original)) for each in error.args)
        raise
