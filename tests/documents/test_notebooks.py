"""Every notebook of the documentation runs from top to bottom, and shows what it says it shows."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "docs" / "notebooks").glob("*.ipynb"))


def cells(notebook: Path, kind: str) -> list[str]:
    document = json.loads(notebook.read_text(encoding="utf-8"))
    assert document["nbformat"] == 4
    return ["".join(cell["source"]) for cell in document["cells"] if cell["cell_type"] == kind]


def shown(notebook: Path) -> Iterator[object]:
    """Run the cells as a notebook does, in one scope, and yield the value of each one's last expression."""
    scope: dict[str, object] = {"__name__": "__main__"}
    for number, source in enumerate(cells(notebook, "code")):
        tree = ast.parse(source)
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, f"{notebook.name}, cell {number}", "exec"), scope)  # noqa: S102 - our own notebook
        if last is not None:
            yield eval(compile(ast.Expression(last.value), f"{notebook.name}, cell {number}", "eval"), scope)  # noqa: S307


@pytest.fixture(params=NOTEBOOKS, ids=lambda notebook: notebook.stem)
def notebook(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return request.param


def test_every_cell_runs_and_shows_what_it_says(notebook: Path) -> None:
    values = list(shown(notebook))
    pages = [value._repr_html_() for value in values if hasattr(value, "_repr_html_")]
    assert sum(page.startswith("<iframe") for page in pages) == 1
    assert sum("<table" in page for page in pages) == 3
    assert [str(value) for value in values if str(value) in ("PASS", "FAIL", "INCONCLUSIVE")] == ["FAIL"]
    assert Path("reports/notebook/index.html").is_file()
    assert str(values[-1]).startswith("y_pred, row ")


def test_it_is_committed_without_outputs(notebook: Path) -> None:
    document = json.loads(notebook.read_text(encoding="utf-8"))
    for cell in document["cells"]:
        assert not cell.get("outputs"), cell["id"]
        assert cell.get("execution_count") is None
