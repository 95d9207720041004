"""A cohort is checked from Python, and what was found can be kept; `test_front_door` holds it against the command."""

from __future__ import annotations

import re
import tarfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import audit
from audit.api.beside.cohorts import manifest_meant


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """Return a table of four pictures, of which two are the same and bear two labels."""
    for number in range(4):
        pixels = np.random.default_rng(min(number, 2)).integers(0, 255, (64, 64, 3)).astype(np.uint8)
        Image.fromarray(pixels).save(tmp_path / f"{number}.png")
    rows = ["0.png,happy,old", "1.png,sad,young", "2.png,happy,old", "3.png,sad,young"]
    (tmp_path / "people.csv").write_text("\n".join(["image,label,age", *rows]) + "\n")
    return tmp_path / "people.csv"


def test_no_picture_is_opened_unless_asked(people: Path) -> None:
    checked = audit.check(people)
    assert (checked.quality, checked.doubts, checked.grave, checked.missing_files) == (None, None, False, 0)
    assert checked.summary()["labels"] == {"happy": 2, "sad": 2}


def test_pictures_within_an_archive_are_looked_for_there(people: Path) -> None:
    with tarfile.open(people.with_name("s.tar"), "w") as archive:
        for number in range(3):
            archive.add(people.with_name(f"{number}.png"), f"{number}.png")
    people.write_text(re.sub(r"(?=\d\.png)", "s.tar/", people.read_text()))
    assert audit.check(people).missing_files == 1


def test_copies_with_two_labels_are_grave_and_are_written(people: Path) -> None:
    checked = audit.check(people, pictures=True)
    assert checked.grave
    checked.write(people.with_name("found.csv"))
    assert "same bytes" in people.with_name("found.csv").read_text()
    assert set(checked.to_dict()) == {*checked.summary(), "representation", "pictures"}


def test_two_judges_of_the_labels_are_one_too_many(people: Path) -> None:
    with pytest.raises(audit.UsageError, match="predictions= and out_of_fold= are two judges"):
        audit.check(people, predictions=people, out_of_fold=True)


def test_features_need_columns(people: Path) -> None:
    with pytest.raises(audit.UsageError, match=r"^features= names the groups of another tool's table"):
        audit.check(people, features=["age"])


def test_a_declaration_stands_for_the_manifest_beside_it() -> None:
    assert manifest_meant("cohorts/people/cohort.toml") == str(Path("cohorts/people/manifest.csv"))
    assert manifest_meant("first-study") == "first-study"
