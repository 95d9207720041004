"""junit.xml: a case for each finding, valid for whoever reads it."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from assets.audits import AUDITS, drawn, five_pictures, hostile, lapsed, nothing, waived

from audit.domain.cohort.reading import Reader, Reading, Remark, Treatment
from audit.domain.decision.choices import OnInconclusive
from audit.domain.decision.findings import Verdict, WaiverState
from audit.exit_status import ExitStatus
from audit.report import to_junit

# What Jenkins' junit-10.xsd and Ant's JUnit.xsd agree on: attributes required of an element, and those allowed.
ATTRIBUTES = {
    "testsuites": (set(), {"name", "time", "tests", "failures", "errors"}),
    "testsuite": (
        {"name", "tests", "failures", "errors", "hostname", "id", "package", "time", "timestamp"},
        {"skipped"},
    ),
    "properties": (set(), set()),
    "property": ({"name", "value"}, set()),
    "testcase": ({"name", "classname", "time"}, set()),
    "failure": ({"type", "message"}, set()),
    "skipped": ({"type", "message"}, set()),
    "system-out": (set(), set()),
    "system-err": (set(), set()),
}
CHILDREN = {
    "testsuites": {"testsuite"},
    "testsuite": {"properties", "testcase", "system-out", "system-err"},
    "properties": {"property"},
    "testcase": {"failure", "skipped"},
}


def cases(result) -> list[ET.Element]:
    return list(ET.fromstring(to_junit(result)).iter("testcase"))


def outcome(case: ET.Element) -> str:
    return case[0].tag if len(case) else "passed"


@pytest.mark.parametrize("name", AUDITS)
def test_the_document_keeps_both_schemas_and_its_counts_are_right(name) -> None:
    result = AUDITS[name]()
    root = ET.fromstring(to_junit(result))
    for element in root.iter():
        required, more = ATTRIBUTES[element.tag]
        assert required <= set(element.attrib) <= required | more
        assert {child.tag for child in element} <= CHILDREN.get(element.tag, set())
    suite = root[0]
    found = [outcome(case) for case in suite.iter("testcase")]
    counts = {"tests": len(found), "failures": found.count("failure"), "skipped": found.count("skipped"), "errors": 0}
    assert {key: int(suite.attrib[key]) for key in counts} == counts
    assert next(child.tag for child in suite) == "properties"
    told = {each.attrib["name"]: each.attrib["value"] for each in suite.iter("property")}
    assert told["verdict"] == result.decision.verdict.value
    assert told["exit_status"] == str(int(result.decision.exit_status))
    assert told["rows"] == str(result.coverage.rows)
    assert set(told) == {"model", "cohort", "policy", "verdict", "exit_status", "rows", "rows_counted"}
    assert len(found) == max(len(result.findings), 1)
    assert (result.decision.exit_status is ExitStatus.PASSED) == (counts["failures"] == 0)


def test_a_case_is_named_by_its_finding_and_says_why() -> None:
    age, tone, glasses = cases(drawn())
    assert (age.attrib["classname"], age.attrib["name"]) == ("age_group/accuracy", "accuracy/age_group/difference")
    assert [outcome(case) for case in (age, tone, glasses)] == ["failure", "passed", "failure"]
    assert age[0].attrib["type"] == "FAIL"
    assert age[0].attrib["message"].endswith("largest difference by age group: at most 10 points, found 27 points")
    assert "67.6 %, 294 of 435 pictures" in age[0].text
    assert glasses[0].attrib["type"] == "INCONCLUSIVE"


def test_what_the_policy_only_warns_of_is_skipped_with_the_reason() -> None:
    glasses = drawn().findings[2]
    warns = replace(glasses, criterion=replace(glasses.criterion, on_inconclusive=OnInconclusive.WARN))
    case = cases(replace(drawn(), findings=(warns,)))[0]
    assert outcome(case) == "skipped"
    assert "on both sides of the limit" in case[0].text


def test_a_waived_finding_is_skipped_with_its_waiver() -> None:
    case = cases(waived())[0]
    assert outcome(case) == "skipped"
    expected = "waived until 2026-12-31 by Ada Lovelace: no pictures of smiling seniors before spring"
    assert case[0].attrib["message"] == expected


def test_an_audit_without_findings_fails_in_one_case() -> None:
    case = cases(replace(nothing(), findings=()))
    assert [outcome(c) for c in case] == ["failure"]
    assert "no sensitive feature" in case[0][0].text


def test_hostile_names_are_text_and_hold_nothing_xml_cannot() -> None:
    finding = hostile().findings[0]
    code = "acc\x00\x1b[31m\ufffe\ud800/<b>&]]>\n::error::"
    case = cases(replace(hostile(), findings=(replace(finding, code=code),)))[0]
    assert case.attrib["name"] == "acc[U+0000][U+001B][31m[U+FFFE][U+D800]/<b>&]]> ::error::"
    assert "<img src=x" in case[0].text


def test_the_same_result_gives_the_same_bytes() -> None:
    assert to_junit(five_pictures()) == to_junit(five_pictures())


def test_a_date_that_is_none_is_left_out() -> None:
    result = drawn()
    undated = replace(result, provenance=replace(result.provenance, created="yesterday"))
    assert "timestamp" not in to_junit(undated)


def test_a_waiver_that_does_not_help_is_not_shown_as_one_that_does() -> None:
    """Unproven, exceeded, expired or not needed: what stands there is the limit, and the gate's failure."""
    result = lapsed()
    for finding, case in zip(result.findings, cases(result), strict=True):
        assert "waived until" not in (case[0].attrib["message"] if len(case) else "")
        assert outcome(case) == ("failure" if finding.verdict is not Verdict.PASS else "passed")
    expired = next(f for f in result.findings if f.code == "accuracy/age_group/floor")
    assert expired.waived.state is WaiverState.EXPIRED


