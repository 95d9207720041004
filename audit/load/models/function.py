"""`package.module:function`, or `folder/code.py:function`: where the code stands, found without running any of it."""

from __future__ import annotations

import sys
from importlib.machinery import PathFinder
from pathlib import Path
from typing import NamedTuple

from audit.domain.model.kinds import FUNCTION
from audit.errors import UsageError


class NamedFunction(NamedTuple):
    """A function by its module, and the file this stands in."""

    function: str
    source: Path


def is_function(reference: str) -> bool:
    """Return whether a reference is the name of a function, of a module or in a file, rather than of a file."""
    named = FUNCTION.fullmatch(reference) is not None or _file_of(reference) is not None
    return named and not Path(reference).exists()


def named_function(reference: str) -> NamedFunction:
    """Return the function that a reference stands for.

    Parameters
    ----------
    reference
        `package.module:function`, where Python finds it or in the folder the command is run in; or a file and a
        function in it, `folder/code.py:function`.

    Raises
    ------
    UsageError
        When there is no such module, or Python would import another one of the file's name.
    """
    before, _, name = reference.rpartition(":")
    file = _file_of(reference)
    if file is None or (FUNCTION.fullmatch(reference) and not before.endswith(".py")):
        return NamedFunction(reference, source_of(reference, Path.cwd()))
    function = f"{file.stem}:{name}"
    if not FUNCTION.fullmatch(function):
        raise UsageError(f"{file}: Python cannot import a file of this name; give it one of letters, digits and _")
    source = source_of(function, file.parent)
    if not source.samefile(file):
        raise UsageError(f"{file}: Python imports '{file.stem}' from {source}; rename the file")
    return NamedFunction(function, source)


def _file_of(reference: str) -> Path | None:
    """Return the file of Python code that a reference names before its last colon, with its ending or without."""
    before, _, name = reference.rpartition(":")
    if not before or not name.isidentifier():
        return None
    path = Path(before if before.endswith(".py") else f"{before}.py")
    return path if path.is_file() else None


def source_of(function: str, folder: Path) -> Path:
    """Return the source file of a function's module.

    Packages on the way are looked through, not imported, so that the file can be hashed before any of it runs.

    Parameters
    ----------
    function
        `package.module:function`.
    folder
        Where to look after the paths that Python itself looks in: beside a model.toml, or where a command is run.

    Raises
    ------
    UsageError
        When the name is not of this form, or there is no such module in a file.
    """
    if not FUNCTION.fullmatch(function):
        raise UsageError(f"a Python callable is named package.module:function, found '{function}'")
    module = function.partition(":")[0]
    path: list[str] = [*sys.path, str(folder.resolve())]
    parts = module.split(".")
    for depth in range(1, len(parts) + 1):
        found = PathFinder.find_spec(".".join(parts[:depth]), path)
        if found is None:
            raise UsageError(f"{function}: there is no module '{module}' where Python looks, nor in {folder.resolve()}")
        path = list(found.submodule_search_locations or ())
    if found is None or found.origin is None or not Path(found.origin).is_file():
        raise UsageError(f"{function}: the module '{module}' does not stand in a file, so nobody could vouch for it")
    return Path(found.origin).resolve()
