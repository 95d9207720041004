"""What is refused before a classifier is asked, and what is said of one made for other labels."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from builders import cohort_of, predictions_of

from audit.domain.answers.answered import AnsweredCohort
from audit.domain.cohort.cohort import Cohort, PictureList
from audit.domain.cohort.labels import LABEL_SETS, LabelSet
from audit.domain.cohort.reading import INDEPENDENT
from audit.domain.contract.input_contract import Colour, FacePolicy, InputContract
from audit.domain.decision.policy import one_limit_per_feature
from audit.domain.model.model import ModelSpec, Output
from audit.domain.model.narrowing import made_of
from audit.domain.results.result import Source
from audit.errors import InputError
from audit.load import find_model, load_cohort, load_model, sha256_of
from audit.measure import count, summarise
from audit.pipeline import Scored
from audit.pipeline.engines.engine import LocalEngine
from audit.pipeline.stages.scoring import (
    ReadyModel,
    _labels_differ,
    answers_to,
    made_ready,
    score_together,
    score_with_model,
    score_with_table,
)
from audit.simulate import DrawnPlan, draw_cohort, write_cohort

HAPPY_SAD = LABEL_SETS["happy-sad"]
POLICY = one_limit_per_feature((("group",),), min_support=1)
SOURCE = Source(id="made", title="made", sha256=None)
ROWS = [[0.9, 0.1], [0.8, 0.2], [0.3, 0.7], [0.6, 0.4]]


def test_an_undeclared_label_outside_the_classifier_is_refused() -> None:
    labels = LabelSet(emotions=("happy", "sad", "hapy"))
    cohort = replace(cohort_of([0, 0, 1, 2], [0, 1, 1, 1], labels=labels), declared=False)
    with pytest.raises(InputError, match="'hapy' is not an emotion of the model"):
        Scored(answered=AnsweredCohort.as_counted(cohort, predictions_of(ROWS)), source=SOURCE)


@pytest.mark.parametrize(
    ("made_for", "labelled_by", "differ"),
    [("FER+", "fer+", False), ("FER+", "", False), ("", "FER+", False), ("FER+", "AffectNet", True)],
)
def test_labels_of_another_origin_are_said_where_both_are_known(made_for: str, labelled_by: str, differ: bool) -> None:
    contract = InputContract(size=16, colour=Colour.GREY, channels=1)
    spec = ModelSpec(id="m", title="M", labels=HAPPY_SAD, contract=contract, weights=Path("m.onnx"), made_for=made_for)
    found = _labels_differ(replace(cohort_of([0], [0]), labelled_by=labelled_by), spec)
    said = [remark.sentence for remark in found.reading.remarks]
    origins = "made for labels of another origin (FER+) than this cohort's (AffectNet)"
    assert len(said) == differ
    assert all(origins in sentence for sentence in said)


@pytest.fixture(scope="module")
def faces(tmp_path_factory) -> Cohort:
    folder = tmp_path_factory.mktemp("scoring") / "faces"
    write_cohort(draw_cohort(DrawnPlan(faces=8, labels=HAPPY_SAD, size=48, seed=5)), folder)
    return replace(load_cohort(folder), declared=False)


@pytest.fixture(scope="module")
def spec() -> ModelSpec:
    return load_model(find_model("happy-sad"))


@pytest.fixture(scope="module")
def scored(faces: Cohort, spec: ModelSpec) -> Scored:
    return score_with_model(faces, spec)


def test_a_classifier_is_asked_about_every_picture_and_said_to_be_what_it_is(faces, spec, scored) -> None:
    assert scored.answered.scored.all()
    assert scored.cohort.images == faces.images
    assert scored.cohort.declared
    assert (scored.source.id, scored.source.title, len(scored.source.sha256)) == (spec.id, spec.full_title, 64)
    assert (scored.packages, scored.temperature, scored.contract) == (spec.packages, spec.temperature, spec.contract)
    assert scored.notes == made_of(spec)
    assert scored.summary.counted.table.cells.same_as(count(scored.answered).cells)
    assert scored.kept == ()


def test_several_classifiers_together_and_pictures_without_labels_are_told_the_same(faces, spec, scored) -> None:
    seen: list[tuple[int, int]] = []
    with LocalEngine() as engine:
        ready = [made_ready(faces, each, engine) for each in (spec, replace(spec, id="again", title="Again"))]
        one, other = score_together(ready, engine, lambda *at: seen.append(at))
    said = scored.answered.predictions.probabilities
    assert [np.array_equal(each.answered.predictions.probabilities, said) for each in (one, other)] == [True, True]
    assert (one.source, other.source.id) == (scored.source, "again")
    assert seen[-1] == (8, 8)
    alone: list[tuple[int, int]] = []
    pictures = PictureList(id="p", images=faces.images, root=faces.root, boxes=faces.boxes)
    found = answers_to(pictures, spec, lambda *at: alone.append(at))
    assert found.probabilities == pytest.approx(said, abs=1e-6)
    assert alone[-1] == (8, 8)


def test_a_label_that_the_classifier_lacks_is_refused_before_it_is_asked(faces, spec) -> None:
    other = replace(faces, labels=LabelSet(emotions=("happy", "calm")))
    with pytest.raises(InputError, match="'calm'"):
        score_with_model(other, spec)


def test_to_hold_a_finder_against_boxes_there_have_to_be_boxes(faces, spec) -> None:
    against = replace(spec, contract=replace(spec.contract, face=FacePolicy.FIND))
    with pytest.raises(InputError, match=r"model 'happy-sad': with face = 'find' \(--against-boxes\)"):
        score_with_model(replace(faces, boxes=None), against)


def test_predictions_made_elsewhere_are_scored_as_they_are_or_narrowed(tmp_path) -> None:
    table = tmp_path / "runs" / "net.csv"
    table.parent.mkdir()
    table.write_text("x", encoding="utf-8")
    three = LabelSet(emotions=("happy", "sad", "calm"))
    said = predictions_of([[0.6, 0.2, 0.2], [0.1, 0.1, 0.8]], three)
    cohort = replace(cohort_of([0, 1], [0, 1]), declared=False)
    whole = score_with_table(cohort, table, said)
    assert whole.answered.predictions.labels == three
    assert (whole.source.id, whole.source.title) == ("net", "Predictions from runs/net.csv")
    assert whole.source.sha256 == sha256_of(table)
    assert whole.cohort.declared
    assert (whole.contract, whole.temperature, whole.summary) == (None, None, None)
    narrow = score_with_table(cohort, table, said, narrow=HAPPY_SAD)
    assert narrow.answered.predictions.labels == HAPPY_SAD
    assert narrow.answered.predictions.probabilities == pytest.approx(np.array([[0.75, 0.25], [0.5, 0.5]]))
    with pytest.raises(InputError, match="'angry'"):
        score_with_table(cohort_of([0, 2], [0, 1], labels=LabelSet(emotions=("happy", "sad", "angry"))), table, said)


@pytest.mark.parametrize("output", [Output.INDEPENDENT, Output.SOFTMAX])
def test_probabilities_that_are_each_of_their_own_are_said_to_be_no_shares(output: Output) -> None:
    contract = InputContract(size=16, colour=Colour.GREY, channels=1)
    spec = ModelSpec(
        id="m", title="M", labels=HAPPY_SAD, contract=contract, weights=Path("m.onnx"), output=output, licence="MIT"
    )
    cohort = cohort_of([0, 0, 1, 1], [0, 1, 1, 1])
    given = AnsweredCohort.as_counted(cohort, predictions_of(ROWS))
    found = ReadyModel(spec=spec, sha256="f" * 64, cohort=cohort).scored(given.predictions, summarise(given))
    said = [remark.sentence for remark in found.answered.predictions.reading]
    assert said == ([INDEPENDENT] if output is Output.INDEPENDENT else [])
    assert (found.source.id, found.source.sha256, found.source.licence) == ("m", "f" * 64, "MIT")
    assert found.summary.counted.table.cells.total == 4
