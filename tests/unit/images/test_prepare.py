"""Preparing: the contract to the last value, the geometry by hand, one outcome for every picture."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from audit.domain.cohort.predictions import Outcome
from audit.domain.contract.detection import Align, Detector
from audit.domain.contract.input_contract import Colour, FacePolicy, InputContract, Resize, Scale
from audit.errors import InputError
from audit.images import Face, crop, prepare, prepare_bytes, prepare_pixels, to_input
from audit.images.finders import registry
from audit.images.finders.face import FrameRule

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

RANDOM = np.random.default_rng(0)
GREY48 = InputContract(size=48, colour=Colour.GREY, channels=1, face=FacePolicy.BOX)
EIGHT = InputContract(size=8, face=FacePolicy.WHOLE)


def png(pixels: NDArray[np.uint8]) -> bytes:
    file = BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def numbered(rows: int, columns: int) -> NDArray[np.uint8]:
    """Return a picture whose red is the column and whose green is the row."""
    y, x = np.mgrid[:rows, :columns]
    return np.stack([x, y, np.zeros_like(x)], axis=2).astype(np.uint8)


# --- to_input ---------------------------------------------------------------------------------------------------------


def test_colours_come_in_the_order_of_the_contract() -> None:
    pixels = np.full((8, 8, 3), (200, 100, 50), np.uint8)
    assert to_input(pixels, EIGHT)[0, 0].tolist() == [200, 100, 50]
    assert to_input(pixels, replace(EIGHT, colour=Colour.BGR))[0, 0].tolist() == [50, 100, 200]


def test_grey_is_luma_in_one_channel_or_repeated_in_three() -> None:
    # .299 · 200 + .587 · 100 + .114 · 50 = 59.8 + 58.7 + 5.7 = 124.2
    pixels = np.full((8, 8, 3), (200, 100, 50), np.uint8)
    one = to_input(pixels, replace(EIGHT, colour=Colour.GREY, channels=1))
    three = to_input(pixels, replace(EIGHT, colour=Colour.GREY))
    assert one.shape == (8, 8, 1)
    assert one[0, 0].tolist() == [124]
    assert three[0, 0].tolist() == [124, 124, 124]


@pytest.mark.parametrize(
    ("scale", "expected"), [(Scale.RAW, [0, 51, 255]), (Scale.UNIT, [0, 0.2, 1]), (Scale.SIGNED, [-1, -0.6, 1])]
)
def test_values_have_the_range_of_the_contract(scale: Scale, expected: list[float]) -> None:
    ready = to_input(np.full((8, 8, 3), (0, 51, 255), np.uint8), replace(EIGHT, scale=scale))
    assert ready.dtype == np.float32
    np.testing.assert_allclose(ready[0, 0], expected, atol=1e-6)


def test_area_averages_when_shrinking_and_nearest_picks() -> None:
    # columns alternate 0 and 100, so the mean of each pair is 50
    stripes = np.zeros((16, 16, 3), np.uint8)
    stripes[:, 1::2] = 100
    assert set(to_input(stripes, EIGHT).ravel().tolist()) == {50}
    assert set(to_input(stripes, replace(EIGHT, resize=Resize.NEAREST)).ravel().tolist()) <= {0, 100}


def test_area_is_linear_when_enlarging() -> None:
    # four columns 0, 0, 100, 100 doubled: linear passes through 25 and 75, nearest would jump
    step = np.repeat(np.array([0] * 4 + [100] * 4, np.uint8)[None, :, None], 8, axis=0).repeat(3, axis=2)
    row = to_input(step, replace(EIGHT, size=16))[0, :, 0]
    assert row.tolist() == [0] * 7 + [25, 75] + [100] * 7


def test_a_picture_that_is_not_square_is_squeezed() -> None:
    wide = np.zeros((8, 32, 3), np.uint8)
    wide[:, 16:] = 255
    ready = to_input(wide, EIGHT)
    assert ready[:, :4].max() == 0
    assert ready[:, 4:].min() == 255


@given(
    st.sampled_from(list(Resize)), st.sampled_from(list(Scale)), st.sampled_from([(1, 1), (9, 70), (64, 64), (300, 8)])
)
def test_every_contract_gives_its_own_shape_and_range(resize: Resize, scale: Scale, shape: tuple[int, int]) -> None:
    contract = InputContract(size=32, scale=scale, resize=resize)
    low, high = {Scale.RAW: (0, 255), Scale.UNIT: (0, 1), Scale.SIGNED: (-1, 1)}[scale]
    ready = to_input(RANDOM.integers(0, 256, (*shape, 3), dtype=np.uint8), contract)
    assert ready.shape == contract.shape
    assert ready.min() >= low
    assert ready.max() <= high


# --- crop -------------------------------------------------------------------------------------------------------------


def test_a_square_box_without_margin_is_cut_out_as_it_is() -> None:
    picture = numbered(40, 60)
    np.testing.assert_array_equal(crop(picture, (10, 5, 20, 20), 0.0), picture[5:25, 10:30])


def test_the_margin_is_a_share_of_the_box_on_each_side() -> None:
    # a tenth of 20 on each side: 24 from x = 10 − 2, y = 8 − 2
    picture = numbered(40, 60)
    np.testing.assert_array_equal(crop(picture, (10, 8, 20, 20), 0.1), picture[6:30, 8:32])


def test_a_box_that_is_not_square_grows_around_its_centre() -> None:
    # 12 × 20 around (26, 18): a square of 20 from x = 26 − 10 = 16
    picture = numbered(40, 60)
    np.testing.assert_array_equal(crop(picture, (20, 8, 12, 20), 0.0), picture[8:28, 16:36])


def test_over_the_rim_the_outermost_pixels_are_repeated() -> None:
    # from x = −3, y = −2 to 17, 18: the picture's pixel (0, 0) stands at row 2, column 3
    cut = crop(numbered(40, 60), (-3, -2, 20, 20), 0.0)
    assert cut.shape == (20, 20, 3)
    assert cut[2, :, 0].tolist() == [0, 0, 0, *range(17)]
    assert cut[:, 3, 1].tolist() == [0, 0, *range(18)]


def test_over_the_far_rim_too() -> None:
    # from 50, 30 to 70, 50 in a picture of 60 × 40
    cut = crop(numbered(40, 60), (50, 30, 20, 20), 0.0)
    assert cut[0, :, 0].tolist() == [*range(50, 60)] + [59] * 10
    assert cut[:, 0, 1].tolist() == [*range(30, 40)] + [39] * 10


@st.composite
def overlapping(draw: st.DrawFn) -> tuple[tuple[int, int], tuple[int, int, int, int]]:
    rows, columns = draw(st.integers(1, 50)), draw(st.integers(1, 50))
    width, height = draw(st.integers(1, 120)), draw(st.integers(1, 120))
    x, y = draw(st.integers(1 - width, columns - 1)), draw(st.integers(1 - height, rows - 1))
    return (rows, columns), (x, y, width, height)


@given(overlapping(), st.floats(0, 1))
def test_any_box_that_overlaps_the_picture_gives_a_square_of_its_own_pixels(
    drawn: tuple[tuple[int, int], tuple[int, int, int, int]], margin: float
) -> None:
    (rows, columns), box = drawn
    picture = numbered(rows, columns)
    cut = crop(picture, box, margin)
    side = int(np.floor(max(box[2:]) * (1 + 2 * margin) + 0.5))
    assert cut.shape == (side, side, 3)
    assert cut[:, :, 0].max() < columns
    assert cut[:, :, 1].max() < rows


@pytest.mark.parametrize("box", [(60, 0, 10, 10), (-10, 0, 10, 10), (0, 40, 10, 10), (0, 0, 0, 10), (0, 0, 9000, 9000)])
def test_a_box_beside_the_picture_or_beyond_measure_is_an_error(box: tuple[int, int, int, int]) -> None:
    with pytest.raises(InputError, match="face box"):
        crop(numbered(40, 60), box, 0.0)


# --- prepare ----------------------------------------------------------------------------------------------------------


def test_a_fer2013_crop_with_its_own_box_passes_unchanged_to_the_last_bit(tmp_path: Path) -> None:
    pixels = RANDOM.integers(0, 256, (48, 48), dtype=np.uint8)
    (tmp_path / "fer.png").write_bytes(png(pixels))
    result = prepare(tmp_path, "fer.png", (0, 0, 48, 48), GREY48)
    assert result.outcome is Outcome.SCORED
    assert result.pixels is not None
    assert result.pixels.shape == (48, 48, 1)
    assert result.pixels.dtype == np.float32
    np.testing.assert_array_equal(result.pixels[:, :, 0], pixels)


def test_prepared_pixels_are_read_only() -> None:
    result = prepare_bytes(png(numbered(48, 48)), (0, 0, 48, 48), GREY48)
    assert result.pixels is not None
    assert not result.pixels.flags.writeable


def test_boxes_count_in_upright_pixels() -> None:
    # stored 20 × 60, seen 60 × 20 (orientation 6): the box at y = 40 lies where the stored columns 40…59 are
    stored = np.zeros((20, 60, 3), np.uint8)
    stored[:, 40:] = 255
    notes = Image.Exif()
    notes[0x0112] = 6
    file = BytesIO()
    Image.fromarray(stored).save(file, "PNG", exif=notes)
    result = prepare_bytes(file.getvalue(), (0, 40, 20, 20), GREY48)
    assert result.pixels is not None
    assert set(result.pixels.ravel().tolist()) == {255}


def test_whole_ignores_the_box_and_the_margin() -> None:
    contract = replace(EIGHT, margin=0.5)
    result = prepare_bytes(png(numbered(8, 8)), (2, 2, 4, 4), contract)
    assert result.found_by is None
    assert result.pixels is not None
    np.testing.assert_array_equal(result.pixels, numbered(8, 8))


@pytest.mark.parametrize("face", [FacePolicy.BOX, FacePolicy.DETECT])
def test_the_manifests_box_comes_before_the_detector(face: FacePolicy) -> None:
    result = prepare_bytes(png(numbered(60, 60)), (10, 10, 48, 48), replace(GREY48, face=face))
    assert (result.outcome, result.found_by) == (Outcome.SCORED, "manifest")


def test_without_a_box_policy_box_finds_no_face() -> None:
    result = prepare_bytes(png(numbered(60, 60)), None, GREY48)
    assert (result.outcome, result.pixels) == (Outcome.NO_FACE, None)
    assert result.reason == "no face box in the manifest"


def test_without_a_box_policy_detect_asks_the_finder_and_says_when_it_finds_none() -> None:
    result = prepare_bytes(png(np.full((60, 60, 3), 90, np.uint8)), None, replace(GREY48, face=FacePolicy.DETECT))
    assert result.outcome is Outcome.NO_FACE
    assert "found no face of 16 pixels or more" in result.reason


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        ((30, 0, 20, 20), Outcome.SCORED),  # 10 of 20 columns inside: half
        ((31, 0, 20, 20), Outcome.NO_FACE),  # 9 of 20
        ((500, 0, 20, 20), Outcome.NO_FACE),
        ((10, 10, 7, 20), Outcome.TOO_SMALL),
        ((10, 10, 0, 0), Outcome.TOO_SMALL),
    ],
)
def test_a_box_that_cannot_be_the_face_is_an_outcome(box: tuple[int, int, int, int], expected: Outcome) -> None:
    result = prepare_bytes(png(numbered(40, 40)), box, replace(GREY48, face=FacePolicy.DETECT))
    assert result.outcome is expected
    assert bool(result.reason) is (expected is not Outcome.SCORED)


def test_a_box_whose_margin_would_fill_the_memory_is_too_large() -> None:
    # 8 × 6,000 with all of it as margin on each side: 18,000² pixels of three bytes are a gigabyte
    tall = png(np.zeros((6000, 8), np.uint8))
    result = prepare_bytes(tall, (0, 0, 8, 6000), replace(GREY48, margin=1.0))
    assert result.outcome is Outcome.TOO_LARGE


def test_each_picture_of_a_bad_folder_ends_in_its_own_outcome(tmp_path: Path) -> None:
    good = png(numbered(48, 48))
    bytes_of = {"good.png": good, "cut.png": good[:-20], "page.png": b"<html>", "tiny.png": png(numbered(4, 4))}
    for name, data in bytes_of.items():
        (tmp_path / name).write_bytes(data)
    names = [*bytes_of, "none.png", "../up.png", "."]
    results = [prepare(tmp_path, name, (0, 0, 48, 48), GREY48) for name in names]
    assert [result.outcome for result in results] == [
        Outcome.SCORED,
        Outcome.CORRUPT,
        Outcome.UNREADABLE,
        Outcome.TOO_SMALL,
        Outcome.MISSING_FILE,
        Outcome.OUTSIDE_COHORT,
        Outcome.UNREADABLE,
    ]
    assert all((result.pixels is None) == bool(result.reason) for result in results)


# --- level eyes -------------------------------------------------------------------------------------------------------


class OneFace:
    """A finder that sees one face of 40 px around (50, 50), its eyes falling by 90° to the right."""

    def faces(self, pixels: NDArray[np.uint8], _: float, *, every: bool = False) -> list[Face]:
        eyes = ((50.0, 40.0), (50.0, 60.0))
        return (
            [Face(x=30, y=30, width=40, height=40, score=1, look="one", eyes=eyes)]
            if len(pixels) > 90 and not every
            else []
        )


@pytest.fixture
def level(monkeypatch: pytest.MonkeyPatch) -> InputContract:
    finder = replace(registry.FINDERS[0], load=lambda _: OneFace(), rule=FrameRule())
    monkeypatch.setattr(registry, "FINDERS", (finder,))
    monkeypatch.setattr(registry, "_LOCAL", registry.threading.local())
    return InputContract(size=40, align=Align.EYES, detector=Detector.YUNET)


def test_a_face_that_lies_on_its_side_is_turned_upright(level: InputContract) -> None:
    # turned by a quarter clockwise, its top, which is bright, lies on the right
    pixels = np.zeros((100, 100, 3), np.uint8)
    pixels[:, 55:] = 200
    lying = prepare_pixels(pixels, None, replace(level, align=Align.NONE)).pixels
    upright = prepare_pixels(pixels, None, level).pixels
    assert lying is not None
    assert upright is not None
    assert (lying[:, :20].mean(), lying[:, 30:].mean()) == (0, 200)
    assert (upright[:10].mean(), upright[30:].mean()) == (200, 0)


def test_the_manifests_box_is_turned_by_the_face_that_is_seen_in_it_or_refused(level: InputContract) -> None:
    pixels = np.zeros((100, 100, 3), np.uint8)
    assert prepare_pixels(pixels, (30, 30, 40, 40), level).outcome is Outcome.SCORED
    for box, shown in (((0, 0, 30, 30), pixels), ((30, 30, 40, 40), pixels[:80])):
        refused = prepare_pixels(shown, box, level)
        assert refused.outcome is Outcome.NO_FACE
        assert refused.reason == "no eyes to level were found in the manifest's face box"


# --- found against the manifest's box ---------------------------------------------------------------------------------


def test_a_found_face_is_held_against_the_manifests_box_and_shown_as_it_was_found(level: InputContract) -> None:
    found = replace(level, align=Align.NONE, face=FacePolicy.FIND)
    pixels = numbered(100, 100)
    held = prepare_pixels(pixels, (30, 30, 40, 20), found)
    assert (held.outcome, held.against, held.found_by) == (Outcome.SCORED, 0.5, "one")
    without = prepare_pixels(pixels, None, found)
    assert without.against is None
    assert held.pixels is not None
    assert np.array_equal(held.pixels, without.pixels)


def test_what_is_found_elsewhere_is_a_wrong_face_and_what_is_not_found_none(level: InputContract) -> None:
    found = replace(level, align=Align.NONE, face=FacePolicy.FIND)
    wrong = prepare_pixels(numbered(100, 100), (0, 0, 35, 35), found)
    assert wrong.outcome is Outcome.WRONG_FACE
    assert wrong.pixels is None
    assert wrong.against == pytest.approx(25 / (40**2 + 35**2 - 25))
    assert wrong.reason == "what was found overlaps the manifest's face box by 0.01; one face overlaps by 0.3"
    missed = prepare_pixels(numbered(80, 100), (30, 30, 40, 40), found)
    assert (missed.outcome, missed.against) == (Outcome.NO_FACE, None)
