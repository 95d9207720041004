"""The observed disparity from counts, worked by hand, and when fairlearn itself is asked."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest
from builders import count_table

from audit.domain.decision.choices import DecideOn
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion
from audit.measure.disparities.point_values import asks_fairlearn, point_value

# rows = true happy, sad; columns = predicted happy, sad
CELLS = {"a": [[8, 2], [2, 8]], "b": [[8, 2], [6, 4]]}
ACCURACY = Criterion(metric="accuracy", features=("group",), limit=0.1)


@pytest.mark.parametrize(
    ("comparison", "expected"),
    [
        (Comparison.DIFFERENCE, 0.8 - 0.6),  # 16 of 20 against 12 of 20
        (Comparison.RATIO, 0.6 / 0.8),
        (Comparison.WORST_TO_OVERALL, 0.7 - 0.6),  # 28 of 40 overall
        (Comparison.FLOOR, 0.6),
    ],
)
def test_accuracy_by_hand(comparison: Comparison, expected: float) -> None:
    groups = count_table(CELLS).by(("group",))
    assert point_value(groups, replace(ACCURACY, comparison=comparison)) == expected


def test_a_mean_is_over_the_emotions_that_occur() -> None:
    groups = count_table(CELLS).by(("group",))
    assert point_value(groups, replace(ACCURACY, metric="macro_recall")) == pytest.approx(
        (0.8 + 0.8) / 2 - (0.8 + 0.4) / 2
    )


def test_fairlearn_is_asked_where_the_observed_value_alone_decides() -> None:
    assert not asks_fairlearn(ACCURACY)
    assert asks_fairlearn(replace(ACCURACY, decide_on=DecideOn.POINT))


@pytest.mark.parametrize(("decide_on", "loaded"), [("interval", "False"), ("point", "True")])
def test_fairlearn_is_loaded_only_then(decide_on: str, loaded: str) -> None:
    code = (
        "import sys; from builders import count_table; from audit.domain.decision.policy import *;"
        "from audit.domain.decision.choices import *; from audit.domain.decision.criteria import *;"
        "from audit.domain.counts.counted import Counted; from audit.measure import disparities;"
        f"c = Criterion(metric='accuracy', features=('group',), limit=0.1, decide_on=DecideOn('{decide_on}'));"
        f"found = disparities(Counted(table=count_table({CELLS!r})), (c,), Policy(title='t', criteria=(c,)))[0];"
        "print(found.value == 0.8 - 0.6, 'fairlearn' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd="tests")
    assert done.stdout.split() == ["True", loaded]
