"""models/TRAINING.md names every key with its default, and no other; its example is a model that loads."""

from __future__ import annotations

import json
import re
from dataclasses import MISSING, fields
from enum import StrEnum
from pathlib import Path

import pytest

from audit.domain.model.model import InputContract
from audit.domain.model.recipe import Augmentation, Recipe, Search, Trees
from audit.load import load_model

PAGE = (Path(__file__).parents[3] / "models" / "TRAINING.md").read_text(encoding="utf-8")
TABLES = {
    "[input]": InputContract,
    "[recipe]": Recipe,
    "[recipe.augmentation]": Augmentation,
    "[recipe.search]": Search,
    "[recipe.trees]": Trees,
}
OWN_TABLES = ("augmentation", "search", "trees")


def documented(header: str) -> dict[str, str | None]:
    """Return key → default as TOML, None without, of the table under a header."""
    section = PAGE.split(f"## `{header}`\n")[1].split("\n## ")[0]
    found: dict[str, str | None] = {}
    for keys, defaults in re.findall(r"^\| (`[^|]*) \| ([^|]*?) ?\|", section, re.MULTILINE):
        names, values = re.findall(r"`([a-z_]+)`", keys), re.findall(r"`([^`]+)`", defaults)
        assert len(values) in {0, len(names)}, keys
        found |= dict(zip(names, values or [None] * len(names), strict=True))
    return found


def as_toml(value: object) -> str:
    """Return a default as people write it."""
    return json.dumps(str(value) if isinstance(value, StrEnum) else list(value) if isinstance(value, tuple) else value)


@pytest.mark.parametrize("header", TABLES)
def test_every_key_stands_there_with_its_default_and_no_other(header):
    known = {
        field.name: None if field.default is MISSING else as_toml(field.default)
        for field in fields(TABLES[header])
        if field.name not in OWN_TABLES
    }
    assert documented(header) == known


def test_the_example_is_a_model_that_loads(tmp_path):
    example = re.search(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    assert example is not None
    (tmp_path / "model.toml").write_text(example[1], encoding="utf-8")
    spec = load_model(tmp_path)
    assert spec.recipe is not None
    assert (spec.recipe.balance, spec.recipe.augmentation.flip, spec.contract.shape) == ("gender", True, (48, 48, 1))
