"""In whose pictures no face was found."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from builders import answered, cohort_of, predictions_of

from audit.domain.cohort.predictions import Outcome
from audit.measure.rates.counting import summarise
from audit.measure.rates.face_misses import face_misses, face_overlaps
from audit.measure.rates.intervals import wilson

ROWS = [[0.9, 0.1]] * 10
NO_FACE, MISSING = Outcome.NO_FACE.code, Outcome.MISSING_FILE.code


def ended(outcomes: dict[int, Outcome]):
    """Return ten predictions of which these rows ended otherwise."""
    found = predictions_of(ROWS)
    for row, outcome in outcomes.items():
        found = found.leaving_out(np.arange(10) == row, outcome)
    return found


COHORT = cohort_of([0] * 10, [0] * 4 + [1] * 6, ("a", "b", "c"))


def test_misses_are_a_share_of_the_pictures_that_could_be_read() -> None:
    lost = {0: Outcome.NO_FACE, 1: Outcome.MISSING_FILE, 4: Outcome.NO_FACE, 5: Outcome.NO_FACE}
    overall, a, b, c = face_misses(summarise(answered(COHORT, ended(lost))), 0.95)
    assert (overall.group, overall.rate.numerator, overall.rate.denominator) == (None, 3, 9)
    assert (a.group.text, a.rate.numerator, a.rate.denominator) == ("a", 1, 3)
    assert (b.rate.numerator, b.rate.denominator) == (2, 6)
    assert b.interval == wilson(2, 6, 0.95)
    assert (c.rate.value, c.interval) == (None, None)


def test_where_every_face_was_found_there_is_nothing_to_say() -> None:
    assert face_misses(summarise(answered(COHORT, ended({1: Outcome.MISSING_FILE}))), 0.95) == ()


def test_pictures_of_one_person_tell_less() -> None:
    lost = ended({0: Outcome.NO_FACE, 1: Outcome.NO_FACE})
    several = replace(COHORT, subjects=np.array([0, 0, 1, 1, 2, 2, 3, 3, 4, 4]))
    alone, together = (
        face_misses(summarise(answered(COHORT, lost)), 0.95)[1],
        face_misses(summarise(answered(several, lost)), 0.95)[1],
    )
    assert alone.rate == together.rate
    # whoever is missed once is missed twice: two people, not four pictures
    assert together.interval.lower == pytest.approx(wilson(1, 2, 0.95).lower)
    assert together.interval.upper > alone.interval.upper
    each = replace(COHORT, subjects=np.arange(10))
    assert face_misses(summarise(answered(each, lost)), 0.95) == face_misses(summarise(answered(COHORT, lost)), 0.95)


def test_people_count_in_their_own_group_and_as_much_as_their_pictures_are_alike() -> None:
    """Five people with two pictures each: one is missed twice, or two are missed once each."""
    several = replace(COHORT, subjects=np.array([0, 0, 1, 1, 2, 2, 3, 3, 4, 4]))
    alike, unlike = (
        face_misses(summarise(answered(several, ended(dict.fromkeys(rows, Outcome.NO_FACE)))), 0.95)
        for rows in ((0, 1), (0, 2))
    )
    assert [each.interval for each in alike[:3]] == [wilson(1, 5, 0.95), wilson(1, 2, 0.95), wilson(0, 3, 0.95)]
    assert wilson(1, 2, 0.95).lower + 0.005 < unlike[1].interval.lower < wilson(2, 4, 0.95).lower


def held(overlaps: list[float], outcomes: dict[int, Outcome] | None = None):
    """Return ten predictions whose found faces were held against the manifest's."""
    return replace(ended(outcomes or {}), overlaps=np.array(overlaps))


def test_overlaps_and_wrong_faces_are_told_by_group_of_pictures_with_a_box_and_a_found_face() -> None:
    overlaps = [0.9, 0.7, 0.1, np.nan, 0.8, 0.6, 0.8, 0.6, np.nan, np.nan]
    overall, a, b, c = face_overlaps(
        answered(COHORT, held(overlaps, {2: Outcome.WRONG_FACE, 3: Outcome.NO_FACE})), 0.95
    )
    assert (overall.group, overall.wrong.numerator, overall.wrong.denominator) == (None, 1, 7)
    assert (a.wrong.numerator, a.wrong.denominator, a.median, a.lower) == (1, 3, 0.7, pytest.approx(0.4))
    assert a.interval == wilson(1, 3, 0.95)
    assert (b.wrong.numerator, b.wrong.denominator, b.median) == (0, 4, pytest.approx(0.7))
    assert (c.wrong.value, c.interval, c.median, c.lower) == (None, None, None, None)


def test_where_no_finder_was_held_against_boxes_there_are_no_overlaps() -> None:
    assert face_overlaps(answered(COHORT, ended({})), 0.95) == ()


def test_wrong_faces_of_one_person_tell_less() -> None:
    wrong = held([0.1, 0.1] + [0.8] * 8, {0: Outcome.WRONG_FACE, 1: Outcome.WRONG_FACE})
    several = replace(COHORT, subjects=np.array([0, 0, 1, 1, 2, 2, 3, 3, 4, 4]))
    together, alone = (face_overlaps(answered(cohort, wrong), 0.95)[1] for cohort in (several, COHORT))
    assert together.wrong == alone.wrong
    assert together.interval.upper > alone.interval.upper
