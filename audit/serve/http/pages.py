"""Pages from our templates, and the few files they load: all from here, nothing from any other host."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, PlainTextResponse, Response

if TYPE_CHECKING:
    from starlette.requests import Request

KINDS = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
STYLE = "style.css"
_SCRIPTS = ("shared", "handing", "sight", "look", "whom", "contribute", "rules", "audits", "kept", "label", "collect")
SCRIPTS = tuple(f"{name}.js" for name in _SCRIPTS)
SHEETS = (STYLE, "app.css")


@cache
def environment() -> Environment:
    """Return the templates: everything is escaped, an undefined name is an error."""
    return Environment(
        loader=PackageLoader("audit.serve"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


class Pages:
    """Renders pages with what all of them share.

    Parameters
    ----------
    token
        The page token.
    links
        Address and name of every page, in the order of the menu.
    """

    def __init__(self, token: str, links: tuple[tuple[str, str], ...]) -> None:
        self._token = token
        self._links = links

    def page(self, name: str, here: str, *, status: int = 200, **values: Any) -> HTMLResponse:  # noqa: ANN401
        """Return a page by its template; `here` is its address, for the menu."""
        text = environment().get_template(name).render(token=self._token, links=self._links, here=here, **values)
        return HTMLResponse(text, status_code=status)


async def static(request: Request) -> Response:
    """Return one of the files a page loads; nothing else can be asked for."""
    name = request.path_params["name"]
    if name not in (*SHEETS, *SCRIPTS):
        return PlainTextResponse("There is no such file.", status_code=404)
    return Response(_text(name), media_type=KINDS["." + name.rpartition(".")[2]])


@cache
def _text(name: str) -> str:
    from audit.report import style_sheet  # noqa: PLC0415 - when the first page is opened

    if name == STYLE:
        return str(style_sheet())
    return files("audit.serve").joinpath("static", name).read_text(encoding="utf-8")
