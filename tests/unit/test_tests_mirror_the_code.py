"""Each module's tests are found by its name: `tests/unit` mirrors `audit`; commands are tried in `tests/functional`."""

from __future__ import annotations

import ast
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
PACKAGE = TESTS.parent / "audit"


def files_for(module: Path) -> list[Path]:
    """Return the files of tests that bear the name of a module, given as its path inside the package."""
    folders = [TESTS / "unit" / module.parent]
    if module.parts[0] in ("cli", "pytest_plugin.py"):
        folders.append(TESTS / "functional")  # what people and pytest call is tried as they call it
    names = (f"test_{module.stem}.py", f"test_{module.stem}_*.py")
    return [path for folder in folders for name in names for path in folder.glob(name)]


def declares_only(module: Path) -> bool:
    """Return whether a module holds no function: fields and constants, of which nothing can be tried by itself.

    That each field means what it says is held where it is filled, and that it is described by the reference tests.
    """
    tree = ast.parse((PACKAGE / module).read_text(encoding="utf-8"))
    return not any(isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) for node in ast.walk(tree))


def _modules() -> list[Path]:
    found = (path.relative_to(PACKAGE) for path in sorted(PACKAGE.rglob("*.py")))
    return [path for path in found if path.name not in ("__init__.py", "__main__.py")]


def test_every_module_has_tests_of_its_name() -> None:
    assert [str(module) for module in _modules() if not (files_for(module) or declares_only(module))] == []


def test_every_folder_of_tests_is_a_folder_of_the_package() -> None:
    found = {path.parent.relative_to(TESTS / "unit") for path in (TESTS / "unit").rglob("test_*.py")}
    assert [str(path) for path in sorted(found) if not (PACKAGE / path).is_dir()] == []
