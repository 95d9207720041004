"""What decides the answer of a classifier to a picture, as one hash: whatever changes in it, nothing old is taken.

Not only weights and input contract: also the code of this package that stands between file and answer, the packages
that decode and compute, and the processor, whose kind decides in which order numbers are added.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import struct
from dataclasses import asdict, fields
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit.domain.contract.detection import Align
from audit.domain.contract.input_contract import LOOKED_FOR
from audit.domain.model.kinds import Kind
from audit.errors import InputError
from audit.files import content_sha256
from audit.images import finder_used

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.domain.contract.input_contract import InputContract
    from audit.domain.model.model import ModelSpec

DECIDE_NOTHING = frozenset(
    {
        "id",
        "title",
        "recipe",
        "licence",
        "intended_use",
        "trial",
        "figures",
        "trusted",
        "label_map",
        "made_for",
        "asking",
        "allowance",
    }
)
"""Fields of a `ModelSpec` that no answer depends on."""

BY_CONTENT = frozenset({"weights", "sha256", "onnx", "architecture", "files", "members", "contract"})
"""Fields that enter by what the files hold, or in a way of their own."""

_CODE = ("images", "predict", "domain/contract", "domain/model")
"""Rooms of this package between a file and an answer."""

_PACKAGES = ("numpy", "opencv-python-headless", "pillow", "scikit-learn")
_SETTINGS = (
    "CUDA_VISIBLE_DEVICES",
    "DNNL_MAX_CPU_ISA",
    "MKL_CBWR",
    "ONEDNN_MAX_CPU_ISA",
    "OPENCV_CPU_DISABLE",
    "TF_ENABLE_ONEDNN_OPTS",
    "TF_XLA_FLAGS",
    "XLA_FLAGS",
)
"""Variables of the environment by which libraries choose how they compute."""

_MOST_MODULES, _MOST_FOLDERS = 1_000, 2_000
"""Python files beside a function that are read for its name, and folders that are looked through for them."""


def name_of(spec: ModelSpec) -> str | None:
    """Return the name under which a classifier's answers are kept, 64 hexadecimal digits; None where they cannot be.

    They cannot be kept of a function whose files nobody declared: nobody could tell whether it still answers so. An
    ensemble has no name, its members have.

    Raises
    ------
    InputError
        When a file of the model cannot be read.
    """
    spec = spec.as_run
    if spec.members or (spec.kind is Kind.CALLABLE and not spec.files):
        return None
    code = own_code()
    beside = _beside(spec) if spec.kind is Kind.CALLABLE else ""
    if code is None or beside is None:
        return None
    decides = {
        "code": code,
        "machine": _machine(),
        "settings": [os.environ.get(name) for name in _SETTINGS],
        "packages": [(package, _version(package)) for package in (*_PACKAGES, *spec.packages)],
        "model": {
            field.name: getattr(spec, field.name)
            for field in fields(spec)
            if field.name not in DECIDE_NOTHING | BY_CONTENT
        },
        "kind": spec.kind.value,
        "files": list(_hashes(spec)),
        "beside": beside,
        "headers": [(name, os.environ.get(said, "")) for name, said in sorted(spec.asking.headers.items())],
        "contract": asdict(spec.contract),
        "finder": _finder(spec.contract),
    }
    return hashlib.sha256(json.dumps(decides, sort_keys=True, default=_as_written).encode()).hexdigest()


_BOX = struct.Struct("<4q")


def picture_key(data: bytes, box: tuple[int, ...] | None) -> bytes:
    """Return the key of a picture, 32 bytes: SHA-256 of its file, or of that and the face box that was given.

    >>> picture_key(b"", None).hex()[:16], len(picture_key(b"", (1, 2, 3, 4)))
    ('e3b0c44298fc1c14', 32)
    """
    digest = hashlib.sha256(data).digest()
    return digest if box is None else hashlib.sha256(digest + _BOX.pack(*box)).digest()


def _hashes(spec: ModelSpec) -> Iterator[str]:
    if spec.kind is not Kind.SERVICE:
        yield spec.sha256 or content_sha256(spec.weights)
    for other in (*spec.files, *(() if spec.architecture is None else (spec.architecture,))):
        yield other.sha256


def _finder(contract: InputContract) -> dict[str, Any] | None:
    """Return who looks for faces, with the hashes of its weights; None where nobody does."""
    if contract.face not in LOOKED_FOR and contract.align is Align.NONE:
        return None
    return asdict(finder_used(contract))


def _as_written(value: object) -> object:
    """Return a value that JSON does not know as one that it knows."""
    return asdict(value) if hasattr(value, "__dataclass_fields__") else str(value)  # type: ignore[call-overload]


@cache
def own_code(rooms: tuple[str, ...] = _CODE) -> str | None:
    """Return the hash of our own code between file and answer, or of other rooms; None where its source is not here."""
    package = Path(__file__).parents[2]
    files = sorted(path for room in rooms for path in (package / room).rglob("*.py"))
    if not files:
        return None
    return hashlib.sha256(b"".join(hashlib.sha256(path.read_bytes()).digest() for path in files)).hexdigest()


@cache
def _machine() -> tuple[str, ...]:
    """Return the kind of processor: which of its instructions a library uses decides the last bits of an answer."""
    found = (platform.system(), platform.machine(), platform.processor())
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").split("\n\n")[0].splitlines()
    except OSError:
        return found
    kept = (line.partition(":") for line in lines)
    return (*found, *(value for name, _, value in kept if name.strip() in ("model name", "flags", "Features")))


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def _beside(spec: ModelSpec) -> str | None:
    """Return a hash over what a function may import: the Python files beside it, and all that is installed.

    None where these are too many to read. Of a function in an installed package the installed versions tell all.
    """
    versions = sorted(f"{each.name} {each.version}" for each in metadata.distributions())
    digest = hashlib.sha256("\n".join([platform.python_version(), *versions]).encode())
    inside = (spec.function or "").partition(":")[0].count(".") + (spec.weights.stem == "__init__")
    top = spec.weights.resolve().parents[inside]
    if top.name in ("site-packages", "dist-packages"):
        return digest.hexdigest()
    modules = _modules_below(top)
    for path in modules or ():
        try:
            digest.update(str(path.relative_to(top)).encode() + hashlib.sha256(path.read_bytes()).digest())
        except OSError as error:
            raise InputError(f"{path}: could not be read: {error.strerror or error}") from error
    return None if modules is None else digest.hexdigest()


def _modules_below(top: Path) -> list[Path] | None:
    """Return the Python files in a folder and those below, without environments; None where that is too much."""
    found: list[Path] = []
    for number, (folder, inner, files) in enumerate(os.walk(top)):
        inner[:] = [name for name in inner if not (name.startswith(".") or Path(folder, name, "pyvenv.cfg").exists())]
        found += [Path(folder, name) for name in files if name.endswith(".py")]
        if len(found) > _MOST_MODULES or number > _MOST_FOLDERS:
            return None
    return sorted(found)
