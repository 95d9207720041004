"""The `.skops` file of a finished training: packed, and the same bytes for the same estimator."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import numpy as np

from audit.errors import MissingExtra, UsageError
from audit.files import write_whole
from audit.train.course.summary import WeightsFile

if TYPE_CHECKING:
    from pathlib import Path

    from audit.domain.model.model import ModelSpec

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_SCHEMA = "schema.json"


def require_skops() -> Any:  # noqa: ANN401 - skops publishes no types
    """Return skops' module for files; raises MissingExtra when it is not installed."""
    try:
        from skops import io as files  # noqa: PLC0415 - only where such a model is trained
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] != "skops":
            raise
        raise MissingExtra("training a scikit-learn model", "skops") from missing
    return files


def publish_estimator(estimator: Any, spec: ModelSpec, path: Path) -> WeightsFile:  # noqa: ANN401
    """Write an estimator as a `.skops` file without times and memory addresses.

    Raises
    ------
    UsageError
        When the name does not end in `.skops`.
    """
    if path.suffix != ".skops":
        raise UsageError(f"model '{spec.id}': trees are written as .skops, found weights = '{path.name}'")
    if hasattr(estimator, "n_jobs"):
        estimator.set_params(n_jobs=None)  # of the machine it was trained on
    write_whole(path, _reproducible(require_skops().dumps(estimator)))
    return WeightsFile.of(path)


def _reproducible(data: bytes) -> bytes:
    """Pack a skops archive again, its objects numbered as they appear, where skops writes their place in memory."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    numbers: dict[int, int] = {}
    files: dict[str, str] = {}
    schema = _numbered(json.loads(parts.pop(_SCHEMA)), numbers, files)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for old, new in files.items():
            archive.writestr(zipfile.ZipInfo(new, _LONG_AGO), _unpadded(parts[old]), zipfile.ZIP_DEFLATED, 9)
        text = json.dumps(schema, separators=(",", ":"))
        archive.writestr(zipfile.ZipInfo(_SCHEMA, _LONG_AGO), text, zipfile.ZIP_DEFLATED, 9)
    return packed.getvalue()


def _unpadded(array: bytes) -> bytes:
    """Return a saved array with zeros between its fields, where memory holds whatever was there before."""
    found = np.load(io.BytesIO(array), allow_pickle=False)
    if found.dtype.names is None:
        return array
    clean = np.zeros(found.shape, found.dtype)
    for name in found.dtype.names:
        clean[name] = found[name]
    written = io.BytesIO()
    np.save(written, clean, allow_pickle=False)
    return written.getvalue()


def _numbered(node: Any, numbers: dict[int, int], files: dict[str, str]) -> Any:  # noqa: ANN401
    """Return a part of the schema with new numbers and names of files, which are collected."""
    if isinstance(node, list):
        return [_numbered(each, numbers, files) for each in node]
    if not isinstance(node, dict):
        return node
    changed: dict[str, Any] = {}
    for key, value in node.items():
        if key == "__id__":
            changed[key] = numbers.setdefault(value, len(numbers) + 1)
        elif key == "file":
            ending = value.rpartition(".")[2]
            changed[key] = files.setdefault(value, f"{len(files) + 1}.{ending}")
        else:
            changed[key] = _numbered(value, numbers, files)
    return changed
