"""YuNet: which file it takes, what its numbers mean, and what is said where it is not here."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.errors import InputError
from audit.images.finders.weights import DATA
from audit.images.finders.yunet import LOOKS, VERSIONS, YuNet, _face, weights_file


@pytest.fixture(autouse=True)
def data(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv(DATA, str(tmp_path))
    (tmp_path / "detectors").mkdir()
    return tmp_path / "detectors"


def test_without_weights_it_says_what_to_type() -> None:
    assert weights_file() is None
    with pytest.raises(InputError, match=r"'yunet' has no weights in .*; type: emotion-audit detector yunet, or"):
        YuNet(None)


def test_of_two_versions_the_newer_is_taken_and_other_files_are_not(data: Path) -> None:
    newer, older = VERSIONS
    (data / "face_detection_yunet_2099jan.onnx").touch()
    assert weights_file() is None
    (data / older).touch()
    assert weights_file() == data / older
    (data / newer).touch()
    assert weights_file() == data / newer


def test_a_file_that_is_not_what_was_measured_is_refused(data: Path) -> None:
    (data / next(iter(VERSIONS))).write_bytes(b"something else")
    with pytest.raises(InputError, match="not the face finder's weights that were measured"):
        YuNet(None)


def test_a_row_is_a_face_with_the_left_eye_first() -> None:
    row = [10, 20, 30, 40, 35, 28, 15, 30, *[0] * 6, 0.87]
    found = _face(row, "yunet")
    assert (found.x, found.y, found.width, found.height, found.score, found.look) == (10, 20, 30, 40, 0.87, "yunet")
    assert found.eyes == ((15, 30), (35, 28))
    assert _face([*row[:14], 1.02], "yunet").score == 1.0  # the network rounds


def test_only_copies_that_were_turned_or_brightened_need_a_surer_answer() -> None:
    surer = {look.name for look in LOOKS if look.least}
    assert surer == {look.name for look in LOOKS if look.turned or look.brighten}
