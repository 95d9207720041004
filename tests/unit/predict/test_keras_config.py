"""The allow-list of Keras: what computes passes in the spelling Keras writes, everything else is named."""

from __future__ import annotations

import pytest

from audit.predict.keras_config import ALLOWED, refused


def layer(name: str, module: str | None = "keras.layers", config: object = None) -> dict:
    said = {"class_name": name, "config": config or {}}
    return said if module is None else {"module": module, **said}


HOSTILE = {
    "lambda": layer("Lambda"),
    "a path as its name": layer("layers.Lambda", "keras"),
    "the inner module": layer("Lambda", "keras.src.layers.core.lambda_layer"),
    "no module, as Keras 2 wrote": layer("Lambda", None),
    "an operation of TensorFlow": layer("TFOpLambda", None),
    "a saved model": layer("TFSMLayer"),
    "a table from a path": layer("StringLookup", config={"vocabulary": "/etc/passwd"}),
    "a function of the system": {"module": "os", "class_name": "function", "config": "system"},
    "a function by its path": {"module": "builtins", "class_name": "function", "config": "os.system"},
    "bytecode": {"class_name": "__lambda__", "config": {"code": "4wAA"}},
    "an operation that takes functions": layer("Map", "keras.src.ops.core"),
    "somebody's layer": layer("Dense", "keras_extra.layers"),
    "a class that is no text": {"module": "keras.layers", "class_name": ["Dense"], "config": {}},
    "a module that is no text": {"module": 3, "class_name": "Dense", "config": {}},
}


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("depth", [0, 3])
def test_what_might_run_code_is_named_in_every_spelling(hostile, depth) -> None:
    config = hostile
    for _ in range(depth):
        config = layer("TimeDistributed", config={"layer": config})
    found = list(refused({"class_name": "Sequential", "config": {"layers": [layer("Dense"), config]}}))
    assert len(found) == 1
    assert str(hostile["class_name"]) in found[0]


def test_how_a_model_was_trained_is_not_read() -> None:
    assert (
        list(refused({**layer("Sequential", "keras"), "compile_config": {"loss": HOSTILE["a function of the system"]}}))
        == []
    )


def test_activations_by_name_and_operations_on_arrays_compute() -> None:
    activation = {"module": "builtins", "class_name": "function", "config": "relu6", "registered_name": "function"}
    assert list(refused([layer("Dense", config={"activation": activation}), layer("Add", "keras.src.ops.numpy")])) == []


@pytest.mark.keras
def test_every_allowed_layer_exists_or_was_one_of_keras_2() -> None:
    keras = pytest.importorskip("keras")
    homes = (
        keras.layers,
        keras.models,
        keras.initializers,
        keras.regularizers,
        keras.constraints,
        keras.dtype_policies,
    )
    gone = {name for name in ALLOWED if not name.startswith("__") and not any(hasattr(home, name) for home in homes)}
    assert gone == {
        "BatchNormalizationV1",
        "Policy",
        "RandomHeight",
        "RandomWidth",
        "ThresholdedReLU",
        "Functional",
    }
