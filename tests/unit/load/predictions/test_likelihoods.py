"""Words of a ladder decide what they decide, and nothing is made of them that looks like a probability."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from audit.domain.cohort.predictions import OUTCOMES
from audit.errors import FaultyFile
from audit.load import columns_of_tables, load_cohort, load_predictions
from audit.load.predictions.likelihoods import decided_by_words
from audit.load.tables.table import Table

EMOTIONS = ("joy", "sorrow", "anger", "surprise")


def face(*words: str) -> dict[str, object]:
    """Return a face as `faceAnnotations` of Google Cloud Vision holds it."""
    said = {f"{name}Likelihood": word for name, word in zip(EMOTIONS, words, strict=True)}
    return {"detectionConfidence": 0.98, "headwearLikelihood": "VERY_LIKELY", **said}


LOW = "VERY_UNLIKELY"
FACES = {
    "a.jpg": [face("VERY_LIKELY", LOW, LOW, "POSSIBLE")],
    "b.jpg": [face(LOW, "POSSIBLE", LOW, LOW)],
    "c.jpg": [face(LOW, "UNLIKELY", LOW, LOW)],
    "d.jpg": [face("LIKELY", LOW, "LIKELY", LOW)],
    "e.jpg": [],
}


def read(folder: Path, faces: dict[str, list[dict[str, object]]]):
    people, table = folder / "people.csv", folder / "said.json"
    people.write_text("image,label,g\na.jpg,happy,f\nb.jpg,sad,m\nc.jpg,sad,m\nd.jpg,angry,f\ne.jpg,surprise,f\n")
    table.write_text(json.dumps({name: {"faceAnnotations": each} for name, each in faces.items()}))
    columns = columns_of_tables(people, table, {}, ())
    return load_predictions(table, load_cohort(people, columns=columns), columns=columns)


def test_the_likeliest_emotion_is_the_answer_and_a_tie_is_none(tmp_path: Path) -> None:
    found = read(tmp_path, FACES)
    assert found.labels.emotions == ("happy", "sad", "angry", "surprise")
    assert found.predicted.tolist() == [0, 1, -1, -1, -1]
    ended = [OUTCOMES[code].value for code in found.outcomes]
    assert ended == ["scored", "scored", "no answer", "no answer", "no face found"]
    assert found.probabilities is None
    assert "read as Google Cloud Vision (face detection) lays it out" in found.reading.sentences[0]
    assert any(
        "2 rows where none is, or two are, count as without an answer" in said for said in found.reading.sentences
    )


def test_a_word_that_is_not_of_the_ladder_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(FaultyFile, match="PERHAPS"):
        read(tmp_path, {"a.jpg": [face("PERHAPS", LOW, LOW, LOW)]})


def test_columns_of_numbers_are_not_looked_through_for_words() -> None:
    """As text, seven emotions of a million pictures took half a gigabyte, and longer than the rest of the audit."""
    numbers = {"p_joy": np.array([0.25, np.nan]), "p_sorrow": np.array([0.75, np.nan])}
    table = Table(path=None, header=tuple(numbers), columns=tuple(numbers.values()), lines=[1, 2])
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Table, "column", lambda *_: pytest.fail("numbers were made text"))
        assert decided_by_words(table) is None
