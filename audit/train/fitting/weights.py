"""The weights file of a finished training: small, and the same bytes for the same weights."""

from __future__ import annotations

import json
import re
import zipfile
from typing import TYPE_CHECKING, Any

from audit.errors import ModelRefused, UsageError, guarded
from audit.files import whole_file
from audit.train.architectures import build
from audit.train.backend import keras
from audit.train.course.summary import WeightsFile

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from audit.domain.model.model import ModelSpec
    from audit.domain.model.recipe import Recipe

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_SHARED = re.compile(r'("shared_object_id": )(\d+)')


def publish_weights(spec: ModelSpec, recipe: Recipe, variables: Sequence[NDArray[Any]], path: Path) -> WeightsFile:
    """Write a `.keras` file of the recipe's network with these values of its variables, without optimizer.

    Raises
    ------
    UsageError
        When the name does not end in `.keras`.
    """
    if path.suffix != ".keras":
        raise UsageError(f"model '{spec.id}': a trained model is written as .keras, found weights = '{path.name}'")
    model = build(spec, recipe)
    for variable, value in zip(model.variables, variables, strict=True):
        variable.assign(value)
    with whole_file(path) as temporary:
        model.save(temporary)
        _reproducible(temporary)
    return WeightsFile.of(path)


def take_weights(model: Any, spec: ModelSpec, start: ModelSpec) -> None:  # noqa: ANN401 - Keras publishes no types
    """Give a network the weights of another model of the same architecture.

    Those of the output layer too where both tell the same emotions by the same kind of output.

    Parameters
    ----------
    model
        The network; its layers are matched by name.
    spec
        What the network tells.
    start
        The other model. Its file has been looked at already.

    Raises
    ------
    UsageError
        When a layer with weights is missing there or has another shape.
    """
    with guarded(lambda said: ModelRefused(f"{start.weights}: Keras could not load it: {said}")):
        theirs = {layer.name: layer for layer in keras.models.load_model(start.weights, compile=False).layers}
    alike = (spec.labels, spec.output, spec.positive) == (start.labels, start.output, start.positive)
    for layer in model.layers if alike else model.layers[:-1]:
        if not layer.trainable_variables:
            continue
        found = theirs[layer.name].get_weights() if layer.name in theirs else []
        if [weight.shape for weight in found] != [weight.shape for weight in layer.get_weights()]:
            raise UsageError(
                f"model '{start.id}': cannot be started from, its layer '{layer.name}' is missing or has another "
                "shape; start from a model of the same architecture"
            )
        layer.set_weights(found)


def _reproducible(path: Path) -> None:
    """Pack a `.keras` archive again without times and memory addresses: the same weights give the same bytes."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in sorted(archive.namelist())}
    metadata = json.loads(parts["metadata.json"])
    parts["metadata.json"] = json.dumps({"keras_version": metadata["keras_version"]}).encode()
    parts["config.json"] = _with_numbered_objects(parts["config.json"].decode()).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _LONG_AGO), data)


def _with_numbered_objects(config: str) -> str:
    """Return a config whose shared objects are numbered as they appear, where Keras writes their place in memory."""
    numbers: dict[str, int] = {}
    return _SHARED.sub(lambda found: f"{found[1]}{numbers.setdefault(found[2], len(numbers) + 1)}", config)
