"""A Python file and a model.toml for weights of torch that come without their network.

Nothing of the weights is unpickled: their names are read from the words of the pickle, or from the header of
safetensors.
"""

from __future__ import annotations

import io
import json
import os
import pickletools
import re
import struct
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.errors import InputError, ModelRefused, guarded
from audit.files import content_sha256, read_whole
from audit.files.contents import TorchContent, torch_content

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SAFETENSORS = ".safetensors"
_MOST_HEADER = 100 * 1024**2
_PARAMETER = re.compile(r"[\w.]+\.(weight|bias|running_mean|running_var|num_batches_tracked)")
_PLAIN = ("torch", "collections", "numpy", "_codecs", "builtins", "__builtin__")
"""Packages of what a file of numbers names; any other is the class of a network that was pickled whole."""

_PYTHON = '''"""Runs {weights}, weights without their network; by emotion-audit adapt. Complete lines with FILL IN."""

import sys
from pathlib import Path

import torch

WEIGHTS = (Path(__file__).parent / {relative!r}).resolve()  # its SHA-256 stands in model.toml, and is checked
sys.path.append(str(WEIGHTS.parent))  # the code of the network may lie beside its weights

from FILL_IN import Network  # FILL IN: the module and the class of the network, from the code that trained it

network = Network()  # FILL IN: with the arguments it was trained with
{names}


def _numbers():
{load}
    for key in ("state_dict", "model_state_dict", "model", "net"):  # what training scripts wrap them in
        if isinstance(found, dict) and isinstance(found.get(key), dict):
            found = found[key]
    return {{name.removeprefix("module."): value for name, value in found.items()}}


network.load_state_dict(_numbers())
network.eval()


def predict(pictures):
    """Return what the network puts out for float32 pictures (n, channels, height, width)."""
    with torch.inference_mode():
        return network(torch.from_numpy(pictures)).numpy()
'''
_LOAD_TORCH = '    found = torch.load(WEIGHTS, map_location="cpu", weights_only=True)  # numbers alone, nothing is run'
_LOAD_SAFE = "    from safetensors.torch import load_file\n\n    found = load_file(WEIGHTS)"

