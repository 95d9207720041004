"""The list of finders is whole, the contract chooses among them, and all of them stand still for the same picture."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from audit.domain.contract.detection import LEVELS_EYES, Align, BoxRule, Detector, WhichFace
from audit.domain.contract.input_contract import FacePolicy, InputContract
from audit.errors import InputError
from audit.images.finders import registry
from audit.images.finders.face import Face, FrameRule
from audit.images.finders.registry import FINDERS, check_finder, finder_of, finder_used, look_for
from audit.images.finders.weights import DATA

if TYPE_CHECKING:
    from pathlib import Path

ANY = InputContract(size=48)
EMPTY = np.full((120, 160, 3), 128, np.uint8)


def test_every_detector_that_can_be_named_is_one_finder() -> None:
    assert sorted(finder.detector for finder in FINDERS) == sorted(Detector)


@pytest.mark.parametrize("finder", FINDERS, ids=lambda finder: finder.detector)
def test_a_finder_says_where_it_comes_from_and_frames_within_a_fifth_of_its_box(finder: registry.Finder) -> None:
    assert finder.title
    assert finder.licence
    assert finder.source
    assert 0.8 < finder.rule.side < 1.2
    assert -0.2 < finder.rule.raised <= 0 <= finder.rule.lean <= 1
    assert bool(finder.rule.lean) == finder.eyes


def test_the_cascades_are_never_taken_where_a_better_one_is_here(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setenv(DATA, str(tmp_path))
    assert finder_of(ANY).detector is not Detector.CASCADES
    assert FINDERS[-1].detector is Detector.CASCADES


def test_without_weights_yunet_is_not_the_default_and_says_what_to_type(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setenv(DATA, str(tmp_path))
    monkeypatch.setattr(registry, "_LOCAL", registry.threading.local())
    assert finder_of(ANY).detector is not Detector.YUNET
    with pytest.raises(InputError, match="type: emotion-audit detector yunet"):
        check_finder(replace(ANY, detector=Detector.YUNET))


def test_whole_pictures_and_boxes_need_no_weights(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setenv(DATA, str(tmp_path))
    for face in (FacePolicy.WHOLE, FacePolicy.BOX):
        check_finder(replace(ANY, detector=Detector.YUNET, face=face))


def test_who_wants_level_eyes_gets_a_finder_whose_eyes_tell_the_turn() -> None:
    assert finder_of(replace(ANY, align=Align.EYES)).detector in LEVELS_EYES


@pytest.mark.parametrize("detector", [Detector.LIBFACEDETECTION, Detector.MTCNN, Detector.CASCADES])
def test_no_finder_sees_a_face_in_grey_whatever_its_shape(detector: Detector) -> None:
    for shape in ((8, 8), (8, 2000), (2000, 8), (120, 160)):
        assert look_for(np.full((*shape, 3), 128, np.uint8), replace(ANY, detector=detector)) == []


def test_provenance_names_the_finder_and_hashes_its_weights() -> None:
    used = finder_used(replace(ANY, detector=Detector.MTCNN, threshold=0.8))
    assert used.detector is Detector.MTCNN
    assert used.threshold == 0.8
    assert [len(digest) for digest in used.sha256] == [64, 64, 64]


class Two:
    """A finder that always sees a large face at the left rim and a small one in the middle."""

    def faces(self, _: np.ndarray, smallest: float, *, every: bool) -> list[Face]:
        large = Face(x=0, y=30, width=60, height=60, score=0.9, look="two")
        small = Face(x=70, y=50, width=20, height=20, score=0.9, look="two", eyes=((75.0, 55.0), (85.0, 65.0)))
        return [face for face in (small, large) if face.side >= smallest and not every]


@pytest.fixture
def two(monkeypatch) -> InputContract:
    finder = replace(FINDERS[2], load=lambda _: Two(), rule=FrameRule(side=1.5, raised=0.1))
    monkeypatch.setattr(registry, "FINDERS", (finder,))
    monkeypatch.setattr(registry, "_LOCAL", registry.threading.local())
    return ANY


def test_of_several_faces_the_largest_or_the_one_in_the_middle_comes_first(two: InputContract) -> None:
    assert [face.width for face in look_for(EMPTY, two)] == [90, 30]  # 1.5 · 60, 1.5 · 20
    assert [face.width for face in look_for(EMPTY, replace(two, which=WhichFace.CENTRE))] == [30, 90]


def test_a_face_box_smaller_than_the_contract_wants_does_not_count(two: InputContract) -> None:
    # the finder's box of 20 becomes a face box of 30
    assert [face.width for face in look_for(EMPTY, replace(two, smallest_face=30))] == [90, 30]
    assert [face.width for face in look_for(EMPTY, replace(two, smallest_face=31))] == [90]
    as_drawn = replace(two, box_rule=BoxRule.FOUND)
    assert [face.width for face in look_for(EMPTY, replace(as_drawn, smallest_face=20))] == [60, 20]
    assert [face.width for face in look_for(EMPTY, replace(as_drawn, smallest_face=21))] == [60]


def test_a_box_rule_enlarges_and_raises_along_the_face_or_leaves_the_box_alone(two: InputContract) -> None:
    large, small = look_for(EMPTY, two)
    # centre (30, 60) raised by .1 · 60 = 6: (30, 54); side 90
    assert (large.x, large.y, large.width, large.height, large.roll) == (-15, 9, 90, 90, 0)
    # eyes fall by 10 over 10: 45°; the face's up is up and right: (80, 60) + 2 · (.707, −.707) = (81.4, 58.6)
    assert small.roll == pytest.approx(45)
    assert (large.eyes_apart, small.eyes_apart) == (None, pytest.approx(0.5**0.5))  # √200 of a box of 20
    assert (small.x, small.y) == (66, 44)
    found, _ = look_for(EMPTY, replace(two, box_rule=BoxRule.FOUND))
    assert (found.x, found.y, found.width, found.height) == (0, 30, 60, 60)


def test_only_who_levels_eyes_has_each_face_looked_at_upright(two: InputContract, monkeypatch) -> None:
    falling = ((0.0, 0.0), (0.0, 10.0))
    monkeypatch.setattr(registry, "levelled", lambda face, *_: replace(face, eyes=falling))
    assert [face.roll for face in look_for(EMPTY, replace(two, align=Align.EYES))] == [90, 90]
    assert [round(face.roll) for face in look_for(EMPTY, two)] == [0, 45]


@pytest.mark.shared_data
@pytest.mark.parametrize("detector", [Detector.LIBFACEDETECTION, Detector.MTCNN])
def test_the_embedded_finders_see_every_portrait_of_a_sample(detector: Detector, shared_data: Path) -> None:
    names = sorted((shared_data / "fairface-sample" / "faces").iterdir())[:40]
    pictures = [np.asarray(Image.open(name).convert("RGB")) for name in names]
    found = [look_for(picture, replace(ANY, detector=detector)) for picture in pictures]
    assert sum(not faces for faces in found) <= 1
