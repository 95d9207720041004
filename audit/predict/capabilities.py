"""What a model file can do on the machine it is run on, for whoever is asked to vouch for it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from audit.domain.model.kinds import Kind
from audit.errors import ModelRefused, importing
from audit.files.contents import torch_content
from audit.predict.adapters.grids import loading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from audit.domain.model.model import ModelSpec

_REACHING_OUT = ("File", "PyFunc", "Print", "Socket", "Dataset", "Summary", "Checkpoint", "Save", "Restore", "Table")
"""Parts of the names of TensorFlow's operations that read, write or call what is outside the network."""

_MOST_NAMED = 12


def capabilities(spec: ModelSpec) -> tuple[str, ...]:
    """Return what a model may do beyond turning pictures into numbers, a sentence each; none where it cannot.

    Nothing of the model is run. An ensemble's are those of its members.

    Raises
    ------
    ModelRefused
        When the file is damaged.
    MissingExtra
        When what reads this kind is not installed.
    """
    if spec.members:
        return tuple(line for member in spec.members for line in capabilities(member.spec))
    return tuple(_KINDS[spec.kind](spec)) if spec.kind in _KINDS else ()


def _of_code(spec: ModelSpec) -> Iterator[str]:
    yield f"{spec.weights}: is Python code; its function {spec.function} and all it imports can do whatever you can"


def _of_service(spec: ModelSpec) -> Iterator[str]:
    if not spec.weights.is_file():  # somebody typed its address
        return
    yield f"{spec.weights}: sends every picture to {spec.service}; people's faces leave this machine"
    variables = ", ".join(dict.fromkeys(spec.asking.headers.values()))
    if variables:
        yield f"{spec.weights}: sends it the values of your environment variables {variables}"


def _of_torch(spec: ModelSpec) -> Iterator[str]:
    yield f"{spec.weights}: is a program of torch ({torch_content(spec.weights)}), run by torch unchecked"


def _of_saved_model(spec: ModelSpec) -> Iterator[str]:
    with importing("reading a SavedModel", "keras", "tensorflow"):
        from tensorflow.core.protobuf import saved_model_pb2  # noqa: PLC0415 - seconds long
    with loading(spec, "TensorFlow"):
        model = saved_model_pb2.SavedModel.FromString((spec.weights / "saved_model.pb").read_bytes())
    counts = Counter(
        node.op
        for graph in model.meta_graphs
        for nodes in (graph.graph_def.node, *(function.node_def for function in graph.graph_def.library.function))
        for node in nodes
    )
    if not counts:
        raise ModelRefused(f"{spec.weights}: holds no operation; it is no SavedModel that can be run")
    outside = sorted(name for name in counts if any(part in name for part in _REACHING_OUT))
    yield f"{spec.weights}: {sum(counts.values()):,} operations of {len(counts)} kinds, run by TensorFlow unchecked"
    if outside:
        more = f" and {len(outside) - _MOST_NAMED} more" if len(outside) > _MOST_NAMED else ""
        yield f"{spec.weights}: some of them reach outside the network: {', '.join(outside[:_MOST_NAMED])}{more}"


def _of_trees(spec: ModelSpec) -> Iterator[str]:
    with importing("reading a scikit-learn model", "skops", "skops"):
        from skops import io  # noqa: PLC0415 - only where such a model is looked at
    with loading(spec, "skops"):
        unknown = io.get_untrusted_types(file=spec.weights)
    if unknown:
        yield f"{spec.weights}: holds {', '.join(sorted(unknown)[:_MOST_NAMED])}, whose numbers are followed unchecked"


_KINDS: dict[Kind, Callable[[ModelSpec], Iterator[str]]] = {
    Kind.CALLABLE: _of_code,
    Kind.SERVICE: _of_service,
    Kind.SAVED_MODEL: _of_saved_model,
    Kind.TORCH: _of_torch,
    Kind.SKLEARN: _of_trees,
}
