"""The next step of the questions without limits: what fails is looked at, what is missing is asked for in numbers."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from assets.audits import AUDITS, decided, drawn, five_pictures, voted

from audit.domain.counts.told import CountsTold
from audit.report.questions.question_steps import question_steps


@pytest.mark.parametrize("name", AUDITS)
def test_every_step_names_its_question_in_whole_sentences(name) -> None:
    for step in question_steps(AUDITS[name]()):
        assert re.fullmatch(r"(Expressions|Mixed emotions): [A-Z].*\.", step)


def test_an_emotion_that_fails_says_which_mistakes_to_look_at() -> None:
    # sad: 5 of 20 recognised, 12 called neutral, 3 fear; happy is right
    answers = ["sad"] * 5 + ["neutral"] * 12 + ["fear"] * 3 + ["happy"] * 40
    result = decided(["sad"] * 20 + ["happy"] * 40, answers)
    looked = "Expressions: Look at the 12 “sad” faces called “neutral” (of 20): "
    assert question_steps(result)[0] == f"{looked}a run with --pictures blurred shows examples."
    assert question_steps(result, pictures_here=True)[0] == f"{looked}examples stand under Pictures."


def test_emotions_without_a_picture_are_asked_for_with_a_number() -> None:
    # 1.96² / (4 · 0.1²) = 96.04
    told = ["sad"] * 40 + ["happy"] * 40
    step, mixed = question_steps(decided(told, told))
    named = "“angry”, “disgust”, “fear” or 2 more"
    assert step == (
        f"Expressions: Add pictures labelled {named}: 97 pictures of each tell how often each is recognised, to within "
        "10 points."
    )
    assert mixed == "Mixed emotions: Give every answer a probability of each emotion (columns p_angry, …)."


def test_without_votes_it_says_how_many_pictures_to_let_people_look_at() -> None:
    # (1.96 / 0.1)² = 384.1
    (step,) = question_steps(drawn())
    assert step == (
        "Mixed emotions: Let five people name the emotion in 385 of the 2,945 pictures, drawn at random (columns "
        "votes_happy, …)."
    )


def test_where_votes_say_no_it_says_what_to_learn_from_and_a_yes_asks_for_nothing() -> None:
    assert question_steps(voted()) == ()
    mixed = voted().mixed
    poor = replace(mixed, votes=replace(mixed.votes, spearman=0.01, lower=-0.02, upper=0.04))
    (step,) = question_steps(replace(voted(), mixed=poor))
    assert "target = “votes” in its recipe" in step


def test_a_table_of_counts_cannot_be_added_to() -> None:
    assert question_steps(five_pictures())
    counts = replace(five_pictures().counts, told=CountsTold.ANSWERS)
    assert question_steps(replace(five_pictures(), counts=counts)) == ()
