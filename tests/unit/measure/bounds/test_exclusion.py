"""Who is left out of a comparison, and whether the policy asked for it."""

from __future__ import annotations

import pytest

from audit.domain.cohort.groups import UNKNOWN, Group
from audit.domain.decision.policy import Policy
from audit.measure.bounds.exclusion import exclusion

KNOWN, NOBODY = Group.of(("age", "old")), Group.of(("age", UNKNOWN))


def policy(**fields: object) -> Policy:
    return Policy(title="t", criteria=(), **fields)


@pytest.mark.parametrize(
    ("group", "support", "rules", "undefined", "reason", "declared"),
    [
        (NOBODY, 50, policy(), None, "group unknown in the manifest", True),
        (KNOWN, 50, policy(), "no scored picture", "no scored picture", False),
        (KNOWN, 4, policy(min_support=5), None, "fewer than 5 pictures", True),
    ],
)
def test_why_a_group_is_left_out(  # noqa: PLR0917 - a row of the table
    group, support, rules, undefined, reason, declared
) -> None:
    left = exclusion(group, support, rules, undefined)
    assert left is not None
    assert left.reason.startswith(reason)
    assert left.declared is declared


def test_who_is_compared_is_not_left_out() -> None:
    assert exclusion(KNOWN, 5, policy(min_support=5), None) is None
    assert exclusion(NOBODY, 5, policy(include_unknown=True), None) is None
