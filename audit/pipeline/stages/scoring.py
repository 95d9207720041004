"""A cohort scored: what a classifier, or a table of its predictions, says about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from audit.domain.answers.answered import AnsweredCohort
from audit.domain.answers.summary import Summary
from audit.domain.cohort.cohort import Cohort, PictureList
from audit.domain.cohort.emotions import LabelMap
from audit.domain.cohort.groups import spelling_key
from audit.domain.cohort.reading import INDEPENDENT, Reader, Reading, Remark, Treatment
from audit.domain.contract.detection import require_one_face
from audit.domain.contract.input_contract import FacePolicy, InputContract
from audit.domain.model.model import ModelSpec
from audit.domain.results.result import Source
from audit.domain.running.engine_wish import HERE, EngineWish
from audit.domain.uncertainty.mixed import Temperature
from audit.errors import InputError
from audit.pipeline.stages.provenance import source_of_model

if TYPE_CHECKING:
    from pathlib import Path

    from audit.domain.cohort.labels import LabelSet
    from audit.domain.cohort.predictions import Predictions
    from audit.pipeline.engines.engine import ShardEngine
    from audit.predict import Journal


Progress = Callable[[int, int], None]
"""Called with the images done and the images in all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A cohort with what a classifier said about it.

    Attributes
    ----------
    answered
        The cohort and the answers, as they are counted.
    source
        The classifier, or the table its predictions came in.
    packages
        Packages that had a part beyond the harness's own.
    temperature
        By which the classifier's outputs were divided; None for one that nobody calibrated, and for a table.
    contract
        What the classifier takes in; None for a table.
    notes
        What the classifier is made of, where that is not one file of weights; one sentence each.
    kept
        What of its answers was kept from an earlier run, in sentences for whoever runs it; no part of a result, which
        is the same without.
    summary
        What is left of the rows once they are counted; None where nobody has counted them yet.
    """

    answered: AnsweredCohort
    source: Source
    packages: tuple[str, ...] = ()
    temperature: Temperature | None = None
    contract: InputContract | None = None
    notes: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    summary: Summary | None = None

    @property
    def cohort(self) -> Cohort:
        """Whose pictures they are."""
        return self.answered.cohort


def score_with_model(
    cohort: Cohort,
    spec: ModelSpec,
    progress: Progress | None = None,
    journal: Journal | None = None,
    engine: ShardEngine | None = None,
) -> Scored:
    """Return what a classifier says about each picture of a cohort; what a journal knows is not asked.

    Parameters
    ----------
    cohort, spec
        The pictures, the classifier.
    progress
        Called with the rows done so far and their number.
    journal
        Where answers are kept.
    engine
        Who asks it; None for this process.

    Raises
    ------
    InputError
        When the cohort has labels that the classifier does not have and that nobody left out.
    ModelRefused
        When the weights are missing, changed, unsafe, or do not fit their declaration.
    MissingExtra
        When what runs this kind of model is not installed.
    """
    from audit.pipeline.engines.engine import LocalEngine

    engine = engine or LocalEngine()
    (scored,) = score_together([made_ready(cohort, spec, engine)], engine, progress, journal)
    return scored


def score_together(
    ready: Sequence[ReadyModel],
    engine: ShardEngine,
    progress: Progress | None = None,
    journal: Journal | None = None,
) -> tuple[Scored, ...]:
    """Return what each of several classifiers says about one cohort, whose pictures are read once for all."""
    from audit.pipeline.engines.engine import all_answers
    from audit.pipeline.engines.shards import Question, gathered

    questions = [Question(spec=one.spec, cohort=one.cohort) for one in ready]
    found = all_answers(engine, questions, progress, journal)
    return tuple(
        one.scored(*gathered(question, answers)) for one, question, answers in zip(ready, questions, found, strict=True)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyModel:
    """A classifier that an engine has loaded, the SHA-256 of its weights, and a cohort in its words."""

    spec: ModelSpec
    sha256: str
    cohort: Cohort

    def scored(self, predictions: Predictions, summary: Summary) -> Scored:
        """Return the cohort with what the classifier said about it."""
        from audit.domain.model.narrowing import is_independent, made_of

        spec = self.spec
        if is_independent(spec):
            remark = Remark(treatment=Treatment.RESCALED, sentence=INDEPENDENT, by=Reader.MODEL)
            predictions = replace(predictions, reading=predictions.reading + Reading.of(remark))
        return Scored(
            answered=AnsweredCohort.as_counted(self.cohort, predictions),
            source=source_of_model(spec, self.sha256),
            packages=spec.packages,
            temperature=spec.temperature,
            contract=spec.contract,
            notes=made_of(spec),
            summary=summary,
        )


def made_ready(cohort: Cohort, spec: ModelSpec, engine: ShardEngine) -> ReadyModel:
    """Return a classifier that can be asked about a cohort; raises as `score_with_model`."""
    from audit.domain.model.narrowing import narrowed_away
    from audit.images import check_finder
    from audit.load import refuse_left_over, verified
    from audit.measure import with_voted_errors

    spec, sha256 = verified(spec)
    check_finder(spec.contract)
    require_one_face(cohort, spec.contract.which)
    _require_boxes(cohort, spec)
    cohort = _labels_differ(cohort, spec).in_words_of(spec.labels, LabelMap(spec.label_map))
    refuse_left_over(cohort, spec.labels, narrowed_away(spec))
    cohort = replace(cohort, declared=True)  # what is done with each of its labels is settled
    cohort = with_voted_errors(cohort, spec.labels)
    engine.load(spec)
    return ReadyModel(spec=spec, sha256=sha256, cohort=cohort)


def _require_boxes(cohort: Cohort, spec: ModelSpec) -> None:
    if spec.contract.face is FacePolicy.FIND and cohort.boxes is None:
        raise InputError(
            f"model '{spec.id}': with face = 'find' (--against-boxes) the face finder is held against the manifest's "
            f"face boxes, and cohort '{cohort.id}' has none; add the columns x, y, width and height, or remove it"
        )


def answers_to(
    pictures: PictureList,
    spec: ModelSpec,
    progress: Progress | None = None,
    journal: Journal | None = None,
    wish: EngineWish = HERE,
) -> Predictions:
    """Return what a classifier says about pictures of which nobody says the emotion; what a journal knows is not asked.

    Raises
    ------
    ModelRefused, MissingExtra, InputError
        As `score_with_model`.
    """
    from audit.images import check_finder
    from audit.load import verified
    from audit.pipeline.engines.choice import engine_for
    from audit.pipeline.engines.engine import all_answers
    from audit.pipeline.engines.shards import Question, gathered

    spec, _ = verified(spec)
    check_finder(spec.contract)
    question = Question(spec=spec, cohort=pictures.asked_about(spec.labels))
    with engine_for(wish) as engine:
        engine.load(spec)
        (answers,) = all_answers(engine, [question], progress, journal)
    predictions, _ = gathered(question, answers)
    return replace(predictions, overlaps=None)


def _labels_differ(cohort: Cohort, spec: ModelSpec) -> Cohort:
    """Return the cohort with a remark where its labels are not those that the classifier was made for."""
    if not spec.made_for or not cohort.labelled_by or spelling_key(spec.made_for) == spelling_key(cohort.labelled_by):
        return cohort
    sentence = (
        f"model '{spec.id}' was made for labels of another origin ({spec.made_for}) than this cohort's "
        f"({cohort.labelled_by}): where they differ, its answers count as wrong"
    )
    remark = Remark(treatment=Treatment.DOUBTED, sentence=sentence, by=Reader.AUDIT)
    return replace(cohort, reading=cohort.reading + Reading.of(remark))


def score_with_table(
    cohort: Cohort, table: Path, predictions: Predictions, *, narrow: LabelSet | None = None
) -> Scored:
    """Return a cohort with predictions that were made elsewhere, narrowed to some of their emotions if asked.

    Raises
    ------
    InputError
        When the cohort has labels that the predictions do not have and that nobody left out.
    UsageError
        When the predictions do not have an emotion of `narrow`.
    """
    from audit.domain.model.narrowing import narrowed_table
    from audit.load import refuse_left_over, sha256_of, table_id
    from audit.measure import with_voted_errors

    cohort = cohort.in_words_of(predictions.labels)
    refuse_left_over(cohort, predictions.labels)
    cohort = replace(cohort, declared=True)  # what is done with each of its labels is settled
    if narrow is not None:
        cohort, predictions = narrowed_table(cohort, predictions, narrow)
    cohort = with_voted_errors(cohort, predictions.labels)
    source = Source(
        id=table_id(table),
        title=f"Predictions from {table.parent.name}/{table.name}".replace("from /", "from "),
        sha256=sha256_of(table),
    )
    return Scored(answered=AnsweredCohort.as_counted(cohort, predictions), source=source)
