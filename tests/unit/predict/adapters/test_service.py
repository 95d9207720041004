"""A service on this machine that fails in every way there is: each picture ends in one outcome, with its reason."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import cv2
import numpy as np
import pytest
from assets.models import LABELS

from audit.domain.cohort.cohort import PictureList
from audit.domain.cohort.predictions import Outcome, Predictions
from audit.domain.contract.input_contract import Colour, FacePolicy, InputContract, Scale
from audit.domain.keeping import Keeping
from audit.domain.model.asking import Asking
from audit.domain.model.kinds import Kind
from audit.domain.model.model import ModelSpec, Output
from audit.errors import FaultyFile, ModelRefused, UsageError
from audit.files import content_sha256
from audit.load import check_trust, load_model, vouched
from audit.predict import capabilities, journal_for, load_here, predict

CONTRACT = InputContract(size=8, scale=Scale.UNIT)


class Server(ThreadingHTTPServer):
    """Answers by the red of a picture's first pixel; counts what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: Counter[int] = Counter()
        self.headers: list[dict[str, str]] = []
        self.pixels: list[np.ndarray] = []
        self.now = self.most = 0
        self.lock = threading.Lock()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/emotion"

    def handle_error(self, *_: object) -> None:
        """Say nothing: clients go away on purpose."""


class Handler(BaseHTTPRequestHandler):
    server: Server

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        data = self.rfile.read(int(self.headers["Content-Length"]))
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
        kind = int(pixels[0, 0, 2] if pixels.ndim == 3 else pixels[0, 0])
        with self.server.lock:
            self.server.asked[kind] += 1
            times = self.server.asked[kind]
            self.server.headers.append(dict(self.headers))
            self.server.pixels.append(pixels)
            self.server.now += 1
            self.server.most = max(self.server.most, self.server.now)
        try:
            self._answer(kind, times)
        finally:
            with self.server.lock:
                self.server.now -= 1

    def _answer(self, kind: int, times: int) -> None:
        name = SLOW.get(kind) or WAYS[kind if kind in WAYS else 0][0]
        if name == "drop":
            self.close_connection = True
            return
        if name == "slow":
            time.sleep(0.6)
        if name == "trickle":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            for _ in range(20):
                time.sleep(0.05)
                self.wfile.write(b" ")
            return
        status, body = _said(name, times)
        self.send_response(status)
        for key, value in {"again": {"Retry-After": "0"}, "away": {"Location": "/other"}}.get(name, {}).items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(body) + 40 * (name == "cut")))
        self.end_headers()
        self.wfile.write(body)


GOOD = {"happy": 0.5, "sad": 0.25, "neutral": 0.25}
FORMS = {
    "good": {"scores": GOOD},
    "words": {"faces": [{"box": [1, 2, 3], "emotion": {"Happiness": 0.5, "SADNESS": 0.25, "neutral": 0.25}}]},
    "list": {"result": [0.5, 0.25, 0.25]},
    "pairs": [{"label": "sad", "score": 0.25}, {"label": "happy", "score": 0.5}, {"label": "neutral", "score": 0.25}],
    "no face": {"faces": []},
    "two faces": {"faces": [{"emotion": GOOD}, {"emotion": GOOD}]},
    "part": {"scores": {"happy": 1.0, "sad": 0.0}},
    "sums": {"scores": {"happy": 0.9, "sad": 0.9, "neutral": 0.9}},
    "below": {"scores": {"happy": 1.2, "sad": -0.2, "neutral": 0.0}},
    "text": {"scores": {"happy": "very", "sad": 0.5, "neutral": 0.5}},
}
STATUSES = {"down": 503, "lost": 404, "bad": 400, "away": 302, "never": 429}


