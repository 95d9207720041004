"""A tree of folders whose names say the emotion."""

from __future__ import annotations

import tomllib

import pytest
from assets.datasets import TREE, tree

from audit.errors import InputError
from audit.load.importers import import_cohort
from audit.load.manifest.manifest import load_cohort


def test_a_tree_of_folders(tmp_path):
    summary = import_cohort("folders", tree(tmp_path / 'my "set"', TREE), tmp_path / "out")
    assert {left.rows for left in summary.left_out} == {1}
    assert summary.notes == (
        "folders read as: level 1 label (Happiness, awe, sad)",
        "folder 'Happiness' is the emotion 'happy'",
        "folders below level 1, of 1 pictures, are not read: not every picture has them",
    )
    found = load_cohort(tmp_path / "out")
    assert found.title == 'my "set"'
    assert found.labels.emotions == ("awe", "happy", "sad")
    assert dict(zip(found.images, found.y_true.tolist(), strict=True)) == {
        "Happiness/a.jpg": 1,
        "awe/d.jpg": 0,
        "sad/b.PNG": 2,
        "sad/deeper/c.png": 2,
    }
    assert (tmp_path / "out" / "sad" / "deeper" / "c.png").read_bytes() == b"BMc"


def test_spellings_of_one_unknown_emotion_are_one(tmp_path):
    files = {"Awe/a.jpg": b"BM", "awe/b.jpg": b"BM", "sad/c.jpg": b"BM"}
    import_cohort("folders", tree(tmp_path / "set", files), tmp_path / "out")
    assert tomllib.loads((tmp_path / "out" / "cohort.toml").read_text())["labels"] == ["Awe", "sad"]


def test_one_emotion_is_no_cohort(tmp_path):
    with pytest.raises(InputError, match="two emotions or more; found sad"):
        import_cohort("folders", tree(tmp_path / "set", {"sad/a.jpg": b""}), tmp_path / "out")
