"""Files beside the weights that belong to a model: known by their SHA-256."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.domain.model.kinds import Kind, kind_of
from audit.domain.model.model import OtherFile
from audit.errors import InputError
from audit.files import content_sha256

if TYPE_CHECKING:
    from pathlib import Path


def beside(weights: Path) -> tuple[Path, ...]:
    """Return the files that belong to a weights file by its kind: the numbers of an OpenVINO network."""
    return (weights.with_suffix(".bin"),) if kind_of(weights) is Kind.OPENVINO else ()


def hashed(path: Path) -> OtherFile:
    """Return a file with its SHA-256; raises InputError where it is not there."""
    if not path.is_file():
        raise InputError(f"{path}: no such file; it is named as a part of the model")
    return OtherFile(path=path, sha256=content_sha256(path))
