"""What the adapters share: batches of one size, one check of what goes in and comes out, one way to fail."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from audit.domain.cohort.labels import LABEL_SETS, LabelSet
from audit.domain.contract.input_contract import Colour, InputContract, Scale
from audit.domain.model.kinds import Layout
from audit.domain.model.model import ModelSpec, Output
from audit.domain.model.parts import OutputPart
from audit.errors import InputError, MissingExtra, ModelRefused
from audit.predict.adapters.grids import (
    GRID,
    GridClassifier,
    as_numbers,
    check_numbers,
    check_output,
    chosen_output,
    emotions_of,
    laid_out,
    layout_of,
    loading,
    only,
)

RGB = InputContract(size=8, channels=3)
SPEC = ModelSpec(id="m", title="M", labels=LABEL_SETS["happy-sad"], contract=RGB, weights=Path("net.onnx"))
THREE = replace(SPEC, labels=LabelSet(emotions=("happy", "sad", "calm")))


class Shares(GridClassifier):
    """Answers with the mean of a picture for happy; keeps how many pictures each call had."""

    def __init__(self, spec: ModelSpec = SPEC, grid: int | None = None, rows: int | None = None) -> None:
        super().__init__(spec, grid)
        self.calls: list[int] = []
        self.rows = rows

    def _raw(self, pictures):
        self.calls.append(len(pictures))
        happy = pictures.mean(axis=(1, 2, 3))
        return np.stack([happy, 1 - happy], axis=1)[: self.rows]


def pictures(n: int) -> np.ndarray:
    return np.broadcast_to(np.linspace(0, 1, n, dtype=np.float32)[:, None, None, None], (n, 8, 8, 3))


@pytest.mark.parametrize(("n", "calls"), [(0, []), (1, [4]), (4, [4]), (5, [4, 4]), (8, [4, 4])])
def test_every_call_has_as_many_pictures_and_every_picture_its_own_answer(n: int, calls: list[int]) -> None:
    classifier = Shares(grid=4)
    found = classifier.probabilities(pictures(n))
    assert classifier.calls == calls
    assert found.shape == (n, 2)
    assert found[:, 0] == pytest.approx(np.linspace(0, 1, n))


def test_a_face_at_a_time_is_asked_alone_unless_the_model_has_a_size_of_its_own() -> None:
    whole, own = Shares(), Shares(grid=4)
    whole.probabilities(pictures(1))
    one, fixed = whole.in_batches_of(1), own.in_batches_of(1)
    one.probabilities(pictures(1))
    fixed.probabilities(pictures(1))
    assert whole.calls == [GRID, 1]  # a copy that shares what it has called
    assert own.calls == [4]
    assert whole.in_batches_of(10_000)._size == GRID
    assert whole.labels == LABEL_SETS["happy-sad"]


def test_pictures_of_another_shape_are_refused() -> None:
    with pytest.raises(InputError, match=r"model 'm' takes pictures of shape \(8, 8, 3\), found \(8, 8, 1\)"):
        Shares().probabilities(np.zeros((2, 8, 8, 1), np.float32))


def test_a_model_that_loses_a_picture_is_refused() -> None:
    with pytest.raises(ModelRefused, match=r"net\.onnx: gave 3 rows for 4 pictures"):
        Shares(grid=4, rows=3).probabilities(pictures(4))


@pytest.mark.parametrize("shape", [(None, 3), (None, 3, 1, 1), (None, 1, 3), (5, None), (None, None, 1)])
def test_an_output_that_may_hold_the_emotions_passes(shape: tuple) -> None:
    check_output(THREE, shape)


@pytest.mark.parametrize(
    ("spec", "shape", "words"),
    [
        (THREE, (None, 2), "puts out 2 numbers for each picture, a softmax of the 3 labels happy, sad, calm is 3; the"),
        (THREE, (None, 5), "; if others stand behind the emotions: --output-slice 0:3"),
        (THREE, (None, 3, 3), "puts out shape 3×3 for each picture"),
        (THREE, (None,), "puts out shape a single number for each picture"),
        (THREE, (None, 1), "puts out 1 numbers"),
        (replace(THREE, part=OutputPart(slice=(1, 4))), (None, 3), r"slice = \[1, 4\] reaches beyond"),
        (replace(SPEC, output=Output.SIGMOID, positive="sad"), (None, 2), "a sigmoid of the 2 labels happy, sad is 1"),
    ],
)
def test_another_output_is_refused_with_what_is_expected(spec: ModelSpec, shape: tuple, words: str) -> None:
    with pytest.raises(ModelRefused, match=words):
        check_output(spec, shape)


def test_a_single_number_is_a_sigmoid_and_a_slice_may_be_part_of_more() -> None:
    check_output(replace(SPEC, output=Output.SIGMOID, positive="sad"), (None, 1))
    check_output(replace(THREE, part=OutputPart(slice=(1, 4))), (None, 4))


def test_the_numbers_of_the_emotions_are_those_of_the_slice() -> None:
    raw = np.arange(10.0).reshape(2, 5, 1)
    assert emotions_of(SPEC, raw).tolist() == [[0, 1, 2, 3, 4], [5, 6, 7, 8, 9]]
    assert emotions_of(replace(THREE, part=OutputPart(slice=(1, 4))), raw).tolist() == [[1, 2, 3], [6, 7, 8]]


NAMES, SHAPES = ("valence", "emotion"), ((None, 2), (None, 3))


def test_one_output_needs_no_name_and_of_several_the_named_one_is_taken() -> None:
    assert chosen_output(THREE, ("any",), ((None, 9),)) == 0
    assert chosen_output(replace(THREE, part=OutputPart(name="emotion")), NAMES, SHAPES) == 1
    assert chosen_output(replace(THREE, part=OutputPart(index=1)), NAMES, SHAPES) == 1


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (
            OutputPart(),
            r"has 2 outputs, 0 'valence' \(2\), 1 'emotion' \(3\); say which .* --output-index 1, or index = 1",
        ),
        (OutputPart(name="emotio"), r"has no output 'emotio'; .*did you mean 'emotion'"),
        (OutputPart(index=2), "has no output 2; it has 2, counted from 0"),
    ],
)
def test_an_output_nobody_named_or_that_is_not_there_is_refused(part: OutputPart, words: str) -> None:
    with pytest.raises(ModelRefused, match=words):
        chosen_output(replace(THREE, part=part), NAMES, SHAPES)


GREY = InputContract(size=8, channels=1, colour=Colour.GREY)


@pytest.mark.parametrize(
    ("contract", "layout", "shape", "found"),
    [
        (RGB, None, (None, 8, 8, 3), Layout.NHWC),
        (RGB, None, (1, 3, 8, 8), Layout.NCHW),
        (RGB, None, (None, None, None, 3), Layout.NHWC),
        (GREY, None, (None, 8, 8), Layout.NHW),
        (GREY, None, (None, 1, 8, 8), Layout.NCHW),
        (RGB, Layout.NCHW, (None, None, None, None), Layout.NCHW),
    ],
)
def test_the_order_of_the_axes_is_read_off_the_shape(contract, layout, shape, found) -> None:
    assert layout_of(replace(SPEC, contract=contract, layout=layout), shape) is found


def test_a_shape_that_fits_no_order_is_told_with_the_flags() -> None:
    words = r"takes 1×48×48, the input contract of 'm' declares 8×8×3; .* \(--size 48 --channels 1 --colour grey\)"
    with pytest.raises(ModelRefused, match=words):
        layout_of(SPEC, (None, 1, 48, 48))
    with pytest.raises(ModelRefused, match=r"\(--size 48x64 --channels 3\)"):
        layout_of(SPEC, (None, 48, 64, 3))
    with pytest.raises(ModelRefused, match=r"takes 9, .*under \[input\], or name the right weights$"):
        layout_of(SPEC, (None, 9))
    with pytest.raises(ModelRefused, match="declares 3×8×8"):
        layout_of(replace(SPEC, layout=Layout.NCHW), (None, 8, 8, 3))


def test_a_shape_that_fits_two_orders_wants_one_named() -> None:
    with pytest.raises(ModelRefused, match="does not tell whether the channels come last or first"):
        layout_of(SPEC, (None, None, None, None))


def test_pictures_are_laid_out_and_keep_every_number() -> None:
    batch = np.arange(2 * 8 * 8 * 3, dtype=np.float32).reshape(2, 8, 8, 3)
    assert laid_out(batch, Layout.NHWC) is batch
    first = laid_out(batch, Layout.NCHW)
    assert first.shape == (2, 3, 8, 8)
    assert first.flags["C_CONTIGUOUS"]
    assert first[1, 2, 3, 4] == batch[1, 3, 4, 2]
    assert laid_out(batch[..., :1], Layout.NHW).shape == (2, 8, 8)


def test_whole_numbers_take_raw_pictures_alone_and_are_rounded() -> None:
    raw = replace(SPEC, contract=replace(RGB, scale=Scale.RAW))
    check_numbers(raw, np.uint8)
    check_numbers(SPEC, np.float16)
    with pytest.raises(ModelRefused, match=r"takes whole numbers \(uint8\), .*declare scale = 'raw'"):
        check_numbers(replace(SPEC, contract=replace(RGB, scale=Scale.UNIT)), np.uint8)
    assert as_numbers(np.array([0.4, 0.6, 254.9], np.float32), np.uint8).tolist() == [0, 1, 255]
    batch = np.zeros(3, np.float32)
    assert as_numbers(batch, np.float32) is batch


def test_what_a_library_raises_is_one_sentence_and_ours_stays_ours() -> None:
    with pytest.raises(ModelRefused, match=r"net\.onnx: ONNX could not load it safely: first$"), loading(SPEC, "ONNX"):
        raise RuntimeError("first\nsecond line")
    with pytest.raises(ModelRefused, match=r"safely: KeyError$"), loading(SPEC, "ONNX"):
        raise KeyError
    with pytest.raises(MissingExtra), loading(SPEC, "ONNX"):
        raise MissingExtra("running it", "onnx")
    with pytest.raises(ModelRefused, match=r"safely: it takes more memory than there is$"), loading(SPEC, "ONNX"):
        raise MemoryError


def test_an_emotion_classifier_has_one_input() -> None:
    assert only(SPEC, "inputs", ["x"]) == "x"
    for found in ([], ["x", "y"]):
        with pytest.raises(ModelRefused, match=f"has {len(found)} inputs; an emotion classifier has one"):
            only(SPEC, "inputs", found)
