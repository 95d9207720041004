"""The live app for tests: served by a thread, looked at by a real network, its camera a film of drawn faces."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.contract.input_contract import Colour, FacePolicy, InputContract
from audit.domain.model.model import ModelSpec
from audit.serve.seeing.models import ShownModel
from audit.simulate import DrawnPlan, draw_cohort

if TYPE_CHECKING:
    from audit.serve import App

SIDE = 240
HAPPY, SAD = 8, 11
"""Two of the drawn faces: the recommended `happy-sad` is sure of the one and of the other."""

HEAD = (0.14, 0.05, 0.72, 0.92)
"""Where the head is in a drawn face: x, y, width and height as shares of its side."""


def drawn_faces() -> NDArray[np.uint8]:
    """Twelve drawn faces of 240 pixels."""
    return draw_cohort(DrawnPlan(faces=12, labels=LABEL_SETS["happy-sad"], size=SIDE, seed=3)).images


def scene(*faces: tuple[int, int, int]) -> NDArray[np.uint8]:
    """A grey room of 640 × 480 with drawn faces: number, left, top of each."""
    room, drawn = np.full((480, 640, 3), 120, np.uint8), drawn_faces()
    for number, left, top in faces:
        room[top : top + SIDE, left : left + SIDE] = drawn[number]
    return room


def jpeg(pixels: NDArray[np.uint8]) -> bytes:
    """The picture as a camera would send it."""
    _, data = cv2.imencode(".jpg", pixels[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, 95])
    return data.tobytes()


def png(pixels: NDArray[np.uint8]) -> bytes:
    """The picture without loss."""
    _, data = cv2.imencode(".png", pixels[:, :, ::-1])
    return data.tobytes()


def film(path: Path, *scenes: NDArray[np.uint8], frames: int = 45) -> Path:
    """Write a film that shows each scene for so many frames, at 30 a second, again and again."""
    path.write_bytes(b"".join(jpeg(each) * frames for each in scenes))
    return path


def head_at(left: int, top: int) -> tuple[float, float, float, float]:
    """The box of the head of a drawn face that stands there."""
    x, y, width, height = HEAD
    return left + x * SIDE, top + y * SIDE, width * SIDE, height * SIDE


def overlap(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """Intersection over union of two boxes."""
    across = max(0.0, min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0]))
    down = max(0.0, min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1]))
    both = across * down
    return both / (one[2] * one[3] + other[2] * other[3] - both)


class Brightness:
    """A classifier that takes the bright for happy; `pause` makes it slow."""

    labels = LABEL_SETS["happy-sad"]

    def __init__(self, pause: float = 0.0) -> None:
        self.pause = pause

    def probabilities(self, batch: NDArray[np.float32]) -> NDArray[np.float64]:
        time.sleep(self.pause)
        happy = np.clip(batch.astype(np.float64).mean(axis=(1, 2, 3)) / 255, 0, 1)
        return np.column_stack([happy, 1 - happy])


def made_up(pause: float = 0.0, name: str = "brightness", face: FacePolicy = FacePolicy.DETECT) -> ShownModel:
    """A model on show without a network."""
    contract = InputContract(size=48, colour=Colour.GREY, channels=1, face=face)
    spec = ModelSpec(
        id=name, title="Brightness", labels=Brightness.labels, contract=contract, weights=Path("none.onnx")
    )
    return ShownModel.of(spec, "0" * 64, Brightness(pause))


@contextmanager
def served(
    app: App, models: Sequence[ShownModel] | None = None, say: Callable[[str], None] = lambda _: None
) -> Iterator[str]:
    """The address of an app that is served meanwhile, with its own models or with these."""
    from audit.serve.server import Running, listen, load_models

    listening = listen(app.host, app.port)
    running = Running(app, load_models(app) if models is None else models, listening)
    thread = threading.Thread(target=running.run, kwargs={"open_browser": False, "say": say}, daemon=True)
    thread.start()
    for _ in range(600):
        if running.server.started:
            break
        time.sleep(0.05)
    try:
        yield running.address
    finally:
        running.server.should_exit = True
        thread.join(timeout=20)
        listening.close()
        assert not thread.is_alive()
