"""Real pictures through the real pipeline: the London set, and the ledger of pictures that cannot be read."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from audit.cli.main import run
from audit.domain.cohort.cohort import OUTSIDE
from audit.domain.cohort.predictions import Outcome
from audit.domain.model.recipe import LABEL, MAJORITY
from audit.load import find_model, load_cohort, load_model, load_predictions, load_result
from audit.predict import load_classifier, look
from audit.train import target_codes

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.keras, pytest.mark.shared_data]


@pytest.fixture(scope="module")
def london(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The London set as a cohort."""
    folder = tmp_path_factory.mktemp("cohorts") / "london"
    assert run(["import", "london", str(shared_data / "london" / "london.tar"), str(folder)]) == 0
    return folder


def test_the_london_set_is_audited_whole(london: Path, tmp_path: Path) -> None:
    arguments = [
        "--model",
        "cnn48",
        "--features",
        "ethnicity,gender",
        "--metric",
        "accuracy",
        "--max-difference",
        "0.1",
    ]
    status = run(["run", "--cohort", str(london), *arguments, "--out", str(tmp_path / "out")])
    result = load_result(tmp_path / "out" / "audit.json")
    assert status == result.decision.exit_status
    assert result.coverage.of(Outcome.SCORED) == 204
    assert [finding.disparity.feature for finding in result.findings] == ["ethnicity", "gender"]
    assert "204 scored pictures show 102 people" in " ".join(result.notes)


def test_saved_predictions_give_the_same_audit(london: Path, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    assert run(["predict", "--cohort", str(london), "--model", "cnn48", "--out", str(table)]) == 0
    first = run(["run", "--cohort", str(london), "--model", "cnn48", "--out", str(tmp_path / "a")])
    second = run(["run", "--cohort", str(london), "--predictions", str(table), "--out", str(tmp_path / "b")])
    assert first == second
    from_model, from_table = (load_result(tmp_path / name / "audit.json") for name in ("a", "b"))
    assert from_model.counts.cells.counts.tolist() == from_table.counts.cells.counts.tolist()
    assert from_model.mixed.overall.counts.tolist() == from_table.mixed.overall.counts.tolist()


def test_broken_pictures_are_counted_and_never_guessed(london: Path, tmp_path: Path) -> None:
    cohort = tmp_path / "cohort"
    shutil.copytree(london, cohort)
    header, *rows = (cohort / "manifest.csv").read_text().splitlines()
    missing, truncated, page, *rest = (row.split(",")[0] for row in rows[:8])
    (cohort / missing).unlink()
    (cohort / truncated).write_bytes((cohort / truncated).read_bytes()[:9000])
    (cohort / page).write_text("<html>not a picture</html>")
    (cohort / "manifest.csv").write_text("\n".join([header, *rows[: 3 + len(rest)]]) + "\n")
    table = tmp_path / "table.parquet"
    assert run(["predict", "--cohort", str(cohort), "--model", "cnn48", "--out", str(table)]) == 0
    predictions = load_predictions(table, load_cohort(cohort))
    outcomes = [tuple(Outcome)[code] for code in predictions.outcomes]
    assert outcomes == [Outcome.MISSING_FILE, Outcome.CORRUPT, Outcome.UNREADABLE, *[Outcome.SCORED] * len(rest)]


def test_a_classifier_whose_labels_do_not_fit_is_refused(london: Path, capfd: pytest.CaptureFixture[str]) -> None:
    weights = str(ROOT / "models" / "cnn48" / "weights.keras")
    flags = ["--labels", "happy,neutral", "--size", "48"]
    assert run(["run", "--cohort", str(london), "--model", weights, *flags]) == 2
    assert "the label order does not fit this model" in capfd.readouterr().err


def test_a_classifier_of_another_size_is_refused(london: Path, capfd: pytest.CaptureFixture[str]) -> None:
    weights = str(ROOT / "models" / "cnn48" / "weights.keras")
    flags = ["--labels", "fer7", "--size", "64"]
    assert run(["run", "--cohort", str(london), "--model", weights, *flags]) == 2
    assert "takes 48×48×3, the input contract" in capfd.readouterr().err


@pytest.mark.parametrize("model", ["emotion7", "ferplus8", "happy-sad"])
def test_the_recommended_models_are_as_right_as_their_figures_say(model: str, ferplus_valid: Path) -> None:
    spec = load_model(find_model(model))
    target = LABEL if model == "emotion7" else MAJORITY
    cohort = load_cohort(ferplus_valid)
    codes = target_codes(cohort, spec.labels, target)
    rows = np.flatnonzero(codes != OUTSIDE)[:600]
    said = look(load_classifier(spec), spec.contract, cohort, rows).probabilities.argmax(axis=1)
    assert spec.measured is not None
    figure = spec.measured.accuracy
    four_errors = 4 * (figure * (1 - figure) / len(rows)) ** 0.5
    assert abs(np.mean(said == codes[rows]) - figure) < four_errors