def _said(name: str, times: int) -> tuple[int, bytes]:
    if name in ("once", "again") and times == 1:
        return (503 if name == "once" else 429), b""
    if name in STATUSES:
        return STATUSES[name], b"{}"
    if name == "no json" or (name == "json at last" and times == 1):
        return 200, b"<html>busy</html>"
    if name == "nan":
        return 200, b'{"scores": {"happy": NaN, "sad": 0.5, "neutral": 0.5}}'
    if name == "huge":
        return 200, b" " * (3 << 20)
    return 200, json.dumps(FORMS.get(name, FORMS["good"])).encode()


WAYS: dict[int, tuple[str, Outcome, str, int]] = {
    0: ("good", Outcome.SCORED, "", 1),
    1: ("words", Outcome.SCORED, "", 1),
    2: ("list", Outcome.SCORED, "", 1),
    3: ("pairs", Outcome.SCORED, "", 1),
    4: ("once", Outcome.SCORED, "", 2),
    5: ("again", Outcome.SCORED, "", 2),
    6: ("json at last", Outcome.SCORED, "", 2),
    7: ("no face", Outcome.NO_ANSWER, "the answer names no emotion", 1),
    8: ("down", Outcome.FAILED, "HTTP 503", 3),
    9: ("never", Outcome.FAILED, "HTTP 429", 3),
    10: ("lost", Outcome.FAILED, "HTTP 404", 1),
    11: ("bad", Outcome.FAILED, "HTTP 400", 1),
    12: ("away", Outcome.FAILED, "HTTP 302: sends elsewhere, which is not followed; name the final address", 1),
    15: ("drop", Outcome.FAILED, "the connection failed (RemoteDisconnected)", 3),
    16: ("cut", Outcome.FAILED, "the connection failed (IncompleteRead)", 3),
    17: ("no json", Outcome.FAILED, "the answer is no JSON", 3),
    18: ("two faces", Outcome.FAILED, "answers about 2 faces, the picture is one", 1),
    19: ("part", Outcome.FAILED, "has no number for neutral", 1),
    20: ("sums", Outcome.FAILED, "output is declared 'softmax' but has rows that sum to 2.7", 1),
    21: ("below", Outcome.FAILED, "output is declared 'softmax' but has values from -0.2 to 1.2", 1),
    22: ("text", Outcome.FAILED, "gives 'very' for happy, which is no number", 1),
    23: ("nan", Outcome.FAILED, "its output holds values that are not finite numbers", 1),
    24: ("huge", Outcome.FAILED, "the answer is longer than 1 MiB", 1),
}
"""By red: what the service does, how the picture ends, why, and how often it is asked with two further tries."""

SLOW = {13: "slow", 14: "trickle"}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setattr("audit.predict.adapters.service._FIRST_WAIT", 0.001)
    with Server() as found:
        threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield found
        found.shutdown()


def spec_of(server: Server, **terms: object) -> ModelSpec:
    asking = Asking(**{"timeout": 60.0, "retries": 2, **terms})
    return ModelSpec(
        id="s", title="s", labels=LABELS, contract=CONTRACT, weights=Path(), service=server.address, asking=asking
    )


def reds(*values: int) -> np.ndarray:
    """Return pictures of these reds, as the contract gives them."""
    pictures = np.zeros((len(values), *CONTRACT.shape), np.float32)
    pictures[..., 0] = np.array(values, np.float32)[:, None, None] / 255
    return pictures


DECLARED = """
title = "Declared"
labels = {labels}
service = "{address}"

[input]
size = {size}
scale = "unit"

[asking]
retries = 1

[asking.headers]
X-Key = "SERVICE_KEY"
"""