def test_every_remark_is_told_however_many_there_are() -> None:
    remarks = [Remark(treatment=Treatment.MERGED, sentence=f"merged {i}", by=Reader.MANIFEST) for i in range(90)]
    told = ET.fromstring(to_junit(replace(drawn(), reading=Reading.of(*remarks)))).find(".//system-out").text
    assert all(f"Merged {i}." in told for i in range(90))


def test_a_suite_says_when_and_by_what_it_was_made() -> None:
    result = drawn()
    suite = ET.fromstring(to_junit(result))[0]
    created = result.provenance.created
    assert suite.attrib["timestamp"] == created[:19]
    fixed = {"package": "emotion-audit", "id": "0", "hostname": "localhost", "time": "0", "errors": "0"}
    assert {name: suite.attrib[name] for name in fixed} == fixed
    told = {each.attrib["name"]: each.attrib["value"] for each in suite.iter("property")}
    assert told["rows_counted"] == str(result.counts.overall().total)
    assert (told["model"], told["cohort"]) == (result.provenance.model.id, result.provenance.cohort.id)


def test_doubt_about_the_reading_is_a_failing_case_of_its_own() -> None:
    doubt = Remark(treatment=Treatment.DOUBTED, sentence="in doubt", by=Reader.AUDIT, blocks=True)
    *_, case = cases(replace(drawn(), reading=Reading.of(doubt)))
    assert (case.attrib["classname"], case.attrib["name"], outcome(case)) == ("audit", "reading", "failure")
    assert (case[0].attrib["type"], case[0].text) == ("INCONCLUSIVE", "In doubt.")


def test_what_was_read_otherwise_stands_below_the_verdict() -> None:
    told = ET.fromstring(to_junit(drawn())).find(".//system-out").text.splitlines()
    assert told == [
        "1 of 3 limits exceeded, with evidence; 1 inconclusive.",
        "Not counted, or read otherwise than written:",
        "2,945 of 3,000 rows are counted.",
        "55 of 3,000 rows are not counted: no face found.",
    ]
