"""Packages whose names are imported when they are asked for: a command loads the modules it uses, not all there are.

Such a package lists its imports under `if TYPE_CHECKING:`, where type checkers and the linter of layers read them as
ever, and ends with `else: __getattr__ = when_asked(__name__, __file__)`.
"""

from __future__ import annotations

import ast
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def when_asked(package: str, source: str) -> Callable[[str], object]:
    """Return the `__getattr__` of a package (PEP 562), which imports a name from the module that the source says.

    Parameters
    ----------
    package, source
        Its `__name__` and `__file__`.
    """
    modules: dict[str, tuple[str, str]] = {}

    def found(name: str) -> object:
        if not modules and not name.startswith("__"):
            modules.update(listed(Path(source).read_text(encoding="utf-8")))
        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        module, original = modules[name]
        value: object = getattr(import_module(module), original)
        setattr(sys.modules[package], name, value)
        return value

    return found


def listed(source: str) -> Iterator[tuple[str, tuple[str, str]]]:
    r"""Yield the names that a source imports under `if TYPE_CHECKING:`, each with its module and its name there.

    >>> dict(listed("if TYPE_CHECKING:\n    from audit.files import write_whole"))
    {'write_whole': ('audit.files', 'write_whole')}
    """
    for block in ast.parse(source).body:
        if isinstance(block, ast.If) and isinstance(block.test, ast.Name) and block.test.id == "TYPE_CHECKING":
            for node in block.body:
                if isinstance(node, ast.ImportFrom) and node.module:
                    yield from ((each.asname or each.name, (node.module, each.name)) for each in node.names)