def test_a_service_that_a_file_declares_is_asked_once_somebody_vouches_for_the_file(server, tmp_path, monkeypatch):
    monkeypatch.setenv("SERVICE_KEY", "secret")
    folder = tmp_path / "theirs"
    folder.mkdir()
    text = DECLARED.format(
        address=server.address.replace("http:", "http+json:", 1),
        size=CONTRACT.size,
        labels=json.dumps(list(LABELS.emotions)),
    )
    (folder / "model.toml").write_text(text)
    spec = load_model(folder)
    assert (spec.kind, spec.service, spec.asking.retries) == (Kind.SERVICE, server.address, 1)
    shown = capabilities(spec)
    assert [server.address in shown[0], "SERVICE_KEY" in shown[1]] == [True, True]
    with pytest.raises(ModelRefused, match=f"sends people's faces to {server.address}; if you know"):
        load_here(spec)
    assert not server.asked
    sha256 = content_sha256(folder / "model.toml")
    check_trust((spec,), (sha256,))
    assert load_here(vouched(spec, frozenset({sha256}))).answers(reds(*list(WAYS)[:1])).probabilities.shape == (1, 3)
    assert sum(server.asked.values()) >= 1
    (folder / "model.toml").write_text(text + "\n")
    with pytest.raises(ModelRefused):
        load_here(vouched(load_model(folder), frozenset({sha256})))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('service = "http+json://elsewhere.example/x"', "http"),
        ('service = "https+json://a.example/x"\nweights = "net.onnx"', "one of weights, callable, members and service"),
        ('service = "https+json://a.example/x"\nlayout = "nchw"', "a service has no layout"),
    ],
)
def test_a_declared_service_that_cannot_be_is_told(tmp_path, more, said):
    (tmp_path / "model.toml").write_text(f'title = "x"\nlabels = ["happy", "sad"]\n{more}\n[input]\nsize = 48\n')
    with pytest.raises(FaultyFile, match=said):
        load_model(tmp_path)


def test_every_picture_ends_in_one_outcome_with_its_reason(server):
    found = load_here(spec_of(server)).answers(reds(*WAYS))
    for kind, outcome, reason in zip(WAYS, found.outcomes, found.reasons, strict=True):
        name, expected, words, times = WAYS[kind]
        assert (name, outcome, server.asked[kind]) == (name, expected, times)
        assert reason.startswith(words), name
    scored = [place for place, outcome in enumerate(found.outcomes) if outcome is Outcome.SCORED]
    assert np.all(found.probabilities[scored] == [0.5, 0.25, 0.25])
    assert np.all(np.delete(found.probabilities, scored, axis=0) == 0)


def test_a_service_that_is_slow_is_waited_for_so_long_and_no_longer(server):
    """A machine under load may give up before the request arrives, so only the most times asked is certain."""
    found = load_here(spec_of(server, timeout=0.3)).answers(reds(*SLOW))
    assert found.outcomes == (Outcome.FAILED,) * len(SLOW)
    assert found.reasons == ("no answer within 0.3 s",) * len(SLOW)
    assert all(1 <= server.asked[kind] <= 3 for kind in SLOW)


def test_the_picture_arrives_as_the_contract_has_it(server):
    load_here(spec_of(server)).answers(reds(200))
    assert server.pixels[0][0, 0].tolist() == [0, 0, 200]  # OpenCV reads blue first
    assert server.headers[0]["Content-Type"] == "image/png"
    for changes in ({"colour": Colour.BGR, "scale": Scale.RAW}, {"mean": "imagenet", "std": "imagenet"}):
        spec = replace(spec_of(server), contract=replace(CONTRACT, **changes))
        from audit.images import to_input

        pixels = np.full((8, 8, 3), (10, 20, 30), np.uint8)
        load_here(spec).answers(to_input(pixels, spec.contract)[None])
        assert server.pixels[-1][0, 0].tolist() == [30, 20, 10]


def test_several_are_asked_at_once_and_no_faster_than_the_rate(server):
    load_here(spec_of(server, concurrency=4)).answers(reds(*[13] * 8))
    assert server.most == 4
    began = time.monotonic()
    load_here(spec_of(server, rate=50.0)).answers(reds(*range(100, 111)))
    assert time.monotonic() - began >= 10 / 50


