"""Templates as bytecode beside their source, as Python keeps its own: a page is rendered without compiling it first.

Written by `make` after an installation, else by the first page where the folder can be written and Python may write
bytecode; a template that changed since, or was compiled by another Python or jinja2, is compiled again.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from importlib import metadata
from pathlib import Path
from pickle import PickleError
from typing import TYPE_CHECKING

from jinja2 import BytecodeCache

from audit.errors import OutputError
from audit.files import write_whole

if TYPE_CHECKING:
    from jinja2.bccache import Bucket

FOLDER = Path(__file__).parents[1] / "templates" / "__pycache__"


class CompiledTemplates(BytecodeCache):
    """The bytecode of our templates; jinja2 checks that it is of this source.

    Parameters
    ----------
    folder
        Where it lies.
    write
        Whether to write it even where Python is told to write no bytecode.
    """

    def __init__(self, folder: Path = FOLDER, *, write: bool = False) -> None:
        self._folder = folder
        self._writes = write or not sys.dont_write_bytecode
        self._by = f"{sys.implementation.cache_tag}.jinja2-{metadata.version('jinja2')}"

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill a bucket with what was written for it; it stays empty where there is nothing, or nothing that fits."""
        with suppress(OSError, PickleError), self._path(bucket).open("rb") as file:
            bucket.load_bytecode(file)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write what was compiled, or leave it where that cannot be."""
        if self._writes:
            with suppress(OutputError):
                write_whole(self._path(bucket), bucket.bytecode_to_string())

    def _path(self, bucket: Bucket) -> Path:
        return self._folder / f"{bucket.key}.{self._by}"
