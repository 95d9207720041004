"""Every adapter has what the protocol asks for; what it answers is held in `tests/contract`."""

from __future__ import annotations

import inspect

import pytest

from audit.predict import adapters
from audit.predict.composed.ensemble import EnsembleClassifier
from audit.predict.load import _ADAPTERS
from audit.predict.protocol import Classifier

KINDS = [EnsembleClassifier, *(getattr(adapters, name) for name in _ADAPTERS.values())]
ASKED = [name for name in vars(Classifier) if not name.startswith("_")]


def test_labels_and_probabilities_are_asked_for() -> None:
    assert ASKED == ["labels", "probabilities"]


@pytest.mark.parametrize("adapter", KINDS, ids=lambda kind: kind.__name__)
def test_an_adapter_has_them_as_they_are_asked_for(adapter: type) -> None:
    assert isinstance(inspect.getattr_static(adapter, "labels"), property)
    asked, found = (inspect.signature(each.probabilities).parameters for each in (Classifier, adapter))
    assert list(found) == list(asked)
