"""What the live app must survive, tried on the app as a process of its own: `make soak-app`, some ten minutes.

    PYTHONPATH=tests .venv/bin/python tests/soak/live_app_soak.py [--browsers 50]

Each trial ends with the same questions: does the app still answer, how much memory does it hold, does the folder of
contributions hold exactly the pictures its manifest names. Writes `tests/soak/LIVE_APP.md`, and ends with status 1
when a question has another answer than it should.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import http.client
import json
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from assets.client import Client, form
from assets.live import HAPPY, SAD, film, jpeg, scene
from benchmark.beside_gradio import memory_of
from browser.watching import camera_showing, looking
from soak.hostile import FACE, pictures, policies, tables
from websockets.sync.client import ClientConnection, connect

from audit.serve.contribute.contribution import subject_of

HERE = Path(__file__).parent
KEEPER = "A. Keeper, Room 1"
MOST_MEMORY = 900
"""MiB the app may hold at any moment; a picture of the largest size that is decoded takes some 300 of them."""

SLOWEST_ANSWER = 20.0
"""Seconds within which a page must come, whatever else goes on on the machine."""


@dataclass(kw_only=True)
class Soaked:
    """The app under trial, and what was found so far.

    Attributes
    ----------
    folder
        Where it was started; contributions are in `given`.
    process
        It.
    rows
        Trial, what came of it, memory: for the page.
    faults
        What should not have come.
    """

    folder: Path
    process: subprocess.Popen[str] | None = None
    address: str = ""
    rows: list[tuple[str, str, str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def given(self) -> Path:
        return self.folder / "given"

    def start(self) -> None:
        command = ["serve", "--model", "drawn-happy-sad", "--port", "0", "--no-open"]
        command += ["--cohort", str(self.given), "--keeper", KEEPER, "--label", str(self.folder / "label")]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "audit", *command], cwd=self.folder, stderr=subprocess.PIPE, text=True
        )
        assert self.process.stderr is not None
        self.address = re.findall(r"http://\S+", self.process.stderr.readline())[0]
        threading.Thread(target=self.process.stderr.read, daemon=True).start()
        self.wait()

    def wait(self) -> None:
        for _ in range(600):
            with contextlib.suppress(OSError):
                if Client(self.address).get("/").status == 200:
                    return
            time.sleep(0.2)
        raise TimeoutError("the app did not start")

    def client(self) -> Client:
        """A client with the token of a page."""
        client = Client(self.address)
        client.headers = {"Origin": client.origin, "X-Page-Token": client.page_token()}
        return client

    def memory(self) -> float:
        assert self.process is not None
        return memory_of(self.process.pid)

    def expect(self, holds: bool, sentence: str) -> None:
        if not holds:
            self.faults.append(sentence)

    def trial(self, name: str, done: Callable[[Soaked], str]) -> None:
        """Do one trial, then ask the questions."""
        found = done(self)
        begun = time.monotonic()
        self.expect(self.process is not None and self.process.poll() is None, f"{name}: the app ended")
        self.expect(Client(self.address).get("/").status == 200, f"{name}: the app does not answer")
        self.expect(time.monotonic() - begun < SLOWEST_ANSWER, f"{name}: the next page took too long")
        held = self.memory()
        self.expect(held < MOST_MEMORY, f"{name}: it holds {held:.0f} MiB")
        self.check_folder(name)
        self.rows.append((name, found, f"{held:.0f} MiB"))
        print(f"{name}: {found}; {held:.0f} MiB", flush=True)  # noqa: T201 - what it is for

    def check_folder(self, name: str) -> None:
        """Ask whether the folder holds what its manifest names, and nothing else."""
        images = self.given / "images"
        there = {f"images/{path.name}" for path in images.iterdir()} if images.is_dir() else set()
        self.expect(there == set(self.named()), f"{name}: pictures and manifest differ")

    def named(self) -> dict[str, str]:
        """Subject of every picture in the manifest."""
        path = self.given / "manifest.csv"
        if not path.exists():
            return {}
        with path.open(encoding="utf-8", newline="") as file:
            return {row["image"]: row["subject"] for row in csv.DictReader(file)}


def camera(client: Client) -> ClientConnection:
    """A camera's socket."""
    offered = ["emotion-audit", client.headers["X-Page-Token"]]
    return connect(client.frames, origin=client.origin, subprotocols=offered, max_size=None, open_timeout=120)


