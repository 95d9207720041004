"""The models on show: loaded and checked once, asked by one caller at a time."""

from __future__ import annotations

import threading
from dataclasses import replace

import numpy as np
import pytest
from assets.live import HAPPY, Brightness, made_up, scene

from audit.errors import ModelRefused
from audit.load import find_model, load_model
from audit.serve.seeing.models import ShownModel, load_shown
from audit.serve.seeing.sight import look_at


def test_what_is_audited_and_what_is_live_are_one_classifier() -> None:
    model = made_up()
    assert model.audited.labels == model.live.labels == model.spec.labels
    batch = np.full((9, 48, 48, 1), 51, np.float32)
    assert np.array_equal(model.live.probabilities(batch), model.audited.probabilities(batch))


def test_a_picture_is_asked_of_the_audited_one_and_a_camera_of_the_live_one() -> None:
    asked = []

    class Noted(Brightness):
        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

        def probabilities(self, batch):
            asked.append(self.name)
            return super().probabilities(batch)

    model = made_up()
    noted = ShownModel(spec=model.spec, sha256="0" * 64, audited=Noted("audited"), live=Noted("live"))
    picture = scene((HAPPY, 200, 120))
    look_at(picture, [noted], live=False)
    look_at(picture, [noted], live=True)
    assert list(dict.fromkeys(asked)) == ["audited", "live"]


def test_one_caller_at_a_time() -> None:
    inside, most = [], []

    class Counting(Brightness):
        def probabilities(self, batch):
            inside.append(1)
            most.append(len(inside))
            found = super().probabilities(batch)
            inside.pop()
            return found

    counting = Counting(pause=0.01)
    model = ShownModel(spec=made_up().spec, sha256="0" * 64, audited=counting, live=counting)
    picture = scene((HAPPY, 200, 120))
    threads = [threading.Thread(target=look_at, args=(picture, [model])) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(most), max(most)) == (4, 1)


def test_a_model_whose_weights_changed_is_not_shown() -> None:
    spec = load_model(find_model("drawn-happy-sad"))
    changed = replace(spec, sha256="ab" * 32, onnx=None)
    with pytest.raises(ModelRefused, match="SHA-256"):
        load_shown(changed)
