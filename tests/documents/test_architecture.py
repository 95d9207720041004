"""The page on the architecture draws the layers that the linter holds, and names only what exists."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "explanation" / "architecture.md").read_text(encoding="utf-8")


def test_the_layers_are_those_of_the_linter() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    layers = next(one["layers"] for one in settings["contracts"] if one["type"] == "layers")
    block = PAGE.split("```text\n")[1].split("```")[0]
    whole = re.sub(r"  .*\n +(?=\|)", " ", block)  # a layer of two lines, its words behind the first
    drawn = [re.split(r"\s{2,}", line)[0] for line in whole.splitlines()]
    assert drawn == [layer.strip("()") for layer in layers]


def test_every_file_it_names_is_there() -> None:
    for name in re.findall(r"`((?:audit|tests|docs)/[\w/.]+)`", PAGE):
        assert (ROOT / name).exists() or name == "audit/bundled/", name