def test_a_budget_is_kept_and_what_is_beyond_it_has_failed(server):
    found = load_here(spec_of(server, budget=5, concurrency=1)).answers(reds(*[100] * 7))
    assert found.outcomes == (Outcome.SCORED,) * 5 + (Outcome.FAILED,) * 2
    assert found.reasons[-1] == "the budget of 5 requests is used up"
    assert server.asked.total() == 5


def test_a_service_that_is_down_is_not_asked_a_thousand_times(server):
    with pytest.raises(ModelRefused, match="failed for each of the first 20 pictures: HTTP 503"):
        load_here(spec_of(server, retries=0, concurrency=5)).answers(reds(*[8] * 1000))
    assert server.asked.total() == 20


def test_who_is_not_let_in_is_told_how_and_keys_stay_out_of_sight(server, monkeypatch):
    monkeypatch.setitem(STATUSES, "lost", 401)
    with pytest.raises(ModelRefused, match=r"answers 401, it does not let this request in; .* --header Authorization="):
        load_here(spec_of(server)).answers(reds(10))
    with pytest.raises(UsageError, match="the environment variable SOME_KEY is not set"):
        load_here(spec_of(server, headers={"X-Key": "SOME_KEY"}))
    monkeypatch.setenv("SOME_KEY", "s3cret")
    load_here(spec_of(server, headers={"X-Key": "SOME_KEY"})).answers(reds(0))
    assert server.headers[-1]["X-Key"] == "s3cret"


def test_percent_and_logits_are_read_as_declared(server, monkeypatch):
    monkeypatch.setitem(FORMS, "good", {"scores": {"happy": 50, "sad": 25, "neutral": 25}})
    spec = replace(spec_of(server), output=Output.PERCENT)
    assert load_here(spec).probabilities(reds(0))[0].tolist() == [0.5, 0.25, 0.25]
    assert spec.kind is Kind.SERVICE


RUN = """
import sys
from pathlib import Path
sys.path[:0] = sys.argv[3:]
from test_service import asked_about_files, spec_of
class Where: address = sys.argv[2]
asked_about_files(spec_of(Where, concurrency=1, rate=100.0), Path(sys.argv[1]))
"""


def asked_about_files(spec: ModelSpec, folder: Path, journal: Path | None = None) -> Predictions:
    """Return what the service says of 57 pictures in files, one of which it fails at once."""
    spec = replace(spec, contract=replace(CONTRACT, face=FacePolicy.WHOLE))
    names = [f"{red}.png" for red in (0, *range(100, 156))]
    for name in names:
        cv2.imwrite(str(folder / name), np.full((8, 8, 3), (0, 0, int(Path(name).stem)), np.uint8))
    with journal_for(Keeping(folder=journal or folder / "journal")) as kept:
        pictures = PictureList(id="reds", images=names, root=folder)
        asked = pictures.asked_about(spec.labels)
        return predict(load_here(spec), spec.contract, asked, spec=spec, journal=kept)


def test_a_run_that_was_killed_goes_on_and_asks_nothing_twice(server, tmp_path):
    paths = (str(Path(__file__).parents[3]), str(Path(__file__).parent))
    process = subprocess.Popen([sys.executable, "-c", RUN, str(tmp_path), server.address, *paths])
    while server.asked.total() < 6 and process.poll() is None:
        time.sleep(0.01)
    process.kill()
    process.wait()
    asked = server.asked.total()
    assert 6 <= asked < 57
    found = asked_about_files(spec_of(server), tmp_path)
    assert set(found.outcomes) == {Outcome.SCORED.code}
    assert server.asked.total() <= 57 + 1, "one may have been under way when the run was killed"
    before = server.asked.total()
    again = asked_about_files(spec_of(server), tmp_path)
    assert again.probabilities.tobytes() == found.probabilities.tobytes()
    assert server.asked.total() == before
    assert asked_about_files(spec_of(server), tmp_path, tmp_path / "other").probabilities.tobytes() == (
        found.probabilities.tobytes()
    )
    assert server.asked.total() == before + 57
