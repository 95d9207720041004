"""Drawn faces as a cohort folder."""

from __future__ import annotations

import csv
import tomllib

import cv2
import numpy as np
import pytest

from audit.errors import OutputError
from audit.simulate.cohort import draw_cohort
from audit.simulate.folders import write_cohort
from audit.simulate.plans import DrawnPlan


@pytest.fixture(scope="module")
def faces():
    return draw_cohort(DrawnPlan(faces=8, blends=0.5, size=32, seed=1))


def test_what_is_written_is_what_was_drawn(faces, tmp_path):
    folder = write_cohort(faces, tmp_path / "new" / "drawn")
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 8
    for number, row in enumerate(rows):
        picture = cv2.imread(str(folder / row["image"]))[:, :, ::-1]
        assert np.array_equal(picture, faces.images[number])
        assert row["label"] == faces.labels.emotions[faces.y_true[number]]
        for column, feature in enumerate(faces.features):
            assert row[feature.name] == feature.groups[faces.codes[number, column]]
        assert [int(row[f"votes_{emotion}"]) for emotion in faces.labels.emotions] == faces.votes[number].tolist()
        assert [row[side] for side in ("x", "y", "width", "height")] == ["0", "0", "32", "32"]


def test_the_header_has_the_columns_of_the_contract_in_order(faces, tmp_path):
    first = (write_cohort(faces, tmp_path / "drawn") / "manifest.csv").read_text(encoding="utf-8").splitlines()[0]
    assert first == "image,label,age_group,skin_tone,glasses,hair,x,y,width,height,votes_happy,votes_sad"


def test_the_datasheet_declares_labels_and_drawn_features(faces, tmp_path):
    folder = write_cohort(faces, tmp_path / "drawn", title='Faces “drawn” \\ "quoted"', licence="CC0-1.0")
    sheet = tomllib.loads((folder / "cohort.toml").read_text(encoding="utf-8"))
    assert sheet["title"] == 'Faces “drawn” \\ "quoted"'
    assert (sheet["licence"], sheet["labels"]) == ("CC0-1.0", ["happy", "sad"])
    assert sheet["description"].startswith("8 drawn faces of 32 pixels, seed 1")
    assert sheet["features"]["skin_tone"] == {"groups": ["light", "medium", "dark"], "provenance": "drawn"}
    assert list(sheet["features"]) == ["age_group", "skin_tone", "glasses", "hair"]


def test_a_folder_that_holds_something_is_left_alone(faces, tmp_path):
    (tmp_path / "drawn").mkdir()
    (tmp_path / "drawn" / "mine.txt").touch()
    with pytest.raises(OutputError, match="already holds something"):
        write_cohort(faces, tmp_path / "drawn")
    assert [path.name for path in (tmp_path / "drawn").iterdir()] == ["mine.txt"]


def test_a_cohort_of_ours_is_replaced_when_asked(faces, tmp_path):
    (tmp_path / "drawn").mkdir()
    (tmp_path / "drawn" / "old.txt").touch()
    write_cohort(faces, tmp_path / "drawn", replace=True)
    assert sorted(path.name for path in (tmp_path / "drawn").iterdir()) == ["cohort.toml", "images", "manifest.csv"]


def test_a_folder_that_cannot_be_written_leaves_nothing_behind(faces, tmp_path, monkeypatch):
    def full(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("audit.simulate.folders._datasheet", full)
    with pytest.raises(OutputError, match="the disk is full; nothing was published"):
        write_cohort(faces, tmp_path / "drawn")
    assert list(tmp_path.iterdir()) == []
