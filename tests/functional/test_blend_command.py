"""Blends on the command line: what is refused, and a whole run over drawn faces and over a folder of people."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from audit.cli.main import run
from audit.simulate import FEATURES, draw_blends, sitters

REFUSED = [
    ("--model drawn-happy-sad --from sad", "either a COHORT or --drawn"),
    ("first-study --drawn --model drawn-happy-sad --from sad", "either a COHORT or --drawn"),
    ("first-study --model cnn48 --people 5", "--people says how many are drawn"),
    (
        "--drawn --model drawn-happy-sad",
        "--from neutral: the model 'drawn-happy-sad' does not have it; expected one of",
    ),
    ("--drawn --model cnn48 --to hapy", "expected one of angry, disgust, fear, happy, neutral, sad, surprise"),
    ("--drawn --model cnn48 --from happy", "from one emotion to another, found 'happy' twice"),
    ("--drawn --model cnn48 --steps 4", "odd number of doses from 3 to 101, found 4"),
    ("--drawn --model cnn48 --people 0", "of 1 to 10,000 people, found 0"),
    ("first-study --model cnn48", "the cohort 'first-study' does not have it; expected one of right, wrong"),
    ("--drawn", "Missing option '--model'"),
]


@pytest.mark.parametrize(("arguments", "words"), REFUSED)
def test_what_makes_no_sense_is_refused(
    arguments: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["blend", *arguments.split()]) == 2
    assert words in capfd.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_other_files_is_not_written_to(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "thesis.doc").write_text("mine")
    assert run(["blend", "--drawn", "--model", "drawn-happy-sad", "--from", "sad", "--out", str(tmp_path)]) == 2
    assert "holds files that are not an audit" in capfd.readouterr().err


def test_drawn_faces_from_sad_to_happy(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    arguments = ["--drawn", "--model", "drawn-happy-sad", "--from", "sad", "--people", "15", "--steps", "5", "--json"]
    out = tmp_path / "out"
    assert run(["blend", *arguments, "--out", str(out)]) == 0
    found = json.loads(capfd.readouterr().out)
    assert (out / "blends.json").read_text() == json.dumps(found, ensure_ascii=False) + "\n"
    everybody = found["groups"][0]
    ends = everybody["end"]["values"]
    assert ends[0] < 0.1
    assert ends[-1] > 0.8
    assert everybody["slope"]["interval"]["lower"] > 0
    slopes = {g["group"]["pairs"][0][1]: g["slope"]["value"] for g in found["groups"][1:6]}
    assert min(slopes, key=slopes.get) == "senior"  # hardly any were in its training
    assert "<svg" in (out / "blends.html").read_text()


def test_dissolves_of_the_people_of_a_folder(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "people"
    people = save_people(folder, 6)
    out = tmp_path / "out"
    arguments = ["--model", "drawn-happy-sad", "--from", "sad", "--to", "happy", "--steps", "3", "--out", str(out)]
    assert run(["blend", str(folder), *arguments]) == 0
    said = capfd.readouterr()
    assert "left out: 1 person" in said.err
    assert run(["predict", "--cohort", str(folder), "--model", "drawn-happy-sad", "--out", str(out / "p.csv")]) == 0
    with (out / "p.csv").open() as file:
        alone = {row["image"]: float(row["p_happy"]) for row in csv.DictReader(file)}
    ends = np.array(json.loads((out / "blends.json").read_text())["responses"]["end"])
    assert ends[:, 0].tolist() == [alone[f"{i}-sad.png"] for i in range(people)]
    assert ends[:, 2].tolist() == [alone[f"{i}-happy.png"] for i in range(people)]


def save_people(folder: Path, people: int) -> int:
    """Save drawn people with a sad and a happy picture; the last has a sad one only. Return those with both."""
    folder.mkdir()
    rows = ["image,label,subject,age_group,x,y,width,height"]
    for number, sitter in enumerate(sitters(people, seed=7)):
        age = FEATURES[0].groups[sitter.codes[0]]
        pictures = dict(zip(("sad", "happy"), draw_blends(sitter, "sad", "happy", [0.0, 1.0]), strict=True))
        for emotion, picture in pictures.items():
            if number < people - 1 or emotion == "sad":
                name = f"{number}-{emotion}.png"
                cv2.imwrite(str(folder / name), cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
                rows.append(f"{name},{emotion},p{number},{age},0,0,64,64")
    (folder / "manifest.csv").write_text("\n".join(rows) + "\n")
    return people - 1
