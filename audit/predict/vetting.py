"""Looking at a model file before it is loaded, when it is still only bytes. TensorFlow is not needed, and not imported.

A model file is a program: what it declares is read first; what runs code, reaches elsewhere or is misnamed is refused.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from typing import TYPE_CHECKING, Any

from audit.errors import ModelRefused, one_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from audit.domain.model import ModelSpec

_REMOTE = re.compile(r"^[a-z][a-z0-9+.-]+:/", re.IGNORECASE)
_MAGIC = {".keras": b"PK\x03\x04", ".h5": b"\x89HDF\r\n\x1a\n", ".hdf5": b"\x89HDF\r\n\x1a\n"}
_KINDS = {b"PK\x03\x04": "a .keras (zip) file", b"\x89HDF\r\n\x1a\n": "an .h5 (HDF5) file"}
_RUNS_CODE = ("Lambda", "TFSMLayer", "JaxLayer", "FlaxLayer", "TorchModuleWrapper")
_CONFIG_LIMIT = 16 * 1024**2
_CHUNK = 1024**2


def vet(spec: ModelSpec) -> None:
    """Return when the weights file of a model may be loaded.

    It is a local file, its first bytes agree with its name, its SHA-256 is the declared one (where one is declared),
    and, for `.keras`, the archive is whole and its layers are Keras's own and run no code of the file.

    Raises
    ------
    ModelRefused
        Otherwise, with what was found and what is expected.
    """
    path = spec.weights
    if _REMOTE.match(str(path)):
        raise ModelRefused(f"{path}: a model is read from this machine only; fetch it, look at it, and name the file")
    if not path.is_file():
        raise ModelRefused(f"{path}: there is no such file; train the model, or name its weights")
    _check_magic(path)
    _check_sha256(path, spec.sha256)
    if path.suffix == ".keras":
        _check_archive(path)


def _check_magic(path: Path) -> None:
    if path.suffix not in _MAGIC:
        raise ModelRefused(f"{path}: unknown kind of model file '{path.suffix}'; {one_of(path.suffix, _MAGIC)}")
    expected = _MAGIC[path.suffix]
    with path.open("rb") as stream:
        found = stream.read(8)
    if not found.startswith(expected):
        kinds = [kind for magic, kind in _KINDS.items() if found.startswith(magic)]
        what = kinds[0] if kinds else f"something that begins with {found!r}"
        raise ModelRefused(f"{path}: holds {what}, not {_KINDS[expected]}; it was misnamed, or the file is damaged")


def _check_sha256(path: Path, declared: str | None) -> None:
    if declared is None:
        return
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    if digest.hexdigest() != declared.lower():
        raise ModelRefused(
            f"{path}: has SHA-256 {digest.hexdigest()}, declared is {declared}; "
            "it is not the file that was declared: restore it, or declare this one after looking at it"
        )


def _check_archive(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            config = archive.getinfo("config.json")
            if config.file_size > _CONFIG_LIMIT:
                raise ModelRefused(f"{path}: its config.json would unpack to {config.file_size} bytes")
            layers = json.loads(archive.read(config))
    except (zipfile.BadZipFile, KeyError, ValueError, EOFError) as error:
        raise ModelRefused(f"{path}: the archive is cut short or damaged ({error}); get the file again") from error
    for module, name in _classes(layers):
        if name in _RUNS_CODE:
            raise ModelRefused(
                f"{path}: has a layer '{name}', which runs code from the file; save the model without it"
            )
        if not (module == "builtins" or module.split(".")[0] == "keras"):
            raise ModelRefused(
                f"{path}: has an object '{name}' of '{module}', which is not part of Keras; save it without"
            )


def _classes(config: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - JSON has no type of its own
    """Yield module and class of every object that a Keras config would make."""
    if isinstance(config, dict):
        if isinstance(config.get("class_name"), str):
            yield str(config.get("module") or "keras"), config["class_name"]
        for value in config.values():
            yield from _classes(value)
    elif isinstance(config, list):
        for value in config:
            yield from _classes(value)
