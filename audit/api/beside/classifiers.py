"""Classifiers apart from an audit: their answers as a table, their temperature, and what they say of blended faces."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from audit.api.arguments import columns_of, engine_of, keeping_of
from audit.api.model_arguments import allowance_of, check_every_face, model_options_of
from audit.domain.cohort.cohort import Cohort, PictureList
from audit.domain.cohort.predictions import Predictions
from audit.domain.contract.detection import WhichFace
from audit.domain.model.model import ModelSpec
from audit.domain.running.engine_wish import HERE
from audit.errors import UsageError
from audit.files.addresses import root_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from audit.api.arguments import Labels, Place
    from audit.api.model_arguments import ModelArguments
    from audit.domain.results.blends import DoseResponse
    from audit.domain.uncertainty.calibration import Calibrated
    from audit.pipeline import Steps

DRAWN_PEOPLE = 60
"""How many people are drawn for blends unless told."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Classified:
    """What a classifier answered to pictures.

    Attributes
    ----------
    pictures
        What was asked, in order; `pictures.reading` says what was read otherwise than written.
    predictions
        An answer and an outcome for each.
    kept
        How many answers were kept from an earlier run, in sentences; none where all were asked now.
    """

    pictures: PictureList | Cohort
    predictions: Predictions
    kept: tuple[str, ...] = ()

    @property
    def scored(self) -> int:
        """How many pictures got an answer."""
        return int(self.predictions.scored.sum())

    def write(self, path: Place) -> None:
        """Write the table of predictions, `.csv` or `.parquet`, that `audit.run` reads; raises OutputError."""
        from audit.report import write_predictions

        write_predictions(self.pictures, self.predictions, Path(path))

    def __repr__(self) -> str:
        from audit.domain.wording.words import counted, number

        return f"<Classified {counted(len(self.pictures), 'picture')}, {number(self.scored)} scored>"


def classify(
    cohort: Place,
    model: Place | ModelSpec,
    *,
    labels: Labels | None = None,
    split: str | None = None,
    columns: str | Iterable[str] | Mapping[str, str] | None = None,
    images_root: Place | None = None,
    every_face: bool = False,
    journal: Place | None = None,
    fresh: bool = False,
    journal_size: int | None = None,
    engine: str = "local",
    address: str | None = None,
    worker_cpus: float | None = None,
    steps: Steps | None = None,
    **model_options: Unpack[ModelArguments],
) -> Classified:
    """Return the answers of a classifier to pictures, which need no labels; what `emotion-audit predict` does.

    Parameters
    ----------
    cohort
        A cohort, a folder of pictures, a text file with a path in each line, or a table with or without labels.
    model
        As in `audit.run`.
    labels
        Emotions in the order of the model's output, where no model.toml says so.
    split, columns, images_root, journal, fresh, journal_size, engine, address, worker_cpus, steps
        As in `audit.run`.
    every_face
        Whether each face that is found has a row of its own, with its box; else one face of each picture, unless the
        model's contract says `which = "each"`.
    **model_options
        As in `audit.run`.

    Raises
    ------
    InputError, UsageError
        As `audit.run`.
    MissingExtra
        When what runs this kind of model is not installed.
    """
    from audit.load import find_cohort, load_pictures
    from audit.pipeline import answers_to, in_silence
    from audit.predict import journal_for

    check_every_face(model_options.get("which_face"), every_face=every_face)
    keeping, wish = keeping_of(journal, journal_size, fresh=fresh), engine_of(engine, address, worker_cpus)
    root = None if images_root is None else root_of(images_root)
    pictures = load_pictures(find_cohort(os.fspath(cohort)), split=split, columns=columns_of(columns), images_root=root)
    spec = spec_of(model, labels, model_options)
    steps = steps or in_silence
    if every_face or spec.contract.which is WhichFace.EACH:
        from audit.predict import with_every_face

        if wish != HERE:
            raise UsageError("every face of a picture is looked for by this machine; leave --engine ray out")
        with steps("finding faces") as progress:
            pictures = with_every_face(pictures, spec, progress)
    with journal_for(keeping) as kept, steps("classifying") as progress:
        predictions = answers_to(pictures, spec, progress, kept, wish)
    return Classified(pictures=pictures, predictions=predictions, kept=() if kept is None else kept.sentences)


