"""A declaration refuses what no classifier and no training can be."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.model.detection import Align, Detector
from audit.domain.model.model import Colour, FacePolicy, InputContract, ModelSpec, Output
from audit.domain.model.recipe import Recipe
from audit.errors import UsageError


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"size": 4}, "8 to 1024 pixels, found 4"),
        ({"size": 48, "channels": 2}, "1 or 3 channels, found 2"),
        ({"size": 48, "channels": 1, "colour": Colour.RGB}, "1 channel has colour 'grey'"),
        ({"size": 48, "margin": -0.1}, "margin is a share"),
    ],
)
def test_an_impossible_contract_is_refused(settings: dict, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        InputContract(**settings)


def test_a_sigmoid_tells_two_emotions_apart_and_names_its_own() -> None:
    common = {"id": "m", "title": "m", "contract": InputContract(size=48), "weights": Path("w.keras")}
    with pytest.raises(UsageError, match="two emotions apart, found 7"):
        ModelSpec(labels=LABEL_SETS["fer7"], output=Output.SIGMOID, **common)
    with pytest.raises(UsageError, match="positive emotion is one of happy, sad"):
        ModelSpec(labels=LABEL_SETS["happy-sad"], output=Output.SIGMOID, positive="angry", **common)


def test_vote_shares_cannot_be_learned_by_a_single_probability() -> None:
    common = {"id": "m", "title": "m", "contract": InputContract(size=48), "weights": Path("w.keras")}
    votes = Recipe(architecture="cnn48", data="faces", target="votes")
    with pytest.raises(UsageError, match=r"model 'm': target = 'votes' needs .*'sigmoid'; declare kind = 'softmax'"):
        ModelSpec(labels=LABEL_SETS["happy-sad"], output=Output.SIGMOID, positive="sad", recipe=votes, **common)
    for output in (Output.SOFTMAX, Output.LOGITS):
        assert ModelSpec(labels=LABEL_SETS["happy-sad"], output=output, recipe=votes, **common).recipe == votes


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"threshold": 0.0}, "threshold is a score above 0"),
        ({"threshold": 0.5, "detector": Detector.CASCADES}, "takes no threshold"),
        ({"smallest_face": 4}, "smallest_face is 8 to 4096 pixels, found 4"),
        (
            {"align": Align.EYES, "detector": Detector.CASCADES},
            "finds eyes, libfacedetection or mtcnn or yunet",
        ),
        ({"align": Align.EYES, "face": FacePolicy.WHOLE}, "looks for none"),
    ],
)
def test_a_finder_that_cannot_do_what_is_asked_is_refused(keys, said) -> None:
    with pytest.raises(UsageError, match=said):
        InputContract(size=48, **keys)
