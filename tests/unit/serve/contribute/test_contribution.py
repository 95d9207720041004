"""What one person gives at one time, checked before anything is stored."""

from __future__ import annotations

import hashlib
import re

import pytest

from audit.domain.cohort.labels import LABEL_SETS
from audit.errors import InputError
from audit.serve.contribute.contribution import Meant, group_word, meant_of, new_receipt, subject_of

LABELS = LABEL_SETS["happy-sad"]


@pytest.mark.parametrize(
    ("word", "match"),
    [("=cmd()", "formula"), ("@x", "formula"), ("a" * 61, "at most 60"), ("a\x00b", "plain characters")],
)
def test_words_that_would_harm_the_table_are_refused(word, match) -> None:
    with pytest.raises(InputError, match=match):
        group_word(word)


def test_words_are_tidied_and_may_be_empty() -> None:
    assert (group_word("  South \n Asian "), group_word("")) == ("South Asian", "")


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (("sad", "", ""), "sad"),
        (("sad", "sad", "alike"), "sad"),
        (("sad", "happy", "mostly"), "mostly sad, some happy"),
        (("sad", "happy", "alike"), "sad and happy alike"),
    ],
)
def test_a_mixture_is_kept_in_words(form, text) -> None:
    assert meant_of(*form, LABELS).text == text


@pytest.mark.parametrize("form", [("", "", ""), ("bored", "", ""), ("sad", "bored", "")])
def test_an_emotion_the_cohort_does_not_have_is_refused(form) -> None:
    with pytest.raises(InputError):
        meant_of(*form, LABELS)


@pytest.mark.parametrize("code", ["", "AAAAA", "../../etc/passwd", "0" * 20, "A" * 21])
def test_what_is_no_code_is_refused(code) -> None:
    with pytest.raises(InputError, match="This is no code"):
        subject_of(code)


def test_only_another_emotion_makes_a_mixture() -> None:
    assert meant_of("sad", "happy", "alike", LABELS) == Meant(first="sad", second="happy", even=True)
    assert meant_of("sad", "sad", "alike", LABELS) == Meant(first="sad")
    with pytest.raises(InputError, match="Choose the emotion you meant to show"):
        meant_of("", "happy", "", LABELS)
    with pytest.raises(InputError, match=r"'hapy' is no emotion of this cohort; .*did you mean 'happy'"):
        meant_of("sad", "hapy", "", LABELS)


def test_a_word_of_sixty_signs_is_taken_and_one_more_is_not() -> None:
    assert group_word("a" * 60) == "a" * 60
    assert group_word("two-spirit") == "two-spirit"  # a dash within is no formula
    with pytest.raises(InputError, match="'-1' begins with '-', which spreadsheets run as a formula"):
        group_word("-1")


def test_a_receipt_is_its_own_however_it_is_typed() -> None:
    receipt = new_receipt()
    assert re.fullmatch("([A-HJ-NP-Z2-9]{5}-){3}[A-HJ-NP-Z2-9]{5}", receipt)  # nothing that is taken for another sign
    assert receipt != new_receipt()
    subject = subject_of(receipt)
    assert subject == subject_of(receipt.lower().replace("-", " ")) == subject_of(receipt.replace("-", ""))
    assert subject == "p" + hashlib.sha256(receipt.replace("-", "").encode()).hexdigest()[:20]
    assert subject_of("AAAAA-AAAAA-AAAAA-AAAAA") != subject_of("AAAAA-AAAAA-AAAAA-AAAAB")
