"""The API gives the answers of `emotion-audit predict`, to the last bit that is printed."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from assets.client import Client, form
from assets.live import served

from audit.cli.main import run
from audit.domain.cohort.labels import LABEL_SETS
from audit.load import find_model, load_model
from audit.simulate import DrawnPlan, draw_cohort, write_cohort

pytest.importorskip("uvicorn", reason="the extra app is not installed")


def without_boxes(manifest: Path) -> None:
    """Leave a manifest its pictures and labels: who sends a picture alone sends no box along."""
    lines = (line.split(",")[:2] for line in manifest.read_text(encoding="utf-8").splitlines())
    manifest.write_text("".join(f"{','.join(cells)}\n" for cells in lines), encoding="utf-8")


@pytest.mark.parametrize("model", ["happy-sad", "drawn-happy-sad"])
def test_every_probability_of_a_cohort_is_the_same(tmp_path: Path, model: str) -> None:
    from audit.serve import App

    cohort, table = tmp_path / "cohort", tmp_path / "table.csv"
    write_cohort(draw_cohort(DrawnPlan(faces=30, labels=LABEL_SETS["happy-sad"], size=96, seed=5)), cohort)
    (cohort / "cohort.toml").unlink()
    without_boxes(cohort / "manifest.csv")
    assert run(["predict", "--cohort", str(cohort), "--model", model, "--out", str(table)]) == 0
    with table.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 30
    with served(App(models=(load_model(find_model(model)),), port=0)) as address:
        body, kind = form(*((row["image"], (cohort / row["image"]).read_bytes()) for row in rows))
        pictures = Client(address).send("POST", "/api/predict", body, **kind).json["pictures"]
    assert [each["name"] for each in pictures] == [row["image"] for row in rows]
    for row, picture in zip(rows, pictures, strict=True):
        said = {name.removeprefix("p_"): value for name, value in row.items() if name.startswith("p_") and value}
        answers = picture["faces"][0]["answers"][0]["probabilities"] if picture["faces"] else {}
        assert answers == {name: float(value) for name, value in said.items()}
