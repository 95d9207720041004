"""The last layer's numbers as probabilities."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.contract.input_contract import InputContract
from audit.domain.model.model import ModelSpec, Output
from audit.domain.model.outputs import log_probabilities, to_probabilities
from audit.domain.uncertainty.mixed import Temperature
from audit.errors import ModelRefused


def spec_of(output: Output, positive: str | None = None, temperature: float | None = None) -> ModelSpec:
    return ModelSpec(
        id="m",
        title="m",
        labels=LABEL_SETS["happy-sad"],
        contract=InputContract(size=48),
        weights=Path("weights.keras"),
        output=output,
        positive=positive,
        temperature=None if temperature is None else Temperature(value=temperature, fitted_on="a test"),
    )


@pytest.mark.parametrize(("positive", "row"), [("sad", [0.75, 0.25]), ("happy", [0.25, 0.75])])
def test_a_sigmoid_is_the_probability_of_its_positive_emotion(positive, row):
    spec = spec_of(Output.SIGMOID, positive)  # labels: happy, sad
    assert spec.width == 1
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


def test_a_temperature_by_hand_for_every_kind_of_output():
    # odds 9 to 1 become √9 to 1 = 3 to 1
    said = {
        Output.SOFTMAX: [[0.9, 0.1]],
        Output.LOGITS: [[np.log(9.0), 0.0]],
        Output.SIGMOID: [[0.9]],
    }
    for output, raw in said.items():
        found = to_probabilities(np.array(raw), spec_of(output, "happy", temperature=2.0))
        assert found == pytest.approx(np.array([[0.75, 0.25]]))


@given(
    raw=arrays(np.float64, (6, 2), elements=st.floats(-30, 30)),
    temperature=st.floats(0.05, 20),
    output=st.sampled_from([Output.SOFTMAX, Output.LOGITS]),
)
def test_a_temperature_keeps_the_order_and_rows_sum_to_1(raw, temperature, output):
    raw = raw if output is Output.LOGITS else to_probabilities(raw, spec_of(Output.LOGITS))
    plain, found = (to_probabilities(raw, spec_of(output, temperature=t)) for t in (None, temperature))
    assert found.sum(axis=1) == pytest.approx(1)
    apart = np.abs(plain[:, 0] - plain[:, 1]) > 1e-9
    assert (np.sign(found[:, 0] - found[:, 1]) == np.sign(plain[:, 0] - plain[:, 1]))[apart].all()


@pytest.mark.parametrize("output", list(Output))
def test_temperature_1_changes_nothing(output):
    raw = np.array([[0.3]]) if output is Output.SIGMOID else np.array([[0.3, 0.7], [1.0, 0.0]])
    raw = 100 * raw if output is Output.PERCENT else raw
    plain, found = (to_probabilities(raw, spec_of(output, "sad", t)) for t in (None, 1.0))
    assert found == pytest.approx(plain, abs=1e-12)


def test_a_certainty_that_is_only_rounding_gives_way_to_a_high_temperature():
    hot = spec_of(Output.SIGMOID, "happy", temperature=5.0)
    found = to_probabilities(np.array([[1.0], [0.0]], np.float32), hot)
    assert found[0] == pytest.approx([0.969, 0.031], abs=1e-3)  # 2⁻²⁵ to the fifth root is 1/32
    assert found[1] == pytest.approx([0.031, 0.969], abs=1e-3)
    assert np.isfinite(log_probabilities(np.array([[1.0, 0.0]]), Output.LOGITS)).all()


@pytest.mark.parametrize("temperature", [1e-300, 1e300])
def test_extreme_temperatures_stay_probabilities(temperature):
    raw = np.array([[1e308, -1e308], [1.0, 0.5], [2.0, 2.0]])
    found = to_probabilities(raw, spec_of(Output.LOGITS, temperature=temperature))
    assert np.isfinite(found).all()
    assert found.sum(axis=1) == pytest.approx(1)
