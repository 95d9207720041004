"""What comes with the package, as values."""

from __future__ import annotations

import pytest

import audit


def test_models_carry_what_was_measured_of_them() -> None:
    assert all(entry.spec is not None for entry in audit.list_models())
    assert "cnn48" in [entry.id for entry in audit.list_models()]
    assert "first-study" in [entry.id for entry in audit.list_cohorts()]


def test_label_sets_and_metrics_are_the_declared_ones() -> None:
    assert len(audit.list_labels()["fer7"].labels) == 7
    assert {"accuracy", "equalized_odds"} <= {metric.name for metric in audit.list_metrics()}


def test_the_demo_refuses_a_folder_of_somebody_else(tmp_path) -> None:

    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(audit.OutputError):
        audit.demo(tmp_path)
    assert not (tmp_path / "cohort").exists()
