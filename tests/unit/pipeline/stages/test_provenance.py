"""When a result was made, and who looked for its faces."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from builders import cohort_of

from audit.domain.contract.detection import Align, Detector
from audit.domain.contract.input_contract import FacePolicy, InputContract
from audit.domain.model.model import ModelSpec
from audit.domain.results.result import Source
from audit.errors import UsageError
from audit.pipeline.stages.provenance import finder_of_audit, provenance_of, source_of, source_of_model, time_now

CONTRACT = InputContract(size=48, detector=Detector.CASCADES)
PEOPLE = cohort_of([0, 1], [0, 1])


def test_the_time_may_be_asked_for_so_that_bytes_are_reproduced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert time_now() == "1970-01-01T00:00:00+00:00"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(UsageError, match="SOURCE_DATE_EPOCH is seconds since 1970, found 'yesterday'"):
        time_now()


def test_a_finder_is_named_where_one_looked() -> None:
    found = finder_of_audit(CONTRACT, PEOPLE)
    assert found is not None
    assert found.detector is Detector.CASCADES
    assert finder_of_audit(None, PEOPLE) is None
    assert finder_of_audit(replace(CONTRACT, face=FacePolicy.WHOLE), PEOPLE) is None


def test_where_every_face_has_its_box_nobody_looks_unless_eyes_are_levelled() -> None:
    boxed = replace(PEOPLE, boxes=np.array([[0, 0, 9, 9]] * 2))
    assert finder_of_audit(CONTRACT, boxed) is None
    assert finder_of_audit(CONTRACT, replace(PEOPLE, boxes=np.array([[0, 0, 9, 9], [-1] * 4]))) is not None
    assert CONTRACT.align is Align.NONE


def test_a_classifier_and_a_cohort_are_told_with_what_their_declarations_say() -> None:
    spec = ModelSpec(
        id="m",
        title="Model",
        labels=PEOPLE.labels,
        contract=CONTRACT,
        weights=Path("w.onnx"),
        licence="MIT",
        intended_use="research",
    )
    assert source_of_model(spec, "f" * 64) == Source(
        id="m", title="Model", sha256="f" * 64, licence="MIT", intended_use="research"
    )
    cohort = replace(PEOPLE, licence="CC0")
    assert source_of(cohort) == Source(id="made", title="made for a test", sha256="0" * 64, licence="CC0")


def test_where_a_result_comes_from_names_the_harness_its_packages_and_those_that_were_added(monkeypatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "60")
    model, cohort = (Source(id=name, title=name, sha256=None) for name in ("m", "c"))
    found = provenance_of(model, cohort, ("pytest",), "audit run")
    assert (found.model, found.cohort, found.command) == (model, cohort, "audit run")
    assert (found.created, found.finder) == ("1970-01-01T00:01:00+00:00", None)
    names = [each.package for each in found.versions]
    assert names[0] == "emotion-audit"
    assert names[-1] == "pytest"
    assert {"numpy", "scipy", "fairlearn"} <= set(names)
    assert found.versions[-1].version == pytest.__version__


def test_unless_another_time_is_asked_for_it_is_now_in_utc(monkeypatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    before = datetime.now(UTC).replace(microsecond=0)
    assert before <= datetime.fromisoformat(time_now()) <= datetime.now(UTC)
    assert len(time_now()) == len("1970-01-01T00:00:00+00:00")


def test_a_box_of_no_width_is_a_box() -> None:
    edge = replace(PEOPLE, boxes=np.array([[0, 0, 0, 9], [0, 0, 9, 9]]))
    assert finder_of_audit(CONTRACT, edge) is None
