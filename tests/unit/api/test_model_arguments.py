"""What is said of a model, in the forms people write it."""

from __future__ import annotations

import pytest

from audit.api.model_arguments import model_options_of, refuse_idle, size_of
from audit.domain.contract.input_contract import Resize
from audit.domain.model.model import Output
from audit.domain.model.parts import OutputPart
from audit.errors import UsageError


def test_values_are_written_as_text_or_as_numbers():
    said = model_options_of(
        "happy,sad", {"size": "110x90", "mean": "0.1,0.2,0.3", "std": "imagenet", "resize": "pil-bilinear",
                      "output": "percent", "output_slice": "0:2", "header": ("Authorization=KEY",)},
    )  # fmt: skip
    assert said.input == {"size": (110, 90), "mean": (0.1, 0.2, 0.3), "std": "imagenet", "resize": Resize.PIL_BILINEAR}
    assert (said.output, said.part) == (Output.PERCENT, OutputPart(slice=(0, 2)))
    assert said.asking.headers == {"Authorization": "KEY"}
    assert model_options_of(None, {"mean": 0.5, "size": 48}).input == {"size": 48, "mean": 0.5}


@pytest.mark.parametrize("size", ["110x90", "110×90", "110, 90", (110, 90)])
def test_a_size_that_is_not_square(size):
    assert size_of(size) == (110, 90)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"size": "big"}, "--size is a number of pixels, or height x width as 110x90"),
        ({"output_slice": "8"}, "--output-slice is first:behind, as 0:8"),
        ({"header": ("Authorization",)}, "--header is NAME=VARIABLE"),
        ({"resize": "bilinear"}, "expected one of area, linear, cubic"),
        ({"preset": "mini-xeption"}, "did you mean 'mini-xception'"),
    ],
)
def test_what_cannot_be_read_is_refused_with_how_to_write_it(said, words):
    with pytest.raises(UsageError, match=words):
        model_options_of(None, said)


def test_an_unknown_argument_is_told_the_nearest():
    with pytest.raises(TypeError, match="did you mean 'retries'"):
        model_options_of(None, {"retrys": 2})


def test_flags_that_would_do_nothing_are_refused():
    with pytest.raises(UsageError, match="--mean, --retries is declared by the model itself"):
        refuse_idle("cnn48", frozenset({"mean", "retries"}))
    with pytest.raises(UsageError, match="--preset says how a model is run"):
        refuse_idle(None, frozenset({"preset"}))
