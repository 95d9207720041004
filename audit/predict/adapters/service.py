"""The adapter for a service that is asked over HTTP: one request for each picture, several at once, patiently.

A picture travels as PNG in the body of a POST, after the input contract; the answer is JSON that holds, at any depth,
one mapping from the emotions to numbers, or the numbers alone in a list. What fails is tried again where that may help
(connection, time-out, 408, 429, 5xx, no JSON), waiting longer each time or as long as `Retry-After` says; then the
picture ends as `failed`, with the reason. Nothing follows a redirection: pictures go where somebody sent them.
"""

from __future__ import annotations

import http.client
import json
import os
import ssl
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import cv2
import numpy as np

from audit.domain.cohort.emotions import match
from audit.domain.contract.input_contract import Colour
from audit.errors import AnswerFailed, InputError, ModelRefused, UsageError, guarded
from audit.files import content_sha256
from audit.images import as_bytes
from audit.predict.answers import (
    Answers,
    Patience,
    PictureAnswer,
    failed,
    gathered,
    in_order,
    nothing_said,
    require_all,
)
from audit.predict.vetting import require_trust
from audit.version import __version__

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from audit.domain.cohort.labels import LabelSet
    from audit.domain.model.model import ModelSpec

_AT_ONCE = 8
_RETRIES = 3
_FIRST_WAIT, _LONGEST_WAIT = 0.5, 60.0
_MOST_BYTES = 1 << 20
_CHUNK = 1 << 14
_PASSING = (408, 425, 429, 500, 502, 503, 504)
"""Statuses after which a request is tried again."""

_NOT_ALLOWED = (401, 403, 407)


class _Passing(Exception):
    """A failure that may pass: the request is tried again, not before `wait` seconds."""

    def __init__(self, reason: str, wait: float = 0.0) -> None:
        super().__init__(reason)
        self.wait = wait


