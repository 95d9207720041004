"""A reference group that all others are compared with, and what is left where it cannot be."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from builders import count_table

from audit.domain.cohort.groups import SensitiveFeature
from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.counts.cells import CellTable
from audit.domain.counts.counted import Counted
from audit.domain.counts.counts import CountTable
from audit.domain.counts.people import PeopleTable
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.findings import Verdict, decide
from audit.domain.decision.policy import Policy
from audit.errors import UsageError
from audit.exit_status import ExitStatus
from audit.judge import judge
from audit.measure import disparities
from audit.measure.bounds.partition import Partition, partition


def limit(metric: str, comparison: Comparison = Comparison.DIFFERENCE, **settings: object) -> Criterion:
    return Criterion(**({"metric": metric, "features": ("group",), "limit": 0.1, "comparison": comparison} | settings))


def measured(table, *criteria: Criterion, **settings: object):
    return disparities(Counted(table=table), criteria, Policy(title="t", criteria=criteria, **settings))


def judged(table, *criteria: Criterion, **settings: object):
    return judge(criteria, measured(table, *criteria, **settings), waivers=(), today=date(2026, 3, 1))


RATES = {"a": [[90, 10], [0, 0]], "b": [[70, 30], [0, 0]], "c": [[60, 40], [0, 0]]}


@pytest.mark.parametrize(
    ("reference", "difference", "ratio", "ends"),
    [("a", 0.3, 60 / 90, ("c", "a")), ("b", 0.2, 70 / 90, ("b", "a")), ("c", 0.3, 60 / 90, ("c", "a"))],
)
def test_only_contrasts_with_the_reference_count(
    reference: str, difference: float, ratio: float, ends: tuple[str, str]
) -> None:
    for comparison, value in ((Comparison.DIFFERENCE, difference), (Comparison.RATIO, ratio)):
        (found,) = measured(count_table(RATES), limit("accuracy", comparison, reference=reference))
        assert found.value == pytest.approx(value)
        assert found.reference.text == reference
        assert (found.lowest.text, found.highest.text) == ends
        assert found.bounds.lower <= found.value <= found.bounds.upper


def test_fewer_contrasts_are_surer() -> None:
    (every,) = measured(count_table(RATES), limit("accuracy"))
    (with_a,) = measured(count_table(RATES), limit("accuracy", reference="a"))
    assert with_a.bounds.lower > every.bounds.lower
    assert with_a.bounds.upper == pytest.approx(every.bounds.upper)


def test_a_reference_that_is_never_right_is_compared_with_the_others_and_not_with_itself() -> None:
    never = {"a": [[0, 50], [0, 0]], "b": [[40, 10], [0, 0]]}
    (found,) = measured(count_table(never), limit("accuracy", Comparison.RATIO, reference="a"))
    assert found.value == 0
    assert (found.lowest.text, found.highest.text) == ("a", "b")


def test_an_unknown_reference_is_refused() -> None:
    with pytest.raises(UsageError, match=r"unknown reference group 'd' of group; .*\ba, b, c"):
        measured(count_table(RATES), limit("accuracy", reference="d"))


@pytest.mark.parametrize("metric", ["accuracy", "macro_recall", "macro_equal_opportunity"])
def test_a_reference_without_images_leaves_nothing_to_compare(metric: str) -> None:
    right = [[500, 0], [0, 500]]
    table = count_table({"a": [[0, 0], [0, 0]], "b": right, "c": right})
    (finding,) = judged(table, limit(metric, reference="a", limit=1.0))
    assert (finding.disparity.value, finding.verdict) == (None, Verdict.INCONCLUSIVE)
    assert decide((finding,)).exit_status is ExitStatus.INCONCLUSIVE


def in_strata(cells: dict[tuple[str, str], tuple[int, int]], **settings: object) -> Partition:
    """Return groups within strata, from their right and wrong pictures."""
    groups, strata = (tuple(dict.fromkeys(key[i] for key in cells)) for i in range(2))
    keys = np.array([(groups.index(g), strata.index(s), 0, j) for g, s in cells for j in range(2)])
    counted = CellTable(shape=(len(groups), len(strata), 2, 2), keys=keys, counts=np.ravel([*cells.values()]))
    features = (SensitiveFeature(name="group", groups=groups), SensitiveFeature(name="set", groups=strata))
    table = CountTable(labels=LABEL_SETS["happy-sad"], features=features, cells=counted)
    criterion = limit("accuracy", control=("set",))
    return partition(Counted(table=table), criterion, Policy(title="t", criteria=(criterion,), **settings))


def test_groups_that_stand_the_other_way_round_within_strata_are_named() -> None:
    """Women are better in either stratum, .9 against .8 and .4 against .3, and worse over both: .45 against .75."""
    cells = {("w", "easy"): (9, 1), ("w", "hard"): (36, 54), ("m", "easy"): (72, 18), ("m", "hard"): (3, 7)}
    found = in_strata(cells)
    assert [group.text for group in found.strata.reversed_pair] == ["w", "m"]
    alike = in_strata({key: (8, 2) if key[0] == "w" else (7, 3) for key in cells})
    assert alike.strata.reversed_pair is None


def test_groups_that_share_no_stratum_are_none_that_are_compared() -> None:
    found = in_strata({("w", "easy"): (9, 1), ("m", "hard"): (3, 7)})
    assert (found.x.size, found.n.size, found.values, found.assessed) == (0, 0, (), ())
    assert {each.reason for each in found.excluded} == {"no stratum of set has images of every group"}
    assert (found.strata.features, found.strata.used, found.strata.left_out) == (("set",), (), 20)


def test_where_no_group_is_compared_nothing_is_said_of_strata() -> None:
    cells = {("w", "easy"): (9, 1), ("w", "hard"): (3, 7), ("m", "easy"): (7, 3), ("m", "hard"): (4, 6)}
    assert in_strata(cells, min_support=20).strata.used == ("easy", "hard")
    few = in_strata(cells, min_support=21)
    assert (few.assessed, few.strata) == ((), None)
    assert len(few.excluded) == 2


def test_people_of_groups_none_of_which_is_compared_have_no_design_effect_to_tell() -> None:
    """Two pictures of one person each: fewer than the policy compares."""
    table = count_table({"a": [[2, 0], [0, 0]], "b": [[0, 2], [0, 0]]})
    rows = np.repeat(table.cells.keys, table.cells.counts, axis=0)
    counted = Counted(table=table, people=PeopleTable.of(np.array([0, 0, 1, 1]), rows, table.cells.shape))
    rule = limit("accuracy")
    whole, none = (partition(counted, rule, Policy(title="t", criteria=(rule,), min_support=least)) for least in (1, 9))
    assert whole.dependence.design_effect == pytest.approx(2, rel=1e-3)
    assert none.assessed == ()
    assert (none.comparable, none.defined) == (False, False)
    assert len(none.excluded) == 2


def test_one_group_is_enough_against_a_floor_and_a_missing_reference_is_never_enough() -> None:
    table = count_table({"a": [[8, 2], [0, 0]], "b": [[0, 0], [0, 0]]})

    def comparable(**settings: object) -> bool:
        rule = limit("accuracy", **settings)
        return partition(Counted(table=table), rule, Policy(title="t", criteria=(rule,))).comparable

    assert comparable(comparison=Comparison.FLOOR)
    assert not comparable(comparison=Comparison.DIFFERENCE)
    both = count_table({"a": [[8, 2], [0, 0]], "b": [[7, 3], [0, 0]], "c": [[0, 0], [0, 0]]})
    for reference, place in (("b", 1), ("c", None)):
        rule = limit("accuracy", reference=reference)
        found = partition(Counted(table=both), rule, Policy(title="t", criteria=(rule,)))
        assert (found.reference, found.comparable) == (place, place is not None)
