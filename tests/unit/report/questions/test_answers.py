"""The three answers: which status a result earns, and in which words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from assets.audits import (
    AUDITS,
    drawn,
    nothing,
)

from audit.domain.cohort.reading import Reader, Reading, Remark, Treatment
from audit.errors import InputError
from audit.report import Status, answers
from audit.report.questions.rules import QUESTIONS


@pytest.mark.parametrize("name", AUDITS)
def test_there_are_three_answers_in_the_words_of_the_questions(name) -> None:
    found = answers(AUDITS[name]())
    assert tuple(answer.question for answer in found) == QUESTIONS
    for answer in found:
        assert answer.sentence.endswith(".")
        assert "\n" not in answer.sentence
        assert "None" not in answer.sentence + answer.number + answer.interval


def test_nothing_scored_is_never_a_number() -> None:
    found = answers(nothing())
    assert [answer.status for answer in found] == [Status.CANNOT_TELL] * 3
    assert [answer.number for answer in found] == ["–", "–", "–"]
    assert found[1].sentence.startswith("Nothing could be compared: no group of gender has a success rate")


def test_a_result_without_its_estimates_is_refused() -> None:
    with pytest.raises(InputError, match="no estimate of accuracy for all pictures"):
        answers(replace(drawn(), estimates=()))


def test_nothing_is_answered_while_the_reading_is_in_doubt() -> None:
    doubt = Reading.of(Remark(treatment=Treatment.DOUBTED, sentence="another order fits", by=Reader.MODEL, blocks=True))
    found = answers(replace(drawn(), reading=doubt))
    assert [answer.status for answer in found] == [Status.CANNOT_TELL] * 3
    start = "How the data were read is in doubt, so this is open. As they were read: "
    assert all(answer.sentence.startswith(start) for answer in found)
