"""Faces that are turned, dark or small: every embedded finder sees most, and still nothing where nothing is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from PIL import Image

from audit.domain.contract.detection import Align, Detector
from audit.domain.contract.input_contract import InputContract
from audit.images.finders import FINDERS, look_for

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

HERE = [
    finder.detector
    for finder in FINDERS
    if finder.here and finder.detector in {Detector.LIBFACEDETECTION, Detector.MTCNN}
]


def _faces(shared_data: Path) -> list[NDArray[np.uint8]]:
    names = sorted((shared_data / "fairface-sample" / "faces").iterdir())[:20]
    return [np.asarray(Image.open(name).convert("RGB")) for name in names]


def _tilted(picture: NDArray[np.uint8], degrees: float) -> NDArray[np.uint8]:
    """Return a picture turned clockwise in a frame that holds all of it."""
    height, width = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    across, down = np.abs(turn[:, :2]) @ (width, height)
    turn[:, 2] += (across - width) / 2, (down - height) / 2
    return np.asarray(
        cv2.warpAffine(picture, turn, (round(across), round(down)), borderMode=cv2.BORDER_REPLICATE), np.uint8
    )


@pytest.mark.shared_data
@pytest.mark.parametrize("detector", HERE)
@pytest.mark.parametrize("degrees", [60, -60])
def test_tilted_heads_are_seen_and_turned_copies_tell_the_tilt(
    detector: Detector, degrees: float, shared_data: Path
) -> None:
    contract = replace(InputContract(size=48), detector=detector)
    found = [look_for(_tilted(picture, degrees), contract) for picture in _faces(shared_data)]
    assert sum(map(bool, found)) >= 19
    rolls = [faces[0].roll for faces in found if faces and "turned" in faces[0].found_by]
    assert np.median(rolls) == pytest.approx(degrees, abs=12)


@pytest.mark.shared_data
def test_who_levels_eyes_knows_how_far_a_lying_head_is_turned(shared_data: Path) -> None:
    contract = InputContract(size=48, detector=Detector.MTCNN, align=Align.EYES)
    off = []
    for picture, degrees in zip(_faces(shared_data), (75, -75, 75, -75), strict=False):
        straight, lying = look_for(picture, contract), look_for(_tilted(picture, degrees), contract)
        off += [abs(lying[0].roll - straight[0].roll - degrees)] if straight and lying else []
    assert len(off) >= 3
    assert np.median(off) < 8


@pytest.mark.shared_data
@pytest.mark.parametrize("detector", HERE)
def test_dark_faces_are_seen_and_black_pictures_show_none(detector: Detector, shared_data: Path) -> None:
    contract = replace(InputContract(size=48), detector=detector)
    noise = np.random.default_rng(0)
    dark = [np.clip(0.1 * p + noise.normal(0, 1, p.shape), 0, 255).astype(np.uint8) for p in _faces(shared_data)]
    assert sum(bool(look_for(picture, contract)) for picture in dark) >= 18
    assert look_for(noise.integers(0, 4, (160, 160, 3), dtype=np.uint8), contract) == []
