"""Which groups a comparison leaves out, and whether the policy asked for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.domain.decision.disparities import Exclusion

if TYPE_CHECKING:
    from audit.domain.cohort.groups import Group
    from audit.domain.decision.policy import Policy


def exclusion(group: Group, support: int, policy: Policy, undefined: str | None) -> Exclusion | None:
    """Return why a group is left out of a comparison; None when it is compared.

    Parameters
    ----------
    group, support
        The group, and the images behind its value.
    policy
        Least support, and whether unknown groups are compared.
    undefined
        Why the group has no value; None when it has one.
    """
    if group.is_unknown and not policy.include_unknown:
        return Exclusion(group=group, support=support, reason="group unknown in the manifest", declared=True)
    if undefined is not None:
        return Exclusion(group=group, support=support, reason=undefined, declared=False)
    if support < policy.min_support:
        reason = f"fewer than {policy.min_support} pictures, the least the policy compares"
        return Exclusion(group=group, support=support, reason=reason, declared=True)
    return None
