"""YuNet's weights into a person's data folder: from a file, or once over HTTPS from OpenCV's model zoo."""

from __future__ import annotations

import hashlib
import time
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from audit.errors import InputError, said_by
from audit.files import write_whole
from audit.images.finders.weights import data_folder, verified
from audit.images.finders.yunet import VERSIONS

if TYPE_CHECKING:
    from http.client import HTTPMessage, HTTPResponse
    from pathlib import Path
    from typing import IO

ZOO = "https://github.com/opencv/opencv_zoo/raw/main/models/face_detection_yunet"
_MOST_BYTES = 4 * 1024 * 1024
_PART = 64 * 1024
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_OTHERWISE = "or download it yourself and type: emotion-audit detector yunet --from FILE"


class _OnlyHttps(HTTPRedirectHandler):
    """Follows a redirection to another https address only."""

    def redirect_request(  # noqa: PLR0917 - the signature of urllib
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        try:
            _check_address(newurl)
        except InputError:
            fp.close()
            raise
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def take_yunet(source: Path) -> Path:
    """Copy YuNet's weights from a file into the data folder and return where they lie.

    Raises
    ------
    InputError
        Where the file cannot be read, or is no version that was measured.
    OutputError
        Where the data folder cannot be written.
    """
    return _kept(verified(source, tuple(VERSIONS.values()), "name another file"))


def fetch_yunet(name: str, *, base: str = ZOO, seconds: float = 60.0) -> Path:
    """Fetch YuNet's weights into the data folder and return where they lie.

    Parameters
    ----------
    name
        One of `VERSIONS`.
    base
        Address of the folder the file lies in.
    seconds
        How long it may take in all.

    Raises
    ------
    InputError
        Where it cannot be reached or takes too long, is cut short, or is not the pinned file. Nothing is kept then.
    OutputError
        Where the data folder cannot be written.
    """
    address = f"{base}/{name}"
    _check_address(address)
    try:
        data = _downloaded(address, seconds)
    except Exception as error:
        if isinstance(error, HTTPError):
            error.close()
        reason = getattr(error, "reason", None) or said_by(error)
        raise InputError(f"{address} could not be fetched ({reason}); try again, {_OTHERWISE}") from error
    found = hashlib.sha256(data).hexdigest()
    if found != VERSIONS[name]:
        raise InputError(
            f"{address} sent {len(data):,} bytes with SHA-256 {found}, expected {VERSIONS[name]}; nothing was kept; "
            f"try again, {_OTHERWISE}"
        )
    return _kept(data)


def _downloaded(address: str, seconds: float) -> bytes:
    """Return the body of an answer; raises TimeoutError when the time is up, ValueError when it is too large or cut."""
    end = time.monotonic() + seconds
    with build_opener(_OnlyHttps).open(Request(address), timeout=seconds) as answer:  # noqa: S310 - checked: https
        return _body(answer, end)


def _body(answer: HTTPResponse, end: float) -> bytes:
    parts, size, announced = list[bytes](), 0, answer.headers.get("Content-Length")
    while part := answer.read1(_PART):
        size += len(part)
        parts.append(part)
        if size > _MOST_BYTES:
            raise ValueError(f"more than {_MOST_BYTES // 2**20} MiB came, where 230 kB are expected")
        if time.monotonic() > end:
            raise TimeoutError("it came too slowly")
    if announced is not None and size < int(announced):
        raise ValueError(f"cut short: {size:,} of {announced} bytes came")
    return b"".join(parts)


def _check_address(address: str) -> None:
    parts = urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise InputError(f"weights are fetched over https only, found {address}; {_OTHERWISE}")


def _kept(data: bytes) -> Path:
    digest = hashlib.sha256(data).hexdigest()
    name = next(name for name, pinned in VERSIONS.items() if pinned == digest)
    path = data_folder() / "detectors" / name
    write_whole(path, data)
    return path
