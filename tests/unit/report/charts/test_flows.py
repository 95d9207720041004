"""Bands from label to answer: as wide as they are frequent, and nothing of a picture lost."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest

from audit.report.charts.flows import FIELD, SLOT, flows

EMOTIONS = ("happy", "sad", "fear")


def drawn(cells):
    return flows(np.array(cells), EMOTIONS, key="k", title="t", description="d")


def test_a_band_is_as_wide_as_its_share_of_the_pictures() -> None:
    chart = drawn([[30, 10, 0], [0, 60, 0], [0, 0, 0]])
    widths = sorted(band.width for band in chart.bands)
    assert widths == [0.1 * FIELD, 0.3 * FIELD, 0.6 * FIELD]
    assert [band.kind for band in chart.bands] == ["right", "right", "wrong"]


def test_labels_and_answers_without_pictures_are_left_out() -> None:
    chart = drawn([[30, 10, 0], [0, 0, 0], [0, 0, 0]])
    assert [(end.name, end.text) for end in chart.labels] == [("happy", "75\xa0%")]
    assert [(end.name, end.text) for end in chart.answers] == [("happy", "75\xa0%"), ("sad", "25\xa0%")]


def test_names_never_stand_on_each_other_however_rare_they_are() -> None:
    chart = drawn([[1000, 1, 1], [1, 1, 1], [1, 1, 1]])
    for ends in (chart.labels, chart.answers):
        places = [end.y for end in ends]
        assert all(after - before >= SLOT for before, after in itertools.pairwise(places))
    assert max(end.y for end in (*chart.labels, *chart.answers)) < chart.height


@pytest.mark.parametrize("seed", range(5))
def test_every_picture_is_in_a_band_inside_the_field(seed) -> None:
    cells = np.random.default_rng(seed).integers(0, 40, (3, 3))
    chart = drawn(cells)
    assert len(chart.bands) == np.count_nonzero(cells)
    assert sum(band.width for band in chart.bands) == pytest.approx(FIELD, abs=1)
    numbers = [float(n) for band in chart.bands for n in re.findall(r"[\d.]+", band.path)]
    assert min(numbers) >= 0
    assert max(numbers) <= 100
