"""A contract refuses what no picture can be made into."""

from __future__ import annotations

import pytest

from audit.domain.contract.detection import Align, Detector, WhichFace
from audit.domain.contract.input_contract import Colour, FacePolicy, InputContract
from audit.errors import UsageError


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"size": 4}, "8 to 1024 pixels, found 4"),
        ({"size": 48, "channels": 2}, "1 or 3 channels, found 2"),
        ({"size": 48, "channels": 1, "colour": Colour.RGB}, "1 channel has colour 'grey'"),
        ({"size": 48, "margin": -0.1}, "margin is a share"),
    ],
)
def test_an_impossible_contract_is_refused(settings: dict, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        InputContract(**settings)


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"threshold": 0.0}, "threshold is a score above 0"),
        ({"threshold": 0.5, "detector": Detector.CASCADES}, "takes no threshold"),
        ({"smallest_face": 4}, "smallest_face is 8 to 4096 pixels, found 4"),
        ({"align": Align.EYES, "detector": Detector.CASCADES}, "a face is turned, mtcnn or yunet; found 'cascades'"),
        ({"align": Align.EYES, "detector": Detector.LIBFACEDETECTION}, "found 'libfacedetection'"),
        ({"align": Align.EYES, "face": FacePolicy.WHOLE}, "looks for none"),
        ({"which": WhichFace.EACH, "face": FacePolicy.BOX}, "with face = 'detect'; found 'box'"),
        ({"which": WhichFace.EACH, "face": FacePolicy.FIND}, "with face = 'detect'; found 'find'"),
    ],
)
def test_a_finder_that_cannot_do_what_is_asked_is_refused(keys, said) -> None:
    with pytest.raises(UsageError, match=said):
        InputContract(size=48, **keys)
