"""Files somebody names as a model that are none that is run: refused before anything else is asked of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from audit.domain.model.kinds import ENDINGS, Kind, kind_of
from audit.domain.model.ways_out import ADAPT, way_for, way_out
from audit.errors import ModelRefused
from audit.files.contents import TorchContent, torch_content

if TYPE_CHECKING:
    from pathlib import Path

_MOST_BYTES = 16 * 1024**2
_TFJS = (
    "is a network of TensorFlow.js, which is not run here; turn it into a Keras file: tensorflowjs_converter "
    "--input_format=tfjs_layers_model --output_format=keras {name} {plain}.h5"
)
_GRAPH = (
    "is a graph of TensorFlow.js, which is not run here; give the model it was made from, or audit a table of its "
    "answers (--predictions)"
)


def refuse_unreadable(path: Path, architecture: Path | None) -> None:
    """Raise ModelRefused for a file that is no model which is run, with the way out for exactly that kind.

    Parameters
    ----------
    path
        What was named as --model.
    architecture
        What was named as --architecture.
    """
    if not path.is_file():
        return
    if path.suffix.lower() == ".json":
        raise ModelRefused(f"{path}: {_of_json(path, architecture)}")
    if path.suffix not in ENDINGS:
        raise ModelRefused(f"{path}: {way_out(path)}")
    if kind_of(path) is Kind.TORCH and torch_content(path) is TorchContent.WEIGHTS:
        raise ModelRefused(
            f"{path}: holds weights of torch without their network, in a pickle, which is never loaded as one; "
            f"{way_for(ADAPT, path)}"
        )


def _of_json(path: Path, architecture: Path | None) -> str:
    found = _parsed(path)
    if found.get("format") == "graph-model":
        return _GRAPH
    if "modelTopology" in found:
        return way_for(_TFJS, path)
    if "class_name" not in found:
        return "is no description of a network that is known here; name a weights file, or a folder with model.toml"
    weights = "its numbers" if architecture is not None else _weights_beside(path)
    return f"describes a network of Keras without its numbers; name both: --model {weights} --architecture {path}"


def _weights_beside(path: Path) -> str:
    """Return the weights that most likely belong to an architecture, or a word for them."""
    there = sorted(found for found in path.parent.iterdir() if found.suffix in (".h5", ".hdf5"))
    alike = [found for found in there if found.name.partition(".")[0] == path.stem]
    return str(next(iter(alike or there), "WEIGHTS.h5"))


def _parsed(path: Path) -> dict[str, Any]:
    if path.stat().st_size > _MOST_BYTES:
        return {}
    try:
        found = json.loads(path.read_bytes())
        found = json.loads(found) if isinstance(found, str) else found  # json.dump(model.to_json()) writes text in text
    except Exception:  # noqa: BLE001 - whatever reading it raises, it says nothing
        return {}
    return found if isinstance(found, dict) else {}