def calibrate(
    model: Place,
    *,
    cohort: Place | None = None,
    split: str | None = None,
    target: str | None = None,
    trust: str | Iterable[str] = (),
    limit_memory: int | str | None = None,
    limit_seconds_per_picture: float | None = None,
    steps: Steps | None = None,
) -> Calibrated:
    """Fit one temperature for a model folder and write it into its model.toml; what `emotion-audit calibrate` does.

    From then on every prediction of the model is divided by it: probabilities change, answers do not.

    Parameters
    ----------
    model
        A model folder, or a bundled id.
    cohort
        Held-out pictures: none that the model was trained on, or will be audited on. None = those its recipe validates
        with.
    split
        Only the rows with this value in the column `split`.
    target
        What to fit to, `"label"`, `"majority"` or `"votes"`; None = the votes where there are some, else the label.
    trust
        SHA-256 of weights that may run though they can do more than compute.
    limit_memory, limit_seconds_per_picture
        Most that the model may take, as in `audit.run`.
    steps
        As in `audit.run`.

    Raises
    ------
    InputError, UsageError
        When the model or the cohort is at fault, or the target is not there.
    """
    from audit.load import find_cohort, find_model
    from audit.pipeline import calibrate_model, in_silence

    pictures = None if cohort is None else find_cohort(os.fspath(cohort))
    trusted = frozenset([trust] if isinstance(trust, str) else trust)
    with (steps or in_silence)("classifying") as progress:
        return calibrate_model(
            find_model(os.fspath(model)),
            cohort=pictures,
            split=split,
            target=target,
            trusted=trusted,
            allowance=allowance_of(limit_memory, limit_seconds_per_picture),
            progress=progress,
        )


def blend(
    cohort: Place | None = None,
    *,
    model: Place | ModelSpec,
    people: int | None = None,
    start: str = "neutral",
    end: str = "happy",
    doses: int = 11,
    seed: int = 0,
    labels: Labels | None = None,
    steps: Steps | None = None,
    command: str = "audit.blend(…)",
    **model_options: Unpack[ModelArguments],
) -> DoseResponse:
    """Return how a classifier's answer follows a known dose of an emotion, by group; what `emotion-audit blend` does.

    Parameters
    ----------
    cohort
        A cohort with two pictures of each person (column `subject`), of the two emotions; None draws people.
    model
        As in `audit.run`.
    people
        How many people are drawn, 60 unless told; only without a cohort.
    start, end
        The emotions at dose 0 and at dose 1.
    doses
        How many doses from 0 to 1; an odd number.
    seed
        Of drawn people and of resampling.
    labels, steps, command, **model_options
        As in `audit.run`.

    Raises
    ------
    InputError, UsageError
        When nobody can be blended, or a value is not allowed.
    MissingExtra
        When what runs this kind of model is not installed.
    """
    from audit.domain.results.blends import BlendPlan
    from audit.load import find_cohort, load_cohort
    from audit.pipeline import blend_cohort, blend_drawn, in_silence

    if cohort is not None and people is not None:
        raise UsageError("--people says how many are drawn; with a COHORT everybody with both pictures is blended")
    plan = BlendPlan(start=start, end=end, steps=doses, seed=seed)
    spec = spec_of(model, labels, model_options)
    with (steps or in_silence)("blending") as progress:
        if cohort is None:
            drawn = DRAWN_PEOPLE if people is None else people
            return blend_drawn(spec, plan, command, people=drawn, progress=progress)
        return blend_cohort(load_cohort(find_cohort(os.fspath(cohort))), spec, plan, command, progress)


def spec_of(model: Place | ModelSpec, labels: Labels | None, options: ModelArguments) -> ModelSpec:
    """Return the model that is named, with what is said of it."""
    from audit.load import named_model

    if isinstance(model, ModelSpec):
        return model
    return named_model(os.fspath(model), model_options_of(labels, options))
