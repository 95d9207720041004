"""Giving and deleting over HTTP: consent first, only from our own pages, refused whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from assets.client import Client, form
from assets.live import HAPPY, made_up, png, scene, served

from audit.load import load_cohort
from audit.serve import App
from audit.serve.contribute.contribution import MOST_PICTURES
from audit.serve.contribute.terms import Terms

KEEPER = "A. Keeper, Room 1"
CONSENT = Terms(keeper=KEEPER).version
PICTURE = png(scene((HAPPY, 200, 120)))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cohorts") / "given"


@pytest.fixture(scope="module")
def growing(folder: Path) -> Iterator[Client]:
    model = made_up()
    app = App(models=(model.spec,), port=0, cohort=folder, keeper=KEEPER)
    with served(app, [model]) as address:
        client = Client(address)
        client.headers = {"Origin": client.origin, "X-Page-Token": client.page_token()}
        yield client


def give(client: Client, *files: tuple[str, bytes], **fields: str):
    body, kind = form(*files, **{"consent": CONSENT, "emotion": "sad", **fields})
    return client.send("POST", "/contribute", body, **kind)


def test_a_contribution_is_stored_and_its_code_deletes_it(growing, folder) -> None:
    found = give(growing, ("a.png", PICTURE), ("b.png", png(scene())), age_group="senior").json
    assert (found["stored"], found["without_face"]) == (2, 1)
    assert len(load_cohort(folder)) == 2
    body, kind = form(receipt=found["receipt"])
    assert growing.send("POST", "/forget", body, **kind).json == {"deleted": 2}
    assert list((folder / "images").iterdir()) == []


@pytest.mark.parametrize("consent", ["", "on", "000000000000"])
def test_without_consent_to_these_very_terms_nothing_is_stored(growing, folder, consent) -> None:
    reply = give(growing, ("a.png", PICTURE), consent=consent)
    assert reply.status == 400
    assert reply.json["error"].startswith("Nothing was stored: tick that you agree")
    assert not any((folder / "images").glob("*"))


@pytest.mark.parametrize(
    ("files", "fields", "words"),
    [
        ((), {}, "Give 1 to 10 pictures"),
        ((("a.png", PICTURE), ("b.png", b"no picture")), {}, "Nothing was stored: 'b.png' cannot be read"),
        ((("a.png", PICTURE),), {"emotion": "bored"}, "'bored' is no emotion of this cohort"),
        ((("a.png", PICTURE),), {"gender": "=1+1"}, "formula"),
        ((("a.png", PICTURE),), {"receipt": "guess"}, "This is no code"),
        (tuple((f"{place}.png", PICTURE) for place in range(MOST_PICTURES + 1)), {}, "Give 1 to 10 pictures"),
    ],
)
def test_what_cannot_be_stored_is_refused_whole(growing, folder, files, fields, words) -> None:
    reply = give(growing, *files, **fields)
    assert reply.status == 400
    assert words in reply.json["error"]
    assert not any((folder / "images").glob("*"))


def test_another_site_and_a_program_without_the_token_can_neither_give_nor_delete(growing, folder) -> None:
    stranger = Client(growing.address)
    for path in ("/contribute", "/forget"):
        body, kind = form(("a.png", PICTURE), consent=CONSENT, emotion="sad", receipt="A" * 20)
        assert stranger.send("POST", path, body, **kind).status == 403
        foreign = {"Origin": "http://elsewhere.example", "X_Page_Token": growing.headers["X-Page-Token"]}
        assert stranger.send("POST", path, body, **kind, **foreign).status == 403
    assert not any((folder / "images").glob("*"))


def test_hostile_words_of_earlier_people_do_nothing_on_the_page(growing) -> None:
    code = give(growing, ("a.png", PICTURE), ethnicity='"><script>alert(1)</script>').json["receipt"]
    page = growing.get("/contribute").body.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    body, kind = form(receipt=code)
    growing.send("POST", "/forget", body, **kind)


def test_an_app_without_a_cohort_says_how_to_get_one(client) -> None:
    assert b"--keeper" in client.get("/contribute").body
    ours = {"Origin": client.origin, "X_Page_Token": client.page_token()}
    assert client.send("POST", "/contribute", b"", **ours).status == 404
