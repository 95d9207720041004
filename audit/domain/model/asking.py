"""How a classifier is asked: in how many views of a face; of a function or a service also the terms of each call."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from audit.domain.model.kinds import SERVICE
from audit.errors import UsageError

_LOOPBACK = ("127.0.0.1", "::1", "localhost")

ONE, MIRRORED, TEN = VIEWS = (1, 2, 10)
"""The face as it is; that and its mirror picture; these at the centre and moved towards each corner."""

_MEANT = {
    MIRRORED: "two views, as it is and mirrored",
    TEN: "ten views, as it is and moved towards each corner by a 24th of its side, each also mirrored",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """The terms on which a function or a service answers; None for what suits it.

    Attributes
    ----------
    batch
        Most pictures in a call; None: 256 of a function, 1 of an asynchronous one. A service is sent one at a time.
    concurrency
        Calls under way at once, of an asynchronous function or a service; None: 8.
    retries
        How often a call that failed is repeated; None: 0 of a function, 3 of a service.
    timeout
        Seconds that one call of a service or an asynchronous function may take.
    rate
        Most requests to a service in a second; None: no bound.
    budget
        Most requests to a service in the whole run, repeated ones counted; None: no bound.
    headers
        Of each request to a service: its name, and the environment variable that holds its value.
    """

    batch: int | None = None
    concurrency: int | None = None
    retries: int | None = None
    timeout: float = 30.0
    rate: float | None = None
    budget: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for key, least, most in (
            ("batch", 1, 4096),
            ("concurrency", 1, 256),
            ("retries", 0, 100),
            ("budget", 1, 10**9),
        ):
            found = getattr(self, key)
            if found is not None and not least <= found <= most:
                raise UsageError(f"{key} is {least} to {most:,}, found {found}")
        for key, number in (("timeout", self.timeout), ("rate", self.rate)):
            if number is not None and not (math.isfinite(number) and 0 < number <= 86_400):  # noqa: PLR2004 - a day
                raise UsageError(f"{key} is a number above 0, at most 86,400, found {number}")


PLAINLY = Asking()
"""Nothing said."""


def service_address(reference: str) -> str:
    """Return the address of a service: `https+json:https://host/path`, or shorter `https+json://host/path`.

    Raises
    ------
    UsageError
        When it is no such name, is not encrypted on its way beyond this machine, or holds a password.
    """
    if not SERVICE.fullmatch(reference):
        raise UsageError(f"a service is named https+json:ADDRESS, found '{reference}'")
    scheme, _, rest = reference.partition("+json:")
    address = rest if "://" in rest else f"{scheme.lower()}://{rest.removeprefix('//')}"
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https"):
        raise UsageError(f"{reference}: is asked by http or https, found '{parts.scheme}'")
    if not parts.hostname:
        raise UsageError(f"{reference}: names no host; write https+json://host/path")
    if parts.username or parts.password:
        raise UsageError(
            f"{parts.hostname}: a password in an address ends up in reports; keep it in an environment variable and "
            "name that: --header Authorization=VARIABLE"
        )
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        raise UsageError(
            f"{address}: pictures of people are sent unencrypted to no other machine; write https+json:, or use http "
            "on this machine (127.0.0.1)"
        )
    return address


def require_views(views: int) -> None:
    """Raise UsageError for a number of views that is none of `VIEWS`."""
    if views not in VIEWS:
        raise UsageError(
            f"views = {views}: expected 1 (the face as it is), 2 (also mirrored) or 10 (also moved towards each corner)"
        )


def views_in_words(views: int) -> str:
    """Return what more than one view are, for a sentence about a face."""
    return _MEANT[views]
