"""`package.module:function`: where the code stands, found without running any of it."""

from __future__ import annotations

import sys
from importlib.machinery import PathFinder
from pathlib import Path

from audit.domain.model.kinds import FUNCTION
from audit.errors import UsageError


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