class ServiceClassifier:
    """A service by its address.

    Parameters
    ----------
    spec
        The address, how it is asked, the contract of its pictures, output and labels.

    Raises
    ------
    UsageError
        When a header's environment variable is not set.
    ModelRefused
        When a file names it that nobody vouches for: faces, and the variables it asks for, would go where it says.
    """

    def __init__(self, spec: ModelSpec) -> None:
        if spec.weights.is_file():
            require_trust(spec, content_sha256(spec.weights), f"sends people's faces to {spec.service}")
        self._spec = spec
        self._address = spec.service or ""
        self._headers = {"Content-Type": "image/png", "Accept": "application/json"} | _headers(spec.asking.headers)
        self._headers["User-Agent"] = f"emotion-audit/{__version__}"
        self._retries = _RETRIES if spec.asking.retries is None else spec.asking.retries
        self._pace = _Pace(spec.asking.rate, spec.asking.budget)
        self._patience = Patience(self._address)
        self._at_once = spec.asking.concurrency or _AT_ONCE

    @property
    def labels(self) -> LabelSet:
        """The emotions, in the order of the columns of `probabilities`."""
        return self._spec.labels

    @property
    def asked_at_once(self) -> int:
        """How many pictures it is shown at once: so few answers are lost when a run is ended."""
        return self._at_once

    def probabilities(self, batch: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the probability of each emotion, float64, shape (b, k); see `Classifier`.

        Raises
        ------
        InputError
            When the batch is not of the contract's shape.
        ModelRefused
            When it says nothing about a picture.
        """
        return require_all(self.answers(batch), self._address)

    def answers(self, batch: NDArray[np.float32]) -> Answers:
        """Return what it says about each picture.

        Raises
        ------
        InputError
            When the batch is not of the contract's shape.
        ModelRefused
            When the service does not let anybody in, or failed for every picture from the first on.
        """
        if batch.shape[1:] != self._spec.contract.shape:
            takes = ", ".join(map(str, self._spec.contract.shape))
            raise InputError(f"model '{self._spec.id}' takes pictures of shape ({takes}), found {batch.shape[1:]}")
        said = list(self._said(batch))
        return gathered(said, self._spec)

    def _said(self, batch: NDArray[np.float32]) -> Iterator[PictureAnswer]:
        """Give the answers in order, a handful at a time: a service that is down is not asked a thousand times."""
        with ThreadPoolExecutor(self._at_once) as pool:
            for start in range(0, len(batch), self._at_once):
                said = list(pool.map(self._about, batch[start : start + self._at_once]))
                self._patience.note(said)
                yield from said

    def _about(self, picture: NDArray[np.float32]) -> PictureAnswer:
        return self._asked(self._png(picture))

    def _png(self, picture: NDArray[np.float32]) -> bytes:
        pixels = as_bytes(picture, self._spec.contract)
        if self._spec.contract.colour is Colour.RGB:
            pixels = pixels[:, :, ::-1]  # OpenCV writes blue first
        return bytes(cv2.imencode(".png", np.ascontiguousarray(pixels))[1].tobytes())

    def _asked(self, data: bytes) -> PictureAnswer:
        for number in range(self._retries + 1):
            try:
                self._pace.next()
                return self._understood(self._sent(data))
            except _Passing as trouble:
                reason, wait = str(trouble), max(trouble.wait, min(_FIRST_WAIT * 2**number, _LONGEST_WAIT))
                if number < self._retries:
                    time.sleep(wait)
            except AnswerFailed as trouble:
                return failed(trouble)
        return failed(reason)

    def _sent(self, data: bytes) -> bytes:
        """Return the body of the answer.

        Raises
        ------
        AnswerFailed
            When it fails, and would again.
        ModelRefused
            When nobody is let in.
        """
        try:
            status, wait, body = self._exchange(data)
        except TimeoutError:
            raise _Passing(f"no answer within {self._spec.asking.timeout:g} s") from None
        except ssl.SSLCertVerificationError as error:
            raise ModelRefused(f"{self._address}: its certificate cannot be trusted: {error.verify_message}") from None
        except AnswerFailed:
            raise
        except Exception as error:  # noqa: BLE001 - whatever the library raises over what somebody sends
            raise _Passing(f"the connection failed ({type(error).__name__})") from None
        self._check(status, wait)
        return body

    def _check(self, status: int, wait: float) -> None:
        if status in _NOT_ALLOWED:
            raise ModelRefused(
                f"{self._address}: answers {status}, it does not let this request in; name the environment variable "
                "that holds the key: --header Authorization=VARIABLE"
            )
        if status in _PASSING:
            raise _Passing(f"HTTP {status}", wait)
        if 300 <= status < 400:  # noqa: PLR2004 - redirections
            raise AnswerFailed(f"HTTP {status}: sends elsewhere, which is not followed; name the final address")
        if not 200 <= status < 300:  # noqa: PLR2004 - success
            raise AnswerFailed(f"HTTP {status}")

    def _exchange(self, data: bytes) -> tuple[int, float, bytes]:
        """Return status, seconds to wait, and body of one request."""
        deadline = time.monotonic() + self._spec.asking.timeout
        parts = urlsplit(self._address)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=self._spec.asking.timeout)
        try:
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("POST", path, data, self._headers)
            response = connection.getresponse()
            return response.status, _seconds(response.headers.get("Retry-After")), _body(response, deadline)
        finally:
            connection.close()

    def _understood(self, body: bytes) -> PictureAnswer:
        with guarded(lambda _: _Passing("the answer is no JSON")):
            document = json.loads(body)
        found: list[Mapping[Any, Any] | list[float]] = [
            *(list(_by_name(document, self.labels)) or _in_order(document, len(self.labels)))
        ]
        if not found:
            return nothing_said("the answer names no emotion")
        if len(found) > 1:
            raise AnswerFailed(f"answers about {len(found)} faces, the picture is one")
        (scores,) = found
        numbers = tuple(scores) if isinstance(scores, list) else in_order(scores, self.labels)
        said = PictureAnswer(numbers=numbers)
        try:
            gathered([said], self._spec)
        except ModelRefused as error:
            raise AnswerFailed(str(error).partition(": ")[2]) from error
        return said


def _headers(variables: Mapping[str, str]) -> dict[str, str]:
    for name, variable in variables.items():
        if not os.environ.get(variable):
            raise UsageError(f"--header {name}={variable}: the environment variable {variable} is not set")
    return {name: os.environ[variable] for name, variable in variables.items()}


def _seconds(said: str | None) -> float:
    """Return how long `Retry-After` asks to wait, at most a minute; 0 where it says nothing in seconds."""
    return min(float(said), _LONGEST_WAIT) if said is not None and said.strip().isdigit() else 0.0


def _body(response: http.client.HTTPResponse, deadline: float) -> bytes:
    parts: list[bytes] = []
    while part := response.read(_CHUNK):
        parts.append(part)
        if time.monotonic() > deadline:
            raise TimeoutError
        if sum(map(len, parts)) > _MOST_BYTES:
            raise AnswerFailed(f"the answer is longer than {_MOST_BYTES >> 20} MiB")
    if response.length:  # still to come, when the connection ended
        raise http.client.IncompleteRead(b"", response.length)
    return b"".join(parts)


def _by_name(document: object, labels: LabelSet) -> Iterator[Mapping[Any, Any]]:
    """Give every mapping from emotions to numbers, at any depth; a list of labels with a score each is one."""
    scores = document if isinstance(document, Mapping) else _as_mapping(document)
    if any(_is_number(value) and match(str(key), labels.emotions) for key, value in scores.items()):
        yield scores
        return
    for value in _inside(document):
        yield from _by_name(value, labels)


def _in_order(document: object, width: int) -> Iterator[list[float]]:
    """Give every list of as many numbers as there are labels, at any depth."""
    if isinstance(document, list) and len(document) == width and all(_is_number(value) for value in document):
        yield [float(value) for value in document]
        return
    for value in _inside(document):
        yield from _in_order(value, width)


def _inside(document: object) -> Iterable[Any]:
    if isinstance(document, Mapping):
        return document.values()
    return document if isinstance(document, list) else ()


_NAMES, _NUMBERS = ("label", "emotion", "type", "name", "class"), ("score", "confidence", "probability", "value")


def _as_mapping(document: object) -> dict[str, Any]:
    """Return a list of objects with a label and a score each, as image classifiers answer, as a mapping."""
    found: dict[str, Any] = {}
    for entry in document if isinstance(document, list) else ():
        words = {str(key).casefold(): value for key, value in entry.items()} if isinstance(entry, Mapping) else {}
        name = next((words[key] for key in _NAMES if isinstance(words.get(key), str)), None)
        score = next((words[key] for key in _NUMBERS if _is_number(words.get(key))), None)
        if name is None or score is None:
            return {}
        found[name] = score
    return found


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


class _Pace:
    """Lets requests go no faster than a rate, and no more of them than a budget."""

    def __init__(self, rate: float | None, budget: int | None) -> None:
        self._interval = 0.0 if rate is None else 1 / rate
        self._budget = budget
        self._sent, self._free = 0, 0.0
        self._lock = threading.Lock()

    def next(self) -> None:
        """Return when the next request may go; raises AnswerFailed when the budget is used up."""
        with self._lock:
            if self._budget is not None and self._sent >= self._budget:
                raise AnswerFailed(f"the budget of {self._budget:,} requests is used up")
            self._sent += 1
            now = time.monotonic()
            self._free = max(self._free, now) + self._interval
            wait = self._free - self._interval - now
        if wait > 0:
            time.sleep(wait)
