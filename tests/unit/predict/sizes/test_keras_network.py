"""What a configuration declares is added up, and nothing in it is believed to be of the right kind."""

from __future__ import annotations

import pytest

from audit.predict.sizes.keras_network import network_bytes


def layer(name: str, taken: list | None = None, **config: object) -> dict:
    built = {} if taken is None else {"build_config": {"input_shape": taken}}
    return {"module": "keras.layers", "class_name": name, "config": config, **built}


def network(*layers: dict) -> dict:
    return {"class_name": "Sequential", "config": {"layers": list(layers)}}


@pytest.mark.parametrize(
    ("layers", "numbers"),
    [
        ([layer("Dense", [None, 192], units=26_000_000)], 192 * 26_000_000 + 26_000_000),
        ([layer("Conv2D", [None, 8, 8, 3], filters=10, kernel_size=[3, 3])], 3 * 10 * 9 + 192),
        ([layer("DepthwiseConv2D", [None, 8, 8, 3], kernel_size=[3, 3])], 3 * 9 + 192),
        ([layer("Embedding", [None, 5], input_dim=10**9, output_dim=64)], 64 * 10**9 + 5),
        ([layer("LSTM", [None, 4, 6], units=5)], 4 * 5 * 11 + 24),
        ([layer("UpSampling2D", [None, 8, 8, 3], size=[4096, 4096])], 8 * 8 * 3 * 4096**2),
        ([layer("ZeroPadding2D", [None, 8, 8, 3], padding=[[1, 2], [3, 4]])], 11 * 15 * 3),
        ([layer("Resizing", [None, 8, 8, 3], height=100, width=50)], 100 * 50 * 3),
        ([layer("RepeatVector", [None, 7], n=10)], 70),
        ([layer("Reshape", [None, 12], target_shape=[3, 4])], 12),
        ([layer("InputLayer", batch_shape=[None, 48, 48, 1])], 48 * 48),
        ([layer("TimeDistributed", layer=layer("Dense", [None, 9], units=4))], 36 + 9),
    ],
)
def test_weights_and_the_largest_array_are_counted(layers, numbers) -> None:
    assert network_bytes(network(*layers)) == 4 * numbers


@pytest.mark.parametrize(
    "strange",
    [
        None,
        [],
        7,
        {"class_name": 3, "config": {}},
        layer("Dense", [None, "many"], units="all"),
        layer("Dense", ["x"], units=True),
        layer("Conv2D", [], filters=-5, kernel_size="3"),
        layer("InputLayer", batch_shape={"a": 1}),
        layer("ZeroPadding2D", [None, 8], padding={"top": 1}),
        {**layer("Dense"), "build_config": [1]},
    ],
)
def test_what_is_of_another_kind_counts_as_nothing(strange) -> None:
    assert 0 <= network_bytes(network(strange) if isinstance(strange, dict) else strange) < 200
