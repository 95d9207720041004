"""A declaration refuses what no classifier can be."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.contract.input_contract import InputContract
from audit.domain.model.model import ModelSpec, Output
from audit.domain.model.recipe import Recipe
from audit.errors import UsageError


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
