"""Stacked bars: each as long, and divided, as its counts are."""

from __future__ import annotations

from audit.report.charts.bars import BarPart, Stack, bars

PARTS = (BarPart(kind="clear", text="clear"), BarPart(kind="lean", text="leaning"), BarPart(kind="mixed", text="mixed"))


def test_a_bar_is_divided_as_its_counts_are() -> None:
    chart = bars(
        [Stack(name="a", text="", counts=(1, 0, 3)), Stack(name="none", text="", counts=(0, 0, 0))],
        PARTS,
        key="x",
        title="x",
        description="x",
    )
    assert [(s.x, s.width, s.kind) for s in chart.bars[0].segments] == [(0.0, 25.0, "clear"), (25.0, 75.0, "mixed")]
    assert chart.bars[1].segments == ()


def test_only_so_many_bars_are_drawn_and_the_rest_is_counted() -> None:
    stacks = [Stack(name=str(i), text="", counts=(1, 1, 1)) for i in range(33)]
    chart = bars(stacks, PARTS, key="x", title="x", description="x")
    assert (len(chart.bars), chart.note) == (30, "3 of 33 rows are not drawn")


def test_bars_may_be_as_long_as_they_have_images() -> None:
    stacks = [Stack(name="a", text="", counts=(40,)), Stack(name="b", text="", counts=(10,))]
    stacks.append(Stack(name="c", text="", counts=(0,)))
    parts = (BarPart(kind="clear", text="pictures"),)
    chart = bars(stacks, parts, key="k", title="t", description="d", whole=40)
    assert [[segment.width for segment in bar.segments] for bar in chart.bars] == [[100.0], [25.0], []]
    whole = bars(stacks, parts, key="k", title="t", description="d")
    assert [[segment.width for segment in bar.segments] for bar in whole.bars] == [[100.0], [100.0], []]
