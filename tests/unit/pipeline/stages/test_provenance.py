"""When a result was made, and who looked for its faces."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from builders import cohort_of

from audit.domain.contract.detection import Align, Detector
from audit.domain.contract.input_contract import FacePolicy, InputContract
from audit.errors import UsageError
from audit.pipeline.stages.provenance import finder_of_audit, time_now

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
