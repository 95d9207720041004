"""What a worker for a model that nobody vouches for gives up, tried in a process that gave it up."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from audit.predict.worker.confined import FILES, NETWORK

ROOT = Path(__file__).resolve().parents[4]

TRIED = """
import ctypes, json, os, signal, socket, subprocess, sys, threading
from pathlib import Path
from audit.predict.worker.confined import confine

folder, own, other, parent = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), os.getppid()
made = confine(str(folder), [str(own)])

def came_of(do):
    try:
        return str(do())
    except OSError as error:
        return type(error).__name__

def in_a_thread():
    found = []
    thread = threading.Thread(target=lambda: found.append(came_of(socket.socket)))
    thread.start()
    thread.join()
    return found[0]

print(json.dumps({"gives up": made, **{name: came_of(do) for name, do in {
    "reads its model": own.read_text,
    "reads the system": lambda: len(Path("/etc/hosts").read_text()) > 0,
    "writes into its folder": lambda: (folder / "a").write_text("x"),
    "prints nowhere": lambda: Path("/dev/null").write_text("x"),
    "signals itself": lambda: os.kill(os.getpid(), 0),
    "reads another file": other.read_text,
    "lists a folder of people": lambda: os.listdir(other.parent),
    "writes beside its model": lambda: own.with_name("beside").write_text("x"),
    "writes over its model": lambda: own.write_text("x"),
    "removes another file": other.unlink,
    "moves its file out": lambda: (folder / "a").rename(other.with_name("out")),
    "makes a file anybody's": lambda: own.chmod(0o777),
    "changes a time": lambda: os.utime(own),
    "links into its folder": lambda: os.link(own, folder / "link"),
    "opens a socket": socket.socket,
    "opens a socket of this machine": lambda: socket.socket(socket.AF_UNIX),
    "opens a socket in a thread": in_a_thread,
    "starts a program": lambda: subprocess.run(["/bin/true"]),
    "has a child": os.fork,
    "leaves its group": os.setsid,
    "signals its parent": lambda: os.kill(parent, 0),
    "reads its parent's variables": lambda: Path(f"/proc/{parent}/environ").read_bytes(),
    "reads its parent's memory": lambda: Path(f"/proc/{parent}/mem").open("rb"),
}.items()}}))
"""

MAY = {
    "reads its model": "weights",
    "reads the system": "True",
    "writes into its folder": "1",
    "prints nowhere": "1",
    "signals itself": "None",
}


@pytest.fixture(scope="module")
def made() -> str:
    command = [sys.executable, "-m", "audit.predict.worker.confined"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    if said != f"{FILES}, {NETWORK}":
        pytest.skip(f"this machine lets a process give up {said}")
    return said


def test_it_reaches_nothing_but_its_model_and_the_system(made, tmp_path) -> None:
    folder, own, other = tmp_path / "own", tmp_path / "model" / "weights", tmp_path / "else" / "secret"
    for path in (own, other):
        path.parent.mkdir()
        path.write_text(path.name)
    folder.mkdir()
    said = subprocess.run(
        [sys.executable, "-c", TRIED, str(folder), str(own), str(other)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(said.stdout)
    assert ", ".join(found.pop("gives up")) == made
    assert {name: found.pop(name) for name in MAY} == MAY
    assert set(found.values()) == {"PermissionError", "OSError"}, found
    assert found["links into its folder"] == "OSError"
    assert (own.read_text(), other.read_text()) == ("weights", "secret")
    assert [path.name for path in folder.iterdir()] == ["a"]


@pytest.mark.usefixtures("made")
def test_without_room_for_a_folder_it_writes_nowhere(tmp_path) -> None:
    code = """
import sys
from pathlib import Path
from audit.predict.worker.confined import NO_FOLDER, confine
confine(NO_FOLDER, [])
try:
    Path(sys.argv[1], "a").write_text("x")
except PermissionError:
    print("refused")
"""
    command = [sys.executable, "-c", code, str(tmp_path)]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout == "refused\n"
