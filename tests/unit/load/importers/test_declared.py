"""Datasets by declaration: small copies made here in the format that each publishes, and declarations of one's own."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from audit.errors import FaultyFile, InputError, UsageError
from audit.load.importers import import_cohort
from audit.load.importers.declared import known_datasets, read_dataset
from audit.load.manifest.manifest import load_cohort


def made(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def imported(tmp_path: Path, kind: str, files: dict[str, str], **chosen):
    summary = import_cohort(kind, made(tmp_path / "source", files), tmp_path / "cohort", **chosen)
    with (tmp_path / "cohort" / "manifest.csv").open(newline="") as file:
        return summary, list(csv.DictReader(file)), load_cohort(tmp_path / "cohort")


def test_kdef_is_told_by_the_names_of_its_files(tmp_path) -> None:
    """https://www.kdef.se: AF01ANS.JPG is series A, female, person 01, angry, straight; AF31V.JPG is misnamed there."""
    names = ["KDEF/AF01/AF01ANS.JPG", "KDEF/AM01/AM01HAFL.JPG", "KDEF/BM01/BM01SUHR.JPG", "KDEF/AF31/AF31V.JPG"]
    summary, rows, cohort = imported(tmp_path, "kdef", dict.fromkeys(names, "BM"))
    assert rows[0] == {
        "image": "KDEF/AF01/AF01ANS.JPG",
        "label": "angry",
        "subject": "F01",
        "series": "A",
        "gender": "female",
        "angle": "straight",
    }
    assert cohort.people == 2
    assert [feature.name for feature in cohort.features][:2] == ["gender", "angle"]
    assert [(left.rows, left.reason) for left in summary.left_out] == [(1, "its name does not follow the pattern")]


def test_rafdb_counts_from_1_and_its_aligned_pictures_are_taken(tmp_path) -> None:
    """whdeng.cn/raf: list_patition_label.txt has `train_00001.jpg 5`; pictures are called train_00001_aligned.jpg."""
    files = {
        "basic/EmoLabel/list_patition_label.txt": "train_00001.jpg 5\ntest_0001.jpg 4\ntest_0002.jpg 7\n",
        "basic/Image/aligned/train_00001_aligned.jpg": "BM",
        "basic/Image/aligned/test_0001_aligned.jpg": "BM",
    }
    summary, rows, _ = imported(tmp_path, "rafdb", files)
    assert [(row["label"], row["split"]) for row in rows] == [("sad", "train"), ("happy", "test")]
    assert summary.left_out[0].reason == "a row without its picture"


def test_one_split_is_imported(tmp_path) -> None:
    files = {
        "list_patition_label.txt": "train_1.jpg 5\ntest_1.jpg 4\n",
        "train_1_aligned.jpg": "BM",
        "test_1_aligned.jpg": "BM",
    }
    _, rows, _ = imported(tmp_path, "rafdb", files, split="test")
    assert [row["image"] for row in rows] == ["test_1_aligned.jpg"]


def test_expw_has_several_faces_in_a_picture_with_their_boxes(tmp_path) -> None:
    """label.lst: name, face, top, left, right, bottom, confidence, expression from 0; corners, not sizes."""
    files = {
        "label.lst": "angry_actor_1.jpg 0 28 113 226 141 22.9 3\nangry_actor_1.jpg 1 20 10 60 90 11.0 0\n",
        "origin/angry_actor_1.jpg": "BM",
    }
    _, rows, cohort = imported(tmp_path, "expw", files)
    assert [(row["label"], row["face"]) for row in rows] == [("happy", "0"), ("angry", "1")]
    assert cohort.boxes.tolist() == [[113, 28, 113, 113], [10, 20, 50, 70]]
    assert cohort.faces == ("0", "1")


def test_affectnet_leaves_out_what_is_no_emotion_and_says_which(tmp_path) -> None:
    """training.csv and validation.csv: subDirectory_filePath, face_x … face_height, facial_landmarks, expression, …"""
    header = "subDirectory_filePath,face_x,face_y,face_width,face_height,facial_landmarks,expression,valence,arousal\n"
    files = {
        "training.csv": header + "1/a.jpg,1,2,30,40,1;2,6,.1,.2\n1/b.jpg,1,2,30,40,1;2,9,-2,-2\n",
        "validation.csv": header + "2/c.jpg,1,2,30,40,1;2,1,.1,.2\n",
        **dict.fromkeys(("1/a.jpg", "1/b.jpg", "2/c.jpg"), "BM"),
    }
    summary, rows, _ = imported(tmp_path, "affectnet", files)
    assert [(row["label"], row["split"]) for row in rows] == [("angry", "training"), ("happy", "validation")]
    assert summary.left_out[0].reason == "the annotator was uncertain"


