"""What is refused before a classifier is asked, and what is said of one made for other labels."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from builders import cohort_of, predictions_of

from audit.domain.answers.answered import AnsweredCohort
from audit.domain.cohort.labels import LABEL_SETS, LabelSet
from audit.domain.contract.input_contract import Colour, InputContract
from audit.domain.decision.policy import one_limit_per_feature
from audit.domain.model.model import ModelSpec
from audit.domain.results.result import Source
from audit.errors import InputError
from audit.pipeline import Scored
from audit.pipeline.stages.scoring import _labels_differ

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
