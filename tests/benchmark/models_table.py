"""What every model can do and costs: `make models` writes `[figures]` of each model.toml, and models/README.md.

python tests/benchmark/models_table.py [ID …]     measure these alone; the table is of all
python tests/benchmark/models_table.py --keep-speed [ID …]     on a busy machine: leave speeds as they were

A speed that is kept is that of an earlier training of the same recipe's network: it does as many multiply-adds.

Measured is what can be measured here: the success rate where weights and pictures are, the speed where weights are,
parameters and multiply-adds also of a network that is only built.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audit.domain.cohort.cohort import OUTSIDE
from audit.domain.cohort.labels import LABEL_SETS, LabelSet
from audit.domain.cohort.predictions import Outcome
from audit.domain.model.asking import MIRRORED, ONE, TEN
from audit.domain.model.figures import Figures
from audit.domain.model.kinds import Kind
from audit.domain.model.model import ModelSpec
from audit.domain.model.narrowing import seen_in
from audit.domain.model.recipe import LABEL, MAJORITY
from audit.files import write_whole
from audit.load import DECLARATION, declare_figures, list_models, load_cohort, load_model, vouched
from audit.pipeline import examine_pictures
from audit.pipeline.training_data import DRAWN, drawn_validation
from audit.predict import load_classifier, load_here, look
from audit.predict.run import DECIMALS
from audit.train import target_codes
from audit.train.trees.trees import parameters_of

ROOT = Path(__file__).resolve().parents[2]
MODELS = ROOT / "models"
COHORT = Path("cohorts/ferplus")
SPLIT = "Valid"
PICTURES = 1024
ROUNDS = 5
KEEP_SPEED = "--keep-speed"
HEAD = ("model", "emotions", "made of", "success rate", "of", "without copies", "mirrored", "ten views", "judged on")
HEAD += ("parameters", "multiply-adds", "pictures/s, two cores", "file", "trained in", "remark")
NONE = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Numbers learned, and multiply-adds of one picture; None where they cannot be told."""

    parameters: int | None = None
    multiply_adds: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Which pictures a model is right about, bool, shape (n,); what they are; which repeat no picture of training.

    `of_views`: number of views → its success rate in them.
    """

    right: NDArray[np.bool_]
    on: str
    apart: NDArray[np.bool_] | None = None
    of_views: Mapping[int, float] = field(default_factory=dict)


def main() -> None:
    """Measure, declare, write the table."""
    wanted = set(sys.argv[1:]) - {KEEP_SPEED}
    for entry in list_models(MODELS):
        if not wanted or entry.id in wanted:
            spec = _ours(load_model(entry.path))
            declare_figures(entry.path / DECLARATION, measured(spec, keep_speed=KEEP_SPEED in sys.argv))
            sys.stderr.write(f"{_row(load_model(entry.path))}\n")
    write_whole(MODELS / "README.md", table([load_model(entry.path) for entry in list_models(MODELS)]))


def measured(spec: ModelSpec, *, keep_speed: bool = False) -> Figures:
    """Return what can be measured of a model here; what the training wrote of these very weights stays.

    Of weights that are not here stays what was measured of them.
    """
    before = spec.measured or Figures()
    there = _is_there(spec)
    cost = cost_of(spec)
    figures = Figures(
        weights_sha256=spec.hashes,
        parameters=cost.parameters,
        multiply_adds=cost.multiply_adds,
        training_seconds=before.training_seconds,
        file_size=spec.weights.stat().st_size if there and not spec.members else None,
        measured_on=datetime.now(UTC).date().isoformat(),
        published="" if spec.figures is None else spec.figures.published,
    )
    if not there:
        return replace(before, published=figures.published) if before.weights_sha256 else figures
    judged = _judged_drawn(spec) if _is_drawn(spec) else _judged(spec)
    return replace(
        figures,
        **_speed(spec, cost, keep=keep_speed),
        accuracy=_share(judged.right),
        images=len(judged.right),
        judged_on=judged.on,
        accuracy_without_copies=None if judged.apart is None else _share(judged.right[judged.apart]),
        images_without_copies=None if judged.apart is None else int(judged.apart.sum()),
        accuracy_two_views=judged.of_views.get(MIRRORED),
        accuracy_ten_views=judged.of_views.get(TEN),
    )


def _speed(spec: ModelSpec, cost: Cost, *, keep: bool) -> dict[str, float]:
    """Return pictures a second and the load before; what was measured of a network of the same size where kept."""
    before = spec.figures
    if keep and before is not None and before.images_per_second is not None and before.load is not None:
        network = (before.parameters, before.multiply_adds)
        if network != (cost.parameters, cost.multiply_adds):
            raise SystemExit(f"{spec.id}: {KEEP_SPEED}: the speed was that of another network; measure it anew")
        return {"images_per_second": before.images_per_second, "load": before.load}
    load = os.getloadavg()[0]
    return {"images_per_second": round(1 / _seconds_per_picture(spec), 1), "load": round(load, 1)}


def _ours(spec: ModelSpec) -> ModelSpec:
    """Vouch for a model of this repository by the hash it declares."""
    declared = (spec, *(member.spec for member in spec.members))
    return vouched(spec, frozenset(each.sha256 for each in declared if each.sha256 is not None))


def _is_there(spec: ModelSpec) -> bool:
    """Return whether a model has all its weights."""
    return all(_is_there(each.spec) for each in spec.members) if spec.members else spec.weights.exists()


def _share(right: NDArray[np.bool_]) -> float:
    return round(float(np.mean(right)), 4)


def _is_drawn(spec: ModelSpec) -> bool:
    return spec.recipe is not None and spec.recipe.data == DRAWN


def _judged_drawn(spec: ModelSpec) -> Judged:
    """Return what a model of drawn faces says of those drawn for its validation."""
    drawn = drawn_validation(spec, spec.recipe)
    inputs = drawn.inputs(spec)

    def right(views: int) -> NDArray[np.bool_]:
        said = load_classifier(seen_in(spec, views)).probabilities(inputs).round(DECIMALS)
        return np.asarray(said.argmax(axis=1) == drawn.codes)

    return Judged(
        right=right(ONE),
        on="faces drawn for its validation",
        of_views={views: _share(right(views)) for views in (MIRRORED, TEN)},
    )


def _judged(spec: ModelSpec) -> Judged:
    """Return what a model says of the photographs it is judged by."""
    target = target_for(spec.labels)
    cohort = load_cohort(COHORT, split=SPLIT)
    codes = target_codes(cohort, spec.labels, target)
    rows = np.flatnonzero(codes != OUTSIDE)

    def right(spec: ModelSpec) -> NDArray[np.bool_]:
        looked = look(load_classifier(spec), spec.contract, cohort, rows)
        scored = looked.outcomes == Outcome.SCORED.code
        return np.asarray(scored & (looked.probabilities.round(DECIMALS).argmax(axis=1) == codes[rows]))

    labels = "original labels" if target == LABEL else "majority of FER+'s annotators"
    return Judged(
        right=right(seen_in(spec, ONE)),
        on=f"FER2013 {SPLIT}, {labels}",
        apart=~_repeats()[rows],
        of_views={views: _share(right(seen_in(spec, views))) for views in (MIRRORED, TEN)},
    )


@cache
def _repeats() -> NDArray[np.bool_]:
    """Return which pictures of the split show a photograph that the other splits, where networks train, show too."""
    cohort = load_cohort(COHORT)
    _, copies = examine_pictures(cohort)
    here = cohort.of_split(SPLIT)
    return np.isin(copies[here], copies[~here])


def target_for(labels: LabelSet) -> str:
    """Return what a model is judged by: FER2013's own labels, or the majority where these have not its emotions."""
    return LABEL if set(labels.emotions) <= set(LABEL_SETS["fer7"].emotions) and len(labels) > 2 else MAJORITY


