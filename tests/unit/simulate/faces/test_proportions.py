"""How faces of an age are built, and how little a person's traits change of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from audit.simulate.faces.people import AgeGroup, Person, Traits
from audit.simulate.faces.proportions import OF_AGE, proportions_of


def test_an_average_person_is_built_as_usual_at_the_age() -> None:
    assert set(OF_AGE) == set(AgeGroup)
    for age in AgeGroup:
        assert proportions_of(Person(age_group=age)) == OF_AGE[age]


def test_faces_grow_narrower_and_eyes_smaller_from_toddler_to_senior() -> None:
    for name in ("cheek_width", "eye_width", "eye_opening"):
        sizes = [getattr(OF_AGE[age], name) for age in AgeGroup]
        assert sizes == sorted(sizes, reverse=True), name
    assert [OF_AGE[age].grey for age in AgeGroup] == [0, 0, 0, 0, 1]
    assert OF_AGE[AgeGroup.SENIOR].expressivity < min(OF_AGE[age].expressivity for age in list(AgeGroup)[:-1])


@pytest.mark.parametrize(
    ("trait", "measure", "factor"),
    [
        ("face_width", "cheek_width", 1.06),
        ("eye_distance", "eye_x", 1.06),
        ("eye_size", "eye_opening", 1.12),
        ("brow_height", "brow_gap", 1.08),
        ("brow_weight", "brow_weight", 1.25),
        ("nose_width", "nose_width", 1.15),
        ("mouth_width", "mouth_width", 1.10),
        ("lip_fullness", "lip", 1.25),
        ("weathering", "lines", 1.25),
    ],
)
def test_a_trait_changes_its_measure_by_its_share(trait: str, measure: str, factor: float) -> None:
    usual = OF_AGE[AgeGroup.ADULT]
    for sign in (1, -1):
        found = proportions_of(Person(traits=Traits(**{trait: float(sign)})))
        assert getattr(found, measure) == pytest.approx(getattr(usual, measure) * (1 + sign * (factor - 1)))


def test_eyes_higher_in_the_face_lie_further_up_and_a_wide_jaw_tapers_less() -> None:
    usual = OF_AGE[AgeGroup.ADULT]
    high, wide, long = (
        proportions_of(Person(traits=Traits(**{name: 1.0}))) for name in ("eye_height", "jaw_width", "nose_length")
    )
    assert high == replace(usual, eye_y=usual.eye_y - 0.03)
    assert wide == replace(usual, jaw_taper=usual.jaw_taper - 0.06)
    assert long == replace(usual, nose_y=usual.nose_y + 0.03)


SIZES = ("eye_width", "eye_opening", "brow_gap", "brow_weight", "nose_width", "mouth_width", "lip", "lines", "folds")


def test_nobody_is_built_impossibly() -> None:
    for seed in range(50):
        traits = Traits.sample(np.random.default_rng(seed))
        for age in AgeGroup:
            found = proportions_of(Person(age_group=age, traits=traits))
            assert found.eye_x + found.eye_width < found.cheek_width
            assert found.eye_x - found.eye_width > 0
            assert found.eye_y < found.nose_y < found.mouth_y < 1
            assert min(getattr(found, name) for name in SIZES) >= 0
