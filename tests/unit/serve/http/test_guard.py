"""Who may ask, and how much: foreign sites, foreign names, no token, too much, too slow."""

from __future__ import annotations

import contextlib
import http.client
import time

import pytest
from assets.client import Client, form
from assets.live import HAPPY, made_up, png, scene, served
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from audit.serve import App
from audit.serve.http import guard
from audit.serve.http.guard import CONTENT_POLICY, LARGEST_BODY

GUESSED = "guessed"
PICTURE = png(scene((HAPPY, 200, 120)))


@pytest.mark.parametrize("path", ["/", "/static/app.css", "/static/shared.js", "/nothing", "/api/predict"])
def test_every_answer_carries_the_policy_and_nothing_is_kept(client, path) -> None:
    headers = client.get(path).headers
    assert headers["content-security-policy"] == CONTENT_POLICY
    assert CONTENT_POLICY.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert "set-cookie" not in headers
    assert "server" not in headers


def test_another_name_for_this_machine_gets_nothing(client) -> None:
    port = client.place.rpartition(":")[2]
    reply = client.get("/", Host=f"rebound.example:{port}")
    assert reply.status == 421
    assert b"page-token" not in reply.body


@pytest.mark.parametrize("origin", ["http://elsewhere.example", "null", "http://127.0.0.1:1"])
def test_another_site_cannot_post_even_with_the_token(client, origin) -> None:
    reply = client.send("POST", "/api/predict", PICTURE, Origin=origin, X_Page_Token=client.page_token())
    assert reply.status == 403
    assert reply.json["error"].startswith("Another site asked")


def test_a_browser_needs_the_page_token_and_a_program_does_not(client) -> None:
    ours = {"Origin": client.origin}
    assert client.send("POST", "/api/predict", PICTURE, **ours).status == 403
    assert client.send("POST", "/api/predict", PICTURE, **ours, X_Page_Token=GUESSED).status == 403
    assert client.send("POST", "/api/predict", PICTURE, **ours, X_Page_Token=client.page_token()).status == 200
    assert client.send("POST", "/api/predict", PICTURE, Sec_Fetch_Site="cross-site").status == 403
    assert client.send("POST", "/api/predict", PICTURE).status == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_may_lead_here_and_not_load_anything(client, site) -> None:
    assert client.get("/api/audits", Sec_Fetch_Site=site, Sec_Fetch_Mode="no-cors").status == 403
    assert client.get("/", Sec_Fetch_Site=site, Sec_Fetch_Mode="navigate").status == 200
    assert client.get("/api/audits", Sec_Fetch_Site="same-origin", Sec_Fetch_Mode="cors").status == 200


def test_a_socket_needs_origin_and_token(client) -> None:
    token = client.page_token()
    for origin, offered in (
        ("http://elsewhere.example", ["emotion-audit", token]),
        (client.origin, ["emotion-audit", "guessed"]),
        (client.origin, None),
    ):
        with pytest.raises(InvalidStatus), connect(client.frames, origin=origin, subprotocols=offered):
            pass
    with connect(client.frames, origin=client.origin, subprotocols=["emotion-audit", token]) as socket_:
        assert socket_.subprotocol == "emotion-audit"


def test_a_hundred_megabytes_are_refused_before_they_are_sent(client) -> None:
    connection = http.client.HTTPConnection(client.place, timeout=30)
    connection.putrequest("POST", "/api/predict")
    connection.putheader("Content-Length", "100000000")
    connection.endheaders()
    answer = connection.getresponse()
    assert answer.status == 413
    connection.close()


def test_a_body_whose_length_is_not_said_is_cut_at_the_limit(client) -> None:
    chunk = bytes(4 * 1024 * 1024)
    sent = 0

    def endless():
        nonlocal sent
        while sent < 2 * LARGEST_BODY:
            sent += len(chunk)
            yield chunk

    with contextlib.suppress(ConnectionError):  # hung up on while still sending
        assert client.send("POST", "/api/predict", endless()).status == 413
    assert sent < 2 * LARGEST_BODY
    assert client.get("/").status == 200


def test_a_body_that_drips_is_given_up(monkeypatch) -> None:
    monkeypatch.setattr(guard, "SLOWEST_BODY", 0.5)
    model = made_up()
    with served(App(models=(model.spec,), port=0), [model]) as address:
        connection = http.client.HTTPConnection(Client(address).place, timeout=10)
        connection.putrequest("POST", "/api/predict")
        connection.putheader("Content-Length", "1000")
        connection.endheaders(b"a few bytes")
        start = time.monotonic()
        assert connection.getresponse().status == 408
        assert time.monotonic() - start < 5
        connection.close()


def test_beyond_this_machine_a_token_is_needed_and_moves_into_a_strict_cookie() -> None:
    model = made_up()
    lines: list[str] = []
    app = App(models=(model.spec,), host="0.0.0.0", port=0)  # noqa: S104 - that is the point
    assert app.beyond
    with served(app, [model], lines.append) as address:
        outside = Client(address.replace("0.0.0.0", "127.0.0.1"))  # noqa: S104
        token = lines[0].partition("token=")[2].split()[0]
        assert outside.get("/").status == 401
        assert outside.send("POST", "/api/predict", PICTURE).status == 401
        assert outside.get("/?token=guessed").status == 401
        entered = outside.get(f"/?token={token}")
        assert (entered.status, entered.headers["location"]) == (303, "/")
        assert "HttpOnly" in entered.headers["set-cookie"]
        assert "SameSite=strict" in entered.headers["set-cookie"]
        assert outside.get("/", Cookie=entered.headers["set-cookie"].partition(";")[0]).status == 200
        assert outside.send("POST", "/api/predict", PICTURE, Authorization=f"Bearer {token}").status == 200


def test_after_a_restart_an_old_page_is_told_to_reload(client) -> None:
    old = client.page_token()
    model = made_up()
    with served(App(models=(model.spec,), port=0), [model]) as address:
        anew = Client(address)
        body, kind = form(("face.png", PICTURE))
        reply = anew.send("POST", "/api/predict", body, **kind, Origin=anew.origin, X_Page_Token=old)
        assert reply.status == 403
        assert "reload" in reply.json["error"]
