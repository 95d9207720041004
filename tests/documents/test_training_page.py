"""The example of the page on training is a model that loads, and the page names every architecture."""

from __future__ import annotations

import re
from pathlib import Path

from audit.domain.model.recipe import TREE_ARCHITECTURES
from audit.load import load_model

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "train.md").read_text(encoding="utf-8")


def test_the_example_is_a_model_that_loads(tmp_path: Path) -> None:
    example = re.search(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    assert example is not None
    (tmp_path / "model.toml").write_text(example[1], encoding="utf-8")
    spec = load_model(tmp_path)
    assert spec.recipe is not None
    assert (spec.recipe.balance, spec.recipe.augmentation.flip, spec.contract.shape) == ("gender", True, (48, 48, 1))


def test_every_architecture_of_trees_is_named() -> None:
    assert all(f"`{name}`" in PAGE for name in TREE_ARCHITECTURES)
