"""Names of a package are imported when they are asked for, and all of them are there."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from audit.deferred import listed, when_asked

DEFERRED = ["audit.load", "audit.measure", "audit.pipeline", "audit.report"]


@pytest.mark.parametrize("name", DEFERRED)
def test_every_public_name_is_listed_and_is_what_its_module_has(name: str) -> None:
    package = import_module(name)
    modules = dict(listed(Path(package.__file__).read_text(encoding="utf-8")))
    assert set(modules) | ({"disparities"} if name == "audit.measure" else set()) == set(package.__all__)
    for each, (module, original) in modules.items():
        assert getattr(package, each) is getattr(import_module(module), original)


def test_a_function_with_the_name_of_a_package_beside_it_stays_the_function() -> None:
    from audit import measure
    from audit.measure.disparities import screening  # noqa: F401 - whose package is called like the function

    assert callable(measure.disparities)


@pytest.mark.parametrize("name", DEFERRED)
def test_an_unknown_name_is_an_attribute_error(name: str) -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = import_module(name).nothing


def test_only_imports_for_type_checkers_count(tmp_path: Path) -> None:
    text = "from os import path\nif TYPE_CHECKING:\n    from audit.files import write_whole as w\n    import re\n"
    assert dict(listed(text)) == {"w": ("audit.files", "write_whole")}
    source = tmp_path / "made.py"
    source.write_text(text)
    with pytest.raises(AttributeError):
        when_asked("audit", str(source))("path")
