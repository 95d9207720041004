"""The limits, each in a row."""

from __future__ import annotations

from dataclasses import replace

from assets.audits import drawn, five_pictures
from assets.side_by_side import made, page_of

from audit.report.sections.front import answer_page


def test_limits_stand_in_rows_and_one_that_an_audit_lacks_is_left_empty() -> None:
    page = page_of(drawn(), made(five_pictures(), id="other"))
    rows = {row.head.text: [cell.text for cell in row.cells] for row in page.limits.rows}
    assert rows == {
        "success rate, largest difference by age group": ["FAIL", "–"],
        "success rate, largest difference by glasses": ["INCONCLUSIVE", "–"],
        "success rate, largest difference by ethnicity": ["–", "INCONCLUSIVE"],
        "success rate, largest difference by skin tone": ["PASS", "–"],
    }
    single = answer_page.view(drawn()).gate.rows[0]
    found, bounds = (cell.text for cell in single.cells[1:3])
    assert page.limits.rows[0].cells[0].note == f"{found}, bounds {bounds}"


def test_a_limit_of_another_size_is_another_row() -> None:
    (criterion,) = five_pictures().policy.criteria
    (finding,) = five_pictures().findings
    loose = replace(criterion, limit=0.5)
    other = replace(
        five_pictures(),
        policy=replace(five_pictures().policy, criteria=(loose,)),
        findings=(replace(finding, criterion=loose),),
    )
    assert [row.head.note for row in page_of(five_pictures(), made(other, id="x")).limits.rows] == [
        "at most 20 points",
        "at most 50 points",
    ]
