"""What cohort.toml declares of wrong labels and wrongly guessed groups, every group found among those there are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from audit.domain.cohort.groups import UNKNOWN, spelling_key
from audit.domain.mislabelling.declared import EVERY_OTHER, assigned_group, label_errors, share_in
from audit.errors import one_of
from audit.load.text import HEADER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from audit.domain.cohort.groups import SensitiveFeature
    from audit.load.text import Faults


def with_errors(
    feature: SensitiveFeature, rates: Mapping[str, float], confusion: Mapping[str, Mapping[str, float]], faults: Faults
) -> SensitiveFeature:
    """Return a feature with its label error rates and with who truly is in its groups; faults are collected.

    Parameters
    ----------
    feature
        As it stands in the manifest.
    rates
        Largest share of wrong labels of each group, `*` of all others.
    confusion
        For each group as guessed the counts or shares of true groups, `*` of groups that nobody was assigned to.
    faults
        Takes groups that the feature does not have, and groups of which nothing is said.
    """
    known = {spelling_key(group): group for group in (*feature.groups, EVERY_OTHER)}
    named = (*rates, *confusion, *(group for row in confusion.values() for group in row))
    foreign = [group for group in dict.fromkeys(named) if spelling_key(group) not in known]
    for group in foreign:
        allowed = one_of(group, feature.groups)
        faults.add(
            f"cohort.toml says how often '{group}' is wrong, which is no group; {allowed}",
            line=HEADER,
            column=feature.name,
        )
    if foreign:
        return feature
    named_so = {known[spelling_key(group)]: rate for group, rate in rates.items()}
    own = label_errors(named_so, feature.name).rates if rates else ()
    found = {
        known[spelling_key(group)]: assigned_group(
            known[spelling_key(group)], {known[spelling_key(name)]: n for name, n in row.items()}
        )
        for group, row in confusion.items()
    }
    needed = [group for group in feature.groups if group != UNKNOWN]
    if own:
        _check_all("label_error", (g for g in needed if share_in(own, g) is None), feature.name, faults)
    if found:
        _check_all("confusion", (g for g in needed if g not in found), feature.name, faults)
    return replace(feature, label_error=own, assignment=tuple(found.values()))


def _check_all(key: str, missing: Iterable[str], name: str, faults: Faults) -> None:
    if left := ", ".join(missing):
        other = ", or '*' for all others" if key == "label_error" else ""
        faults.add(f"[features.{name}] {key} says nothing of {left}; name every group{other}", line=HEADER, column=name)
