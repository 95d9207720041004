"""The table of images in both its formats: the same rows, which an audit reads back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from assets.audits import HAPPY_SAD, cohort
from builders import answered

from audit.domain.cohort.groups import SensitiveFeature
from audit.domain.cohort.predictions import OUTCOMES, Predictions
from audit.report.files import images_table as module
from audit.report.files.images_table import taken_column, write_images_table

N = 300
GROUPS = SensitiveFeature(name="group", groups=("a", "b, or c"))


def people():
    rng = np.random.default_rng(1)
    made = cohort(HAPPY_SAD, rng.integers(0, 2, N), [GROUPS], rng.integers(0, 2, (N, 1)))
    return replace(made, subjects=rng.integers(0, 40, N), images=tuple(f'{row} "é".png' for row in range(N)))


def answers() -> Predictions:
    outcomes = np.where(np.arange(N) % 7, 0, OUTCOMES.index("no face found"))
    return Predictions(labels=HAPPY_SAD, predicted=np.where(outcomes, -1, np.arange(N) % 2), outcomes=outcomes)


def test_both_formats_hold_the_same_cells(monkeypatch, tmp_path) -> None:
    few = write_images_table(answered(people(), answers()), tmp_path)
    monkeypatch.setattr(module, "MANY_ROWS", N)
    monkeypatch.setattr(module, "_PIECE", N // 2 + 1)
    many = write_images_table(answered(people(), answers()), tmp_path)
    assert (few.name, many.name) == ("images.csv.gz", "images.parquet")
    text = pd.read_csv(few, compression="gzip", dtype=str, keep_default_na=False)
    columns = pd.read_parquet(many)
    assert list(text) == list(columns) == ["image", "label", "subject", "group", "outcome", "predicted"]
    read = columns.astype(object).where(columns.notna(), "").astype(str)
    assert read.to_numpy().tolist() == text.to_numpy().tolist()
    assert (text["predicted"] == "").sum() == (answers().outcomes > 0).sum()


def test_the_same_audit_gives_the_same_bytes(monkeypatch, tmp_path) -> None:
    for fewest in (N, N + 1):
        monkeypatch.setattr(module, "MANY_ROWS", fewest)
        first, second = (write_images_table(answered(people(), answers()), tmp_path).read_bytes() for _ in range(2))
        assert first == second


def test_a_row_whose_label_no_set_has_is_written_without_one(tmp_path) -> None:
    made = people()
    outside = replace(made, y_true=np.where(np.arange(N) == 0, -1, made.y_true))
    text = pd.read_csv(write_images_table(answered(outside, answers()), tmp_path), compression="gzip", dtype=str)
    assert text["label"].isna().tolist() == [row == 0 for row in range(N)]


@pytest.mark.parametrize(("name", "taken"), [("group", None), ("Outcome", "Outcome")])
def test_a_feature_called_like_a_column_of_the_table_is_named(name: str, taken: str | None) -> None:
    assert taken_column(replace(people(), features=(replace(GROUPS, name=name),))) == taken
