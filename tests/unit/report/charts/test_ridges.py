"""Hills of equal area, one for each group that has pictures."""

from __future__ import annotations

import re

import numpy as np
import pytest

from audit.report.charts.ridges import RidgeData, _smoothed, ridges


def row(name: str, at: dict[int, int], middle: float | None = 0.5) -> RidgeData:
    counts = np.zeros(100, dtype=np.int64)
    for place, n in at.items():
        counts[place] = n
    return RidgeData(name=name, text="", counts=counts, middle=middle)


def chart(*rows: RidgeData):
    return ridges(rows, key="k", title="t", description="d", reference=0.2, reference_text="r")


def points(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"([\d.]+),([\d.]+)", path)]


@pytest.mark.parametrize("at", [{0: 50}, {99: 1}, {10: 400, 90: 400}, dict.fromkeys(range(100), 3)])
def test_the_area_is_one_and_the_ends_lose_nothing(at) -> None:
    density = _smoothed(row("a", at).counts)
    assert density.sum() == pytest.approx(1)
    assert (density >= 0).all()


def test_an_even_spread_is_flat_to_its_ends() -> None:
    assert np.allclose(_smoothed(row("a", dict.fromkeys(range(100), 30)).counts), 0.01)


def test_a_hill_stands_where_its_pictures_are_and_few_of_them_make_no_peak() -> None:
    many, few = _smoothed(row("a", {30: 900}).counts), _smoothed(row("a", {30: 2}).counts)
    assert many.argmax() == few.argmax() == 30
    assert many.max() > 3 * few.max()
    # a bell of .02 has .01 / (.02 · √(2π)) of its area in the bin at its top
    assert many.max() == pytest.approx(0.01 / (0.02 * np.sqrt(2 * np.pi)), rel=0.01)


def test_the_highest_hill_reaches_the_top_and_every_foot_the_bottom() -> None:
    drawn = chart(row("a", {30: 900}), row("b", dict.fromkeys(range(100), 9)))
    assert min(y for _, y in points(drawn.ridges[0].path)) == 0
    assert min(y for _, y in points(drawn.ridges[1].path)) > 50
    for ridge in drawn.ridges:
        assert points(ridge.path)[0][1] == points(ridge.path)[-1][1] == 100
    assert drawn.ridges[0].x == drawn.ridges[1].x == 50
    assert drawn.ridges[1].y > drawn.ridges[0].y


def test_groups_without_pictures_are_one_line() -> None:
    drawn = chart(row("a", {30: 9}), row("b", {}, None), row("c", {}, None))
    assert [ridge.name for ridge in drawn.ridges] == ["a"]
    assert drawn.note.endswith("No picture was scored of: b and c.")


def test_without_any_picture_there_is_no_hill() -> None:
    drawn = chart(row("a", {}, None))
    assert drawn.ridges == ()
    assert drawn.height > 0
