"""Answers of other tools, made here in the format that each publishes, are read by the layout of the tool."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from audit.api.arguments import columns_of
from audit.domain.cohort.labels import LabelSet
from audit.errors import FaultyFile, UsageError
from audit.load import columns_of_tables, load_cohort, load_predictions
from audit.load.layouts.tools import known_layouts, layout_of, read_layout

SHARES = {"angry": 0.125, "disgust": 0.0, "fear": 0.125, "happy": 0.5, "sad": 0.125, "surprise": 0.125, "neutral": 0.0}
THEIRS = ("anger", "disgust", "fear", "happiness", "sadness", "surprise", "neutral")
WORDS = dict(zip(THEIRS, SHARES.values(), strict=True))


def deepface(folder: Path) -> Path:
    """https://github.com/serengil/deepface: `analyze` gives a list of faces; emotions in percent."""
    face = {
        "emotion": {name: 100 * share for name, share in SHARES.items()},
        "dominant_emotion": "happy",
        "region": {"x": 3, "y": 4, "w": 50, "h": 60, "left_eye": [9, 9], "right_eye": None},
        "face_confidence": 0.9,
    }
    return written(folder / "t.json", {"a.jpg": [face], "b.jpg": []})


def fer(folder: Path) -> Path:
    """https://github.com/JustinShenk/fer: `detect_emotions` gives a list of `box` and `emotions`."""
    return written(folder / "t.json", {"a.jpg": [{"box": [277, 90, 48, 63], "emotions": SHARES}], "b.jpg": []})


def rmn(folder: Path) -> Path:
    """https://github.com/phamquiluan/ResidualMaskingNetwork: `proba_list` holds an object for each emotion."""
    listed = [{name: share} for name, share in SHARES.items()]
    face = {"xmin": 1, "ymin": 2, "xmax": 30, "ymax": 40, "emo_label": "happy", "emo_proba": 0.5, "proba_list": listed}
    return written(folder / "t.json", [{"image": "a.jpg", "faces": [face]}, {"image": "b.jpg", "faces": []}])


def azure(folder: Path) -> Path:
    """https://learn.microsoft.com/rest/api/face: `faceAttributes.emotion` has eight emotions that sum to 1."""
    place = {"top": 1, "left": 2, "width": 3, "height": 4}
    face = {"faceId": "x", "faceRectangle": place, "faceAttributes": {"emotion": {**WORDS, "contempt": 0.0}}}
    return written(folder / "t.json", {"a.jpg": [face], "b.jpg": []})


def rekognition(folder: Path) -> Path:
    """docs.aws.amazon.com/rekognition: `DetectFaces` gives `FaceDetails`, emotions by Type and Confidence (%)."""
    types = ("ANGRY", "DISGUSTED", "FEAR", "HAPPY", "SAD", "SURPRISED", "CALM")
    listed = [{"Type": name, "Confidence": 100 * share} for name, share in zip(types, SHARES.values(), strict=True)]
    face = {
        "BoundingBox": {"Width": 0.5, "Height": 0.5, "Left": 0.1, "Top": 0.1},
        "AgeRange": {"Low": 20, "High": 30},
        "Emotions": [*listed, {"Type": "CONFUSED", "Confidence": 0.0}],
        "Confidence": 99.9,
    }
    return written(folder / "t.json", {"a.jpg": {"FaceDetails": [face]}, "b.jpg": {"FaceDetails": []}})


def py_feat(folder: Path) -> Path:
    """https://py-feat.org: a Fex saved by `to_csv`, a row for each face."""
    columns = {"": 0, "FaceRectX": 1.5, "FaceRectY": 2.0, "FaceRectWidth": 9.0, "FaceRectHeight": 9.0, "FaceScore": 0.9}
    row = {**columns, "AU01": 0.3, **WORDS, "input": "a.jpg", "frame": 0}
    del row[""]
    with (folder / "t.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, row)
        writer.writeheader()
        writer.writerow(row)
    return folder / "t.csv"


def written(path: Path, answers: object) -> Path:
    path.write_text(json.dumps(answers))
    return path


TOOLS = {
    "deepface": deepface,
    "fer": fer,
    "rmn": rmn,
    "azure-face": azure,
    "py-feat": py_feat,
    "rekognition": rekognition,
}


@pytest.fixture
def people(tmp_path):
    (tmp_path / "people.csv").write_text("image,label,g\na.jpg,happy,f\nb.jpg,sad,m\n")
    return tmp_path / "people.csv"


@pytest.mark.parametrize("tool", TOOLS)
def test_a_tools_answers_are_known_by_their_columns_and_said(tool, tmp_path, people) -> None:
    table = TOOLS[tool](tmp_path)
    columns = columns_of_tables(people, table, {}, ())
    cohort = load_cohort(people, columns=columns)
    labels = LabelSet(emotions=(*SHARES, "confused")) if tool == "rekognition" else None
    found = load_predictions(table, cohort, labels=labels, columns=columns)
    said = dict(zip(found.labels.emotions, found.probabilities[0].tolist(), strict=True))
    assert {name: said[name] for name in SHARES} == SHARES
    assert [cohort.labels.emotions[0], found.labels.emotions[found.predicted[0]]] == ["happy", "happy"]
    assert found.predicted[1] == -1
    assert f"t.{table.suffix[1:]}: read as {known_layouts()[tool].title} lays it out" in found.reading.sentences[0]


def test_every_layout_is_tried_and_has_a_source() -> None:
    assert set(known_layouts()) == {*TOOLS, "google-vision"}  # whose words are tried with the ladder they stand on
    assert all(layout.source.startswith("https://") for layout in known_layouts().values())


def test_a_table_with_our_names_is_nobody_elses(tmp_path, people) -> None:
    (tmp_path / "t.csv").write_text(
        "image,predicted,dominant_emotion,emotion.angry,emotion.happy\na.jpg,sad,happy,1,99\n"
    )
    assert columns_of_tables(people, tmp_path / "t.csv", {}, ()).mapped == {}
    assert layout_of(["image", "happiness", "surprise"]) is None


def test_a_layout_of_ones_own_is_named_by_its_file(tmp_path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('title = "M"\nsource = "x"\nsignature = ["top"]\n[columns]\npredicted = "top"\n')
    assert columns_of([str(path), "image=id"]) == {"predicted": "top", "image": "id"}
    assert columns_of("fer")["p_happy"] == "emotions.happy"
    with pytest.raises(
        UsageError, match="or the name or file of a tool's layout: expected one of azure-face, deepface"
    ):
        columns_of("deepfase")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('title = "M"\nsource = "x"\nsignature = []\n[columns]\npredicted = "t"\n', "needs a 'signature' and"),
        ('title = "M"\nsource = "x"\nsignature = ["t"]\n[columns]\nguess = "t"\n', "maps to an unknown name 'guess'"),
        ('title = "M"\nsignature = ["t"]\n[columns]\npredicted = "t"\n', "the key 'source' is missing"),
    ],
)
def test_a_faulty_layout_is_told(tmp_path, text, words) -> None:
    (tmp_path / "mine.toml").write_text(text)
    with pytest.raises(FaultyFile, match=words):
        read_layout(tmp_path / "mine.toml")
