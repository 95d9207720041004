"""A declaration refuses what no classifier and no training can be."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.model.detection import Align, Detector
from audit.domain.model.model import Colour, FacePolicy, InputContract, ModelSpec, Output
from audit.domain.model.recipe import Augmentation, Recipe, Search
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


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"epochs": 0}, "epochs = 0: expected a number from 1"),
        ({"learning_rate": float("nan")}, "learning_rate = nan"),
        ({"optimizer": "adm"}, "did you mean 'adam'"),
        ({"target": "majorty"}, "did you mean 'majority'"),
        ({"dropout": 1.0}, "dropout = 1.0"),
        ({"mixup": -0.1}, "mixup = -0.1: expected a number from 0 to 10"),
        ({"weight_decay": 2}, "weight_decay = 2: expected a number from 0 to 1"),
        ({"held_out": 1.0}, "held_out = 1.0"),
        ({"target": "vote"}, "did you mean 'votes'"),
        ({"padding": "vallid"}, "did you mean 'valid'"),
        ({"filters": (0,)}, "filters = 0: expected a number from 1"),
        ({"kernel": 0}, "kernel = 0"),
        ({"least_votes": 3}, "least_votes = 3 chooses pictures for target = 'votes'; the target is 'label'"),
        ({"stratified": True}, "stratified = true says how training pictures are held out; give held_out"),
        ({"search": Search(trials=1, epochs=1, learning_rate=(0.1,))}, "chooses on held-out training pictures"),
    ],
)
def test_an_impossible_recipe_is_refused(settings: dict, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        Recipe(architecture="cnn48", data="drawn", **settings)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"trials": 0, "learning_rate": (0.1,)}, "search.trials = 0"),
        ({"trials": 1}, "has nothing to choose"),
        ({"trials": 1, "filters": ((16,), ())}, "search.filters: each layer needs at least one width"),
        ({"trials": 1, "dense": ((0,),)}, "search.dense = 0"),
        ({"trials": 1, "learning_rate": (11.0,)}, "search.learning_rate = 11"),
    ],
)
def test_an_impossible_search_is_refused(settings: dict, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        Search(epochs=1, **settings)


def test_an_impossible_augmentation_is_refused() -> None:
    with pytest.raises(UsageError, match=r"augmentation\.shift = 2"):
        Augmentation(shift=2)


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