def _seconds_per_picture(spec: ModelSpec) -> float:
    """Return the median time of one prepared picture in memory, in batches of 256; of an ensemble its members' sum."""
    if spec.members:
        return sum(_seconds_per_picture(member.spec) for member in spec.members)
    classifier = load_here(seen_in(spec, ONE))
    pictures = np.random.default_rng(0).random((PICTURES, *spec.contract.shape)).astype(np.float32)
    seconds = []
    for _ in range(ROUNDS + 1):
        before = time.perf_counter()
        classifier.probabilities(pictures)
        seconds.append(time.perf_counter() - before)
    return statistics.median(seconds[1:]) / PICTURES  # the first also warms up


def cost_of(spec: ModelSpec) -> Cost:
    """Return what a model holds and costs: from its weights, or from its network built with fresh ones."""
    if spec.members:
        costs = [cost_of(member.spec) for member in spec.members]
        return Cost(
            parameters=_sum([cost.parameters for cost in costs]),
            multiply_adds=_sum([cost.multiply_adds for cost in costs]),
        )
    if spec.kind is Kind.SKLEARN:
        there = spec.weights.exists()
        return Cost(parameters=parameters_of(load_here(spec)._estimator) if there else None)
    network = _network(spec)
    if network is None:
        return Cost()
    from audit.train.fitting.network import multiply_adds

    return Cost(parameters=network.count_params(), multiply_adds=multiply_adds(network))


