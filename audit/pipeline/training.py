"""Training in order: declaration → pictures after the input contract → search → epochs → weights and their hash."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from audit.domain.model.figures import Figures
from audit.domain.model.recipe import TREE_ARCHITECTURES
from audit.errors import UsageError
from audit.pipeline.training_data import FEWEST, training_data

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from audit.domain.model.model import ModelSpec
    from audit.domain.model.recipe import Recipe
    from audit.train import EpochReport, Split, TrainingSummary
    from audit.train.fitting.network import SearchTrial


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortRun:
    """How a short run differs from its recipe.

    Attributes
    ----------
    epochs
        Epochs in place of the recipe's; None = the recipe's.
    images
        About so many pictures read in place of all, of each emotion its share; None = all.
    """

    epochs: int | None = None
    images: int | None = None

    def __post_init__(self) -> None:
        for name, least in (("epochs", 1), ("images", FEWEST)):
            value = getattr(self, name)
            if value is not None and value < least:
                raise UsageError(f"a short run has at least {least} {name}, found {value}")

    def described(self, recipe: Recipe) -> str:
        """Return how short the run is, in words."""
        epochs = "" if self.epochs is None else f"{min(self.epochs, recipe.epochs)} of {recipe.epochs} epochs"
        images = "" if self.images is None else f"about {self.images} pictures"
        return ", ".join(part for part in (epochs, images) if part)


def train_model(
    folder: Path,
    *,
    data: Path | None,
    out: Path | None,
    report: Callable[[EpochReport], None],
    tried: Callable[[SearchTrial], None],
    progress: Callable[[int, int], None],
    short: ShortRun | None = None,
    tensorboard: Path | None = None,
) -> TrainingSummary:
    """Train the model of a folder by its recipe.

    Parameters
    ----------
    folder
        A model folder with model.toml.
    data
        A cohort folder whose `split` column tells training from validation; by default the recipe's own.
    out
        Where weights, history and checkpoint go, with a copy of model.toml; by default the model folder.
    report
        Called after every epoch.
    tried
        Called after every trial of a search.
    progress
        Called with pictures done and their number, while they are read and while they train.
    short
        Fewer epochs or pictures than the recipe's, to see whether it runs; published in `out` alone, and marked there.
    tensorboard
        A folder where the figures of every epoch are written for TensorBoard, too.

    Raises
    ------
    AuditError
        When there is no recipe, the data is not there, an emotion has no picture, or a short run would be published
        over a full one.
    """
    from audit.files import remove
    from audit.load import load_model
    from audit.train import CHECKPOINT

    spec = replace(load_model(folder), temperature=None)  # one fitted for other weights
    declared = spec.recipe
    if declared is None:
        raise UsageError(f"{folder}: model.toml has no [recipe], so this model cannot be trained here")
    if spec.trial:
        raise UsageError(f"{folder}: holds a short run ({spec.trial}); train the model folder it was made from")
    target = out or folder
    if short is not None:
        _require_place(folder, target)
        spec = replace(spec, title=f"{spec.title} (trial: {short.described(declared)})")
    recipe = _shortened(declared, short)
    split = training_data(spec, recipe, data, progress, short.images if short else None)
    spec = replace(spec, recipe=recipe)
    ready = target / CHECKPOINT / "ready"
    remove(ready)  # of a training that was ended while it was published
    if recipe.architecture in TREE_ARCHITECTURES:
        if tensorboard is not None:
            raise UsageError(f"model '{spec.id}': trees write nothing for TensorBoard; leave --tensorboard out")
        summary = _grown(spec, split, ready, report)
    else:
        hears = report if tensorboard is None else _both(report, _logged(tensorboard))
        summary, recipe = _trained(spec, split, target, ready, report=hears, tried=tried, progress=progress)
    published = "" if spec.figures is None else spec.figures.published
    with _declaration(folder, ready) as declaration:
        _declare(declaration, declared, recipe, short)
        _declare_made(declaration, summary, published)
    return _published(summary, ready, target)


def _published(summary: TrainingSummary, ready: Path, target: Path) -> TrainingSummary:
    """Put what is ready in its place, its declaration last; only then is the training over, and not to be gone on with.

    A process that is ended in between leaves a folder in which the same command goes on.
    """
    from audit.files import move_files, remove
    from audit.load import DECLARATION
    from audit.train import CHECKPOINT

    move_files(ready, target, last=DECLARATION)
    remove(target / CHECKPOINT)
    return replace(summary, weights=replace(summary.weights, path=target / summary.weights.path.name))


@contextmanager
def _declaration(folder: Path, ready: Path) -> Iterator[Path]:
    """Give a copy of a model's declaration to write into; what cannot be written is said of the model's own."""
    from audit.files import write_whole
    from audit.load import DECLARATION

    own, copy = folder / DECLARATION, ready / DECLARATION
    write_whole(copy, own.read_bytes())
    try:
        yield copy
    except UsageError as error:
        raise UsageError(str(error).replace(str(copy), str(own))) from error


def _declare_made(declaration: Path, summary: TrainingSummary, published: str) -> None:
    """Write the hash of what a training made, and what is known of it."""
    from audit.load import declare_figures
    from audit.train import declare_sha256

    declare_sha256(declaration, summary.weights.sha256)
    _declare_onnx(declaration, summary.weights.path)
    declare_figures(declaration, _figures(summary, published))


def _declare_onnx(declaration: Path, weights: Path) -> None:
    """Write a trained network once more as ONNX, which runs without TensorFlow; trees have no such file."""
    from audit.train import declare_onnx

    declare_onnx(declaration, None, "")
    if weights.suffix != ".keras":
        return
    from audit.train.fitting.network import publish_onnx

    written = publish_onnx(weights, weights.with_suffix(".onnx"))
    declare_onnx(declaration, written.path.name, written.sha256)


def _figures(summary: TrainingSummary, published: str) -> Figures:
    """Return what a training knows of the weights it made; `make models` measures the rest."""
    return Figures(
        weights_sha256=(summary.weights.sha256,),
        parameters=summary.parameters,
        training_seconds=round(summary.seconds, 1),
        file_size=summary.weights.size,
        published=published,
    )


def _grown(spec: ModelSpec, split: Split, ready: Path, report: Callable[[EpochReport], None]) -> TrainingSummary:
    """Train trees, which need no TensorFlow."""
    from audit.train import grow

    return grow(spec, split.training, split.validation, ready, report=report)


def _trained(
    spec: ModelSpec,
    split: Split,
    target: Path,
    ready: Path,
    *,
    report: Callable[[EpochReport], None],
    tried: Callable[[SearchTrial], None],
    progress: Callable[[int, int], None],
) -> tuple[TrainingSummary, Recipe]:
    """Train a network, after its search if it has one; also return the recipe that it followed."""
    from audit.train.fitting.network import search, train

    assert spec.recipe is not None  # noqa: S101 - the caller's own
    recipe, start = spec.recipe, _start(spec.recipe)
    if recipe.search is not None:
        recipe = search(spec, split.training, split.validation, target, report=tried, progress=progress)
    summary = train(
        replace(spec, recipe=recipe),
        split.training,
        split.validation,
        target,
        report=report,
        progress=progress,
        start=start,
        into=ready,
    )
    return summary, recipe


def _require_place(folder: Path, target: Path) -> None:
    """Raise UsageError unless a short run can be published in a folder without a full training's result."""
    from audit.load import DECLARATION, load_model

    if target.resolve() == folder.resolve():
        raise UsageError(f"{folder}: a short run is not this model's result; name another folder with --out")
    if (target / DECLARATION).exists() and not load_model(target).trial:
        raise UsageError(f"{target}: holds the result of a full training; name another folder for a short run")


