"""Pictures sent to the API: answered like the command line's, refused in a sentence."""

from __future__ import annotations

import numpy as np
import pytest
from assets.client import form
from assets.live import HAPPY, SAD, made_up, png, scene

from audit.images import prepare_bytes
from audit.serve.http import predict
from audit.serve.http.predict import LARGEST_PICTURE, MOST_PICTURES

PICTURE = png(scene((HAPPY, 200, 120)))
TWO = png(scene((HAPPY, 40, 120), (SAD, 360, 120)))


def test_the_largest_face_gets_what_an_audit_of_the_picture_counts(client) -> None:
    (found,) = client.send("POST", "/api/predict", TWO).json["pictures"]
    model = made_up()
    prepared = prepare_bytes(TWO, None, model.spec.contract)
    expected = model.audited.probabilities(prepared.pixels[None])[0].round(6)
    assert list(found["faces"][0]["answers"][0]["probabilities"].values()) == expected.tolist()
    assert len(found["faces"]) == 2


def test_several_pictures_keep_their_order_and_names(client) -> None:
    body, kind = form(("b/../two.png", TWO), ("one.png", PICTURE))
    found = client.send("POST", "/api/predict", body, **kind).json["pictures"]
    assert [(each["name"], len(each["faces"])) for each in found] == [("b/../two.png", 2), ("one.png", 1)]


def test_a_picture_without_a_face_is_said_not_guessed(client) -> None:
    (found,) = client.send("POST", "/api/predict", png(scene())).json["pictures"]
    assert (found["outcome"], found["faces"]) == ("no face found", [])
    assert found["reason"] == "No face found: nothing is said about this picture."


def test_a_dark_face_gets_an_answer_that_is_marked_unreadable(client) -> None:
    dark = (scene((HAPPY, 200, 120)).astype(np.float64) * 0.35).astype(np.uint8)
    (found,) = client.send("POST", "/api/predict", png(dark)).json["pictures"]
    (face,) = found["faces"]
    assert not face["readable"]
    assert "too dark" in face["doubts"][0]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"no picture", "no known picture"),
        (PICTURE[:-3000], "ends before its last part"),
        (png(np.zeros((4, 4, 3), np.uint8)), "a side has at least"),
    ],
)
def test_a_broken_picture_ends_in_its_outcome_beside_a_sound_one(client, data, words) -> None:
    body, kind = form(("broken.png", data), ("one.png", PICTURE))
    broken, sound = client.send("POST", "/api/predict", body, **kind).json["pictures"]
    assert words in broken["reason"]
    assert broken["faces"] == []
    assert sound["outcome"] == "scored"


def test_an_unknown_model_is_refused_with_the_known_ones(client) -> None:
    reply = client.send("POST", "/api/predict?model=brightnes", PICTURE)
    assert reply.status == 400
    assert reply.json["error"].endswith("expected one of brightness (did you mean 'brightness'?)")


@pytest.mark.parametrize(
    ("files", "status"),
    [
        ((), 400),
        ((("empty.png", b""),), 400),
        ((("large.png", bytes(LARGEST_PICTURE + 1)),), 413),
        (tuple((f"{number}.png", PICTURE) for number in range(MOST_PICTURES + 1)), 400),
    ],
)
def test_too_little_and_too_much_are_refused_in_one_sentence(client, files, status) -> None:
    body, kind = form(*files)
    reply = client.send("POST", "/api/predict", body, **kind)
    assert reply.status == status
    assert reply.json["error"].endswith(".")
    assert "\n" not in reply.json["error"]


def test_the_face_as_the_network_saw_it_comes_when_asked_for(client) -> None:
    (plain,) = client.send("POST", "/api/predict", PICTURE).json["pictures"]
    (seen,) = client.send("POST", "/api/predict?seen=1", PICTURE).json["pictures"]
    assert "seen" not in plain["faces"][0]["answers"][0]
    assert seen["faces"][0]["answers"][0]["seen"].startswith("data:image/png;base64,")


def test_large_pictures_are_looked_at_in_portions_and_keep_their_order(client, monkeypatch) -> None:
    together = []
    look = predict.look_at_all

    def noted(pictures, models):
        together.append(len(pictures))
        return look(pictures, models)

    monkeypatch.setattr(predict, "look_at_all", noted)
    monkeypatch.setattr(predict, "MOST_PIXELS", 2 * 640 * 480)
    body, kind = form(("1", PICTURE), ("2", TWO), ("broken", b"none"), ("3", TWO), ("4", PICTURE), ("5", TWO))
    found = client.send("POST", "/api/predict", body, **kind).json["pictures"]
    assert [len(each["faces"]) for each in found] == [1, 2, 0, 2, 1, 2]
    assert together == [2, 2, 1]
