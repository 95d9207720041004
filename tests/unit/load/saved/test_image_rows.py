"""A saved audit with its images: the table is read as strictly as a machine wrote it, and held against the counts."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from assets.audits import HAPPY_SAD, audited, cohort
from builders import answered

from audit.domain.cohort.groups import SensitiveFeature
from audit.domain.cohort.predictions import OUTCOMES, Outcome, Predictions
from audit.domain.decision.policy import Policy
from audit.errors import FaultyFile, InputError
from audit.load.saved.image_rows import load_saved_audit
from audit.report import to_document
from audit.report.files.images_table import write_images_table

LOST = Outcome.NO_FACE
PEOPLE = replace(
    cohort(
        HAPPY_SAD,
        np.array([0, 1, 0, 1, 1]),
        [SensitiveFeature(name="group", groups=("a", "b"))],
        np.array([[0], [0], [1], [1], [1]]),
    ),
    subjects=np.array([0, 0, 1, 1, 1]),
)
ANSWERS = Predictions(
    labels=HAPPY_SAD, predicted=np.array([0, 0, 0, 1, -1]), outcomes=np.array([0, 0, 0, 0, LOST.code])
)


@pytest.fixture
def saved(tmp_path) -> Path:
    """Write five images, one of them without a face, and return their audit.json."""
    path = tmp_path / "audit.json"
    path.write_text(to_document(audited(PEOPLE, ANSWERS, Policy(title="t", criteria=()))), encoding="utf-8")
    write_images_table(answered(PEOPLE, ANSWERS), tmp_path)
    return path


def changed(saved: Path, *cells: tuple[str, str]) -> Path:
    """Replace text of the table, each once."""
    table = saved.parent / "images.csv.gz"
    text = gzip.decompress(table.read_bytes()).decode()
    for old, new in cells:
        assert old in text
        text = text.replace(old, new, 1)
    table.write_bytes(gzip.compress(text.encode()))
    return saved


def test_the_images_come_back_as_they_were(saved) -> None:
    found = load_saved_audit(saved)
    rows = found.rows
    assert list(rows.images) == ["0.png", "1.png", "2.png", "3.png", "4.png"]
    assert rows.y_true.tolist() == [0, 1, 0, 1, 1]
    assert rows.predicted.tolist() == [0, 0, 0, 1, -1]
    assert [OUTCOMES[code] for code in rows.outcomes] == [Outcome.SCORED] * 4 + [LOST]
    assert rows.codes[:, 0].tolist() == [0, 0, 1, 1, 1]
    assert np.array_equal(rows.subjects[:, None] == rows.subjects, PEOPLE.subjects[:, None] == PEOPLE.subjects)
    assert found.result.counts.overall().total == 4


def test_without_the_table_nothing_can_be_paired(saved) -> None:
    (saved.parent / "images.csv.gz").unlink()
    with pytest.raises(InputError, match=r"images\.csv\.gz: not there, and without it images cannot be paired"):
        load_saved_audit(saved)


@pytest.mark.parametrize(
    "cells",
    [
        ("1.png,sad,", "1.png,happy,"),  # another label of a scored image
        ("3.png,sad,1,b,scored", "3.png,sad,1,a,scored"),  # another group
        ("4.png,sad,1,b,no face found", "4.png,sad,1,b,corrupt"),  # another end of a row
        ("scored,happy", "scored,sad"),  # another answer
    ],
)
def test_a_table_of_another_audit_is_refused(saved, cells) -> None:
    with pytest.raises(InputError, match=r"its images do not add up to the counts of .*; the two are not of one audit"):
        load_saved_audit(changed(saved, cells))


def test_every_name_that_the_audit_does_not_have_is_a_fault(saved) -> None:
    cells = (("0.png,happy", "0.png,hapy"), ("scored,sad", "scored,sda"), ("no face found", "no face"))
    with pytest.raises(FaultyFile) as raised:
        load_saved_audit(changed(saved, *cells))
    found = [(fault.line, fault.column, fault.message.split(";")[0]) for fault in raised.value.faults]
    assert found == [
        (2, "label", "found 'hapy'"),
        (5, "predicted", "found 'sda'"),
        (6, "outcome", "found 'no face'"),
    ]


def test_an_image_twice_is_a_fault(saved) -> None:
    with pytest.raises(FaultyFile, match=r"'0\.png' is already listed in line 2"):
        load_saved_audit(changed(saved, ("1.png", "0.png")))


def test_a_label_that_the_model_does_not_have_is_no_fault_where_nothing_was_scored(saved) -> None:
    found = load_saved_audit(changed(saved, ("4.png,sad", "4.png,calm")))
    assert found.rows.y_true.tolist() == [0, 1, 0, 1, -1]
