"""Models in a real worker: the same answers, and ends that leave this process and the other models alive."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from assets.models import Weights, declared, pictures, write_function, write_onnx

from audit.domain.model.model import Member, ModelSpec
from audit.domain.running.allowance import Allowance
from audit.errors import InputError, ModelRefused
from audit.predict import in_small_batches, load_classifier, load_here
from audit.predict.worker import pool, shared

pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")

HOSTILE = """
import mmap
import os
import time
import numpy as np

def fill(shared):  # memory of this kind is given beyond what may be reserved, so it has to be seen
    while shared.tell() < len(shared):
        shared.write(bytes(1 << 24))
    time.sleep(600)

def {name}(pictures):
    {body}
    return np.full((len(pictures), 3), 1 / 3)
"""
"""Told by its pictures: those of noise, by which a function is tried when it is loaded, pass."""

BODIES = {
    "greedy": "pictures.max() or fill(mmap.mmap(-1, 1 << 30))",
    "endless": "while pictures.max() == 0: pass",
    "dying": "pictures.max() or os.abort()",
    "quitting": "pictures.max() or os._exit(3)",
    "printing": "os.write(1, b'x' * 100_000) if pictures.max() == 0 else None",
}


@pytest.fixture(scope="module")
def network(tmp_path_factory) -> ModelSpec:
    return declared(
        write_onnx(Weights.drawn(), tmp_path_factory.mktemp("net") / "net.onnx", channels_first=True), trusted=None
    )


@pytest.fixture(scope="module", autouse=True)
def ended() -> None:
    yield
    pool.close()


def function(folder, name: str, **allowed: object) -> ModelSpec:
    folder.mkdir(exist_ok=True)
    path = folder / f"a_{name}_one.py"
    path.write_text(HOSTILE.format(name=name, body=BODIES[name]), encoding="utf-8")
    allowance = Allowance(**{"memory": 2 << 30, "seconds_per_picture": 20, **allowed})
    return declared(path, function=f"a_{name}_one:{name}", allowance=allowance)


BLACK = np.zeros((1, 16, 16, 3), np.float32)


def test_a_worker_says_what_this_process_would_say(network) -> None:
    batch = pictures(300)
    here, there = load_here(network), load_classifier(network)
    assert type(here) is not type(there)
    assert there.labels == here.labels
    assert np.array_equal(there.probabilities(batch), here.probabilities(batch))
    assert there.probabilities(batch[:0]).shape == (0, 3)
    small = in_small_batches(there, 4).probabilities(batch[:3])
    assert small == pytest.approx(here.probabilities(batch[:3]), abs=1e-6)


def test_an_ensemble_has_its_members_there_and_its_mean_here(network) -> None:
    both = replace(network, members=(Member(spec=network, share=0.5), Member(spec=network, share=0.5)))
    batch = pictures(5)
    assert load_classifier(both).probabilities(batch) == pytest.approx(load_here(network).probabilities(batch))


def test_errors_keep_their_kind_and_their_sentence(network) -> None:
    with pytest.raises(InputError, match=r"takes pictures of shape \(16, 16, 3\), found \(9, 9, 3\)") as raised:
        load_classifier(network).probabilities(np.zeros((1, 9, 9, 3), np.float32))
    assert type(raised.value) is InputError
    with pytest.raises(ModelRefused, match="is not the file that was declared"):
        load_classifier(replace(network, sha256="ab" * 32))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("greedy", "took more than 300 MB of memory when it was asked"),
        ("endless", "computed for more than .* seconds when it was asked"),
        ("dying", "made its process end by SIGABRT"),
        ("quitting", "made its process end with status 3"),
    ],
)
def test_a_hostile_model_is_ended_and_the_others_go_on(network, tmp_path, name, words, monkeypatch) -> None:
    monkeypatch.setattr(shared, "_ANY", 0.5)
    other = load_classifier(network)
    said = other.probabilities(pictures(2))
    limits = {"memory": 300 << 20} if name == "greedy" else {"seconds_per_picture": 0.002 if name == "endless" else 9}
    hostile = load_classifier(function(tmp_path, name, **limits))
    with pytest.raises(ModelRefused, match=words):
        hostile.probabilities(BLACK)
    assert np.array_equal(other.probabilities(pictures(2)), said)


def test_what_a_model_prints_disturbs_nothing(tmp_path, capfd) -> None:
    noisy = load_classifier(function(tmp_path, "printing"))
    assert noisy.probabilities(BLACK) == pytest.approx(np.full((1, 3), 1 / 3))
    assert capfd.readouterr() == ("", "")


def test_a_function_may_have_nothing_to_say_there_too(tmp_path) -> None:
    path = write_function(Weights.drawn(), tmp_path, "silent_one")
    path.write_text("def say(pictures):\n    return [None if p.max() == 0 else [1, 0, 0] for p in pictures]\n")
    spec = declared(path, function="silent_one:say", allowance=Allowance(seconds_per_picture=9))
    found = load_classifier(spec).answers(np.concatenate([BLACK, BLACK + 1]))
    assert [str(outcome) for outcome in found.outcomes] == ["no answer", "scored"]
