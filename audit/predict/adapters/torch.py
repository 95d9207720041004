"""The adapter for programs of torch: TorchScript, and what `torch.export` wrote.

Such a program may read and write files when it runs, and torch checks neither, so one is loaded only when somebody
vouches for its SHA-256. Weights alone, a pickle, are not loaded here at all: see `emotion-audit adapt`.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

import numpy as np

from audit.domain.model.kinds import Layout
from audit.domain.model.ways_out import ADAPT, way_for
from audit.errors import ModelRefused, importing
from audit.files.contents import TorchContent, torch_content
from audit.predict.adapters.grids import GridClassifier, check_output, chosen_output, laid_out, loading, shown
from audit.predict.adapters.private_copy import private_copy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from audit.domain.model.model import ModelSpec

_OLD = "serialized_exported_program.json"
_OBJECTS = ("custom_obj", "opaque_obj")
"""What files of an exported program are called that hold Python objects."""

_MOST_CONFIG = 64 * 1024**2


class TorchClassifier(GridClassifier):
    """A program of torch by its declaration; parameters and errors as `KerasClassifier`.

    Nothing in the file says in which order its axes are: channels first, as torch has them, unless `layout` says
    otherwise. One that was exported for batches of a fixed size is called with those.
    """

    def __init__(self, spec: ModelSpec) -> None:
        content = torch_content(spec.weights) if spec.weights.is_file() else TorchContent.NOTHING
        if content is TorchContent.WEIGHTS:
            raise ModelRefused(
                f"{spec.weights}: holds weights of torch without their network; {way_for(ADAPT, spec.weights)}"
            )
        self._layout = spec.layout or Layout.NCHW
        with private_copy(spec, only_computes=False) as copied:
            self._torch = _torch()
            with loading(copied, "torch"):
                self._program, batch = _program(self._torch, copied)
        super().__init__(spec, batch)
        seen = self._raw(np.zeros((batch or 1, *spec.contract.shape), np.float32))  # it says nowhere what it takes
        check_output(spec, (None, *seen.shape[1:]))

    def _raw(self, pictures: NDArray[np.float32]) -> NDArray[np.floating]:
        given = self._torch.from_numpy(np.array(laid_out(pictures, self._layout), np.float32, order="C"))
        try:
            with self._torch.inference_mode():
                returned = self._program(given)
        except Exception as error:  # whatever a program raises
            raise ModelRefused(
                f"{self._spec.weights}: torch could not run it on pictures of {shown(given.shape[1:])} "
                f"({self._layout}): {_told(error)}; mend size, channels or layout (--size, --channels, --layout)"
            ) from error
        outputs = dict(_named(returned))
        if not outputs:
            raise ModelRefused(f"{self._spec.weights}: puts out a {type(returned).__name__} that holds no numbers")
        names, tensors = list(outputs), list(outputs.values())
        tensor = tensors[chosen_output(self._spec, names, [tuple(each.shape) for each in tensors])]
        return np.asarray(tensor.detach().to(self._torch.float64).numpy())


def _program(torch: Any, spec: ModelSpec) -> tuple[Any, int | None]:  # noqa: ANN401
    """Return a program, and the size of the batches it was exported for; None where it takes any."""
    content = torch_content(spec.weights)
    if content is TorchContent.EXPORTED:
        _refuse_pickles(torch, spec)
        exported = torch.export.load(str(spec.weights))
        return exported.module(), _batch_of(exported)
    if content is TorchContent.SCRIPT:
        return torch.jit.load(str(spec.weights), map_location="cpu").eval(), None
    raise ModelRefused(f"{spec.weights}: is no program of torch; it was misnamed, or the file is damaged")


def _told(error: Exception) -> str:
    """Return what went wrong in a program: the line of the error, for TorchScript shows its source first."""
    lines = [line.strip() for line in str(error).splitlines() if "Error: " in line] or str(error).splitlines()[:1]
    return lines[-1] if lines else type(error).__name__


def _named(returned: Any, name: str = "output") -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - what a program returns
    """Give every tensor in what a program returned, with a name."""
    if hasattr(returned, "detach"):
        yield name, returned
    elif isinstance(returned, dict):
        for key, value in returned.items():
            yield from _named(value, str(key))
    elif isinstance(returned, list | tuple):
        for place, value in enumerate(returned):
            yield from _named(value, f"{name}_{place}")


def _batch_of(exported: Any) -> int | None:  # noqa: ANN401
    """Return the size of the batches a program was exported for; None where it takes any."""
    (taken,) = [
        node.meta["val"].shape
        for node in exported.graph.nodes
        if node.op == "placeholder" and node.name in exported.graph_signature.user_inputs
    ] or [(None,)]
    return taken[0] if isinstance(taken[0], int) else None


def _refuse_pickles(torch: Any, spec: ModelSpec) -> None:  # noqa: ANN401
    """Refuse an exported program that holds pickles, which torch would read without a word."""
    advice = "export it again with torch 2.8 or later, from a network of plain tensors"
    with zipfile.ZipFile(spec.weights) as archive:
        for entry in archive.infolist():
            name = entry.filename.rpartition("/")[2]
            if name == _OLD or name.startswith(_OBJECTS):
                raise ModelRefused(f"{spec.weights}: holds pickled objects, which are never loaded; {advice}")
            if name.endswith("_config.json") and (
                entry.file_size > _MOST_CONFIG or re.search(rb'"use_pickle":\s*true', archive.read(entry))
            ):
                raise ModelRefused(f"{spec.weights}: holds pickled numbers, which are never loaded; {advice}")
            if name.endswith(".pt"):
                _refuse_other_than_tensors(torch, spec, archive.read(entry), advice)


def _refuse_other_than_tensors(torch: Any, spec: ModelSpec, data: bytes, advice: str) -> None:  # noqa: ANN401
    try:
        torch.load(io.BytesIO(data), weights_only=True, map_location="cpu")
    except Exception as error:  # whatever torch raises over what is no tensor
        raise ModelRefused(
            f"{spec.weights}: holds a pickle of more than tensors, which is never loaded; {advice}"
        ) from error


def _torch() -> Any:  # noqa: ANN401 - imported only where such a model is run
    with importing("running a program of torch", "torch", "torch"):
        import torch  # noqa: PLC0415 - seconds long, and only after the file was vetted
        import torch.export  # noqa: PLC0415
    return torch
