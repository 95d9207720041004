"""How long a step of a training takes with Keras' layers and optimizer and with those that a training puts in.

    python tests/benchmark/training_speed.py

Made pictures, as many as a step of the recipe has. `small-vgg`, `vgg10` and `light` are trained as `emotion7` is, its
augmentation included; `happy-sad-attempt-5` as it declares, 16.9 million numbers learned from 16 pictures of 150×150.
Both networks of a line take three steps each in turns, in one process: milliseconds on the wall (median; least) and
processor seconds of all threads a step. A ratio is that of the medians. `make bench` writes TRAINING.md beside it.

Below them four passes each of `light` over made pictures, in turns, with batches that TensorFlow tunes in a thread of
its own, as it does unasked, and with those of a training, which nothing tunes. The thread sleeps 10 ms, then twice as
long each time, up to a minute, and some passes end only when it next wakes.
"""

from __future__ import annotations

import os
import platform
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from audit.domain.model.model import ModelSpec, Output
from audit.domain.model.recipe import BFLOAT16, FLOAT32, Recipe
from audit.files import write_whole
from audit.load import load_model
from audit.train.architectures import build
from audit.train.architectures.quick import quickened
from audit.train.backend import keras, tf
from audit.train.data.batches import Batches
from audit.train.fitting.objective import prepare_training
from audit.train.fitting.steps import train_once

RESULTS = Path(__file__).with_name("TRAINING.md")
MODELS = Path("models")
MODEL, LARGE = "emotion7", "happy-sad-attempt-5"
ROUNDS, STEPS = 12, 3
PASSES = 40, 80, 160
NETWORKS = [(name, precision) for precision in (BFLOAT16, FLOAT32) for name in ("small-vgg", "vgg10", "light", LARGE)]
Steps = list[tuple[float, float]]


def main() -> None:
    """Measure, print, write."""
    load = os.getloadavg()[0]
    rows = [_row(name, precision, *_measured(name, precision)) for name, precision in NETWORKS]
    text = "\n".join(_parts(rows, list(_passes()), load)) + "\n"
    sys.stdout.write(text)
    write_whole(RESULTS, text)


def _measured(name: str, precision: str) -> tuple[Steps, Steps]:
    """Return seconds on the wall and of the processor of each step, with Keras' layers and with ours."""
    spec = load_model(MODELS / (name if name == LARGE else MODEL))
    assert spec.recipe is not None
    architecture = spec.recipe.architecture if name == LARGE else name
    recipe = replace(spec.recipe, architecture=architecture, precision=precision)
    networks = _network(spec, recipe), _network(spec, recipe, quick=True)
    batch = _batch(spec, recipe.batch)
    for network in networks:
        _steps(network, batch)  # compiles
    taken: tuple[Steps, Steps] = ([], [])
    for _ in range(ROUNDS):
        for network, steps in zip(networks, taken, strict=True):
            steps.extend(_steps(network, batch))
    return taken


def _network(spec: ModelSpec, recipe: Recipe, *, quick: bool = False) -> Any:
    network = build(spec, recipe, recipe.precision)
    network = quickened(network) if quick else network
    prepare_training(network, spec, recipe, steps=10_000)
    if not quick:
        assert not recipe.weight_decay, "Keras' own would take its share of every variable"
        network.compile(keras.optimizers.Adam.from_config(network.optimizer.get_config()), loss=network.loss)
    return network


def _batch(spec: ModelSpec, size: int) -> tuple[Any, ...]:
    random = np.random.default_rng(0)
    pictures = random.uniform(0, 1, (size, *spec.contract.shape)).astype(np.float32)
    shown = random.integers(0, len(spec.labels), size)
    targets = np.eye(len(spec.labels), dtype=np.float32)[shown]
    return pictures, targets[:, 1:] if spec.output is Output.SIGMOID else targets, np.ones(size, np.float32)


def _steps(network: Any, batch: tuple[Any, ...]) -> Steps:
    taken = []
    for _ in range(STEPS):
        wall, processors = time.perf_counter(), time.process_time()
        network.train_on_batch(*batch)
        taken.append((time.perf_counter() - wall, time.process_time() - processors))
    return taken


class _Tuned(Batches):
    """Batches as TensorFlow keeps them ready unless it is told otherwise."""

    def dataset(self) -> Any:
        """Return them, tuned."""
        tuned = tf.data.Options()
        tuned.autotune.enabled = True
        return super().dataset().with_options(tuned)


def _passes() -> Iterator[str]:
    spec = load_model(MODELS / MODEL)
    assert spec.recipe is not None
    recipe = replace(spec.recipe, architecture="light", precision=BFLOAT16)
    network = _network(spec, recipe, quick=True)
    _pass(Batches, spec, network, 1, recipe.batch)  # compiles
    for steps in PASSES:
        taken = {_Tuned: 0.0, Batches: 0.0}
        for kind in (_Tuned, Batches, Batches, _Tuned) * 2:
            taken[kind] += _pass(kind, spec, network, steps, recipe.batch)
        tuned, untuned = taken.values()
        yield f"| {steps} | {tuned:.1f} | {untuned:.1f} | {tuned / untuned:.2f} |"


def _pass(kind: type[Batches], spec: ModelSpec, network: Any, steps: int, size: int) -> float:
    random, pictures = np.random.default_rng(0), steps * size
    images = random.integers(0, 256, (pictures, *spec.contract.shape), np.uint8)
    targets = np.eye(len(spec.labels), dtype=np.float32)[random.integers(0, len(spec.labels), pictures)]
    beside = targets, np.ones(pictures, np.float32)
    batches = kind(images, spec.contract.scale, beside, np.arange(pictures), size)
    began = time.perf_counter()
    train_once(network, batches)
    return time.perf_counter() - began


def _row(name: str, precision: str, slow: Steps, quick: Steps) -> str:
    (wall, processors, least), (our_wall, our_processors, our_least) = _summary(slow), _summary(quick)
    return (
        f"| {name} | {precision} | {wall:.0f}; {least:.0f} | {our_wall:.0f}; {our_least:.0f} | {wall / our_wall:.2f} | "
        f"{processors:.3f} | {our_processors:.3f} | {processors / our_processors:.2f} |"
    )


def _summary(steps: Steps) -> tuple[float, float, float]:
    walls, processors = zip(*steps, strict=True)
    return 1000 * statistics.median(walls), statistics.median(processors), 1000 * min(walls)


def _parts(rows: list[str], passes: list[str], load: float) -> Iterator[str]:
    yield f"# How fast a training is\n\n{(__doc__ or '').split(chr(10) * 2, 2)[2]}"
    yield "| network | precision | Keras, ms | ours, ms | times as fast | Keras, s | ours, s | times as little |"
    yield "|---|---|---:|---:|---:|---:|---:|---:|"
    yield from rows
    yield "\n| steps of a pass | four tuned, s | four not tuned, s | times as fast |\n|---:|---:|---:|---:|"
    yield from passes
    versions = f"Keras {keras.__version__}, TensorFlow {tf.__version__}, {os.cpu_count()} processors"
    python = f"Python {platform.python_version()}"
    yield f"\nWritten by `training_speed.py` with {python}, {versions}; load of the machine before: {load:.1f}."


if __name__ == "__main__":
    main()
