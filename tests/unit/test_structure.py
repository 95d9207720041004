"""The shape of the package, as the architecture page tells it: small folders, one name for one thing."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "audit"
MOST_MODULES = 12
MODULES = [path for path in PACKAGE.rglob("*.py") if "bundled" not in path.parts]


def test_no_folder_holds_more_than_a_dozen_modules() -> None:
    folders = defaultdict(list)
    for module in MODULES:
        if module.name != "__init__.py":
            folders[module.parent.relative_to(PACKAGE)].append(module.stem)
    assert {str(folder): names for folder, names in folders.items() if len(names) > MOST_MODULES} == {}


def test_no_two_classes_have_one_name() -> None:
    homes = defaultdict(list)
    for module in MODULES:
        for node in ast.parse(module.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef):
                homes[node.name].append(str(module.relative_to(PACKAGE)))
    assert {name: places for name, places in homes.items() if len(places) > 1} == {}


def test_every_folder_opens_with_what_it_is() -> None:
    openings = {
        module.parent: ast.get_docstring(ast.parse(module.read_text(encoding="utf-8")))
        for module in MODULES
        if module.name == "__init__.py"
    }
    assert [str(folder) for folder, words in openings.items() if not words] == []
