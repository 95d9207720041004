"""Figures of a model that cannot be are refused."""

from __future__ import annotations

import pytest

from audit.domain.model.figures import Figures
from audit.errors import UsageError

WHOLE = {"accuracy": 0.7, "images": 100, "judged_on": "valid"}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (WHOLE | {"accuracy": 1.2}, "expected a share from 0 to 1"),
        (WHOLE | {"images": 0}, "expected a number above 0"),
        ({"accuracy": 0.7}, "accuracy, images and judged_on belong together"),
        (WHOLE | {"accuracy_without_copies": 0.6}, "a share of how many"),
        ({"accuracy_ten_views": 0.7}, "accuracy_two_views and accuracy_ten_views are of images"),
        (WHOLE | {"accuracy_two_views": -0.1}, "expected a share from 0 to 1"),
        (WHOLE | {"accuracy_without_copies": 0.6, "images_without_copies": 101}, "cannot be above them"),
    ],
)
def test_figures_that_cannot_be(fields: dict, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        Figures(**fields)


def test_none_and_all_are_allowed() -> None:
    assert Figures().accuracy is None
    assert Figures(**WHOLE, accuracy_without_copies=0.6, images_without_copies=90).images == 100
