"""Who is asked about what: faces by each model's own finder, whole pictures, at most eight faces."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from assets.live import HAPPY, SAD, made_up, scene

from audit.domain.contract.input_contract import FacePolicy, InputContract
from audit.serve.seeing import sight
from audit.serve.seeing.models import ShownModel
from audit.serve.seeing.sight import MOST_FACES, look_at, look_at_all

TWO = scene((HAPPY, 40, 120), (SAD, 360, 120))


def with_contract(name: str, **changes: object) -> ShownModel:
    model = made_up(name=name)
    contract = replace(model.spec.contract, **changes)
    return ShownModel.of(replace(model.spec, contract=contract), model.sha256, model.audited)


def test_models_of_one_finder_answer_side_by_side_about_each_face() -> None:
    found = look_at(TWO, [made_up(name="one"), made_up(name="two")])
    assert [[answer.model.spec.id for answer in face.answers] for face in found.faces] == [["one", "two"]] * 2


def test_a_model_with_another_finder_is_asked_about_its_own_faces(monkeypatch) -> None:
    asked: list[InputContract] = []
    look = sight.look_for

    def noted(pixels, contract, *, every):
        asked.append(contract)
        return look(pixels, contract, every=every)

    monkeypatch.setattr(sight, "look_for", noted)
    found = look_at(TWO, [made_up(name="one"), with_contract("other", smallest_face=60)])
    assert [contract.smallest_face for contract in asked] == [16, 60]
    assert [[answer.model.spec.id for answer in face.answers] for face in found.faces] == [["one"]] * 2 + [
        ["other"]
    ] * 2


def test_a_model_of_whole_pictures_answers_about_the_picture_last() -> None:
    found = look_at(TWO, [made_up(name="whole", face=FacePolicy.WHOLE), made_up(name="faces")])
    assert [face.box is None for face in found.faces] == [False, False, True]
    assert look_at(scene(), [made_up(face=FacePolicy.WHOLE)]).sentence == ""


def test_more_faces_than_are_asked_about_are_counted(monkeypatch) -> None:
    (box, *_) = sight.find_faces(TWO)
    monkeypatch.setattr(sight, "look_for", lambda *_, **__: [box] * (MOST_FACES + 3))
    found = look_at(TWO, [made_up()])
    assert (len(found.faces), found.more) == (MOST_FACES, 3)


def test_the_live_answer_is_that_of_the_picture() -> None:
    still, live = (look_at(TWO, [made_up()], live=live) for live in (False, True))
    assert np.array_equal(still.faces[0].answers[0].probabilities, live.faces[0].answers[0].probabilities)


def test_pictures_looked_at_together_say_what_each_says_alone() -> None:
    models = [made_up(name="faces"), made_up(name="whole", face=FacePolicy.WHOLE)]
    pictures = [scene((SAD, 200, 120)), scene(), TWO]
    for alone, together in zip(
        (look_at(each, models) for each in pictures), look_at_all(pictures, models), strict=True
    ):
        assert (together.sentence, together.more, len(together.faces)) == (alone.sentence, 0, len(alone.faces))
        for one, other in zip(alone.faces, together.faces, strict=True):
            assert one.box == other.box
            assert [each.probabilities.tolist() for each in one.answers] == [
                each.probabilities.tolist() for each in other.answers
            ]
    assert look_at_all([], models) == ()