def hostile_pictures(app: Soaked) -> str:
    client, refused = app.client(), 0
    for name, data in pictures().items():
        for path in ("/api/predict", "/contribute"):
            body, kind = form((f"../../{name}.png", data), consent=terms(client), emotion="sad")
            reply = client.send("POST", path, body, **kind)
            faces = reply.status == 200 and any(each["faces"] for each in reply.json.get("pictures", []))
            app.expect(reply.status < 500 and not faces, f"hostile picture '{name}' at {path}: {reply.status}")
            refused += 1
    return f"{refused} uploads refused in a sentence or said to show nothing"


def hostile_tables(app: Soaked) -> str:
    client, said = app.client(), 0
    for name, data in tables().items():
        reply = client.send("POST", "/check", data)
        said += 1
        app.expect(reply.status in (200, 413) and b"/tmp" not in reply.body, f"table '{name}': {reply.status}")
    for name, text in policies().items():
        wish = {"cohort": "first-study", "model": "drawn-happy-sad", "rules": "brought", "policy": text}
        body, kind = form(**wish, policy_name="../../x.toml")
        reply = client.send("POST", "/jobs", body, **kind)
        said += 1
        app.expect(reply.status == 400 and b"/tmp" not in reply.body, f"policy '{name}': {reply.status}")
    return f"{said} tables and policies answered with their faults"


def wrong_paths(app: Soaked) -> str:
    private = "nobody's business"
    (app.folder / "secret.txt").write_text(private)
    client, asked = app.client(), 0
    ways = (
        "../secret.txt",
        "..%2fsecret.txt",
        "%2e%2e/secret.txt",
        "....//secret.txt",
        "/etc/passwd",
        "..\\secret.txt",
    )
    for start in ("/static/", "/reports/", "/reports/0/", "/compare/1/", "/label/picture/", "/jobs/", "/api/"):
        for way in (*ways, *(f"../{way}" for way in ways), *(f"../../../{way}" for way in ways)):
            reply = client.get(start + way)
            asked += 1
            leaks = private.encode() in reply.body or b"root:" in reply.body
            app.expect(not leaks and reply.status in (400, 404, 405), f"path {start}{way}: {reply.status}")
    return f"{asked} addresses lead to no file"


def foreign(app: Soaked) -> str:
    ours, asked = app.client(), 0
    posts = ("/api/predict", "/contribute", "/forget", "/jobs", "/compare", "/check", "/label/vote", "/label/write")
    for origin in ("http://elsewhere.example", "null", "http://127.0.0.1:1", "https://" + ours.place):
        for path in posts:
            headers = {"Origin": origin, "X_Page_Token": ours.headers["X-Page-Token"]}
            reply = Client(app.address).send("POST", path, FACE, **headers)
            same_host = origin.endswith(ours.place)
            asked += 1
            app.expect(same_host or reply.status == 403, f"post from {origin} to {path}: {reply.status}")
        with contextlib.suppress(Exception), connect(ours.frames, origin=origin, subprotocols=["emotion-audit", "x"]):
            app.faults.append(f"a socket from {origin} was opened")
    return f"{asked} posts and 4 sockets of other sites refused"


def many_requests(app: Soaked) -> str:
    client, before = app.client(), app.memory()
    begun = time.monotonic()
    for number in range(10_000):
        reply = client.get("/api/audits" if number % 2 else "/")
        app.expect(reply.status == 200, f"request {number}: {reply.status}")
    return f"10,000 in {time.monotonic() - begun:.0f} s, {app.memory() - before:+.0f} MiB"


