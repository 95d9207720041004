"""A table of predictions written and read, and how its rows ended."""

from __future__ import annotations

from audit.domain.cohort.predictions import OUTCOMES
from audit.load.predictions.predictions import load_predictions


def load(tmp_path, cohort, text, **options):
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    return load_predictions(path, cohort, **options)


def outcomes_of(predictions):
    return [OUTCOMES[code] for code in predictions.outcomes]
