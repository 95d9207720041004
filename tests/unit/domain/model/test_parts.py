"""Which part of an output holds the emotions."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.contract.input_contract import InputContract
from audit.domain.model.model import ModelSpec
from audit.domain.model.parts import EVERYTHING, OutputPart
from audit.errors import UsageError


def test_nothing_said_is_everything():
    assert EVERYTHING.whole
    assert not OutputPart(slice=(0, 8)).whole


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"index": 0, "name": "p"}, "by its index or by its name"),
        ({"index": -1}, "counts from 0"),
        ({"slice": (3,)}, r"as \[0, 8\], found \[3\]"),
        ({"slice": (8, 8)}, r"found \[8, 8\]"),
    ],
)
def test_what_cannot_be_is_refused(said, words):
    with pytest.raises(UsageError, match=words):
        OutputPart(**said)


def test_a_slice_has_as_many_numbers_as_there_are_labels():
    said = {"id": "m", "title": "m", "labels": LABEL_SETS["fer7"], "contract": InputContract(size=48)}
    with pytest.raises(UsageError, match=r"slice = \[0, 8\] takes 8 numbers, a softmax of the 7 labels is 7"):
        ModelSpec(**said, weights=Path("n.onnx"), part=OutputPart(slice=(0, 8)))
