"""Commands read pictures at an address as in a folder, leave no copy, and say in one sentence why they cannot."""

from __future__ import annotations

import json
import tempfile
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from audit.cli.main import run
from audit.files import addresses

pytest.importorskip("fsspec", reason="the extra remote is not installed")
pytest.importorskip("aiohttp", reason="fsspec asks web servers with it")

MODEL = ["--model", "drawn-happy-sad", "--journal", "off"]
COHORT = ["--cohort", "people.csv"]


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work beside a cohort of four pictures, one of which is gone and two of which are one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(addresses, "_WAITS", ())
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    rng = np.random.default_rng(0)
    Path("faces").mkdir()
    for name in ("a", "b"):
        Image.fromarray(rng.integers(0, 256, (64, 64, 3), np.uint8)).save(f"faces/{name}.png")
    Path("faces/c.png").write_bytes(Path("faces/a.png").read_bytes())
    rows = "image,label,g\na.png,happy,x\nb.png,sad,y\nc.png,happy,y\ngone.png,sad,x\n"
    Path("people.csv").write_text(rows)
    return tmp_path


@pytest.fixture
def web(here: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=here / "faces"))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def memory(here: Path) -> Iterator[str]:
    import fsspec

    files = fsspec.filesystem("memory")
    files.put(str(here / "faces"), "/faces", recursive=True)
    yield "memory://faces"
    files.store.clear()
    files.pseudo_dirs[:] = [""]


@pytest.mark.parametrize("kind", ["web", "memory"])
def test_an_audit_of_pictures_at_an_address_is_that_of_the_folder(kind: str, request, tmp_path, monkeypatch) -> None:
    passing = tmp_path / "passing"
    passing.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(passing))
    found = []
    for root in ("faces", request.getfixturevalue(kind)):
        assert run(["run", *COHORT, *MODEL, "--images-root", root, "--pictures", "shown", "--out", "out"]) == 3
        document = json.loads(Path("out/audit.json").read_text())
        del document["provenance"]["command"]
        found.append((document, sorted(path.name for path in Path("out").iterdir()), sorted(passing.iterdir())))
    assert found[0] == found[1]


def test_predictions_are_those_of_the_folder(web: str) -> None:
    for root, out in (("faces", "near.csv"), (web, "far.csv")):
        assert run(["predict", *COHORT, *MODEL, "--images-root", root, "--out", out]) == 0
    assert Path("near.csv").read_text() == Path("far.csv").read_text()
    assert "missing file" in Path("far.csv").read_text()


def test_check_looks_at_pictures_at_an_address(memory: str, capsys) -> None:
    said = []
    for root in ("faces", memory):
        assert run(["check", "people.csv", "--pictures", "--images-root", root, "--json"]) == 0
        said.append(json.loads(capsys.readouterr().out))
    assert said[0] == said[1]


def test_a_file_of_audits_may_name_an_address(memory: str) -> None:
    Path("emotion-audit.toml").write_text(
        f'[[audit]]\ncohort = "people.csv"\nmodel = "drawn-happy-sad"\nimages_root = "{memory}"\n'
    )
    assert run(["run", "--journal", "off", "--out", "out"]) == 3
    (found,) = Path("out").rglob("audit.json")
    assert json.loads(found.read_text())["provenance"]["cohort"]["id"] == "people"


SAID = {
    "memory://nowhere": "--images-root memory://nowhere: no such folder",
    "http://127.0.0.1:9": "http://127.0.0.1:9: could not be read: Cannot connect",
    "s3://bucket/faces": "s3://bucket/faces: the driver of this address is not installed: Install s3fs",
    "https://me:secret@host/faces": "would stand in the report",
    "simplecache::memory://faces": "no copies are kept",
}


@pytest.mark.parametrize(("address", "words"), SAID.items())
@pytest.mark.parametrize("command", ["run", "predict", "check"])
def test_what_cannot_be_read_is_one_sentence(command: str, address: str, words: str, monkeypatch, capsys) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "s3fs", None)
    about = ["people.csv"] if command == "check" else [*COHORT, *MODEL, "--out", "out.csv"]
    assert run([command, *about, "--images-root", address]) == 2
    said = capsys.readouterr().err
    assert words in said
    assert "secret" not in said
    assert "Traceback" not in said


def test_an_address_in_a_table_is_no_root(memory: str) -> None:
    """Who wrote the table is not who runs the command: nothing is asked for what a row says."""
    Path("people.csv").write_text(f"image,label\n{memory}/a.png,happy\n{memory}/b.png,sad\n")
    assert run(["predict", *COHORT, *MODEL, "--out", "t.csv"]) == 0
    assert Path("t.csv").read_text().count("missing file") == 2