def _sum(numbers: list[int | None]) -> int | None:
    """Return a sum; None where one is not known, so that a part is never taken for the whole."""
    known = [number for number in numbers if number is not None]
    return sum(known) if len(known) == len(numbers) else None


def _network(spec: ModelSpec) -> Any:
    """Return the Keras network of a model; None where a search has yet to find it, or it is another kind."""
    if spec.kind is not Kind.KERAS:
        return None
    if spec.weights.exists():
        import keras

        return keras.models.load_model(spec.weights, compile=False)
    if spec.recipe is None or spec.recipe.search is not None:
        return None
    from audit.train.architectures import build

    return build(spec, spec.recipe)


def table(specs: list[ModelSpec]) -> str:
    """Return models/README.md."""
    rows = "\n".join(_row(spec) for spec in sorted(specs, key=lambda spec: spec.id))
    return f"""# The models

Written by `make models` from the `[figures]` of each folder's `model.toml`; do not edit it. What a model is for, how it
was trained and where it fails stands in its own README.

| {" | ".join(HEAD)} |
{"|---" * len(HEAD)}|
{rows}

## How to read it

* **Success rate**: the share of pictures whose most probable emotion is the right one, decided as `emotion-audit run`
  decides. Only rows judged on the same pictures and labels can be compared, and more emotions are harder. {SPLIT} chose
  the epoch of some models, which flatters them: their cards say so. {NONE} = not measured. A row without weights is a
  recipe: its size is known, and where it was trained in full what its weights did before they were thrown away.
* **Without copies**: the same over pictures that repeat no photograph of the other split (`emotion-audit check
  {COHORT} --pictures` finds them): FER2013 is full of copies, and one seen in training may be easier.
* **Mirrored, ten views**: of all these pictures, where the model is asked about two or ten views of each and its
  answers are averaged (`--views`, or `views` under `[output]`), which takes two or ten times as long.
* **Parameters**: numbers learned; of trees a threshold for every split and the values of every leaf. Where a search
  chooses the layers they are known after it.
* **Multiply-adds**: of one picture, in convolutions and dense layers; of an ensemble the sum over its members. Trees
  have none, they compare numbers; so an ensemble with trees has {NONE}, because a part is not the whole.
* **Pictures per second**: prepared pictures in memory, {PICTURES:,} in batches of 256, median of {ROUNDS} runs on two
  cores; in parentheses the load of the machine before, because other work makes every figure smaller. Histograms of
  gradients are computed in that time; reading files and finding faces is not in it. Of one view, whatever the model
  declares: ten take ten times as long.
* **Trained in**: what `emotion-audit train` took where it was run, beside other work; {NONE} where nobody noted it.
* **Remark**: what others published is of their own pictures and weights.

## To make it again

```
emotion-audit import ferplus FOLDER_WITH_FERPLUS {COHORT}
make models
```

Figures are of the weights whose SHA-256 stands beside them: after another training they are no longer shown until they
are measured again.
"""


def _row(spec: ModelSpec) -> str:
    return f"| {' | '.join(_cells(spec))} |"


def _cells(spec: ModelSpec) -> Iterator[str]:
    figures = spec.measured or Figures()
    yield f"[{spec.id}]({spec.id})"
    yield str(len(spec.labels))
    yield spec.kind
    yield _rate(figures.accuracy)
    yield _number(figures.images)
    yield _rate(figures.accuracy_without_copies)
    yield _rate(figures.accuracy_two_views)
    yield _rate(figures.accuracy_ten_views)
    yield figures.judged_on or NONE
    yield _number(figures.parameters)
    yield _number(figures.multiply_adds)
    yield NONE if figures.images_per_second is None else f"{figures.images_per_second:,.0f} ({figures.load})"
    yield NONE if figures.file_size is None else f"{figures.file_size / 1e6:.2f} MB"
    yield NONE if figures.training_seconds is None else f"{figures.training_seconds:,.0f} s"
    yield "; ".join(_remarks(spec)) or NONE


def _remarks(spec: ModelSpec) -> Iterator[str]:
    if spec.trial:
        yield f"**trial**: {spec.trial}"
    if not _is_there(spec):
        yield "no weights here"
    elif spec.measured is None:
        yield "not measured"
    if spec.members:
        yield f"mean of {', '.join(member.spec.id for member in spec.members)}"
    if spec.figures is not None and spec.figures.published:
        yield spec.figures.published


def _rate(value: float | None) -> str:
    return NONE if value is None else f"{value:.4f}".removeprefix("0")


def _number(value: int | None) -> str:
    return NONE if value is None else f"{value:,}"


if __name__ == "__main__":
    main()
