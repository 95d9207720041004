"""Contact sheets hold the faces they say, in rows and columns."""

from __future__ import annotations

import numpy as np

from audit.simulate.contact_sheet import blend_sheet, contact_sheet
from audit.simulate.faces.drawn_face import draw_face
from audit.simulate.faces.expressions import PROTOTYPES, actions_of
from audit.simulate.faces.people import AgeGroup, Person

PEOPLE = [Person(age_group=age) for age in AgeGroup]


def test_rows_are_emotions_and_columns_are_people():
    sheet = contact_sheet(PEOPLE, list(PROTOTYPES), 32)
    assert sheet.shape == (7 * 32, 5 * 32, 3)
    assert np.array_equal(sheet[3 * 32 : 4 * 32, 32:64], draw_face(PEOPLE[1], actions_of("happy"), 32))


def test_a_blend_goes_from_one_emotion_to_the_other():
    sheet = blend_sheet(PEOPLE[:1], "happy", "sad", [1.0, 0.75, 0.5, 0.25, 0.0], 64).astype(int)
    columns = [sheet[:, 64 * step : 64 * (step + 1)] for step in range(5)]
    assert np.array_equal(columns[0], draw_face(PEOPLE[0], actions_of("happy")))
    assert np.array_equal(columns[4], draw_face(PEOPLE[0], actions_of("sad")))
    away = [np.abs(column - columns[0]).mean() for column in columns]
    assert away == sorted(away)
    assert away[1] > 0
