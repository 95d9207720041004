"""The engine of this process: shard by shard it says what is said of all rows at once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from audit.errors import ModelRefused
from audit.load import find_model, load_cohort, load_model
from audit.pipeline.engines.engine import LocalEngine
from audit.pipeline.stages.scoring import score_with_model


@pytest.fixture
def faces(drawn_faces):
    return load_cohort(drawn_faces)


def test_shards_say_what_all_rows_say_at_once(faces) -> None:
    spec, seen = load_model(find_model("happy-sad")), []
    whole = score_with_model(faces, spec)
    parts = score_with_model(faces, spec, lambda *at: seen.append(at), engine=LocalEngine(rows=7))
    one, other = whole.answered.predictions, parts.answered.predictions
    assert np.array_equal(one.probabilities, other.probabilities)
    assert one.reading == other.reading
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1] == (len(faces), len(faces))


def test_a_model_without_its_file_is_refused_when_it_is_loaded(tmp_path) -> None:
    spec = replace(load_model(find_model("happy-sad")), weights=tmp_path / "none.keras", onnx=None)
    with pytest.raises(ModelRefused, match=r"none\.keras"), LocalEngine() as engine:
        engine.load(spec)
