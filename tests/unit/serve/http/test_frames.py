"""The newest frame wins; cut sockets, broken frames and fifty cameras at once change nothing for the others."""

from __future__ import annotations

import json
import socket
import struct
import time
from contextlib import ExitStack

import pytest
from assets.client import Client
from assets.live import HAPPY, SAD, jpeg, made_up, scene, served
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from audit.serve import App
from audit.serve.http import frames
from audit.serve.http.frames import LARGEST_FRAME

FACE = jpeg(scene((HAPPY, 200, 120)))


def camera(client: Client) -> ClientConnection:
    offered = ["emotion-audit", client.page_token()]
    return connect(
        client.frames, origin=client.origin, subprotocols=offered, max_size=None, open_timeout=60, ping_interval=None
    )


def frame(number: int, picture: bytes = FACE) -> bytes:
    return struct.pack("<I", number) + picture


def answer(watched: ClientConnection) -> dict:
    return json.loads(watched.recv(timeout=60))


def test_a_frame_is_answered_with_its_number_faces_from_left_to_right_and_time(client) -> None:
    with camera(client) as watched:
        watched.send(frame(7, jpeg(scene((HAPPY, 40, 120), (SAD, 360, 120)))))
        found = answer(watched)
    assert found["frame"] == 7
    assert found["dropped"] == 0
    assert found["milliseconds"] > 0
    lefts = [face["box"]["x"] for face in found["faces"]]
    assert len(lefts) == 2
    assert lefts == sorted(lefts)


def test_the_newest_frame_wins_over_those_that_wait() -> None:
    slow = made_up(pause=1.0)
    with served(App(models=(slow.spec,), port=0), [slow]) as address, camera(Client(address)) as watched:
        for number in range(12):
            watched.send(frame(number))
            time.sleep(0.02)
        found = [answer(watched)]
        while found[-1]["frame"] != 11:
            found.append(answer(watched))
    assert len(found) < 6
    assert found[-1]["dropped"] == 12 - len(found)


def test_a_frame_that_is_no_picture_has_a_sentence_and_the_next_is_answered(client) -> None:
    with camera(client) as watched:
        watched.send(frame(1, b"no picture at all"))
        assert answer(watched)["error"].startswith("The camera's picture could not be read")
        watched.send(frame(2))
        assert len(answer(watched)["faces"]) == 1


def _send_and_receive(watched, message) -> None:
    """Send a message and wait for an answer: a socket may be closed while a long message is still on its way."""
    watched.send(message)
    watched.recv(timeout=60)


@pytest.mark.parametrize("message", ["text", b"abc", bytes(LARGEST_FRAME + 100)])
def test_what_is_no_frame_ends_this_socket_and_no_other(client, message) -> None:
    with camera(client) as watched, camera(client) as other:
        with pytest.raises(ConnectionClosed):
            _send_and_receive(watched, message)
        other.send(frame(1))
        assert answer(other)["frame"] == 1


def test_a_socket_cut_in_the_middle_of_a_frame_leaves_the_app_up(client) -> None:
    watched = camera(client)
    head = struct.pack("!BBHI", 0x82, 0x80 | 126, 60000, 0)  # a masked binary message of 60,000 bytes, of which 4 come
    watched.socket.sendall(head + b"four")
    watched.socket.shutdown(socket.SHUT_RDWR)
    watched.socket.close()
    with camera(client) as other:
        other.send(frame(3))
        assert answer(other)["frame"] == 3


def test_fifty_cameras_at_once_are_all_answered(client) -> None:
    with ExitStack() as stack:
        cameras = [stack.enter_context(camera(client)) for _ in range(50)]
        for watched in cameras:
            watched.send(frame(1))
        assert [answer(watched)["frame"] for watched in cameras] == [1] * 50


def test_more_cameras_than_are_allowed_are_told_to_come_back(client, monkeypatch) -> None:
    monkeypatch.setattr(frames, "MOST_WATCHING", 1)
    with camera(client) as first:
        first.send(frame(1))
        answer(first)
        with camera(client) as second, pytest.raises(ConnectionClosed) as closed:
            second.recv(timeout=60)
    assert closed.value.rcvd.reason == "The app is busy; try again in a moment."
