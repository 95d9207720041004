"""Who is drawn: Monk tones and their bands, traits."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from audit.errors import UsageError
from audit.simulate.faces.people import MONK_TONES, Person, SkinBand, Traits, skin_band


def test_the_ten_tones_are_the_published_ones():
    written = ["#{:02x}{:02x}{:02x}".format(*map(int, tone)) for tone in MONK_TONES]
    assert " ".join(written) == ("#f6ede4 #f3e7db #f7ead0 #eadaba #d7bd96 #a07e56 #825c43 #604134 #3a312a #292420")


def test_every_tone_is_in_its_band():
    bands = [skin_band(tone).value for tone in range(1, 11)]
    assert bands == ["light"] * 3 + ["medium"] * 3 + ["dark"] * 4


@pytest.mark.parametrize("tone", [0, 11, -1])
def test_a_tone_outside_the_scale_is_refused_with_the_scale(tone):
    with pytest.raises(UsageError, match=rf"from 1 \(lightest\) to 10 \(darkest\), found {tone}"):
        Person(tone=tone)


def test_a_head_that_would_leave_the_picture_is_refused():
    with pytest.raises(UsageError, match=r"between 0.7 and 1.2, found 2"):
        Person(head_size=2.0)


def test_traits_are_fixed_by_the_generator_and_lie_between_minus_one_and_one():
    first, again, other = (Traits.sample(np.random.default_rng(seed)) for seed in (4, 4, 5))
    assert first == again != other
    assert all(-1 <= value <= 1 for value in dataclasses.astuple(first))


def test_changing_one_attribute_leaves_the_others():
    person = Person(traits=Traits.sample(np.random.default_rng(0)))
    darker = dataclasses.replace(person, tone=9)
    assert (person.skin_band, darker.skin_band) == (SkinBand.MEDIUM, SkinBand.DARK)
    assert dataclasses.replace(darker, tone=person.tone) == person
