"""The last layer's numbers as probabilities."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from audit.domain.labels import LABEL_SETS
from audit.domain.model import InputContract, ModelSpec, Output
from audit.domain.outputs import output_width, to_probabilities
from audit.errors import ModelRefused


def spec_of(output: Output, positive: str | None = None) -> ModelSpec:
    return ModelSpec(
        id="m",
        title="m",
        labels=LABEL_SETS["happy-sad"],
        contract=InputContract(size=48),
        weights=Path("weights.keras"),
        output=output,
        positive=positive,
    )


@pytest.mark.parametrize(("positive", "row"), [("sad", [0.75, 0.25]), ("happy", [0.25, 0.75])])
def test_a_sigmoid_is_the_probability_of_its_positive_emotion(positive, row):
    spec = spec_of(Output.SIGMOID, positive)  # labels: happy, sad
    assert output_width(spec) == 1
    assert to_probabilities(np.array([[0.25]], np.float32), spec).tolist() == [row]


def test_logits_become_a_softmax():
    spec = spec_of(Output.LOGITS)
    # e^0 : e^ln3 = 1 : 3; and a common shift, however large, changes nothing
    assert np.allclose(to_probabilities(np.array([[0, np.log(3)], [1000, 1000 + np.log(3)]]), spec), [[0.25, 0.75]] * 2)


@given(arrays(np.float32, (3, 2), elements=st.floats(-80, 80, width=32)))
def test_logits_always_give_probabilities_in_the_same_order(raw):
    said = to_probabilities(raw, spec_of(Output.LOGITS))
    assert np.allclose(said.sum(axis=1), 1)
    assert np.all(said[np.arange(3), raw.argmax(axis=1)] == said.max(axis=1))


@pytest.mark.parametrize(
    ("output", "raw", "found"),
    [
        (Output.SOFTMAX, [[2.0, -1.0]], "values from -1 to 2"),
        (Output.SOFTMAX, [[0.9, 0.9]], "rows that sum to 1.8"),
        (Output.SIGMOID, [[1.7]], "values from 1.7 to 1.7"),
    ],
)
def test_an_output_that_is_not_what_it_is_declared_to_be_is_refused(output, raw, found):
    with pytest.raises(ModelRefused, match=f"declared '{output}' but has {found}"):
        to_probabilities(np.array(raw), spec_of(output, "sad"))


@pytest.mark.parametrize("output", list(Output))
def test_a_value_that_is_no_number_is_refused(output):
    with pytest.raises(ModelRefused, match="not finite"):
        to_probabilities(np.array([[np.nan, 0.5]]), spec_of(output, "sad"))
