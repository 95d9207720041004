"""Answers that are carried to where the pictures are, and home again."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.cohort.predictions import Outcome
from audit.domain.contract.input_contract import FacePolicy, InputContract
from audit.domain.model.model import ModelSpec
from audit.predict.journal.carried import CarriedJournal, KeyList
from audit.predict.journal.entries import KeptAnswer
from audit.predict.journal.identity import name_of

SPEC = ModelSpec(
    id="net",
    title="net",
    labels=LABEL_SETS["happy-sad"],
    contract=InputContract(size=8, face=FacePolicy.WHOLE),
    weights=Path("net.onnx"),
    sha256="0" * 64,
)
OLD, NEW = (KeptAnswer(Outcome.SCORED, np.array([share, 1 - share]), made) for share, made in ((0.25, 5), (0.5, 9)))


def test_what_was_brought_along_is_known_and_what_is_new_is_carried_home() -> None:
    name = name_of(SPEC)
    journal = CarriedJournal({name: {b"old": OLD}})
    shelf = journal.shelf(SPEC)
    assert shelf.kept([b"old", b"new"]) == {b"old": OLD}
    shelf.keep([(b"new", NEW)])
    shelf.note_taken([5], 2)
    assert journal.shelf(SPEC) is shelf
    carried = journal.carried[name]
    assert (carried.new, carried.made, carried.answers) == (((b"new", NEW),), (5,), 2)


def test_of_an_ensemble_and_of_a_function_nobody_vouches_for_nothing_is_carried() -> None:
    from dataclasses import replace

    assert CarriedJournal({}).shelf(replace(SPEC, function="module:function")) is None


def test_a_list_of_keys_knows_every_picture() -> None:
    keys = KeyList()
    found = keys.shelf(SPEC).kept([b"a", b"b"])
    assert keys.keys == {b"a", b"b"} == found.keys()
    assert {entry.outcome for entry in found.values()} == {Outcome.NO_ANSWER}
