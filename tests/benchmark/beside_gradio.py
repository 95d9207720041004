"""The live app beside the same app in Gradio, in turns, in one browser with one camera whose film counts its pictures.

`tests/benchmark/live_app.py --gradio PYTHON` runs it, PYTHON being one with gradio and what emotion-audit needs, such
as a virtual environment with gradio and a `.pth` file that names the other one:

    uv venv /tmp/gradio && uv pip install --python /tmp/gradio/bin/python gradio
    echo $PWD/.venv/lib/python3.11/site-packages > /tmp/gradio/lib/python3.11/site-packages/ours.pth

Both get the film of a fake camera of 640 × 480 at 30 pictures a second. Every picture carries its number as a stripe of
black and white at its foot, so that what a page shows can be held against what its camera shows at that moment: the
lag. Other work on the machine slows both; they take turns, and the ratio is what counts.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from assets.client import Client
from assets.live import HAPPY, jpeg, scene
from axe_playwright_python.sync_playwright import Axe
from browser.watching import camera_showing
from numpy.typing import NDArray

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
BITS, RATE, FRAMES, STRIPE = 10, 30, 900, 24
TURNS, SETTLING = 4, 5

WATCH = """([bits, outputId, seconds]) => new Promise((done) => {
  const small = Object.assign(document.createElement("canvas"), { width: bits, height: 1 });
  const pen = small.getContext("2d", { willReadFrequently: true });
  const live = document.querySelector("video") || video, numbers = [], lags = [];
  const read = (source, width, height) => {
    if (!width) return null;
    pen.drawImage(source, 0, height * (1 - 16 / 480), width, height * 8 / 480, 0, 0, bits, 1);
    const data = pen.getImageData(0, 0, bits, 1).data;
    return [...Array(bits).keys()].reduce((sum, bit) => 2 * sum + (data[4 * bit] > 128 ? 1 : 0), 0);
  };
  const end = performance.now() + 1000 * seconds;
  const look = () => {
    const output = document.querySelector(outputId);
    const shown = output && read(output, output.naturalWidth || output.width, output.naturalHeight || output.height);
    if (shown !== null && shown !== numbers[numbers.length - 1]) {
      numbers.push(shown);
      lags.push(read(live, live.videoWidth, live.videoHeight) - shown);
    }
    if (performance.now() < end) setTimeout(look, 4);
    else done({ shown: numbers.length, lags });
  };
  look();
})"""
"""Counts how many pictures a page shows, and how many pictures each lies behind its camera when it appears."""


@dataclass(kw_only=True)
class Side:
    """One of the two apps: what was measured of it, turn by turn."""

    name: str
    output: str
    packages: int
    shown: list[float] = field(default_factory=list)
    lags: list[float] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)
    memory: float = 0.0
    policy: str = ""
    faults: int = 0


def beside_gradio(python: str, model: str, seconds: float, folder: Path) -> str:
    """Measure both and return the section of the page."""
    clip = folder / "counted.mjpeg"
    clip.write_bytes(b"".join(jpeg(numbered(number)) for number in range(FRAMES)))
    ours = [sys.executable, "-m", "audit", "serve", "--model", model, "--port", "8497", "--no-open"]
    theirs = [python, str(HERE / "gradio_app.py"), "--model", model, "--port", "8498"]
    sides = (
        Side(name="this app", output="#view", packages=len(closure(sys.executable, "emotion-audit", ("app",)))),
        Side(name="Gradio", output="#answer img", packages=len(closure(python, "gradio"))),
    )
    with started(ours, 8497) as one, started(theirs, 8498) as other, camera_showing(clip) as browser:
        for _ in range(TURNS):
            for side, pid, port in ((sides[0], one, 8497), (sides[1], other, 8498)):
                take_turn(side, browser, f"http://127.0.0.1:{port}/", pid, seconds)
    return written(sides, seconds, gradio_version(python))


def numbered(number: int) -> NDArray[np.uint8]:
    """One picture of the film: a face, and its number at its foot."""
    picture = scene((HAPPY, 200, 120))
    wide = picture.shape[1] // BITS
    for bit in range(BITS):
        picture[-STRIPE:, bit * wide : (bit + 1) * wide] = 255 * (number >> (BITS - 1 - bit) & 1)
    return picture


@contextmanager
def started(command: list[str], port: int) -> Iterator[int]:
    """Start an app, wait until it answers, and yield the number of its process."""
    settings = {**os.environ, "GRADIO_ANALYTICS_ENABLED": "False", "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as app:
        try:
            for _ in range(600):
                try:
                    Client(f"http://127.0.0.1:{port}/").get("/")
                    break
                except ConnectionError:
                    time.sleep(0.5)
            yield app.pid
        finally:
            app.terminate()


def take_turn(side: Side, browser: Browser, address: str, pid: int, seconds: float) -> None:
    """Open the page of an app, start its camera, and watch it for so long."""
    context = browser.new_context(permissions=["camera"], viewport={"width": 1280, "height": 900}, bypass_csp=True)
    page = context.new_page()
    page.set_default_timeout(120_000)
    answer = page.goto(address)
    assert answer is not None
    side.policy = answer.headers.get("content-security-policy", "none")
    start_camera(page, side)
    page.wait_for_timeout(1000 * SETTLING)
    before = processor_of(pid)
    seen = page.evaluate(WATCH, [BITS, side.output, seconds])
    assert seen["shown"] > 1, f"{side.name} showed nothing"
    side.shown.append(seen["shown"] / seconds)
    side.lags += [1000 / RATE * (lag % FRAMES) for lag in seen["lags"]]
    side.costs.append(1000 * (processor_of(pid) - before) / seen["shown"])
    side.memory = max(side.memory, memory_of(pid))
    side.faults = max(side.faults, grave_faults(page))
    context.close()


def start_camera(page: Page, side: Side) -> None:
    """Press what starts the camera."""
    if side.name == "Gradio":
        page.get_by_role("button", name="Click to Access Webcam").click()
        page.get_by_role("button", name="capture photo").click()
    else:
        page.get_by_role("button", name="Start the camera").click()
    page.locator(side.output).first.wait_for()


def grave_faults(page: Page) -> int:
    """Return how many rules axe finds broken, of those it calls serious or critical."""
    found = Axe().run(page).response["violations"]
    return sum(each["impact"] in ("serious", "critical") for each in found)


def closure(python: str, name: str, extras: tuple[str, ...] = ()) -> set[str]:
    """Return the packages that a package brings along, itself included; of an extra, only what that adds."""
    asked = subprocess.run([python, "-c", _CLOSURE, name, *extras], capture_output=True, text=True, check=True)
    return set(json.loads(asked.stdout))


_CLOSURE = """
import json, re, sys
from importlib.metadata import PackageNotFoundError, requires
def plain(name): return re.sub(r"[-_.]+", "-", name).lower()
def needs(name, extra):
    for line in requires(name) or ():
        head, _, marker = line.partition(";")
        wanted = re.search(r'extra == .([\\w-]+).', marker)
        other = re.search(r'(sys_platform|platform_system) == .(win32|Windows|emscripten|darwin).', marker)
        old = re.search(r'python_version < .3[.]\\d+.|python_full_version < .3[.]1[01].', marker)
        if not other and not old and (wanted is None if extra is None else wanted and wanted[1] == extra):
            yield plain(re.match(r"[\\w.-]+", head.strip())[0])
