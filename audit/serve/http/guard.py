"""Who may ask, and how much: in front of every route, for requests and WebSockets alike.

A page of somebody else, open in the same browser, can make that browser send requests here. So a request is answered
only when its `Host` is one of ours (else a name that was pointed at this machine would do), and when it may change or
cost something, only when its `Origin` is ours and it carries the page token, which other pages cannot read. Programs
send no `Origin` and no `Sec-Fetch-Site`; they may use the API.
"""

from __future__ import annotations

import asyncio
import hmac
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse

from audit.serve.http.words import WORDS

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

API = "/api/"
PAGE_TOKEN = "x-page-token"  # noqa: S105 - the name of a header
ACCESS_COOKIE = "emotion-audit-access"
PROTOCOL = "emotion-audit"
"""Of the WebSocket; the page token travels beside it, because a browser lets a script set no other header."""

LARGEST_BODY = 48 * 1024 * 1024
"""Bytes of one request."""

SLOWEST_BODY = 60.0
"""Seconds that a request may take to arrive."""

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": CONTENT_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(self), microphone=(), geolocation=()",
    "cache-control": "no-store",
}
HANG_UP = {"connection": "close"}
"""With every refusal: what is still being sent need not be read."""

_ELSEWHERE = ("cross-site", "same-site")
"""Another port of this machine is the same site, and somebody else all the same."""

_SAFE = ("GET", "HEAD")


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """Who may ask.

    Attributes
    ----------
    hosts
        What a `Host` header may say, in lower case; empty = anything, which needs an access token.
    page_token
        What our own pages send along.
    access_token
        What a person must know; None where only this machine is listened to.
    """

    hosts: frozenset[str]
    page_token: str
    access_token: str | None = None


class Refused(Exception):
    """A request that is not answered: its status, and why in a sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class Guard:
    """ASGI middleware that lets in what `Admission` allows, limits bodies, and sets the headers of every answer."""

    def __init__(self, app: ASGIApp, admission: Admission) -> None:
        self._app = app
        self._admission = admission

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, refuse, or pass on."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        try:
            self._admit(scope)
        except Refused as refused:
            await _refuse(refused, scope, receive, send)
            return
        if scope["type"] == "websocket":
            await self._app(scope, receive, send)
            return
        await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        sending = _with_headers(send)
        granted = self._granted(scope)
        if granted is not None:
            await granted(scope, receive, sending)
            return
        try:
            await self._app(scope, _limited(receive), sending)
        except Refused as refused:
            await _answer_of(refused, scope)(scope, receive, sending)

    def _admit(self, scope: Scope) -> None:
        headers, ours = Headers(scope=scope), self._admission
        host = headers.get("host", "").lower()
        if ours.hosts and host not in ours.hosts:
            raise Refused(421, f"This app answers as {' or '.join(sorted(ours.hosts))}, not under another name.")
        if int(headers.get("content-length") or 0) > LARGEST_BODY:
            raise Refused(413, f"A request has at most {LARGEST_BODY // 2**20} MiB; send fewer or smaller pictures.")
        if ours.access_token is not None and not self._knows(scope, headers, ours.access_token):
            raise Refused(401, "Open the address with the token that emotion-audit serve printed.")
        if headers.get("sec-fetch-site", "none") in _ELSEWHERE and headers.get("sec-fetch-mode") != "navigate":
            raise Refused(403, "Another site asked for this; only pages of this app may.")
        if scope["type"] == "websocket" or scope["method"] not in _SAFE:
            self._check_sender(scope, headers, host)

    def _check_sender(self, scope: Scope, headers: Headers, host: str) -> None:
        origin = headers.get("origin")
        from_program = origin is None and "sec-fetch-site" not in headers
        if from_program and scope["type"] == "http" and scope["path"].startswith(API):
            return
        if origin is not None and origin.lower().partition("://")[2] != host:
            raise Refused(403, "Another site asked for this; only pages of this app may.")
        if not _same(_page_token(scope, headers), self._admission.page_token):
            raise Refused(403, WORDS["old page"])

    def _knows(self, scope: Scope, headers: Headers, token: str) -> bool:
        bearer = headers.get("authorization", "").removeprefix("Bearer ")
        return any(_same(found, token) for found in (bearer, _cookie(headers), _asked_token(scope)))

    def _granted(self, scope: Scope) -> RedirectResponse | None:
        """Return the way on for who came with the access token in the address: it moves into a strict cookie."""
        token = self._admission.access_token
        if token is None or not _same(_asked_token(scope), token) or scope["method"] != "GET":
            return None
        answer = RedirectResponse(scope["path"], status_code=303)
        answer.set_cookie(ACCESS_COOKIE, token, httponly=True, samesite="strict", path="/")
        return answer


def _same(found: str, wanted: str) -> bool:
    return bool(found) and hmac.compare_digest(found.encode("utf-8", "surrogateescape"), wanted.encode())


def _page_token(scope: Scope, headers: Headers) -> str:
    if scope["type"] != "websocket":
        return headers.get(PAGE_TOKEN, "")
    offered: list[str] = scope.get("subprotocols", [])
    return offered[1] if len(offered) == 2 and offered[0] == PROTOCOL else ""  # noqa: PLR2004 - name and token


def _cookie(headers: Headers) -> str:
    jar = SimpleCookie()
    try:
        jar.load(headers.get("cookie", ""))
    except CookieError:
        return ""
    return jar[ACCESS_COOKIE].value if ACCESS_COOKIE in jar else ""


def _asked_token(scope: Scope) -> str:
    query = scope["query_string"].decode("latin-1")
    return parse_qs(query, max_num_fields=20).get("token", [""])[0] if query.count("&") < 20 else ""  # noqa: PLR2004


def _limited(receive: Receive) -> Receive:
    """Return a way to receive that refuses what is too much or too slow, whatever its length was said to be."""
    taken, deadline = 0, asyncio.get_running_loop().time() + SLOWEST_BODY
    arrived = False

    async def limited() -> Message:
        nonlocal taken, arrived
        if arrived:
            return await receive()
        left = deadline - asyncio.get_running_loop().time()
        try:
            message = await asyncio.wait_for(receive(), max(left, 0))
        except TimeoutError:
            raise Refused(408, f"The request took longer than {SLOWEST_BODY:.0f} seconds to arrive.") from None
        taken += len(message.get("body", b""))
        arrived = not message.get("more_body", False)
        if taken > LARGEST_BODY:
            raise Refused(413, f"A request has at most {LARGEST_BODY // 2**20} MiB; send fewer or smaller pictures.")
        return message

    return limited


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending


async def _refuse(refused: Refused, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "http":
        await _answer_of(refused, scope)(scope, receive, _with_headers(send))
        return
    await receive()  # the request to connect
    await send({"type": "websocket.close", "code": 4000 + refused.status, "reason": str(refused)})


def _answer_of(refused: Refused, scope: Scope) -> Any:  # noqa: ANN401 - one of two responses
    if scope["path"].startswith(API) or scope["method"] not in _SAFE:
        return JSONResponse({"error": str(refused)}, status_code=refused.status, headers=HANG_UP)
    return PlainTextResponse(str(refused), status_code=refused.status, headers=HANG_UP)
