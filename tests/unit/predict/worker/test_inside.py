"""The worker's desk, without a process around it: what it answers, and what it says instead of failing."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from assets.models import CONTRACT, LABELS, Weights, declared, pictures, write_onnx

from audit.errors import ModelRefused
from audit.predict.worker.frames import Frame
from audit.predict.worker.inside import Desk

pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")


def asked(desk: Desk, numbers: np.ndarray | bytes = b"", **words: object) -> tuple[dict, np.ndarray | None]:
    if isinstance(numbers, bytes):
        return desk.answer(Frame(words=words, numbers=numbers))
    return desk.answer(Frame(words={**words, "shape": list(numbers.shape)}, numbers=numbers.tobytes()))


@pytest.fixture
def desk(tmp_path) -> Desk:
    spec = declared(write_onnx(Weights.drawn(), tmp_path / "net.onnx", channels_first=False))
    desk = Desk()
    assert asked(desk, pickle.dumps(spec), do="load", place=4, explains=False) == ({}, None)
    return desk


def test_it_answers_about_pictures(desk) -> None:
    words, numbers = asked(desk, pictures(3), do="ask", place=4, grid=0)
    assert numbers is not None
    assert numbers.shape == (3, len(LABELS))
    assert words == {"outcomes": [0, 0, 0], "reasons": ["", "", ""]}
    assert asked(desk, do="probe", place=4) == ({}, None)
    smaller = asked(desk, pictures(3), do="ask", place=4, grid=2)[1]
    assert smaller == pytest.approx(numbers, abs=1e-6)


def test_what_is_refused_is_told_by_name(desk) -> None:
    words, numbers = asked(desk, np.zeros((1, 9, 9, 3), np.float32), do="ask", place=4, grid=0)
    assert numbers is None
    assert words["refused"] == "InputError"
    assert words["message"].startswith("model 'small' takes pictures of shape (16, 16, 3)")


def test_whatever_else_goes_wrong_is_a_sentence(desk) -> None:
    assert asked(desk, do="ask", place=99, grid=0)[0] == {"failed": "KeyError: (99, 0)"}
    assert asked(desk, do="dance")[0] == {"failed": "KeyError: 'dance'"}
    assert asked(desk, b"x", do="load", place=1, explains=False)[0]["failed"].startswith("UnpicklingError")


def test_memory_that_is_not_given_is_told_as_such(desk, monkeypatch) -> None:
    class Greedy:
        def probabilities(self, _batch: object) -> None:
            raise MemoryError

    desk.classifiers[4, 0] = Greedy()
    assert asked(desk, pictures(1), do="ask", place=4, grid=0) == ({"memory": True}, None)

    def refuse(_spec: object) -> None:
        raise ModelRefused("net: could not be loaded") from RuntimeError("std::bad_alloc")

    monkeypatch.setattr("audit.predict.worker.inside.load_here", refuse)
    assert asked(desk, pickle.dumps(CONTRACT), do="load", place=5, explains=False) == ({"memory": True}, None)


def test_what_nobody_asks_any_more_is_dropped(desk) -> None:
    asked(desk, do="open", kind="ONNX", forget=[4, 77])
    assert (desk.specs, desk.classifiers) == ({}, {})
