"""A SavedModel can do anything on this machine: it runs when somebody vouches for it, and as it is declared."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from assets.models import CONTRACT, declared, pictures

from audit.domain.model.kinds import Layout
from audit.errors import ModelRefused
from audit.predict import load_here

pytestmark = pytest.mark.keras


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """Write a SavedModel that says how red, green and blue a picture is, by the shape it takes and what it gives."""
    tensorflow = pytest.importorskip("tensorflow")
    folder = tmp_path_factory.mktemp("saved")

    def write(name, shape, axes=(1, 2), outputs=1, signatures=("serving_default",)):
        module = tensorflow.Module()

        @tensorflow.function(input_signature=[tensorflow.TensorSpec(shape, tensorflow.float32, name="pictures")])
        def call(pictures):
            shares = tensorflow.nn.softmax(10 * tensorflow.reduce_mean(pictures, axis=axes))
            return {f"out_{number}": shares for number in range(outputs)}

        module.call = call
        signed = {signature: call.get_concrete_function() for signature in signatures}
        tensorflow.saved_model.save(module, str(folder / name), signatures=signed)
        return declared(folder / name)

    return write


def expected(batch):
    powers = np.exp(10 * batch.mean(axis=(1, 2)))
    return powers / powers.sum(axis=1, keepdims=True)


def test_nobody_vouching_it_is_refused_with_what_to_say(saved):
    spec = saved("plain", (None, 16, 16, 3))
    for trusted in (None, "ab" * 32):
        with pytest.raises(ModelRefused, match=rf"can do on this machine whatever you can; .* --trust {spec.sha256}"):
            load_here(replace(spec, trusted=trusted))
    assert load_here(spec).probabilities(pictures(5)) == pytest.approx(expected(pictures(5)), abs=1e-6)


def test_one_file_changed_is_another_model(saved):
    spec = saved("changed", (None, 16, 16, 3))
    (spec.weights / "note.txt").write_text("hello", encoding="utf-8")
    with pytest.raises(ModelRefused, match="it is not the file that was declared"):
        load_here(spec)


def test_channels_may_come_first_and_the_batch_may_be_fixed(saved):
    spec, batch = saved("first", (4, 3, 16, 16), axes=(2, 3)), pictures(7)
    assert load_here(spec).probabilities(batch) == pytest.approx(expected(batch), abs=1e-6)


def test_a_shape_that_tells_nothing_needs_a_declared_layout(saved):
    spec, batch = saved("open", (None, None, None, None)), pictures(3)
    with pytest.raises(ModelRefused, match="does not tell whether the channels come last or first; declare layout"):
        load_here(spec)
    said = load_here(replace(spec, layout=Layout.NHWC)).probabilities(batch)
    assert said == pytest.approx(expected(batch), abs=1e-6)


def test_several_outputs_or_no_clear_signature_are_refused(saved):
    with pytest.raises(ModelRefused, match=r"has 2 outputs, 0 'out_0' .3., 1 'out_1' .3.; say which"):
        load_here(saved("two", (None, 16, 16, 3), outputs=2))
    with pytest.raises(ModelRefused, match="needs the signature 'serving_default', found other, strange"):
        load_here(saved("unclear", (None, 16, 16, 3), signatures=("other", "strange")))
    only = saved("single", (None, 16, 16, 3), signatures=("other",))
    assert load_here(only).probabilities(pictures(2)).shape == (2, 3)


def test_a_broken_folder_is_refused_in_a_sentence(saved):
    spec = saved("broken", (None, 16, 16, 3))
    (spec.weights / "saved_model.pb").write_bytes(b"\xff" * 40)
    with pytest.raises(ModelRefused, match="TensorFlow could not load it safely"):
        load_here(declared(spec.weights))


def test_the_input_contract_must_fit(saved):
    with pytest.raises(ModelRefused, match="takes 24×24×3, the input contract of 'small' declares 16×16×3"):
        load_here(saved("larger", (None, 24, 24, 3)))
    assert CONTRACT.shape == (16, 16, 3)
