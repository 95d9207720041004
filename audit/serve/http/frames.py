"""The camera's frames over a WebSocket: the newest frame wins.

A browser sends each frame as one binary message: four bytes with its number (little-endian), then the picture. It gets
one JSON message for each frame that was looked at. A frame that arrives while another is being looked at takes the
place of one that waits, so neither a slow machine nor a slow browser is ever queued behind.
"""

from __future__ import annotations

import asyncio
import struct
import time
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from audit.domain.cohort.predictions import Outcome
from audit.images import decoded
from audit.serve.http.guard import PROTOCOL, Refused
from audit.serve.http.words import WORDS
from audit.serve.seeing.document import sight_document
from audit.serve.seeing.sight import look_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit.serve.http.engine import Engine
    from audit.serve.seeing.models import ShownModel
    from audit.serve.seeing.sight import SeenFace

LARGEST_FRAME = 2 * 1024 * 1024
"""Bytes of one frame; 640 × 480 as JPEG has some 50,000."""

MOST_WATCHING = 64
"""Cameras at once."""

_NUMBER = struct.Struct("<I")
_TRY_LATER, _TOO_BIG = 1013, 1009


class Frames:
    """The cameras that are watched.

    Parameters
    ----------
    engine
        Where frames are looked at.
    models
        Who looks.
    """

    def __init__(self, engine: Engine, models: Sequence[ShownModel]) -> None:
        self._engine = engine
        self._models = models
        self._watching = 0

    async def watch(self, socket: WebSocket) -> None:
        """Answer one camera until it leaves."""
        await socket.accept(subprotocol=PROTOCOL)
        if self._watching >= MOST_WATCHING:
            await socket.close(_TRY_LATER, WORDS["busy"])
            return
        self._watching += 1
        newest = _Newest()
        reading = asyncio.create_task(_read(socket, newest))
        try:
            await self._answer(socket, newest)
        finally:
            self._watching -= 1
            reading.cancel()
            with suppress(asyncio.CancelledError):
                await reading

    async def _answer(self, socket: WebSocket, newest: _Newest) -> None:
        with suppress(WebSocketDisconnect, RuntimeError):  # it left while being answered
            while (frame := await newest.taken()) is not None:
                await socket.send_json(await self._looked(frame, newest))
            await socket.close(newest.code)

    async def _looked(self, frame: bytes, newest: _Newest) -> dict[str, Any]:
        start = time.perf_counter()
        try:
            document = await self._engine.run(frame_document, frame, self._models)
        except Refused as refused:
            document = {"error": str(refused)}
        spent = round(1000 * (time.perf_counter() - start), 1)
        return {"frame": number_of(frame), "dropped": newest.dropped, "milliseconds": spent, **document}


class _Newest:
    """The newest frame that nobody looked at yet, and how many were dropped for a newer one."""

    def __init__(self) -> None:
        self.dropped = 0
        self.code = 1000
        self._frame: bytes | None = None
        self._ended = False
        self._changed = asyncio.Event()

    def put(self, frame: bytes) -> None:
        self.dropped += self._frame is not None
        self._frame = frame
        self._changed.set()

    def end(self, code: int = 1000) -> None:
        self._ended, self.code = True, code
        self._changed.set()

    async def taken(self) -> bytes | None:
        """Return the newest frame as soon as there is one; None when no more will come."""
        await self._changed.wait()
        self._changed.clear()
        if self._ended:
            return None
        frame, self._frame = self._frame, None
        return frame


async def _read(socket: WebSocket, newest: _Newest) -> None:
    try:
        while True:
            message = await socket.receive()
            if message["type"] != "websocket.receive":
                newest.end()
                return
            frame = message.get("bytes")
            if frame is None or not _NUMBER.size < len(frame) <= LARGEST_FRAME:
                newest.end(_TOO_BIG)
                return
            newest.put(frame)
    except (WebSocketDisconnect, RuntimeError):
        newest.end()


def number_of(frame: bytes) -> int:
    """Return the number of a frame."""
    (number,) = _NUMBER.unpack_from(frame)
    return int(number)


def frame_document(frame: bytes, models: Sequence[ShownModel]) -> dict[str, Any]:
    """Return what is seen in one frame, as plain data; a frame that is no picture has a sentence and no faces."""
    picture = decoded(frame[_NUMBER.size :])
    if picture.outcome is not Outcome.SCORED or picture.pixels is None:
        return {"error": f"The camera's picture could not be read: {picture.reason}."}
    sight = look_at(picture.pixels, models, live=True)
    return sight_document(replace(sight, faces=tuple(sorted(sight.faces, key=_left_to_right))), seen=True)


def _left_to_right(face: SeenFace) -> int:
    """Order by which faces keep their numbers from frame to frame; by size two of one size would change places."""
    return -1 if face.box is None else face.box.x
