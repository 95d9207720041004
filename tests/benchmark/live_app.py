"""How fast the live app looks, how long an answer takes, what a picture costs, and whether memory stays.

    PYTHONPATH=tests .venv/bin/python tests/benchmark/live_app.py [--minutes 10] [--model emotion7] [--gradio PYTHON]

One camera of 640 × 480 with one drawn face, two pictures in flight as the page has them, for so many minutes; the app
is a process of its own. Beside pictures per second it prints the processor time of one picture, which other work on
the machine does not change: 1000 ÷ (that in milliseconds ÷ 2) pictures a second is what two free cores give. Then
10,000 requests in a row, and with `--gradio` the same app in Gradio beside it (`beside_gradio.py`). Writes
`tests/benchmark/LIVE_APP.md`.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import struct
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from assets.client import Client
from assets.live import HAPPY, jpeg, scene
from benchmark.beside_gradio import beside_gradio, memory_of, processor_of
from websockets.sync.client import connect

HERE = Path(__file__).parent
REQUESTS = 10_000
IN_FLIGHT = 2


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One run: pictures, seconds, milliseconds from sending to answer, processor seconds, memory in MiB by minute."""

    pictures: int
    seconds: float
    latency: tuple[float, ...]
    processor: float
    memory: tuple[float, ...]


def main() -> None:
    """Measure and write the page."""
    options = argparse.ArgumentParser()
    options.add_argument("--minutes", type=float, default=10)
    options.add_argument("--model", default="emotion7")
    options.add_argument("--gradio", metavar="PYTHON")
    options.add_argument("--turn", type=float, default=20, help="Seconds of each app's turn beside Gradio.")
    asked = options.parse_args()
    command = [sys.executable, "-m", "audit", "serve", "--model", asked.model, "--port", "0", "--no-open"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as app:
        try:
            line = app.stderr.readline() if app.stderr else ""
            client = Client(re.findall(r"http://\S+", line)[0])
            watched = watch(client, app.pid, 60 * asked.minutes)
            before = memory_of(app.pid)
            seconds = many_requests(client)
            page = written(asked.model, watched, seconds, before, memory_of(app.pid))
        finally:
            app.terminate()
    if asked.gradio:
        with tempfile.TemporaryDirectory() as folder:
            page += "\n" + beside_gradio(asked.gradio, asked.model, asked.turn, Path(folder))
    (HERE / "LIVE_APP.md").write_text(page, encoding="utf-8")
    print(page)  # noqa: T201 - what it is for


def watch(client: Client, pid: int, seconds: float) -> Measured:
    """Look at one camera for so long, after twenty pictures that warm up."""
    frame, offered = jpeg(scene((HAPPY, 200, 120))), ["emotion-audit", token_of(client)]
    sent: dict[int, float] = {}
    latency: list[float] = []
    memory: list[float] = []
    with connect(client.frames, origin=client.origin, subprotocols=offered, max_size=None) as socket:
        number = 0
        for warming in (True, False):
            start, processor, latency = time.perf_counter(), processor_of(pid), []
            while (len(latency) < 20) if warming else (time.perf_counter() - start < seconds):
                while len(sent) < IN_FLIGHT:
                    number += 1
                    sent[number] = time.perf_counter()
                    socket.send(struct.pack("<I", number) + frame)
                answer = json.loads(socket.recv(timeout=60))
                assert len(answer["faces"]) == 1, answer
                latency.append(1000 * (time.perf_counter() - sent[answer["frame"]]))
                sent = {each: at for each, at in sent.items() if each > answer["frame"]}
                if not warming and time.perf_counter() - start > 60 * len(memory):
                    memory.append(memory_of(pid))
    spent = time.perf_counter() - start
    return Measured(
        pictures=len(latency),
        seconds=spent,
        latency=tuple(latency),
        processor=processor_of(pid) - processor,
        memory=(*memory, memory_of(pid)),
    )


def token_of(client: Client) -> str:
    """Return the page token as soon as the app answers; it prints its address before."""
    for _ in range(600):
        try:
            return client.page_token()
        except ConnectionError:
            time.sleep(0.5)
    raise TimeoutError("the app did not start")


def many_requests(client: Client) -> float:
    """Ask for the page so many times in a row and return the seconds."""
    start = time.perf_counter()
    for _ in range(REQUESTS):
        assert client.get("/api/audits").status == 200
    return time.perf_counter() - start


def written(model: str, found: Measured, seconds: float, before: float, after: float) -> str:
    """Return the page."""
    cost, memory = 1000 * found.processor / found.pictures, found.memory
    median, high = np.percentile(found.latency, [50, 95])
    rate = f"{REQUESTS / seconds:.0f} a second"
    rows = {
        "pictures looked at": f"{found.pictures:,}, {found.pictures / found.seconds:.1f} a second",
        "from sending to answer": f"median {median:.0f} ms, 95 % within {high:.0f} ms",
        "processor time of one picture, all included": f"{cost:.1f} ms: two free cores give {2000 / cost:.0f} a second",
        "memory at the start, highest, at the end": f"{memory[0]:.0f}, {max(memory):.0f}, {memory[-1]:.0f} MiB",
        f"{REQUESTS:,} requests in a row": f"{rate}; {before:.0f} MiB before, {after:.0f} MiB after",
    }
    lines = ["| what | measured |", "|---|---|", *(f"| {what} | {value} |" for what, value in rows.items())]
    return "\n".join([_lead(model, found), *lines, ""])


def _lead(model: str, found: Measured) -> str:
    return f"""# The live app, measured

Written by `PYTHONPATH=tests .venv/bin/python tests/benchmark/live_app.py`; do not edit it. One camera of 640 × 480 with
one face, two pictures in flight, model `{model}`, {found.seconds / 60:.1f} minutes; {os.cpu_count()} cores that other
work used meanwhile (load {os.getloadavg()[2]:.1f} over the last quarter of an hour).
"""


if __name__ == "__main__":
    main()
