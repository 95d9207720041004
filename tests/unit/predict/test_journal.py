"""A journal of answers: gone on with after any end, of one service alone."""

from __future__ import annotations

import pytest

from audit.domain.cohort.predictions import Outcome
from audit.errors import InputError, UsageError
from audit.predict.answers import PictureAnswer, nothing_said
from audit.predict.journal import Journal

WHOSE = {"service": "https://example.org/e", "labels": ["happy", "sad"], "output": "softmax"}


def test_what_was_kept_is_known_again_also_after_a_line_that_was_cut(tmp_path):
    path = tmp_path / "journal"
    journal = Journal(path, WHOSE)
    journal.keep(b"one", PictureAnswer(numbers=(0.25, 0.75)))
    journal.keep(b"two", nothing_said("no face"))
    with path.open("a", encoding="utf-8") as file:
        file.write('{"picture": "abc", "num')
    again = Journal(path, WHOSE)
    assert again.answer(b"one").numbers == (0.25, 0.75)
    assert (again.answer(b"two").outcome, again.answer(b"two").reason) == (Outcome.NO_ANSWER, "no face")
    assert again.answer(b"three") is None
    again.keep(b"three", PictureAnswer(numbers=(1.0, 0.0)))
    assert Journal(path, WHOSE).answer(b"three").numbers == (1.0, 0.0)


def test_the_journal_of_another_service_is_refused(tmp_path):
    Journal(tmp_path / "journal", WHOSE)
    for other in ({**WHOSE, "service": "https://example.org/f"}, {**WHOSE, "labels": ["sad", "happy"]}):
        with pytest.raises(UsageError, match="is no journal of"):
            Journal(tmp_path / "journal", other)
    (tmp_path / "text").write_text("hello\n", encoding="utf-8")
    with pytest.raises(UsageError, match="is no journal of"):
        Journal(tmp_path / "text", WHOSE)
    with pytest.raises(InputError, match="could not be opened"):
        Journal(tmp_path, WHOSE)
