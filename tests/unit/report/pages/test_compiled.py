"""Templates compiled beside their source: read again, renewed when the source changes, never in the way."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from audit.report.pages import html
from audit.report.pages.compiled import CompiledTemplates


def environment(folder: Path, text: str, *, write: bool = True) -> Environment:
    return Environment(
        loader=DictLoader({"a": text}), autoescape=True, bytecode_cache=CompiledTemplates(folder, write=write)
    )


@pytest.fixture
def compilations(monkeypatch) -> list[str]:
    """Names of what jinja2 compiles."""
    found = []
    compiled = Environment.compile
    monkeypatch.setattr(
        Environment,
        "compile",
        lambda self, source, name=None, *args, **more: (
            found.append(name),
            compiled(self, source, name, *args, **more),
        )[1],
    )
    return found


def test_what_was_compiled_is_not_compiled_again(tmp_path, compilations) -> None:
    assert environment(tmp_path, "{{ x }}!").get_template("a").render(x="<") == "&lt;!"
    assert environment(tmp_path, "{{ x }}!").get_template("a").render(x="<") == "&lt;!"
    assert compilations == ["a"]


def test_a_changed_template_is(tmp_path, compilations) -> None:
    environment(tmp_path, "old").get_template("a")
    assert environment(tmp_path, "new").get_template("a").render() == "new"
    assert compilations == ["a", "a"]


def test_broken_bytes_are_compiled_over(tmp_path) -> None:
    environment(tmp_path, "text").get_template("a")
    (only,) = tmp_path.iterdir()
    only.write_bytes(only.read_bytes()[:40])
    assert environment(tmp_path, "text").get_template("a").render() == "text"


def test_where_nothing_can_be_written_pages_are_rendered_all_the_same(tmp_path) -> None:
    (tmp_path / "file").write_text("")
    assert environment(tmp_path / "file" / "folder", "text").get_template("a").render() == "text"


@pytest.mark.parametrize("forbidden", [True, False])
def test_python_that_may_write_no_bytecode_writes_none(tmp_path, monkeypatch, forbidden) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", forbidden)
    environment(tmp_path, "text", write=False).get_template("a")
    assert len(list(tmp_path.iterdir())) == (0 if forbidden else 1)


def test_all_templates_are_compiled_ahead_of_time(tmp_path, monkeypatch, compilations) -> None:
    monkeypatch.setattr(html, "CompiledTemplates", lambda write=False: CompiledTemplates(tmp_path, write=write))
    html.environment.cache_clear()
    html.compile_templates()
    html.environment.cache_clear()
    names = [name for name in html.environment().list_templates() if name.endswith((".j2", ".css"))]
    assert sorted(compilations) == names
    assert len(list(tmp_path.iterdir())) == len(names)