_TOML = """title = "{weights}"
labels = "FILL IN"          # the emotions in the order of the output: ["angry", …], or a name of `list labels`
callable = "{module}:predict"
layout = "nchw"             # torch takes the channels first

[input]
size = 224                  # FILL IN: height and width, or [height, width]
{channels}
scale = "unit"              # 0…1
mean = "imagenet"           # FILL IN: as in the transforms of its training; take both lines out for none
std = "imagenet"
resize = "pil-bilinear"     # as torchvision's transforms
face = "detect"             # the manifest's box, or a found face; "whole" for the picture as it is

[output]
kind = "logits"             # what the last layer puts out; "softmax" where it ends in one

[files]
"{relative}" = "{sha256}"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapter:
    """The two files that make weights a model.

    Attributes
    ----------
    python, toml
        Name of the module, and text of both.
    names
        Parameters that were found in the weights.
    """

    module: str
    python: str
    toml: str
    names: tuple[str, ...]


def adapter_of(weights: Path, folder: Path) -> Adapter:
    """Return the files that run weights of torch, to be put into a folder.

    Raises
    ------
    InputError
        When there is no such file.
    ModelRefused
        When it needs no adapter, or holds a network that was pickled whole.
    """
    if not weights.is_file():
        raise InputError(f"{weights}: no such file; name weights of torch, .pth, .pt or .safetensors")
    names = _names(weights)
    relative = os.path.relpath(weights.resolve(), folder.resolve())
    module = f"adapter_of_{re.sub(r'[^0-9a-zA-Z]+', '_', weights.stem).strip('_').lower() or 'net'}"
    shown = (*names[:2], "…", *names[-2:]) if len(names) > 4 else names  # noqa: PLR2004 - the first and last two
    comment = f"# its {len(names):,} parameters: {', '.join(shown)}" if names else "# its parameters are named nowhere"
    safe = weights.suffix == SAFETENSORS
    return Adapter(
        module=module,
        python=_PYTHON.format(
            weights=weights.name, relative=relative, names=comment, load=_LOAD_SAFE if safe else _LOAD_TORCH
        ),
        toml=_TOML.format(
            weights=weights.name,
            module=module,
            relative=relative.replace("\\", "/"),
            sha256=content_sha256(weights),
            channels='channels = 3                # 1 with colour = "grey" for a grey one',
        ),
        names=names,
    )


def _names(weights: Path) -> tuple[str, ...]:
    if weights.suffix == SAFETENSORS:
        return tuple(_header(weights))
    content = torch_content(weights)
    if content in (TorchContent.SCRIPT, TorchContent.EXPORTED):
        raise ModelRefused(f"{weights}: is a program of torch ({content}) and needs no adapter; give it as --model")
    if content is TorchContent.NOTHING:
        raise ModelRefused(f"{weights}: holds nothing that torch wrote; adapt is for .pth, .pt and .safetensors")
    words, classes = _words(weights)
    foreign = [name for name in classes if name.partition(".")[0] not in _PLAIN or name.startswith("torch.nn.modules")]
    if foreign:
        raise ModelRefused(
            f"{weights}: holds a network pickled whole (class {foreign[0]}), which only running its code brings back; "
            'where it was made, save its numbers: python -c "import torch; torch.save(torch.load('
            f'{str(weights)!r}, weights_only=False).state_dict(), {str(weights.with_suffix(".numbers.pth"))!r})", '
            "and adapt those"
        )
    return tuple(word for word in words if _PARAMETER.fullmatch(word))


def _header(weights: Path) -> Iterator[str]:
    """Give the names of the tensors in a safetensors file."""
    with weights.open("rb") as stream:
        length = stream.read(8)
        size = struct.unpack("<Q", length)[0] if len(length) == 8 else 0  # noqa: PLR2004 - a whole number of 8 bytes
        refused = ModelRefused(f"{weights}: is no safetensors file; it was misnamed, or it is damaged")
        with guarded(lambda _: refused):
            header = json.loads(stream.read(size)) if 0 < size < _MOST_HEADER else None
    if not isinstance(header, dict):
        raise refused
    yield from (name for name in header if name != "__metadata__")


def _words(weights: Path) -> tuple[list[str], list[str]]:
    """Return the words in the pickle of a file of torch, and the classes it names; nothing is unpickled."""
    with guarded(lambda said: ModelRefused(f"{weights}: is cut short or damaged ({said}); get the file again")):
        return _words_in(_pickles(weights))


def _pickles(weights: Path) -> io.BytesIO:
    if not zipfile.is_zipfile(weights):
        return io.BytesIO(read_whole(weights))
    with zipfile.ZipFile(weights) as archive:
        entry = next(entry for entry in archive.infolist() if entry.filename.endswith("data.pkl"))
        if entry.file_size > _MOST_HEADER:
            raise ModelRefused(f"{weights}: its {entry.filename} would unpack to {entry.file_size:,} bytes")
        return io.BytesIO(archive.read(entry))


def _words_in(stream: io.BytesIO) -> tuple[list[str], list[str]]:
    words: list[str] = []
    classes: list[str] = []
    try:
        while stream.read(1):
            stream.seek(-1, io.SEEK_CUR)
            for opcode, argument, _ in pickletools.genops(stream):
                if opcode.name == "GLOBAL":
                    classes.append(str(argument).replace(" ", "."))
                elif opcode.name == "STACK_GLOBAL":
                    classes.append(".".join(words[-2:]))
                elif isinstance(argument, str):
                    words.append(argument)
    except ValueError:  # numbers follow the pickles of old files
        pass
    return list(dict.fromkeys(words)), list(dict.fromkeys(classes))
