"""Fetching YuNet: only the pinned bytes are kept, and whatever goes wrong is one sentence that says what to do."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from audit.errors import InputError
from audit.images.finders import fetch
from audit.images.finders.fetch import fetch_yunet, take_yunet
from audit.images.finders.weights import DATA, data_folder
from audit.images.finders.yunet import VERSIONS, YuNet, weights_file

NAME = "face_detection_yunet_2026may.onnx"
BODY = b"weights" * 1000


class Server(BaseHTTPRequestHandler):
    """Sends the body as the path asks: whole, cut, slow, or moved."""

    def do_GET(self) -> None:
        how = self.path.split("/")[1]
        self.send_response(302 if how == "moved" else 404 if how == "gone" else 200)
        if how == "moved":
            self.send_header("Location", "http://example.invalid/weights")
        self.send_header("Content-Length", str(len(BODY)))
        self.end_headers()
        if how == "slow":
            for _ in range(20):
                self.wfile.write(BODY[:10])
                self.wfile.flush()
                time.sleep(0.1)
            return
        self.wfile.write(BODY[: len(BODY) // 2] if how == "cut" else BODY[::-1] if how == "wrong" else BODY)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def zoo(monkeypatch, tmp_path: Path) -> Iterator[str]:
    """A server on this machine whose `BODY` is what is pinned; the data folder is empty."""
    monkeypatch.setenv(DATA, str(tmp_path / "data"))
    pinned = {NAME: hashlib.sha256(BODY).hexdigest()}
    monkeypatch.setattr(fetch, "VERSIONS", pinned)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_pinned_file_is_kept_whole_in_the_data_folder(zoo: str) -> None:
    path = fetch_yunet(NAME, base=f"{zoo}/whole")
    assert path == data_folder() / "detectors" / NAME
    assert path.read_bytes() == BODY


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("wrong", "with SHA-256 .*nothing was kept"),
        ("cut", "cut short: 3,500 of 7000 bytes|IncompleteRead|SHA-256"),
        ("slow", "too slowly|timed out"),
        ("gone", "Not Found"),
        ("moved", "over https only"),
    ],
)
def test_anything_else_is_one_sentence_and_leaves_nothing_behind(zoo: str, how: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        fetch_yunet(NAME, base=f"{zoo}/{how}", seconds=0.5)
    assert "emotion-audit detector yunet --from FILE" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not data_folder().exists()


@pytest.mark.usefixtures("zoo")
def test_offline_is_one_sentence() -> None:
    with pytest.raises(InputError, match="could not be fetched"):
        fetch_yunet(NAME, base="http://127.0.0.1:9", seconds=2)


@pytest.mark.usefixtures("zoo")
def test_nothing_is_fetched_without_encryption() -> None:
    with pytest.raises(InputError, match="over https only"):
        fetch_yunet(NAME, base="http://example.invalid")


@pytest.mark.usefixtures("zoo")
@pytest.mark.parametrize("data", [b"", b"something else"])
def test_a_file_that_is_no_version_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "w.onnx").write_bytes(data)
    with pytest.raises(InputError, match="not the face finder's weights that were measured"):
        take_yunet(tmp_path / "w.onnx")
    with pytest.raises(InputError, match="cannot be read"):
        take_yunet(tmp_path / "none.onnx")


@pytest.mark.shared_data
def test_yunets_own_file_is_taken_and_missed_when_it_breaks(monkeypatch, tmp_path: Path, shared_data: Path) -> None:
    monkeypatch.setenv(DATA, str(tmp_path))
    assert weights_file() is None
    path = take_yunet(shared_data / "detector" / NAME)
    assert weights_file() == path
    assert hashlib.sha256(path.read_bytes()).hexdigest() == VERSIONS[NAME]
    YuNet(None)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(InputError, match="type: emotion-audit detector yunet"):
        YuNet(None)
