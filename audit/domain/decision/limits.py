"""The limits somebody asked for: a whole policy, or one limit for every feature; and the policy they become."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from audit.domain.decision.choices import OnInconclusive
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.policy import DEFAULT_LIMIT, Policy, one_limit_per_feature
from audit.errors import UsageError

if TYPE_CHECKING:
    from audit.domain.cohort.groups import SensitiveFeature


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What was asked for; by default the largest difference `DEFAULT_LIMIT` of the success rate, for every feature.

    Attributes
    ----------
    policy
        All rules; then nothing else is given.
    features
        Features to compare; several names of one item are an intersection. None = every feature.
    metric
        What the limit is for; None = the success rate.
    max_difference, min_ratio
        The limit: a largest difference, or a least ratio of the lowest group to the highest.
    on_inconclusive
        What becomes of a limit that the data cannot decide; None = it blocks.

    Raises
    ------
    UsageError
        When a policy and single limits are both given, or two limits.
    """

    policy: Policy | None = None
    features: tuple[tuple[str, ...], ...] | None = None
    metric: str | None = None
    max_difference: float | None = None
    min_ratio: float | None = None
    on_inconclusive: OnInconclusive | None = None

    def __post_init__(self) -> None:
        check_alone(self.policy, **{field.name: getattr(self, field.name) for field in fields(self)[1:]})
        if self.max_difference is not None and self.min_ratio is not None:
            raise UsageError(
                "--max-difference and --min-ratio are two limits; give one, or write both in a policy.toml"
            )

    @property
    def named_features(self) -> tuple[str, ...]:
        """The features that are named, each once; empty where none is."""
        named = self.policy.features if self.policy is not None else self.features or ()
        return tuple(dict.fromkeys(name for names in named for name in names))

    def policy_for(self, features: tuple[SensitiveFeature, ...]) -> Policy:
        """Return the policy over a cohort that has these features.

        Raises
        ------
        UsageError
            When a value is not allowed.
        """
        if self.policy is not None:
            return self.policy
        ratio = self.min_ratio is not None
        limit = self.min_ratio if ratio else self.max_difference
        return one_limit_per_feature(
            tuple((feature.name,) for feature in features) if self.features is None else self.features,
            metric=self.metric or "accuracy",
            comparison=Comparison.RATIO if ratio else Comparison.DIFFERENCE,
            limit=DEFAULT_LIMIT if limit is None else limit,
            on_inconclusive=self.on_inconclusive or OnInconclusive.BLOCK,
        )


def check_alone(policy: object, **single: object) -> None:
    """Raise UsageError when a policy is given together with a single limit; says with which.

    >>> check_alone("policy.toml", max_difference=0.1, min_ratio=None)
    Traceback (most recent call last):
    audit.errors.UsageError: a policy holds all rules; remove --max-difference, or the policy
    """
    given = [f"--{name.replace('_', '-')}" for name, value in single.items() if value is not None]
    if policy is not None and given:
        raise UsageError(f"a policy holds all rules; remove {', '.join(given)}, or the policy")


def crossed(features: str) -> tuple[tuple[str, ...], ...]:
    """Return the features of each item of a list with commas; several of one item, with `*` between, are crossed.

    >>> crossed("age, age*gender")
    (('age',), ('age', 'gender'))
    """
    names = (tuple(part.strip() for part in item.split("*")) for item in features.split(","))
    return tuple(dict.fromkeys(names))
