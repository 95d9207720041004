"""Files that lie at an address (`s3://bucket/folder`) and not on a disk, read by the drivers of fsspec.

Words: an *address* names a *driver*, the letters before `://`, and a place in its store. A *root* is where the pictures
of a cohort lie: a folder, a file that holds them, or an address, which is asked as a `pathlib.Path` is.

Bytes go from the store into memory: nothing is written on the way, and drivers that keep copies are refused.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, unquote, urlsplit

from audit.errors import InputError, UsageError, importing, said_by

if TYPE_CHECKING:
    from collections.abc import Callable

Found = TypeVar("Found")

_MARK = "://"
_WEB = ("http", "https")
_ON_DISK = ("file", "local")
_WAITS = (0.2, 1.0)
"""Seconds before what failed is tried again."""

_GOES_ON = "when the store answers again, the same command goes on where it was"

_NOTHING_THERE, _NOT_ALLOWED, _NO_SUCH_PART = (404, 410), (401, 403), 416
"""What a web server answers."""


@dataclass(frozen=True, slots=True)
class Address:
    """A place in a store: the root that somebody named, or a file below it.

    Attributes
    ----------
    root
        As it was named, without a slash at its end.
    name
        Path below the root; empty for the root itself.
    """

    root: str
    name: str = ""

    def __str__(self) -> str:
        return f"{self.root}/{self.name}" if self.name else self.root

    def __truediv__(self, name: str) -> Address:
        return Address(self.root, f"{self.name}/{name}" if self.name else name)

    @property
    def inside(self) -> bool:
        """Whether the place lies below the root, whatever its name says."""
        return not self.name.startswith("/") and ".." not in self.name.replace("\\", "/").split("/")

    def absolute(self) -> Address:
        """Return itself: an address does not depend on the working folder."""
        return self

    def resolve(self) -> Address:
        """Return itself: no link leads elsewhere."""
        return self

    def is_dir(self) -> bool:
        """Return whether files may lie below.

        A web server need not show its folders: it is enough that it answers.

        Raises
        ------
        InputError
            When the store does not answer or may not be looked at, or its driver is not installed.
        """
        try:
            return self._asked(_kind) != "file" or self._is_web
        except FileNotFoundError:
            return self._is_web
        except PermissionError as error:
            if self._is_web:
                return True
            raise InputError(f"{self}: may not be looked at: {said_by(error)}") from error

    def exists(self) -> bool:
        """Return whether the root is there; raises as `is_dir`."""
        return self.is_dir()

    def is_file(self) -> bool:
        """Return whether a file is there that may be looked at; raises as `is_dir`."""
        try:
            return bool(self.name) and self.inside and self._asked(_kind) == "file"
        except (FileNotFoundError, PermissionError):
            return False

    def read_bytes(self, most: int) -> bytes:
        """Return the bytes of a file, of a larger one the first: one byte more than the most that are wanted.

        Raises
        ------
        FileNotFoundError, PermissionError
            When there is none, or it may not be read.
        InputError
            When the store does not answer, or its driver is not installed.
        """
        return self._asked(lambda files, place: _bytes(files, place, most + 1))

    @property
    def _is_web(self) -> bool:
        return self.root.partition(_MARK)[0] in _WEB

    def _asked(self, ask: Callable[[Any, str], Found], tried: int = 0) -> Found:
        """Return what the driver says of this place, asked again where the store did not answer."""
        files, top = _store(self.root)
        name = quote(self.name) if self._is_web else self.name
        try:
            return ask(files, f"{top}/{name}" if name else top)
        except (FileNotFoundError, PermissionError):
            raise
        except Exception as error:
            _raise_settled(error)
            if tried == len(_WAITS):
                raise InputError(f"{self}: could not be read: {said_by(error)}; {_GOES_ON}") from error
            time.sleep(_WAITS[tried])
        return self._asked(ask, tried + 1)


Root = Path | Address
"""Where pictures lie."""


def root_of(place: str | os.PathLike[str], start: Path | None = None) -> Root:
    """Return a folder, or the address that a text is.

    Parameters
    ----------
    place
        The text, or a path.
    start
        The folder from which a path that is not absolute starts; None = the working folder.

    Raises
    ------
    UsageError
        When it is an address that is not taken: of several drivers in a chain, with a password, with a question.

    >>> root_of("s3://bucket/faces/"), root_of("file:///data/faces")
    (Address(root='s3://bucket/faces', name=''), PosixPath('/data/faces'))
    """
    text = os.fspath(place)
    driver, mark, rest = text.partition(_MARK)
    if not mark or isinstance(place, Path):
        return Path(text) if start is None else start / text
    if driver in _ON_DISK:
        return Path(unquote(rest) if driver == "file" else rest)
    _check(text, driver)
    return Address(text.rstrip("/"))


def _check(text: str, driver: str) -> None:
    parts = urlsplit(text)
    if "::" in text or "cache" in driver:
        raise UsageError(f"{text}: an address of one driver is taken, as s3://bucket/folder; no copies are kept")
    if parts.password is not None:
        raise UsageError(
            f"{driver}://…: an address with a password would stand in the report; leave it out, and give it to the "
            "driver as its own documentation says"
        )
    if driver in _WEB and (parts.query or parts.fragment):
        raise UsageError(f"{driver}://{parts.netloc}…: an address of a folder has no '?' and no '#'; leave them out")


def _raise_settled(error: Exception) -> None:
    """Raise what a web server's answer means, where it is no use to ask again."""
    status = getattr(error, "status", None)
    if status in _NOTHING_THERE:
        raise FileNotFoundError(str(error)) from error
    if status in _NOT_ALLOWED:
        raise PermissionError(f"the server answers {status}") from error


