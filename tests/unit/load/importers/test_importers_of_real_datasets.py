"""The importers on the datasets themselves; the numbers were counted apart, with awk over the published tables."""

from __future__ import annotations

import numpy as np
import pytest

from audit.load.importers import import_cohort
from audit.load.manifest.manifest import load_cohort

pytestmark = pytest.mark.shared_data


def counts(cohort):
    return {
        feature.name: dict(zip(feature.groups, np.bincount(cohort.codes[:, axis]).tolist(), strict=True))
        for axis, feature in enumerate(cohort.features)
    }


def test_london(shared_data, tmp_path):
    summary = import_cohort("london", shared_data / "london" / "london.tar", tmp_path / "london")
    assert (summary.rows, summary.left_out) == (204, ())
    cohort = load_cohort(tmp_path / "london")
    assert np.bincount(cohort.y_true).tolist() == [102, 102]
    assert len(set(cohort.subjects.tolist())) == 102
    # people in london_info.csv, two pictures each: 13 black, 9 + 1 east asian, 10 west asian, 69 white; 49 women,
    # 53 men; 42 aged 18–24, 41 aged 25–34, 17 aged 35–54, 2 without an age
    assert counts(cohort) == {
        "ethnicity": {"black": 26, "east asian": 18, "east asian and white": 2, "west asian": 20, "white": 138},
        "gender": {"female": 98, "male": 106},
        "age_group": {"18 to 24": 84, "25 to 34": 82, "35 to 54": 34, "unknown": 4},
    }
    assert all((tmp_path / "london" / image).stat().st_size > 1000 for image in cohort.images)


def test_ferplus_valid(shared_data, tmp_path):
    summary = import_cohort("ferplus", shared_data / "ferplus", tmp_path / "valid", split="Valid")
    # 3,579 lines in FER2013Valid/label.csv, 3,565 of them in fer2013_labels.csv
    assert summary.rows == 3565
    assert [(left.rows, left.reason) for left in summary.left_out] == [(14, "no label in fer2013_labels.csv")]
    cohort = load_cohort(tmp_path / "valid")
    found = dict(zip(cohort.labels.emotions, np.bincount(cohort.y_true, minlength=8).tolist(), strict=True))
    assert found == {
        "neutral": 600,
        "happy": 890,
        "surprise": 412,
        "sad": 650,
        "angry": 465,
        "disgust": 56,
        "fear": 492,
        "contempt": 0,
    }
    assert set((cohort.votes.sum(axis=1) + cohort.votes_outside).tolist()) == {10}, "ten annotators each"
    assert set(map(tuple, cohort.boxes.tolist())) == {(0, 0, 48, 48)}
