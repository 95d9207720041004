"""The field's first study as a cohort: its published success rates, except the one it misprinted."""

from __future__ import annotations

import pytest

from audit.load.find import find_cohort
from audit.load.manifest.manifest import load_cohort
from audit.load.predictions.predictions import load_predictions

# right of five, counted from the published rows of W(rong) and R(ight)
PUBLISHED = {
    ("age_group", "children"): 2,  # W R W W R
    ("age_group", "toddler"): 3,  # R R R W W
    ("age_group", "teenager"): 3,  # W W R R R
    ("age_group", "senior"): 3,  # R W R R W
    ("age_group", "adult"): 3,  # W R R W R
    ("ethnicity", "South Asian"): 2,  # W R W W R
    ("ethnicity", "Caucasian"): 3,  # W W R R R
    ("ethnicity", "Hispanic"): 3,  # W R R W R
    ("ethnicity", "East Asian"): 4,  # R R R R W
    ("ethnicity", "African"): 3,  # W W R R R: printed as 80 %
}


@pytest.fixture(scope="module")
def cohort():
    return load_cohort(find_cohort("first-study"))


def test_five_pictures_of_each_group_and_half_without(cohort):
    assert len(cohort) == 50
    assert cohort.labels.emotions == ("right", "wrong")
    assert not cohort.y_true.any(), "every label is 'right'"
    for axis, feature in enumerate(cohort.features):
        sizes = [(cohort.codes[:, axis] == code).sum() for code in range(len(feature.groups))]
        assert dict(zip(feature.groups, sizes, strict=True)) == dict.fromkeys(feature.groups[:-1], 5) | {"unknown": 25}


def test_success_rates_are_the_published_ones(cohort):
    predictions = load_predictions(find_cohort("first-study") / "predictions.csv", cohort)
    right = {}
    for axis, feature in enumerate(cohort.features):
        for code, group in enumerate(feature.groups[:-1]):
            right[feature.name, group] = int((predictions.predicted[cohort.codes[:, axis] == code] == 0).sum())
    assert right == PUBLISHED


def test_the_datasheet_says_what_was_misprinted():
    text = (find_cohort("first-study") / "cohort.toml").read_text(encoding="utf-8")
    assert "80 % for African" in text
    assert "60 %" in text
