"""The API described: as an OpenAPI document, and as a page of ours that reads it."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse

from audit.version import __version__

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from audit.serve.http.pages import Pages


@cache
def openapi_document() -> dict[str, Any]:
    """Return the description of the API, OpenAPI 3.1."""
    text = files("audit.serve").joinpath("static", "openapi.json").read_text(encoding="utf-8")
    document: dict[str, Any] = json.loads(text)
    document["info"]["version"] = __version__
    return document


class Described:
    """Answers with the description of the API.

    Parameters
    ----------
    pages
        What all pages share.
    """

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    async def document(self, _: Request) -> JSONResponse:
        """Return the OpenAPI document."""
        return JSONResponse(openapi_document())

    async def page(self, request: Request) -> Response:
        """Return the page, its examples with the address it was opened at."""
        calls = [
            {"path": path, "method": method.upper(), **call}
            for path, methods in openapi_document()["paths"].items()
            for method, call in methods.items()
        ]
        about = openapi_document()["info"]["description"]
        return self._pages.page(
            "api.html.j2", "/api", calls=calls, about=about, address=str(request.base_url).rstrip("/")
        )