def closed(names):
    found, waiting = set(), list(names)
    while waiting:
        name = waiting.pop()
        if name in found: continue
        try: more = list(needs(name, None))
        except PackageNotFoundError: continue
        found.add(name); waiting += more
    return found
name, *extras = sys.argv[1:]
base = closed([name])
print(json.dumps(sorted(closed([n for e in extras for n in needs(name, e)]) - base if extras else base)))
"""


def gradio_version(python: str) -> str:
    """Return the version of gradio."""
    command = [python, "-c", "import importlib.metadata as m; print(m.version('gradio'))"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def family(pid: int) -> list[int]:
    """Return a process and all that it started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return [pid, *(each for child in children for each in family(int(child)))]


def memory_of(pid: int) -> float:
    """Return the memory that a process and what it started hold, MiB."""
    texts = (Path(f"/proc/{each}/status").read_text(encoding="ascii") for each in family(pid))
    return sum(int(kib) for text in texts for kib in re.findall(r"VmRSS:\s+(\d+)", text)) / 1024


def processor_of(pid: int) -> float:
    """Return the processor seconds so far of a process and what it started."""
    spent = 0
    for each in family(pid):
        fields = Path(f"/proc/{each}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        spent += int(fields[11]) + int(fields[12])
    return spent / os.sysconf("SC_CLK_TCK")


def written(sides: tuple[Side, ...], seconds: float, version: str) -> str:
    """Return the section."""
    ours, theirs = sides
    rows = {
        "pictures shown a second, turn by turn": [", ".join(f"{rate:.1f}" for rate in side.shown) for side in sides],
        "behind the camera, median and 95 %": [_lag(side) for side in sides],
        "processor time of the app for a picture shown": [f"{np.mean(side.costs):.0f} ms" for side in sides],
        "memory": [f"{side.memory:.0f} MiB" for side in sides],
        "packages it brings along": [str(side.packages) for side in sides],
        "content policy of the page": ["`default-src 'none'`" if "'none'" in s.policy else s.policy for s in sides],
        "serious accessibility faults (axe)": [str(side.faults) for side in sides],
    }
    ratio = float(np.mean(ours.shown) / np.mean(theirs.shown))
    table = [f"| {what} | {one} | {other} |" for what, (one, other) in rows.items()]
    turns, load = f"{len(ours.shown)} turns of {seconds:.0f} seconds", f"load {os.getloadavg()[0]:.0f}"
    lead = f"""## Beside Gradio

The same finder and classifier in Gradio {version} (`tests/benchmark/gradio_app.py`), both in headless Chromium with the
same camera of 640 × 480 at {RATE} pictures a second, {turns} each, one after the other. The browser and other
work share the {os.cpu_count()} cores with them ({load}), which lowers both rates and does not leave their ratio alone.
The processor time is that of the app alone, divided by the pictures that reached the page. Behind the camera:
what a page shows against what its camera shows at that moment. In these turns this app shows
{ratio:.1f} times as many pictures.
"""
    return "\n".join([lead, "| what | this app | Gradio |", "|---|---|---|", *table, ""])


def _lag(side: Side) -> str:
    median, high = np.percentile(side.lags, [50, 95])
    return f"{median:.0f} and {high:.0f} ms"