def many_browsers(browsers: int) -> Callable[[Soaked], str]:
    def done(app: Soaked) -> str:
        clip = film(app.folder / "film.mjpeg", scene((HAPPY, 200, 120)), scene((SAD, 200, 120)))
        frame, client = jpeg(scene((HAPPY, 200, 120))), app.client()

        def one(_: int) -> int:
            with camera(client) as watched:
                for number in range(1, 21):
                    watched.send(struct.pack("<I", number) + frame)
                    app.expect(json.loads(watched.recv(timeout=120))["frame"] == number, "a frame was not answered")
            return 20

        with camera_showing(clip) as browser, ThreadPoolExecutor(browsers) as pool:
            pages = [looking(browser, app.address) for _ in range(4)]
            sockets = pool.map(one, range(browsers))
            for page in pages:
                page.wait_for_function("() => camera.answered.length > 1", timeout=120_000)
            answered = sum(sockets)
        return f"{browsers} cameras and 4 pages in Chromium at once, {answered} frames answered"

    return done


def large_pictures(app: Soaked) -> str:
    client, sent = app.client(), 0
    for path in ("/api/predict", "/contribute", "/check"):
        chunk = bytes(1024 * 1024)

        def endless(chunk: bytes = chunk) -> Iterator[bytes]:
            nonlocal sent
            for _ in range(100):
                sent += len(chunk)
                yield chunk

        for body in (endless(), bytes(100 * 1024 * 1024)):
            with contextlib.suppress(ConnectionError):
                reply = client.send("POST", path, body)
                app.expect(reply.status == 413, f"100 MiB to {path}: {reply.status}")
    return "100 MiB refused with and without a length, at three addresses"


def slow_clients(app: Soaked) -> str:
    host, port = Client(app.address).place.split(":")
    with ExitStack() as stack:
        slow = [stack.enter_context(socket.create_connection((host, int(port)), timeout=60)) for _ in range(100)]
        for each in slow:
            each.sendall(b"POST /api/predict HTTP/1.1\r\nHost: ")
        begun = time.monotonic()
        status = Client(app.address).send("POST", "/api/predict", FACE).status
        spent = time.monotonic() - begun
        app.expect(status == 200 and spent < SLOWEST_ANSWER, f"beside slow clients: {status} after {spent:.0f} s")
        for each in slow[:5]:
            app.expect(each.recv(100) == b"", "a client that drips was not hung up on")
    return f"100 that drip are hung up on; a picture beside them took {spent:.1f} s"


def cut_sockets(app: Soaked) -> str:
    client = app.client()
    for _ in range(200):
        watched = camera(client)
        watched.socket.sendall(struct.pack("!BBHI", 0x82, 0x80 | 126, 60000, 0) + b"four")
        watched.socket.close()
    with camera(client) as other:
        other.send(struct.pack("<I", 1) + FACE)
        app.expect(json.loads(other.recv(timeout=60))["frame"] == 1, "after cut sockets a frame was not answered")
    return "200 cut in the middle of a frame, the next is answered"


def kills(app: Soaked) -> str:
    """Kill the app while four people give pictures, start it again, and ask whether all that was confirmed is there."""
    confirmed: list[str] = []
    for _ in range(8):
        client, stop = app.client(), threading.Event()

        def giving(client: Client = client, stop: threading.Event = stop) -> None:
            while not stop.is_set():
                with contextlib.suppress(OSError, http.client.HTTPException, ValueError):
                    reply = give(client)
                    if reply.status == 200:
                        confirmed.append(reply.json["receipt"])

        people = [threading.Thread(target=giving) for _ in range(4)]
        for person in people:
            person.start()
        time.sleep(1.5)
        assert app.process is not None
        app.process.kill()
        stop.set()
        for person in people:
            person.join()
        app.process.wait()
        app.start()
        app.check_folder("kill")
    kept = set(app.named().values())
    lost = [receipt for receipt in confirmed if subject_of(receipt) not in kept]
    app.expect(not lost, f"{len(lost)} confirmed contributions are lost")
    client = app.client()
    for receipt in confirmed:
        body, kind = form(receipt=receipt)
        app.expect(client.send("POST", "/forget", body, **kind).status == 200, "a code does not delete")
    return f"8 kills, {len(confirmed)} confirmed contributions kept and then deleted by their codes, none half"


