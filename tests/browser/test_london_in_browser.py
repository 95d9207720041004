"""The page that looks at real people: a camera that shows a film of portraits of the London set."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from assets.live import film, overlap, served
from browser.watching import camera_showing, looking, wait_for_faces
from numpy.typing import NDArray

from audit.load import find_model, load_model
from audit.serve.seeing.sight import find_faces

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.keras, pytest.mark.shared_data]
pytest.importorskip("uvicorn", reason="the extra app is not installed")

MODEL = "emotion7"
PEOPLE = ("001", "014")


@pytest.fixture(scope="module")
def scenes(shared_data: Path) -> dict[str, NDArray[np.uint8]]:
    """Rooms of 640 × 480: one person neutral, the same smiling, and two people side by side."""
    with tarfile.open(shared_data / "london" / "london.tar") as archive:
        neutral, smiling = (
            {person: portrait(archive, f"{kind}_front/{person}_{code}.jpg") for person in PEOPLE}
            for kind, code in (("neutral", "03"), ("smiling", "08"))
        )
    return {
        "neutral": room((neutral[PEOPLE[0]], 80, 480)),
        "happy": room((smiling[PEOPLE[0]], 80, 480)),
        "both": room((neutral[PEOPLE[0]], 0, 320), (smiling[PEOPLE[1]], 320, 320)),
    }


def portrait(archive: tarfile.TarFile, name: str) -> NDArray[np.uint8]:
    member = archive.extractfile(name)
    assert member is not None
    pixels = cv2.imdecode(np.frombuffer(member.read(), np.uint8), cv2.IMREAD_COLOR_RGB)
    assert pixels is not None
    return pixels.astype(np.uint8)


def room(*people: tuple[NDArray[np.uint8], int, int]) -> NDArray[np.uint8]:
    """A grey room with portraits: pixels, left, side of each."""
    made = np.full((480, 640, 3), 120, np.uint8)
    for pixels, left, side in people:
        made[480 - side :, left : left + side] = cv2.resize(pixels, (side, side), interpolation=cv2.INTER_AREA)
    return made


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    from audit.serve import App

    with served(App(models=(load_model(find_model(MODEL)),), port=0)) as found:
        yield found


@pytest.fixture(scope="module")
def camera_browser(tmp_path_factory: pytest.TempPathFactory, scenes) -> Iterator[Browser]:
    with camera_showing(film(tmp_path_factory.mktemp("film") / "london.mjpeg", *scenes.values())) as started:
        yield started


def found_in(picture: NDArray[np.uint8]) -> list[tuple[float, ...]]:
    """The boxes of the finder of an audit, from left to right."""
    contract = load_model(find_model(MODEL)).contract
    return sorted((box.x, box.y, box.width, box.height) for box in find_faces(picture, contract))


def test_a_person_who_begins_to_smile_is_read_anew_and_the_box_is_the_finders(camera_browser, address, scenes) -> None:
    page = looking(camera_browser, address)
    for emotion in ("neutral", "happy", "neutral"):
        ((_, box),) = wait_for_faces(page, emotion)
        (known,) = found_in(scenes[emotion])
        assert overlap(box, known) >= 0.5
    page.context.close()


def test_two_people_get_an_answer_each(camera_browser, address, scenes) -> None:
    page = looking(camera_browser, address)
    both = wait_for_faces(page, "neutral", "happy")
    known = found_in(scenes["both"])
    assert len(both) == len(known) == 2
    assert all(overlap(box, where) >= 0.5 for (_, box), where in zip(both, known, strict=True))
    assert [emotion for emotion, _ in both] == ["neutral", "happy"]
    page.context.close()
