"""A journal as a run sees it: what it gives back, when it does not, and what it says about itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.cohort.predictions import Outcome
from audit.domain.contract.input_contract import FacePolicy, InputContract
from audit.domain.keeping import NOTHING_KEPT, Keeping
from audit.domain.model.model import ModelSpec
from audit.errors import InputError
from audit.predict.journal import Journal, journal, journal_for
from audit.predict.journal.entries import KeptAnswer
from audit.predict.journal.trouble import JournalError

KEY = bytes(32)
SAID = KeptAnswer(outcome=Outcome.SCORED, probabilities=np.array([0.25, 0.75]), made=10**9)


@pytest.fixture
def spec(tmp_path) -> ModelSpec:
    return ModelSpec(
        id="net",
        title="net",
        labels=LABEL_SETS["happy-sad"],
        contract=InputContract(size=48, face=FacePolicy.WHOLE),
        weights=tmp_path / "net.onnx",
        sha256="0" * 64,
    )


@pytest.fixture
def cache(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("EMOTION_AUDIT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def kept_in(keeping: Keeping, spec: ModelSpec) -> list[float] | None:
    with journal_for(keeping) as found:
        shelf = None if found is None else found.shelf(spec)
        entry = None if shelf is None else shelf.kept([KEY]).get(KEY)
        return None if entry is None else entry.probabilities.tolist()


def put(keeping: Keeping, spec: ModelSpec, entry: KeptAnswer = SAID) -> None:
    with journal_for(keeping) as found:
        assert found is not None
        shelf = found.shelf(spec)
        assert shelf is not None
        shelf.keep([(KEY, entry)])


@pytest.mark.usefixtures("cache")
def test_an_answer_is_there_for_the_next_run_of_the_same_classifier_alone(spec) -> None:
    assert kept_in(Keeping(), spec) is None
    put(Keeping(), spec)
    assert kept_in(Keeping(), spec) == [0.25, 0.75]
    assert kept_in(Keeping(), replace(spec, sha256="1" * 64)) is None
    assert kept_in(Keeping(fresh=True), spec) is None
    assert kept_in(NOTHING_KEPT, spec) is None


@pytest.mark.usefixtures("cache")
def test_failures_are_not_kept_and_fresh_answers_take_the_place_of_old_ones(spec) -> None:
    put(Keeping(), spec, SAID._replace(outcome=Outcome.FAILED))
    assert kept_in(Keeping(), spec) is None
    put(Keeping(), spec)
    put(Keeping(fresh=True), spec, SAID._replace(probabilities=np.array([1.0, 0.0])))
    assert kept_in(Keeping(), spec) == [1, 0]


@pytest.mark.usefixtures("cache")
def test_a_service_serves_a_run_that_goes_on_and_a_named_journal_for_good(spec, tmp_path, monkeypatch) -> None:
    service = replace(spec, service="https://example.org", weights=Path())
    named = Keeping(folder=tmp_path / "named")
    for keeping in (Keeping(), named):
        put(keeping, service, SAID._replace(made=10**9))
    monkeypatch.setattr(journal.time, "time", lambda: 10**9 + 11 * 3600)
    assert kept_in(Keeping(), service) == kept_in(named, service) == [0.25, 0.75]
    monkeypatch.setattr(journal.time, "time", lambda: 10**9 + 13 * 3600)
    assert kept_in(Keeping(), service) is None
    assert kept_in(named, service) == [0.25, 0.75]


@pytest.mark.usefixtures("cache")
def test_it_says_how_many_answers_are_of_an_earlier_run() -> None:
    with journal_for(Keeping()) as found:
        assert found is not None
        found.note_taken([], 10)
        assert found.sentences == ()
        found.note_taken([86_400, 86_400 * 2, found.started], 10)
        assert found.sentences == (
            "2 of 20 answers kept from an earlier run, the oldest of 1970-01-02; --fresh asks again",
        )


def test_a_damaged_one_is_set_aside_and_a_new_one_begun(spec, cache) -> None:
    put(Keeping(), spec)
    (cache / "journal.sqlite").write_bytes(b"x" * 5000)
    with journal_for(Keeping()) as found:
        assert found is not None
        assert found.sentences[0].startswith("the journal of kept answers was damaged, and a new one begun; it is now ")
    assert (cache / "journal.sqlite.damaged").read_bytes() == b"x" * 5000
    put(Keeping(), spec)
    assert kept_in(Keeping(), spec) == [0.25, 0.75]


def test_a_foreign_one_is_left_alone_and_the_run_goes_on_without(spec, cache) -> None:
    cache.mkdir()
    (cache / "journal.sqlite").mkdir()
    with journal_for(Keeping()) as found:
        assert found is not None
        assert found.shelf(spec) is None
        assert found.sentences[0].startswith("no answers are kept: ")


def test_one_that_was_named_and_cannot_be_used_is_refused(tmp_path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "journal.sqlite").write_bytes(b"x" * 5000)
    for folder in (tmp_path / "file", tmp_path):
        with (
            pytest.raises(InputError, match=r"; name another folder \(--journal\), or none: --journal off$"),
            journal_for(Keeping(folder=folder)),
        ):
            pytest.fail("it was taken")
    assert (tmp_path / "journal.sqlite").read_bytes() == b"x" * 5000


@pytest.mark.usefixtures("cache")
def test_what_cannot_be_written_or_read_is_tried_once_and_said(spec) -> None:
    with journal_for(Keeping()) as found:
        assert isinstance(found, Journal)
        shelf, other = found.shelf(spec), found.shelf(replace(spec, sha256="1" * 64))
        assert shelf is not None
        assert other is not None
        found.give_up(JournalError("journal.sqlite: the disk is full"))
        shelf.keep([(KEY, SAID)])
        assert shelf.kept([KEY]) == other.kept([KEY]) == {}
        assert found.sentences == (
            "answers are no longer kept: journal.sqlite: the disk is full; a run that is ended asks them again",
        )
    assert kept_in(Keeping(), spec) is None
