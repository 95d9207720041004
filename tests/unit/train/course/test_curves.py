"""The drawing of a training."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

pytestmark = pytest.mark.keras


def epoch(kit, number, accuracy):
    return kit.Epoch(
        epoch=number,
        loss=2.0 / number,
        accuracy=accuracy,
        validation_loss=1.0,
        validation_accuracy=accuracy,
        validation_recall=0.25,
        validation_precision=0.75,
        validation_called=2,
    )


@pytest.fixture
def draw(kit):
    """Draw epochs with these accuracies."""
    return lambda accuracies, title="Tiny": kit.course.curves.curves_svg(
        [epoch(kit, number, accuracy) for number, accuracy in enumerate(accuracies, start=1)], title
    )


def test_every_figure_has_a_curve_with_a_point_for_each_epoch_and_the_best_is_told(draw):
    svg = draw([0.2, 0.6, 0.4])
    curves = re.findall(r'<polyline points="([^"]*)"', svg)
    assert [len(curve.split()) for curve in curves] == [3] * 6
    assert "best of 3 epochs is 2, validation success rate 0.6000" in svg
    # panels are 190 high from 62 down: a share of 1 lies at 62, one of 0.75 at 62 + 0.25 · 190
    assert all(point.endswith(",109.5") for point in curves[5].split())


def test_a_single_epoch_is_drawn_as_dots(draw):
    svg = draw([0.5])
    assert (svg.count("<circle"), svg.count("<polyline")) == (6, 0)


def test_a_hostile_title_stays_text(draw):
    svg = draw([0.5, 0.6], "</text><script>alert(1)</script> & more")
    assert [part.tag for part in ET.fromstring(svg).iter() if "script" in part.tag] == []
    assert "alert(1)" in "".join(ET.fromstring(svg).itertext())