NAMED: dict[str, tuple[dict[str, dict[str, str]], str]] = {
    "cfd": (
        {
            "CFD Version 3.0/Images/CFD/WM-001/CFD-WM-001-014-HO.jpg": {
                "label": "happy",
                "subject": "WM-001",
                "race": "White",
                "gender": "male",
            },
            "CFD-BF-042-026-N.jpg": {"label": "neutral", "subject": "BF-042", "race": "Black", "gender": "female"},
        },
        "CFD-XX-042-026-N.jpg",
    ),
    "jaffe": (
        {
            "jaffe/KA.AN1.39.tiff": {"label": "angry", "subject": "KA"},
            "jaffe/YM.SU3.62.tiff": {"label": "surprise", "subject": "YM"},
        },
        "jaffe/KA.XX1.39.tiff",
    ),
    "ravdess": (
        {
            "Actor_12/01-01-06-01-02-01-12_0001.png": {
                "label": "fear",
                "subject": "12",
                "intensity": "normal",
                "gender": "female",
            },
            "02-01-03-02-01-02-07.jpg": {"label": "happy", "subject": "07", "intensity": "strong", "gender": "male"},
        },
        "03-01-03-02-01-02-07.jpg",
    ),
    "ckplus": (
        {
            "CK+48/anger/S010_004_00000017.png": {"label": "angry", "subject": "S010"},
            "CK+48/sadness/S011_002_00000022.png": {"label": "sad", "subject": "S011"},
        },
        "CK+48/other/S010_004_00000017.png",
    ),
}
"""Names as each dataset's source publishes them, what they say, and one that says nothing."""


@pytest.mark.parametrize("kind", NAMED)
def test_a_dataset_is_told_by_the_names_of_its_files(tmp_path, kind: str) -> None:
    told, strange = NAMED[kind]
    summary, rows, cohort = imported(tmp_path, kind, dict.fromkeys((*told, strange), "BM"))
    assert {row["image"]: {name: cell for name, cell in row.items() if name != "image"} for row in rows} == told
    assert [(left.rows, left.reason) for left in summary.left_out] == [(1, "its name does not follow the pattern")]
    assert cohort.licence


OWN = """
title = "Mine"
source = "https://example.org"
licence = "internal"
labels = ["happy", "sad"]
pattern = '(?P<label>HA|SA)\\d\\.png$'

[words.label]
HA = "happy"
SA = "sad"
"""


def test_a_dataset_of_ones_own_is_twenty_lines_of_toml(tmp_path) -> None:
    made(tmp_path, {"mine.toml": OWN})
    _, rows, cohort = imported(tmp_path, str(tmp_path / "mine.toml"), {"HA1.png": "BM", "SA1.png": "BM"})
    assert [row["label"] for row in rows] == ["happy", "sad"]
    assert (cohort.title, cohort.licence) == ("Mine", "internal")


def test_a_feature_of_any_name_is_declared_so_that_it_can_be_read(tmp_path) -> None:
    pattern = OWN.replace("(?P<label>", "(?P<age>[0-9])(?P<label>")
    made(tmp_path, {"mine.toml": pattern + '[features."age x] y"]\nprovenance = "annotated"\n'})
    with pytest.raises(FaultyFile, match=r"declares the feature 'age x\] y', but there is no such column"):
        imported(tmp_path, str(tmp_path / "mine.toml"), {"1HA1.png": "BM", "2SA1.png": "BM"})


WRONG = {
    "no regular expression": (OWN.replace("(?P<label>", "(?P<label"), "'pattern' is no regular expression"),
    "no label": (OWN.replace("<label>", "<emotion>"), "nothing says the emotion"),
    "neither": (OWN.replace("pattern =", "title2 ="), "unknown key"),
    "no image": (OWN + "[columns]\nlabel = '1'\n", "needs 'image'"),
}
for at, picture in enumerate(("{image:>999999999}", "{image.__class__}", "{0}", "{x}", "{image", "{image!r}")):
    WRONG[f"picture {at}"] = (f"picture = '{picture}'\n" + OWN, "'picture' may hold {image}, {stem} and {folder}")
WRONG["no image"] = (
    OWN.replace("pattern = '", "table = ['t']\npattern = '") + "[columns]\nlabel = '1'\n",
    "needs 'image'",
)


@pytest.mark.parametrize(("text", "words"), WRONG.values(), ids=WRONG)
def test_a_faulty_declaration_is_told(tmp_path, text, words) -> None:
    made(tmp_path, {"mine.toml": text})
    with pytest.raises(FaultyFile, match=words):
        read_dataset(tmp_path / "mine.toml")


def test_a_word_that_is_not_declared_ends_the_import(tmp_path) -> None:
    made(tmp_path, {"mine.toml": OWN.replace("HA|SA", "HA|SA|XX")})
    with pytest.raises(InputError, match="label 'XX' is none of HA, SA"):
        imported(tmp_path, str(tmp_path / "mine.toml"), {"XX1.png": "x"})


def test_what_is_missing_or_unknown_is_told(tmp_path) -> None:
    with pytest.raises(InputError, match=r"there is no label\.lst; is this the folder or archive of the dataset"):
        imported(tmp_path, "expw", {"a.jpg": "BM"})
    with pytest.raises(UsageError, match=r"unknown importer 'rafdbb'; .*did you mean 'rafdb'"):
        imported(tmp_path, "rafdbb", {"a.jpg": "BM"})
    with pytest.raises(InputError, match="the corners of a face are numbers of pixels, found '1, x, 3, 4'"):
        imported(tmp_path / "b", "expw", {"label.lst": "a.jpg 0 x 1 3 4 9 3\n", "a.jpg": "BM"})


def test_every_declared_dataset_has_a_source_and_a_licence() -> None:
    assert set(known_datasets()) == {"affectnet", "cfd", "ckplus", "expw", "jaffe", "kdef", "rafdb", "ravdess"}
    assert all(each.source and each.licence and each.labelled_by for each in known_datasets().values())
