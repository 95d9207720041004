"""audit.json: the result, byte for byte, and its published schema."""

from __future__ import annotations

import copy
import json
from dataclasses import replace

import jsonschema
import pytest
from assets.audits import AUDITS, drawn, voted

from audit.domain.counts.rates import Interval
from audit.load import load_result
from audit.report import published_schema, to_document
from audit.report.files.json_schema import schema_text


@pytest.fixture(scope="module")
def schema() -> dict:
    return json.loads(published_schema())


def test_the_published_schema_is_that_of_the_types() -> None:
    """After a declared change write `schema_text()` into audit/report/schema again, and say so in the changelog."""
    assert published_schema() == schema_text()


def test_the_schema_is_itself_valid(schema) -> None:
    jsonschema.Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("name", AUDITS)
def test_every_document_keeps_the_schema_and_can_be_read_back(name, schema, tmp_path) -> None:
    document = to_document(AUDITS[name]())
    jsonschema.validate(json.loads(document), schema)
    (tmp_path / "audit.json").write_text(document, encoding="utf-8")
    assert to_document(load_result(tmp_path / "audit.json")) == document


def broken(change) -> dict:
    document = json.loads(to_document(drawn()))
    change(document)
    return document


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.pop("counts"),
        lambda d: d.update(schema_version=2),
        lambda d: d.update(extra=1),
        lambda d: d["baseline"].update(numerator="many"),
        lambda d: d["findings"][0].update(verdict="MAYBE"),
        lambda d: d["findings"][0]["disparity"].pop("bounds"),
        lambda d: d["policy"]["criteria"][0].update(comparison="quotient"),
        lambda d: d["counts"]["cells"]["counts"].append(0.5),
        lambda d: d["estimates"][-1]["group"]["pairs"][0].append("third"),
        lambda d: d["estimates"][-1]["group"]["pairs"][0].pop(),
    ],
)
def test_a_broken_document_is_refused(change, schema) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken(change), schema)


def test_the_same_result_gives_the_same_bytes_with_sorted_keys() -> None:
    first, second = to_document(voted()), to_document(copy.deepcopy(voted()))
    assert first == second
    assert first.endswith("}\n")
    assert list(json.loads(first)) == sorted(json.loads(first))


def test_floats_have_at_most_twelve_significant_digits() -> None:
    result = drawn()
    interval = Interval(lower=1 / 3, upper=2 / 3, confidence=0.95, method="Wilson")
    changed = replace(result, estimates=(replace(result.estimates[0], interval=interval), *result.estimates[1:]))
    found = json.loads(to_document(changed))["estimates"][0]["interval"]
    assert (found["lower"], found["upper"]) == (0.333333333333, 0.666666666667)


def test_a_number_that_is_none_is_refused() -> None:
    result = drawn()
    interval = Interval(lower=0.0, upper=1.0, confidence=0.95, method="Wilson")
    estimate = replace(result.estimates[0], interval=interval)
    object.__setattr__(interval, "lower", float("nan"))  # past what an estimate looks at when it is made
    with pytest.raises(ValueError, match="not JSON compliant"):
        to_document(replace(result, estimates=(estimate,)))


def test_findings_stand_on_lines_of_their_own() -> None:
    lines = to_document(drawn()).splitlines()
    assert sum(line.startswith('{"code"') for line in lines) == 3
