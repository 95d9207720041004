"""The annex: facts, and rates in the form of a legal audit table."""

from __future__ import annotations

import pytest
from assets.audits import drawn, nothing

from audit.report.sections.method import annex


def test_the_annex_states_use_and_licence_or_that_there_is_none() -> None:
    facts = {fact.term: fact.text for fact in annex.view(drawn()).facts}
    assert facts["Intended use of the model"] == "Teaching what an audit shows."
    assert facts["Intended use of the cohort"] == "Not declared."


def test_the_audit_table_gives_each_known_group_its_ratio_to_the_best_lowest_first() -> None:
    tables = annex.view(drawn()).audit_tables
    for table in tables:
        rates = [float(row.cells[2].text.rstrip("%").strip()) for row in table.rows]
        ratios = [float(row.cells[3].text) for row in table.rows]
        assert rates == sorted(rates)
        assert ratios == [pytest.approx(rate / rates[-1], abs=0.006) for rate in rates]
        assert not any(row.head.text == "unknown" for row in table.rows)
    assert tables


def test_without_a_rate_there_is_no_ratio() -> None:
    assert {row.cells[3].text for table in annex.view(nothing()).audit_tables for row in table.rows} == {"–"}
