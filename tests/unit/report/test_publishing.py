"""What is written beside a report, and over what nothing is written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from assets.audits import drawn

import audit
from audit.domain.answers.answered import AnsweredCohort
from audit.domain.results.image_rows import IMAGES_TABLE
from audit.errors import OutputError
from audit.report import publish, refuse_foreign, refuse_taken


@pytest.fixture(scope="module")
def found() -> audit.Audit:
    age = ["adult", "senior"] * 10
    return audit.audit(["happy", "sad"] * 10, ["happy", "sad"] * 10, sensitive_features={"age": age})


def rows_of(found: audit.Audit, feature: str) -> AnsweredCohort:
    cohort = found.scored.cohort
    renamed = replace(cohort, features=tuple(replace(each, name=feature) for each in cohort.features))
    return AnsweredCohort(cohort=renamed, predictions=found.scored.answered.predictions)


def test_the_table_of_images_is_written_where_they_are_known(found: audit.Audit, tmp_path: Path) -> None:
    assert publish(found.result, tmp_path, rows=rows_of(found, "age")).notes == ()
    assert (tmp_path / IMAGES_TABLE).is_file()


def test_a_column_that_would_be_taken_for_ours_is_said_and_an_older_table_goes(
    found: audit.Audit, tmp_path: Path
) -> None:
    (tmp_path / IMAGES_TABLE).write_bytes(b"of another audit")
    (note,) = publish(found.result, tmp_path, rows=rows_of(found, "Outcome")).notes
    assert note.endswith("rename the manifest's column 'Outcome'")
    assert not (tmp_path / IMAGES_TABLE).exists()


def test_only_an_audit_is_replaced_by_an_audit(tmp_path: Path) -> None:
    refuse_foreign(tmp_path / "new")
    refuse_foreign(tmp_path)
    publish(drawn(), tmp_path)
    refuse_foreign(tmp_path)
    with pytest.raises(OutputError, match="holds the report of one audit"):
        refuse_taken(tmp_path)
    other = tmp_path / "other"
    other.mkdir()
    (other / "thesis.tex").touch()
    for refuse, words in ((refuse_foreign, "that are not an audit"), (refuse_taken, "no page of several audits")):
        with pytest.raises(OutputError, match=words):
            refuse(other)
    refuse_foreign(other, ours=("thesis.tex",))
