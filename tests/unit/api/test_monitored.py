"""A series read back through the door."""

from __future__ import annotations

import pytest
import weeks

import audit


def test_a_series_is_read_back_and_shown(tmp_path) -> None:
    weeks.look(tmp_path, weeks.week(tmp_path, 1))
    found = audit.monitor(tmp_path / "series")
    assert (len(found.looks), found.verdict) == (1, audit.Verdict.INCONCLUSIVE)
    assert repr(found).startswith("<MonitoredSeries INCONCLUSIVE at look 1 of ")
    assert found.report() == tmp_path / "series" / "index.html"
    assert found.report(tmp_path / "public").read_bytes() == found.report().read_bytes()


def test_a_folder_without_a_series_is_refused_with_what_begins_one(tmp_path) -> None:
    with pytest.raises(audit.InputError, match=r"--series .* begins a series"):
        audit.monitor(tmp_path)


def test_the_page_of_an_audit_is_not_lost(tmp_path) -> None:
    weeks.look(tmp_path, weeks.week(tmp_path, 1)).report(tmp_path / "report")
    with pytest.raises(audit.OutputError, match="holds the report of an audit"):
        audit.monitor(tmp_path / "series").report(tmp_path / "report")
