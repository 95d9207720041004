"""The predictions table: written, read back, and the same decisions."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from assets.audits import HAPPY_SAD, cohort
from hypothesis import given
from hypothesis import strategies as st

from audit.domain.cohort.groups import SensitiveFeature
from audit.domain.cohort.predictions import Outcome, Predictions
from audit.errors import InputError, UsageError
from audit.load import load_predictions
from audit.report import write_predictions
from audit.report.files.tables import _published


def people(n: int):
    feature = SensitiveFeature(name="group", groups=("a",))
    return cohort(HAPPY_SAD, np.zeros(n, int), [feature], np.zeros((n, 1), int))


def scored(probabilities) -> Predictions:
    rows = np.array(probabilities, float)
    return Predictions(
        labels=HAPPY_SAD, predicted=rows.argmax(axis=1), outcomes=np.zeros(len(rows), int), probabilities=rows
    )


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_probabilities_come_back_as_written(suffix, tmp_path) -> None:
    path = tmp_path / f"predictions{suffix}"
    write_predictions(people(2), scored([[0.25, 0.75], [1 / 3, 2 / 3]]), path)
    found = load_predictions(path, people(2))
    assert found.probabilities.round(6).tolist() == [[0.25, 0.75], [0.333333, 0.666667]]
    assert found.predicted.tolist() == [1, 1]


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_decisions_alone_come_back_as_decisions(suffix, tmp_path) -> None:
    path = tmp_path / f"predictions{suffix}"
    predictions = Predictions(labels=HAPPY_SAD, predicted=np.array([1, 0]), outcomes=np.zeros(2, int))
    write_predictions(people(2), predictions, path)
    found = load_predictions(path, people(2))
    assert found.predicted.tolist() == [1, 0]
    assert found.probabilities is None


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_rows_that_were_not_scored_keep_their_outcome(suffix, tmp_path) -> None:
    path = tmp_path / f"p{suffix}"
    written = scored([[0.9, 0.1], [0.2, 0.8]]).leaving_out(np.array([False, True]), Outcome.NO_FACE)
    write_predictions(people(2), written, path)
    read = load_predictions(path, people(2))
    assert read.outcomes.tolist() == written.outcomes.tolist()
    assert read.predicted.tolist() == [0, -1]
    assert read.probabilities.tolist() == [[0.9, 0.1], [0.0, 0.0]]


def test_paths_are_written_as_they_are_and_quoted_where_needed(tmp_path) -> None:
    """The table is matched to the manifest by path: a path may not be changed for the sake of spreadsheets."""
    from dataclasses import replace

    images = ("=1+1.png", 'a,"b".png')
    write_predictions(replace(people(2), images=images), scored([[1, 0], [0, 1]]), tmp_path / "p.csv")
    with (tmp_path / "p.csv").open(newline="") as file:
        assert [row["image"] for row in csv.DictReader(file)] == list(images)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_rounding_never_changes_a_decision(shares) -> None:
    rows = np.array([[share, 1 - share] for share in shares])
    published = _published(rows, rows.argmax(axis=1))
    assert published.argmax(axis=1).tolist() == rows.argmax(axis=1).tolist()
    assert np.abs(published - rows).max() < 3e-6


def test_a_tie_made_by_rounding_goes_to_the_predicted_emotion() -> None:
    rows = np.array([[0.5 - 1e-8, 0.5 + 1e-8]])
    assert _published(rows, np.array([1])).tolist() == [[0.5, 0.500001]]


def test_a_decision_that_is_not_the_most_probable_is_refused(tmp_path) -> None:
    predictions = Predictions(
        labels=HAPPY_SAD, predicted=np.array([0]), outcomes=np.zeros(1, int), probabilities=np.array([[0.2, 0.8]])
    )
    with pytest.raises(InputError, match="not the most probable"):
        write_predictions(people(1), predictions, tmp_path / "p.csv")
    assert list(tmp_path.iterdir()) == []


def test_other_formats_and_lengths_are_refused(tmp_path) -> None:
    with pytest.raises(UsageError, match=r"\.csv or \.parquet"):
        write_predictions(people(1), scored([[1, 0]]), tmp_path / "p.xlsx")
    with pytest.raises(InputError, match="2 images"):
        write_predictions(people(2), scored([[1, 0]]), tmp_path / "p.csv")


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_the_same_predictions_give_the_same_bytes(suffix, tmp_path) -> None:
    paths = [tmp_path / f"{name}{suffix}" for name in "ab"]
    for path in paths:
        write_predictions(people(1), scored([[0.3, 0.7]]), path)
    assert paths[0].read_bytes() == paths[1].read_bytes()
