"""The description of the API holds: its answers fit it, its paths are there, its examples run as they stand."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from assets.client import form
from assets.live import HAPPY, SAD, png, scene

from audit.serve.http.openapi import openapi_document

DOCUMENT = openapi_document()
EXAMPLES = [
    (example["language"], example["source"])
    for methods in DOCUMENT["paths"].values()
    for call in methods.values()
    for example in call["x-examples"]
]
TWO = png(scene((HAPPY, 40, 120), (SAD, 360, 120)))


def schema(name: str) -> dict:
    return {"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]}


def check(document: object, name: str) -> None:
    pytest.importorskip("jsonschema").validate(document, schema(name))


def test_answers_and_refusals_fit_the_description(client) -> None:
    body, kind = form(("two.png", TWO), ("empty room.png", png(scene())), ("broken.png", TWO[:-40]))
    check(client.send("POST", "/api/predict?seen=1", body, **kind).json, "Seen")
    check(client.send("POST", "/api/predict?model=nobody", TWO).json, "Fault")
    check(client.get("/api/audits").json, "Audits")
    assert client.get("/api/openapi.json").json == DOCUMENT


def test_every_described_path_is_there_and_every_path_is_described(client) -> None:
    for path, methods in DOCUMENT["paths"].items():
        for method in methods:
            assert client.send(method.upper(), path).status not in (404, 405)
    page = client.get("/api").body.decode()
    assert all(path in page for path in DOCUMENT["paths"])


@pytest.mark.parametrize(("language", "source"), EXAMPLES)
def test_an_example_runs_as_it_stands(client, tmp_path, language, source) -> None:
    (tmp_path / "face.png").write_bytes(TWO)
    here = source.replace("http://127.0.0.1:8420/", client.address)
    assert here != source
    if language == "curl":
        if shutil.which("curl") is None:
            pytest.skip("there is no curl on this machine")
        done = subprocess.run(
            ["bash", "-c", here], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60
        )
        assert "error" not in json.loads(done.stdout)
    else:
        assert "brightness" in printed(here, tmp_path)


def printed(source: str, folder: Path) -> str:
    """Return what a program prints that runs in a folder."""
    before = Path.cwd()
    out = io.StringIO()
    os.chdir(folder)
    try:
        with contextlib.redirect_stdout(out):
            exec(compile(source, "example", "exec"), {})  # noqa: S102 - our own example
    finally:
        os.chdir(before)
    return out.getvalue()