def _shortened(recipe: Recipe, short: ShortRun | None) -> Recipe:
    """Return the recipe of a short run, its search as short as it."""
    if short is None:
        return recipe
    epochs = min(short.epochs or recipe.epochs, recipe.epochs)
    search = None if recipe.search is None else replace(recipe.search, epochs=min(epochs, recipe.search.epochs))
    return replace(recipe, epochs=epochs, search=search, images=min(short.images or recipe.images, recipe.images))


def _logged(folder: Path) -> Callable[[EpochReport], None]:
    from audit.train.fitting.network import tensorboard_log

    return tensorboard_log(folder)


def _both(first: Callable[[EpochReport], None], second: Callable[[EpochReport], None]) -> Callable[[EpochReport], None]:
    def report(epoch: EpochReport) -> None:
        first(epoch)
        second(epoch)

    return report


def _declare(declaration: Path, declared: Recipe, followed: Recipe, short: ShortRun | None) -> None:
    """Write how it was trained into a model.toml, from which the temperature of other weights goes."""
    from audit.load import declare_calibration
    from audit.train import declare_search, declare_short_run

    declare_calibration(declaration, None, None)
    if declared.search is not None:
        declare_search(declaration, followed)
    if short is not None:
        declare_short_run(declaration, short.described(declared))


def _start(recipe: Recipe) -> ModelSpec | None:
    """Return the model whose weights a training starts from, its file looked at; None for fresh weights."""
    if not recipe.start:
        return None
    from audit.load import find_model, load_model
    from audit.predict import vet

    start = load_model(find_model(recipe.start))
    vet(start)
    if start.sha256 is None:
        raise UsageError(f"start = '{recipe.start}': that model declares no sha256; train it first")
    return start
