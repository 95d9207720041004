"""audit.json read back: the same result, or one sentence that names the file."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from audit.domain.answers.coverage import Coverage
from audit.domain.cohort.groups import SensitiveFeature
from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.counts.cells import CellTable
from audit.domain.counts.counts import CountTable
from audit.domain.counts.rates import Rate
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.disparities import Disparity
from audit.domain.decision.findings import Finding, Verdict
from audit.domain.decision.policy import Policy
from audit.domain.results.result import SCHEMA_VERSION, AuditResult, Provenance, Source
from audit.domain.results.serialization import to_data
from audit.errors import InputError
from audit.load.saved.result import load_result


def result():
    gender = SensitiveFeature(name="gender", groups=("female", "male"))
    criterion = Criterion(metric="accuracy", features=("gender",), limit=0.1)
    source = Source(id="x", title="X", sha256=None)
    disparity = Disparity(
        metric="accuracy",
        emotion=None,
        feature="gender",
        comparison=Comparison.DIFFERENCE,
        value=None,
        bounds=None,
        reach=None,
        estimates=(),
        lowest=None,
        highest=None,
    )
    return AuditResult(
        provenance=Provenance(model=source, cohort=source, created="2025-01-01", command="run", versions=()),
        policy=Policy(title="x", criteria=(criterion,)),
        labels=LABEL_SETS["happy-sad"],
        features=(gender,),
        coverage=Coverage(features=(gender,), cells=CellTable.of(np.array([[0, 0]]), (2, 10))),
        counts=CountTable(
            labels=LABEL_SETS["happy-sad"], features=(gender,), cells=CellTable.of(np.array([[0, 0, 1]]), (2, 2, 2))
        ),
        baseline=Rate(numerator=1, denominator=1),
        estimates=(),
        mixed=None,
        findings=(
            Finding(
                code="accuracy/gender/difference",
                criterion=criterion,
                disparity=disparity,
                verdict=Verdict.INCONCLUSIVE,
                reason="one group",
            ),
        ),
    )


def document():
    return {"schema_version": SCHEMA_VERSION, **to_data(result())}


def load(tmp_path, text):
    path = tmp_path / "audit.json"
    path.write_text(text, encoding="utf-8")
    return load_result(path)


def test_a_result_comes_back_as_it_was(tmp_path):
    assert to_data(load(tmp_path, json.dumps(document()))) == to_data(result())


BROKEN = [
    (lambda: json.dumps(document())[:-20], "not valid JSON"),
    (lambda: "", "not valid JSON"),
    (lambda: "[" * 100_000, "nested too deeply"),
    (lambda: "[]", "schema_version"),
    (lambda: json.dumps(to_data(result())), "schema_version"),
    (lambda: json.dumps(document() | {"schema_version": SCHEMA_VERSION + 1}), "run the audit again"),
    (lambda: json.dumps(document() | {"schema_version": True}), "schema version is True"),
    (lambda: json.dumps(document() | {"policy": math.nan}), "NaN"),
    (lambda: json.dumps(document() | {"baseline": {"numerator": "1", "denominator": 1}}), "baseline.numerator"),
    (lambda: json.dumps(document() | {"extra": 1}), "unknown key 'extra'"),
    (lambda: json.dumps({k: v for k, v in document().items() if k != "counts"}), "missing counts"),
    (lambda: json.dumps(document() | {"labels": {"emotions": ["happy"]}}), "at least two"),
]


@pytest.mark.parametrize(("text", "words"), BROKEN, ids=[words for _, words in BROKEN])
def test_what_is_no_result_is_refused_with_the_name_of_the_file(tmp_path, text, words):
    with pytest.raises(InputError, match=r"audit\.json") as raised:
        load(tmp_path, text())
    assert words in str(raised.value)


def test_a_missing_result_is_refused(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        load_result(tmp_path / "audit.json")
