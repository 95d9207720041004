"""Voting over HTTP: blind, in an order of one's own, pictures without their names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from assets.client import Client, form
from assets.live import HAPPY, made_up, png, scene, served

from audit.domain.cohort.labels import LABEL_SETS
from audit.load import load_cohort
from audit.serve import App

PICTURES = 6


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for place in range(PICTURES):
        (tmp_path / f"sad-looking-{place}.png").write_bytes(png(scene((HAPPY, 200, 120))))
    (tmp_path / "manifest.csv").write_text(
        "image\n" + "".join(f"sad-looking-{place}.png\n" for place in range(PICTURES)), encoding="utf-8"
    )
    return tmp_path


@pytest.fixture
def booth(folder: Path) -> Iterator[Client]:
    model = made_up()
    with served(App(models=(model.spec,), port=0, label=folder), [model]) as address:
        client = Client(address)
        client.headers = {"Origin": client.origin, "X-Page-Token": client.page_token()}
        yield client


def vote_on_all(client: Client, annotator: str, answer: str) -> list[int]:
    order = []
    for _ in range(PICTURES):
        found = client.get(f"/label/next?annotator={annotator}").json
        order.append(found["picture"])
        body, kind = form(annotator=annotator, picture=str(found["picture"]), answer=answer)
        assert client.send("POST", "/label/vote", body, **kind).status == 200
    assert client.get(f"/label/next?annotator={annotator}").json["picture"] is None
    return order


def test_three_annotators_vote_blind_and_their_votes_become_columns(booth, folder) -> None:
    orders = [vote_on_all(booth, name, answer) for name, answer in (("a", "sad"), ("b", "sad"), ("c", "happy"))]
    assert all(sorted(order) == list(range(PICTURES)) for order in orders)
    assert len({tuple(order) for order in orders}) > 1
    assert booth.send("POST", "/label/write").json == {"without_label": 0, "rows": PICTURES}
    assert load_cohort(folder, labels=LABEL_SETS["happy-sad"]).votes.tolist() == [[1, 2]] * PICTURES
    overall = booth.get("/label/agreement").json
    assert (overall["annotators"], overall["agreement"][0]["pictures"]) == (3, PICTURES)


def test_no_name_of_a_file_and_no_vote_of_another_reaches_an_annotator(booth) -> None:
    vote_on_all(booth, "a", "sad")
    found = booth.get("/label/next?annotator=b")
    assert b"sad-looking" not in found.body
    assert set(found.json) == {"picture", "done", "total", "answers"}
    picture = booth.get("/label/picture/0")
    assert picture.headers["content-type"] == "image/png"
    assert "content-disposition" not in picture.headers
    assert booth.get("/label/picture/99").status == 404


def test_emotions_change_their_order_from_picture_to_picture(booth) -> None:
    orders = set()
    for _ in range(PICTURES):
        found = booth.get("/label/next?annotator=z").json
        orders.add(tuple(each["answer"] for each in found["answers"]))
        body, kind = form(annotator="z", picture=str(found["picture"]), answer="sad")
        booth.send("POST", "/label/vote", body, **kind)
    assert len(orders) > 1
    assert all(order[-2:] == ("unknown", "not_a_face") for order in orders)


def test_a_foreign_page_cannot_vote(booth) -> None:
    body, kind = form(annotator="x", picture="0", answer="sad")
    assert Client(booth.address).send("POST", "/label/vote", body, **kind).status == 403


def test_without_pictures_the_page_says_how_to_get_some(client) -> None:
    assert b"--label DIR" in client.get("/label").body
    assert client.get("/label/next?annotator=a").status == 404