def give(client: Client):
    """Give one picture."""
    body, kind = form(("face.png", FACE), consent=terms(client), emotion="sad", age_group="senior")
    return client.send("POST", "/contribute", body, **kind)


def terms(client: Client) -> str:
    """The version of the terms, as the page has it."""
    (version,) = re.findall(rb'name="consent" id="consent" value="(\w+)"', client.get("/contribute").body)
    return version.decode()


@contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """Put a disk of 257 MiB under a folder, of which the app leaves 256 free; yields whether the machine let us."""
    folder.mkdir(exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", "size=257m", "none", str(folder)]
    try:
        mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        mounted = False
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], check=False)


def full_disk(app: Soaked) -> str:
    """Give pictures until the disk is full."""
    client, receipts = app.client(), []
    for _ in range(500):
        reply = give(client)
        if reply.status != 200:
            break
        receipts.append(reply.json["receipt"])
    app.expect(reply.status == 507 and "nothing was stored" in reply.json["error"], f"full disk: {reply.status}")
    app.check_folder("full disk")
    for receipt in receipts:
        body, kind = form(receipt=receipt)
        app.expect(client.send("POST", "/forget", body, **kind).status == 200, "a code does not delete on a full disk")
    return f"{len(receipts)} contributions fit, the next is refused, all are deleted by their codes"


def main() -> int:
    """Try everything and write the page."""
    options = argparse.ArgumentParser()
    options.add_argument("--browsers", type=int, default=50)
    asked = options.parse_args()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored by jobs in the background
    with tempfile.TemporaryDirectory() as folder:
        app = Soaked(folder=Path(folder))
        (app.folder / "label").mkdir()
        (app.folder / "label" / "face.png").write_bytes(FACE)
        trials: dict[str, Callable[[Soaked], str]] = {
            "hostile pictures": hostile_pictures,
            "hostile tables and policies": hostile_tables,
            "paths that lead out": wrong_paths,
            "other sites": foreign,
            "a picture of 100 MiB": large_pictures,
            "sockets cut in the middle": cut_sockets,
            "slow clients": slow_clients,
            "browsers at once": many_browsers(asked.browsers),
            "requests in a row": many_requests,
            "killed while people give": kills,
        }
        with small_disk(app.given) as mounted:
            if mounted:
                app.start()
                app.trial("a full disk", full_disk)
                ended(app)
            else:
                app.rows.append(("a full disk", "not tried: this machine lets no small disk be mounted", ""))
        shutil.rmtree(app.given, ignore_errors=True)
        app.start()
        for name, trial in trials.items():
            app.trial(name, trial)
        ended(app)
    (HERE / "LIVE_APP.md").write_text(written(app), encoding="utf-8")
    print("\n".join(app.faults) or "nothing is amiss")  # noqa: T201
    return bool(app.faults)


def ended(app: Soaked) -> None:
    """Interrupt the app as Ctrl+C does, and ask whether it ends at once and in order."""
    assert app.process is not None
    app.process.send_signal(signal.SIGINT)
    status = app.process.wait(timeout=30)
    app.expect(status == 130, f"after Ctrl+C its exit status is {status}")


def written(app: Soaked) -> str:
    """Return the page."""
    lines = ["| trial | what came of it | memory held after it |", "|---|---|---|"]
    lines += [f"| {name} | {found} | {held} |" for name, found, held in app.rows]
    end = "\n".join(f"* {fault}" for fault in app.faults) or "Nothing was amiss."
    head = "# What the live app survives\n\nWritten by `make soak-app`; do not edit it."
    return "\n\n".join([head, "\n".join(lines), end]) + "\n"


if __name__ == "__main__":
    sys.exit(main())
