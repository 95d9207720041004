"""What counts tell is what no other answers behind the same counts could change."""

from __future__ import annotations

import numpy as np
import pytest

from audit.domain.cohort.labels import LabelSet
from audit.domain.counts.confusion import ConfusionCounts
from audit.domain.counts.metrics import METRICS, NOTIONS, rate
from audit.domain.counts.told import ANOTHER, CountsTold

LABELS = LabelSet(emotions=("happy", "sad", "angry"))
SHARES = [metric.name for metric in METRICS.values() if metric.fraction is not None and not metric.of_rows]
ONE = [[8, 1, 1], [2, 5, 3], [4, 0, 6]]
OTHER_ANSWERS = [[8, 2, 0], [5, 5, 0], [0, 4, 6]]
OTHER_LABELS = [[5, 1, 1], [2, 8, 3], [4, 0, 6]]


def values(metric: str, cells: list[list[int]]) -> list[float | None]:
    emotions = LABELS.emotions if METRICS[metric].per_emotion else (None,)
    counts = ConfusionCounts(labels=LABELS, cells=np.array(cells))
    return [rate(metric, counts, emotion).value for emotion in emotions]


@pytest.mark.parametrize("metric", SHARES)
def test_a_share_is_told_where_other_answers_to_the_wrong_pictures_would_not_change_it(metric: str) -> None:
    same = values(metric, ONE) == values(metric, OTHER_ANSWERS)
    assert CountsTold.RIGHT_OF_EACH_LABEL.tells(metric) is same
    assert CountsTold.RIGHT.tells(metric) is (same and values(metric, ONE) == values(metric, OTHER_LABELS))


def test_averages_and_notions_are_told_where_their_parts_are() -> None:
    for metric in METRICS.values():
        if metric.mean is not None:
            assert CountsTold.RIGHT_OF_EACH_LABEL.tells(metric.name) is CountsTold.RIGHT_OF_EACH_LABEL.tells(
                metric.mean.of
            )
    for notion in NOTIONS.values():
        assert CountsTold.RIGHT_OF_EACH_LABEL.tells(notion.name) is all(
            map(CountsTold.RIGHT_OF_EACH_LABEL.tells, notion.parts)
        )
        assert not CountsTold.RIGHT.tells(notion.name)


def test_pictures_that_were_read_leave_nothing_untold() -> None:
    assert not CountsTold.PICTURES.untold
    assert [len(told.untold) for told in (CountsTold.ANSWERS, CountsTold.RIGHT_OF_EACH_LABEL, CountsTold.RIGHT)] == [
        2,
        3,
        3,
    ]
    assert CountsTold.RIGHT.untold[-1].endswith("nor whether groups show other emotions")
    assert ANOTHER not in LABELS
