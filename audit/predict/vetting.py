"""Looking at a model file before it is loaded, when it is still only bytes. TensorFlow is not needed, and not imported.

A model file is a program: what it declares is read first; what runs code, reaches elsewhere or is misnamed is refused.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit.domain.model.kinds import Kind
from audit.domain.model.ways_out import way_out
from audit.errors import MissingExtra, ModelRefused, guarded
from audit.files import content_sha256, read_whole
from audit.predict.keras_config import refused
from audit.predict.sizes.allowed import refuse_above
from audit.predict.sizes.archives import check_arrays, dataset_bytes, unpacked_bytes
from audit.predict.sizes.keras_network import network_bytes
from audit.predict.sizes.onnx_graph import graph_size
from audit.predict.sizes.protobuf import BrokenMessage
from audit.predict.sizes.tflite_graph import BrokenTable, tflite_bytes

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from audit.domain.model.model import ModelSpec

_REMOTE = re.compile(r"^[a-z][a-z0-9+.-]+:/", re.IGNORECASE)
_ZIP, _HDF5, _TFLITE = b"PK\x03\x04", b"\x89HDF\r\n\x1a\n", b"TFL3"
_MAGIC = {".keras": _ZIP, ".h5": _HDF5, ".hdf5": _HDF5, ".skops": _ZIP, ".tflite": _TFLITE}
_CALLED = {_ZIP: "a zip file (.keras, .skops)", _HDF5: "an .h5 (HDF5) file", _TFLITE: "a TFLite file"}
_MARKUP = b"<"
"""What a page that was saved in place of a model begins with, and an OpenVINO network."""

_SAVED_MODEL = "saved_model.pb"
_UNBOUND = {Kind.SAVED_MODEL: "a SavedModel", Kind.TORCH: "a program of torch", Kind.CALLABLE: "Python code"}
"""Kinds that no check makes harmless: what they may do is what this process may do."""

_CONFIG_LIMIT = 16 * 1024**2
_MOST_STEPS = 1_000_000

_AS_BYTES = (Kind.ONNX, Kind.SKLEARN, Kind.TFLITE)
"""Kinds whose library takes the bytes of a file: these are read once, looked at and loaded."""


def vet(spec: ModelSpec) -> bytes:
    """Return the bytes of the weights of a model when they may be loaded; none of a kind that is read by its path.

    They are on this machine, their first bytes agree with their name, their SHA-256 is the declared one (where one is
    declared); of `.keras` and `.h5`, the file is whole, holds its own numbers, and its layers only compute; of what can
    do anything on this machine, a SavedModel or Python code, somebody vouches for this very SHA-256.

    Raises
    ------
    ModelRefused
        Otherwise, with what was found and what is expected.
    """
    path = spec.weights
    if _REMOTE.match(str(path)):
        raise ModelRefused(f"{path}: a model is read from this machine only; fetch it, look at it, and name the file")
    _check_there(path, spec.kind)
    data = read_whole(path) if spec.kind in _AS_BYTES else b""
    _check_magic(path, spec.kind, data)
    if spec.sha256 is not None or spec.kind in _UNBOUND:
        found = hashlib.sha256(data).hexdigest() if data else content_sha256(path)
        _check_sha256(path, spec.sha256, found)
        if spec.kind in _UNBOUND:
            require_trust(spec, found, f"{_UNBOUND[spec.kind]} can do on this machine whatever you can")
    _check_content(spec, data)
    return data


def _check_content(spec: ModelSpec, data: bytes) -> None:
    """Refuse weights whose file says of itself that it does more than compute, or takes more than it may."""
    path = spec.weights
    if path.suffix == ".keras":
        _check_config(spec, path, _config_of_archive(spec))
    elif _MAGIC.get(path.suffix) == _HDF5:
        _check_network(spec, _config_of_hdf5(spec))
    elif spec.kind is Kind.SKLEARN:
        _check_skops(spec, data)
    elif spec.kind is Kind.ONNX:
        _check_graph(spec, data)
    elif spec.kind is Kind.TFLITE:
        _check_tensors(spec, data)


def architecture_of(spec: ModelSpec) -> dict[str, Any]:
    """Return what the JSON file beside a Keras file of weights describes, looked at: its layers only compute.

    Raises
    ------
    ModelRefused
        When it is no description of a network of Keras, or names a layer that does more than compute.
    """
    path = Path() if spec.architecture is None else spec.architecture.path
    with guarded(lambda said: ModelRefused(f"{path}: describes no network ({said}); write it with model.to_json()")):
        _check_size(path, path.stat().st_size)
        data = read_whole(path)
        if spec.architecture is not None:
            _check_sha256(path, spec.architecture.sha256, hashlib.sha256(data).hexdigest())
        found = json.loads(data)
        found = json.loads(found) if isinstance(found, str) else found  # json.dump(model.to_json()) writes text in text
    if not isinstance(found, dict) or "class_name" not in found or "config" not in found:
        raise ModelRefused(f"{path}: describes no network (no class_name and config); write it with model.to_json()")
    _check_config(spec, path, found)
    return found


def _check_there(path: Path, kind: Kind) -> None:
    if kind is not Kind.SAVED_MODEL:
        if not path.is_file():
            raise ModelRefused(f"{path}: there is no such file; train the model, or name its weights")
    elif not path.exists():
        raise ModelRefused(f"{path}: there is no such folder; a SavedModel is a folder that holds {_SAVED_MODEL}")
    elif path.is_file():
        raise ModelRefused(f"{path}: {way_out(path)}")
    elif not (path / _SAVED_MODEL).is_file():
        raise ModelRefused(f"{path}: no {_SAVED_MODEL}, which makes a folder a SavedModel; name a model")


def _check_magic(path: Path, kind: Kind, data: bytes) -> None:
    if kind in _UNBOUND:
        return
    expected = _MAGIC.get(path.suffix)
    found = data[:8]
    if not data:
        with path.open("rb") as stream:
            found = stream.read(8)
    known = next((magic for magic in _CALLED if found.startswith(magic) or found[4:] == magic), None)
    marked = kind is Kind.OPENVINO
    if known == expected and (expected is not None or found.lstrip().startswith(_MARKUP) is marked):
        return
    what = f"something that begins with {found!r}" if known is None else _CALLED[known]
    wanted = ("an OpenVINO network" if marked else "an ONNX file") if expected is None else _CALLED[expected]
    raise ModelRefused(f"{path}: holds {what}, not {wanted}; it was misnamed, or the file is damaged")


def _check_sha256(path: Path, declared: str | None, found: str) -> None:
    if declared is not None and found != declared.lower():
        raise ModelRefused(
            f"{path}: has SHA-256 {found}, declared is {declared}; "
            "it is not the file that was declared: restore it, or declare this one after looking at it"
        )


def require_trust(spec: ModelSpec, found: str, what: str) -> None:
    """Raise ModelRefused unless somebody vouches for the weights with this SHA-256.

    Parameters
    ----------
    spec
        The model.
    found
        SHA-256 of its weights.
    what
        Why it takes that, as the subject and verb of a sentence.
    """
    if (spec.trusted or "").lower() != found:
        raise ModelRefused(
            f"{spec.weights}: {what}; if you know where it comes from, say so: emotion-audit trust shows what may run "
            f"and remembers it, --trust {found} vouches for it once"
        )


def _config_of_archive(spec: ModelSpec) -> object:
    path = spec.weights
    with _sound(path, "archive"), zipfile.ZipFile(path) as archive:
        refuse_above(spec, unpacked_bytes(archive), "what is packed in it")
        config = archive.getinfo("config.json")
        _check_size(path, config.file_size)
        return json.loads(archive.read(config))


def _sound(path: Path, what: str) -> AbstractContextManager[None]:
    """Refuse files that are damaged, encrypted, oddly packed or nested without end."""
    return guarded(
        lambda said: ModelRefused(f"{path}: the {what} is cut short or damaged ({said}); get the file again")
    )


def _check_skops(spec: ModelSpec, data: bytes) -> None:
    """Refuse an estimator that unpacks to more than it may, or holds arrays that claim more than is there."""
    with _sound(spec.weights, "archive"), zipfile.ZipFile(io.BytesIO(data)) as archive:
        refuse_above(spec, unpacked_bytes(archive), "what is packed in it")
        check_arrays(archive)


def _check_graph(spec: ModelSpec, data: bytes) -> None:
    """Refuse a graph that by its own numbers makes more than it may, or goes round and round."""
    try:
        found = graph_size(data)
    except BrokenMessage as error:
        raise ModelRefused(f"{spec.weights}: is no ONNX file, or a damaged one ({error}); get it again") from error
    refuse_above(spec, found.bytes, "an array its graph makes")
    if found.steps > _MOST_STEPS:
        raise ModelRefused(
            f"{spec.weights}: has a loop of {found.steps:,} steps, and no emotion classifier needs more than "
            f"{_MOST_STEPS:,}; get the network from who made it, or audit its predictions as a table (--predictions)"
        )


def _check_tensors(spec: ModelSpec, data: bytes) -> None:
    """Refuse a TFLite network whose largest array, by the shapes that stand in the file, is larger than it may be."""
    try:
        needed = tflite_bytes(data)
    except BrokenTable as error:
        raise ModelRefused(f"{spec.weights}: is no TFLite file, or a damaged one ({error}); get it again") from error
    refuse_above(spec, needed, "an array its network makes")


def _config_of_hdf5(spec: ModelSpec) -> object:
    """Return the layers that an .h5 file declares; it must hold all of its numbers itself."""
    path = spec.weights
    try:
        import h5py  # noqa: PLC0415 - comes with Keras
    except ImportError:
        raise MissingExtra("reading an .h5 model", "keras") from None
    with _sound(path, "file"):
        with h5py.File(path, "r") as file:
            config = file.attrs.get("model_config")
            refuse_above(spec, _check_links(path, h5py, file), "what is packed in it")
        return None if config is None else json.loads(config)


def _check_size(path: Path, size: int) -> None:
    if size > _CONFIG_LIMIT:
        raise ModelRefused(f"{path}: its config.json would unpack to {size} bytes")


def _check_network(spec: ModelSpec, config: object) -> None:
    """Refuse weights without a network, and a network that does more than compute; one described beside comes first."""
    if spec.architecture is not None:
        architecture_of(spec)
    elif config is None:
        raise ModelRefused(
            f"{spec.weights}: holds weights without the network they belong to; {_described_beside(spec.weights)}, or "
            "save the whole model where it was made: model.save('net.keras')"
        )
    else:
        _check_config(spec, spec.weights, config)


def _described_beside(weights: Path) -> str:
    """Return what to do for the description of a network: the flag, with the one that lies beside its weights."""
    there = sorted(weights.parent.glob("*.json"))
    alike = [path for path in there if path.stem == weights.name.partition(".")[0]]
    found = next(iter(alike or there), None)
    if found is None:
        return "name the JSON file that describes it, written by model.to_json(): --architecture FILE.json"
    return f"is it described by {found.name}? Then add --architecture {found}"


def _check_links(path: Path, h5py: Any, group: Any) -> int:  # noqa: ANN401 - h5py publishes no types
    """Refuse what leads out of the file: links to other files, numbers kept elsewhere; return what it unpacks to."""
    unpacked = 0
    for name in group:
        link = group.get(name, getlink=True)
        if not isinstance(link, h5py.HardLink):
            raise ModelRefused(f"{path}: '{name}' is a link that may lead out of the file; save the model without it")
        item = group[name]
        if isinstance(item, h5py.Group):
            unpacked += _check_links(path, h5py, item)
        elif item.external or item.is_virtual:
            raise ModelRefused(f"{path}: the numbers of '{name}' are kept in another file; save the model whole")
        else:
            unpacked += dataset_bytes(item)
    return unpacked


def _check_config(spec: ModelSpec, path: Path, config: object) -> None:
    """Refuse a network that makes more than layers which turn numbers into numbers, or more of them than it may."""
    try:
        found, needed = next(refused(config), None), network_bytes(config)
    except RecursionError:
        raise ModelRefused(f"{path}: its layers lie in layers without end; get the network from who made it") from None
    if found is not None:
        raise ModelRefused(
            f"{path}: has a layer or part {found}, which is none of the layers of Keras that only compute and might "
            "run code or read files; save the model without it, or audit its predictions as a table (--predictions)"
        )
    refuse_above(spec, needed, "its network", path)
