"""What is in a file whose ending says too little; read from names and first bytes, nothing of it is run."""

from __future__ import annotations

import zipfile
from enum import StrEnum
from typing import TYPE_CHECKING

from audit.errors import InputError, guarded

if TYPE_CHECKING:
    from pathlib import Path

_PICKLE = b"\x80"
_EXPORTED = ("models/model.json", "serialized_exported_program.json")


class TorchContent(StrEnum):
    """What torch wrote: a program in TorchScript, a program of `torch.export`, or numbers that need their network."""

    SCRIPT = "TorchScript"
    EXPORTED = "exported program"
    WEIGHTS = "weights"
    NOTHING = "nothing of torch"


def torch_content(path: Path) -> TorchContent:
    """Return what a file holds that ends in .pt, .pth or .pt2."""
    with guarded(lambda said: InputError(f"{path}: is cut short or damaged ({said}); get the file again")):
        if not zipfile.is_zipfile(path):
            with path.open("rb") as stream:
                return TorchContent.WEIGHTS if stream.read(1) == _PICKLE else TorchContent.NOTHING
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    if any(name.endswith(_EXPORTED) for name in names):
        return TorchContent.EXPORTED
    if any("/code/" in name for name in names) and any(name.endswith("constants.pkl") for name in names):
        return TorchContent.SCRIPT
    return TorchContent.WEIGHTS if any(name.endswith("data.pkl") for name in names) else TorchContent.NOTHING
