"""Writing the report: all of it or nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from assets.audits import drawn

from audit.errors import InputError, OutputError
from audit.report import to_document, write_report


def test_the_files_of_a_report_are_written_and_nothing_else(tmp_path) -> None:
    written = write_report(drawn(), tmp_path / "new" / "folder")
    names = sorted(path.name for path in (tmp_path / "new" / "folder").iterdir())
    assert names == ["audit.json", "index.html", "junit.xml", "model-card.md", "summary.md"]
    assert written.audit_json.read_text(encoding="utf-8") == to_document(drawn())
    assert written.index.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert written.summary.name == "summary.md"


def test_a_result_that_cannot_be_shown_publishes_nothing(tmp_path) -> None:
    with pytest.raises(InputError):
        write_report(replace(drawn(), estimates=()), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_is_one_clear_error(tmp_path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(OutputError, match="could not be written"):
        write_report(drawn(), tmp_path / "taken" / "report")
