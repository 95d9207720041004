"""Pages from our templates, and the few files they load."""

from __future__ import annotations

import re

import pytest
from jinja2 import UndefinedError

from audit.serve.http.pages import KINDS, SCRIPTS, SHEETS, Pages, environment


@pytest.mark.parametrize("path", ["/", "/contribute", "/label", "/collect", "/audits", "/api"])
def test_every_file_a_page_names_is_there(client, path) -> None:
    page = client.get(path).body.decode()
    named = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
    assert len(named) >= 2
    assert [name for name in named if client.get(name).status != 200] == []


def test_no_page_holds_a_script_or_a_style_of_its_own(client) -> None:
    page = client.get("/").body.decode()
    assert "<script>" not in page
    assert "<style" not in page
    assert " style=" not in page
    assert " onclick" not in page


@pytest.mark.parametrize(
    "name", ["../app.py", "..%2f..%2fpyproject.toml", "%2e%2e/app.py", "/etc/passwd", "app.css/.."]
)
def test_no_path_leads_to_another_file(client, name) -> None:
    assert client.get(f"/static/{name}").status == 404


def test_every_sheet_and_script_is_there_with_its_kind(client) -> None:
    for name in (*SHEETS, *SCRIPTS):
        reply = client.get(f"/static/{name}")
        assert (reply.status, reply.headers["content-type"]) == (200, KINDS[f".{name.rpartition('.')[2]}"])
        assert reply.body


def test_templates_escape_and_want_every_name() -> None:
    escaped = environment().from_string("{{ name }}").render(name="<b>&</b>")
    assert escaped == "&lt;b&gt;&amp;&lt;/b&gt;"
    with pytest.raises(UndefinedError):
        environment().from_string("{{ absent }}").render()


def test_a_page_knows_where_it_is_and_its_token() -> None:
    reply = Pages("a-token", (("/", "Look"), ("/api", "API"))).page(
        "look.html.j2", "/", status=201, models=[], contributable=False
    )
    text = reply.body.decode()
    assert reply.status_code == 201
    assert "a-token" in text
    assert re.findall(r'<a href="([^"]+)" aria-current="page"', text) == ["/"]
