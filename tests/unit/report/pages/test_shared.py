"""The copy as files: whole, alone in its folder, never over something else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import audit
from audit.domain.results.serialization import from_data
from audit.domain.results.shared import SharedAudit
from audit.errors import OutputError
from audit.load.find import find_cohort
from audit.pipeline.sharing import fit_to_publish
from audit.report.pages.shared import shared_document, write_shared


@pytest.fixture(scope="module")
def copy() -> SharedAudit:
    found = audit.run(find_cohort("first-study"), predictions=find_cohort("first-study") / "predictions.csv")
    return fit_to_publish(found.result, 5)


def test_it_is_written_twice_into_one_folder(copy: SharedAudit, tmp_path: Path) -> None:
    for _ in range(2):
        written = write_shared(copy, tmp_path / "copy")
    assert {path.name for path in (tmp_path / "copy").iterdir()} == {written.page.name, written.document.name}


def test_another_folder_is_not_overwritten(copy: SharedAudit, tmp_path: Path) -> None:
    (tmp_path / "audit.json").write_text("{}")
    with pytest.raises(OutputError, match="no copy to publish"):
        write_shared(copy, tmp_path)


def test_the_document_is_the_copy(copy: SharedAudit) -> None:
    assert from_data(SharedAudit, json.loads(shared_document(copy))) == copy
