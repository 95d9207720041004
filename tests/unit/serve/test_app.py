"""The app as one application: every page of its menu, and what becomes of every fault."""

from __future__ import annotations

import asyncio

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request

from audit.errors import InputError, OutputError
from audit.serve import app
from audit.serve.http.guard import Refused


@pytest.mark.parametrize(("address", "name"), app.LINKS)
def test_every_page_of_the_menu_is_there_and_leads_to_the_others(client, address: str, name: str) -> None:
    reply = client.get(address)
    text = reply.body.decode()
    assert reply.status == 200
    assert name in text
    assert all(f'href="{other}"' in text for other, _ in app.LINKS)


def test_an_address_without_anything_is_said_and_so_is_another_way_of_asking(client) -> None:
    reply = client.get("/nothing")
    assert (reply.status, reply.body) == (404, b"There is nothing at this address.")
    reply = client.get("/api/nothing")
    assert (reply.status, reply.json) == (404, {"error": "There is nothing at this address."})
    reply = client.get("/api/predict")
    assert (reply.status, reply.json) == (405, {"error": "This address is asked in another way."})


def answer_to(error: Exception, path: str = "/", method: str = "GET") -> tuple[int, bytes, str]:
    """Return status, body and kind of what becomes of a fault."""
    kind = next(kind for kind in type(error).mro() if kind in app._HANDLERS)
    request = Request({"type": "http", "path": path, "method": method, "headers": [], "query_string": b""})
    reply = asyncio.run(app._HANDLERS[kind](request, error))
    assert reply.headers["connection"] == "close"
    return reply.status_code, reply.body, reply.headers["content-type"]


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (Refused(413, "Too much."), 413, b"Too much."),
        (InputError("No picture."), 400, b"No picture."),
        (OutputError("The disk is full."), 507, b"The disk is full."),
        (HTTPException(418), 418, b"The request could not be answered."),
        (ZeroDivisionError("secret path"), 500, b"Something in the app went wrong; its terminal says what."),
    ],
)
def test_every_fault_is_one_sentence_with_its_status(error: Exception, status: int, words: bytes) -> None:
    assert answer_to(error)[:2] == (status, words)


@pytest.mark.parametrize(("path", "method"), [("/api/predict", "GET"), ("/contribute", "POST")])
def test_a_program_and_a_script_are_answered_in_json(path: str, method: str) -> None:
    status, body, kind = answer_to(InputError("No picture."), path, method)
    assert (status, body, kind) == (400, b'{"error":"No picture."}', "application/json")
