"""A value written as plain data is read back the same; anything else is refused with its place."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import pytest
from builders import count_table

from audit.domain.counts.counted import Counted
from audit.domain.counts.counts import CountTable
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.findings import Finding
from audit.domain.decision.policy import Policy
from audit.domain.results.serialization import from_data, to_data
from audit.errors import AuditError, InputError
from audit.judge import judge
from audit.measure import disparities


@pytest.fixture
def finding() -> Finding:
    rule = Criterion(metric="recall", features=("group",), limit=0.1, emotion="happy")
    table = count_table({"a": [[9, 1], [2, 8]], "b": [[5, 5], [3, 7]], "c": [[0, 0], [1, 1]]})
    found = disparities(Counted(table=table), (rule,), Policy(title="t", criteria=(rule,)))
    return judge((rule,), found, waivers=(), today=date(2026, 3, 1))[0]


def test_a_nested_value_survives_json(finding: Finding) -> None:
    assert from_data(Finding, json.loads(json.dumps(to_data(finding)))) == finding


def test_arrays_survive_json() -> None:
    table = count_table({"a": [[9, 1], [2, 8]], "b": [[0, 0], [0, 0]]})
    read = from_data(CountTable, json.loads(json.dumps(to_data(table))))
    assert read.cells.keys.tolist() == table.cells.keys.tolist()
    assert read.cells.counts.dtype == np.int64


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"verdict": "MAYBE"}, "verdict: found 'MAYBE'; expected one of PASS, FAIL, INCONCLUSIVE"),
        ({"reason": 7}, "reason: expected str, found 7"),
        ({"reasson": ""}, "unknown key 'reasson'; expected one of code, criterion, disparity, verdict, reason"),
        ({"disparity": None}, "disparity: expected an object, found None"),
        ({"criterion": {"metric": "accuracy"}}, "criterion: missing features, limit"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(finding: Finding, change: dict, words: str) -> None:
    with pytest.raises(InputError, match=words.replace("(", r"\(")):
        from_data(Finding, to_data(finding) | change)


@pytest.mark.parametrize("counts", [True, 0, 2**63, None, {}])
def test_an_array_is_a_list(counts: object) -> None:
    table = to_data(count_table({"a": [[9, 1], [2, 8]]}))
    table["cells"]["counts"] = counts
    with pytest.raises(InputError, match=r"cells\.counts: expected a list, found"):
        from_data(CountTable, table)


def test_a_limit_that_no_policy_allows_is_refused_when_read(finding: Finding) -> None:
    data = to_data(finding)
    data["criterion"]["limit"] = 7.0
    with pytest.raises(AuditError, match="from 0 to 1, found 7"):
        from_data(Finding, data)


def test_a_missing_field_is_named(finding: Finding) -> None:
    data = to_data(finding)
    del data["code"]
    with pytest.raises(InputError, match="missing code"):
        from_data(Finding, data)