def _kind(files: Any, place: str) -> str:  # noqa: ANN401 - fsspec publishes no types
    """Return what is there: `file`, `directory`; raises FileNotFoundError where nothing is."""
    if place.partition(_MARK)[0] not in _WEB:
        return str(files.info(place)["type"])
    if not files.exists(place, strict=True):
        raise FileNotFoundError(place)
    return "file"


def _bytes(files: Any, place: str, size: int) -> bytes:  # noqa: ANN401
    """Return the first bytes of a file."""
    web = place.partition(_MARK)[0] in _WEB
    try:
        return _streamed(files, place, size) if web else bytes(files.cat_file(place, 0, size))
    except (FileNotFoundError, PermissionError):
        raise
    except Exception as error:  # of an empty file no store has a part
        if getattr(error, "status", None) == _NO_SUCH_PART or (not web and files.info(place)["size"] == 0):
            return b""
        raise


def _streamed(files: Any, place: str, size: int) -> bytes:  # noqa: ANN401
    """Return the first bytes of a file of a web server, which may send all of it though it is asked for a part."""
    headers = {**files.kwargs.get("headers", {}), "Range": f"bytes=0-{size - 1}"}
    found = bytearray()
    with files.open(place, block_size=0, size=size, headers=headers) as stream:  # with a size it need not be asked for
        while len(found) < size and (part := stream.read(size - len(found))):
            found += part
    return bytes(found)


@lru_cache(maxsize=8)
def _store(root: str) -> tuple[Any, str]:
    """Return the driver of an address, and what it calls the place."""
    with importing(f"{root}: reading pictures from an address", "remote", "fsspec"):
        from fsspec.core import url_to_fs  # noqa: PLC0415 - an extra
    try:
        files, top = url_to_fs(root)
    except ImportError as error:
        raise InputError(f"{root}: the driver of this address is not installed: {said_by(error)}") from error
    except Exception as error:
        raise InputError(f"{root}: no such address can be read: {said_by(error)}") from error
    return files, str(top).rstrip("/")
