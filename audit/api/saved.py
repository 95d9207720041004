"""What begins with a saved audit: read, judge again, compare, try its gate, render; and the plan before any audit."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from audit.api.arguments import features_of, policy_of, word
from audit.api.outcome import Audit, believed
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.limits import check_alone
from audit.domain.results.selftest import GAP, REPEATS
from audit.errors import InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from audit.api.arguments import Features, Place
    from audit.domain.decision.policy import Policy
    from audit.domain.results.comparison import ComparisonResult
    from audit.domain.results.image_rows import SavedAudit
    from audit.domain.results.planning import Plan
    from audit.domain.results.selftest import SelfTest
    from audit.report import WrittenAudits, WrittenShare

_AUDIT_JSON = "audit.json"


def read_audit(path: Place) -> Audit:
    """Return a saved audit.

    Parameters
    ----------
    path
        Its `audit.json`, or the folder that holds it.

    Raises
    ------
    InputError
        When it is missing, cut off, of another schema version, or no audit.
    """
    from audit.load import load_result

    file = _file(path)
    return Audit(result=load_result(file), path=file)


def rejudge(audit: Audit | Place, policy: Place | Policy) -> Audit:
    """Return an audit judged under another policy, from its counts alone; what `emotion-audit judge` does.

    Raises
    ------
    InputError, UsageError
        As `read_audit`; when the policy names a feature or emotion that is not there.
    """
    from audit.pipeline import rejudge as judged_again

    found = audit if isinstance(audit, Audit) else read_audit(audit)
    rules = policy_of(policy)
    if rules is None:
        raise UsageError("name the policy to judge by: a Policy, or the path of a policy.toml")
    with believed(found.path):
        result = judged_again(found.result, rules)
    return Audit(result=result, scored=found.scored, gallery=found.gallery, path=found.path)


def compare(
    baseline: Audit | Place,
    candidate: Audit | Place,
    *,
    policy: Place | Policy | None = None,
    max_worse: float | None = None,
    features: Features | None = None,
) -> ComparisonResult:
    """Return what became of every group from a baseline to a candidate over the same images.

    Parameters
    ----------
    baseline, candidate
        Audits, or where they lie: `audit.json` with the table of images beside it.
    policy
        Its `regressions` are the limits. Without:
    max_worse, features
        the largest loss of success rate in any group (default 0.05), and the features to compare (default: each).

    Raises
    ------
    InputError, UsageError
        When the audits are not of the same images, emotions and groups; when the limits do not fit.
    """
    from audit.pipeline import compare_audits, loss_policy

    check_alone(policy, max_worse=max_worse, features=features)
    before, after = _with_rows(baseline), _with_rows(candidate)
    read = any(not isinstance(each, Audit) or each.path for each in (baseline, candidate))
    with believed(Path("one of the two audits") if read else None):
        rules = loss_policy(policy_of(policy), max_worse, features_of(features), before.result.features)
        return compare_audits(before, after, rules)


def plan(
    *,
    groups: int,
    limit: float,
    rate: float = 0.8,
    confidence: float = 0.95,
    comparison: str = Comparison.DIFFERENCE,
    per_group: int | None = None,
    looks: int | None = None,
    limits: int = 1,
    per_person: int = 1,
    emotions: int = 1,
    metric: str | None = None,
    strata: int = 1,
) -> Plan:
    """Return how many images an audit needs before a picture is taken; what `emotion-audit power` does.

    Parameters
    ----------
    groups
        How many groups are compared, all of the same size.
    limit
        Largest difference, or least ratio.
    rate
        Rate of every group but the lowest, above 0 and at most 1.
    confidence
        1 − error of either verdict.
    comparison
        `"difference"` or `"ratio"`.
    per_group
        Images in each group of an audit whose prospects are asked for, or None; with `looks` fresh ones at each.
    looks
        Planned looks of a series whose verdicts are asked for, or None.
    limits
        How many limits of the policy share the error of FAIL; each metric of a notion of fairness is one.
    per_person
        Pictures of each person, taken to be answered all alike: then most people are needed.
    emotions
        Of a mean over emotions, over how many, each with as many pictures; 1 for a share.
    metric
        Which mean: `"macro_recall"` (what None says), `"balanced_accuracy"` or `"macro_f1"`.
    strata
        Within how many strata groups are compared (`control`), each with as many pictures; 1 where they are not.

    Raises
    ------
    UsageError
        When a value is not allowed.
    """
    from audit.measure.power.plans import plan as planned

    compared = word(Comparison, comparison, "comparison")
    return planned(
        groups,
        compared,
        limit,
        rate=rate,
        confidence=confidence,
        per_group=per_group,
        looks=looks,
        limits=limits,
        per_person=per_person,
        emotions=emotions,
        metric=metric,
        strata=strata,
    )


def selftest(
    audit: Audit | Place,
    *,
    policy: Place | Policy | None = None,
    gap: float = GAP,
    repeats: int = REPEATS,
    looks: int | None = None,
    seed: int = 0,
) -> SelfTest:
    """Return how often the gate is right about classifiers of known disparity; what `emotion-audit selftest` does.

    Parameters
    ----------
    audit
        An audit, or where it lies; its numbers of pictures are those of the simulated ones.
    policy
        The rules to try; None = those of the audit.
    gap
        How far beyond the limit a disparity is injected, 0 to 1.
    repeats
        Simulated audits, or series of them, in each world.
    looks
        Looks of each simulated series, as many fresh pictures at each; None = as the policy plans, else one audit.
    seed
        Of the simulation.

    Raises
    ------
    InputError, UsageError
        As `read_audit`; when a value is not allowed, or the policy names what is not there.
    """
    from audit.pipeline import self_test

    result = (audit if isinstance(audit, Audit) else read_audit(audit)).result
    rules = policy_of(policy) or result.policy
    return self_test(result, rules, gap=gap, repeats=repeats, looks=looks, seed=seed)


def write_report(audits: Place | Iterable[Place], out: Place) -> WrittenAudits:
    """Write one page that sets saved audits side by side; what `emotion-audit report` does with several.

    The report of one audit is `read_audit(path).report(out)`.

    Parameters
    ----------
    audits
        Files `audit.json`, or folders in which they lie at any depth.
    out
        A folder; new, empty, or one that holds such a page.

    Raises
    ------
    InputError
        When nothing in them can be read as an audit.
    OutputError
        When the folder holds something else, or cannot be written.
    """
    from audit.load import load_audits
    from audit.report import refuse_taken, write_audits

    folder = Path(out)
    refuse_taken(folder)
    places = [audits] if isinstance(audits, str | os.PathLike) else [*audits]
    found = load_audits(tuple(Path(place) for place in places))
    with believed(Path(places[0]) if len(places) == 1 else Path("one of these audits")):
        return write_audits(found, folder)


def share(audit: Audit | Place, out: Place, *, fewest: int = 10) -> WrittenShare:
    """Write a copy of an audit that is fit to be published; what `emotion-audit share` does.

    It holds verdicts, limits and success rates of every group and emotion; no row, path or person. A rate of fewer
    people is taken out, and with it whatever would give it away by subtraction.

    Parameters
    ----------
    audit
        An audit, or where it lies.
    out
        A folder; new, empty, or one that holds such a copy.
    fewest
        The fewest people (pictures, where nobody has several) that a published rate may rest on; at least 2.

    Raises
    ------
    InputError, UsageError
        As `read_audit`; when the audit holds fewer people.
    OutputError
        When the folder holds something else, or cannot be written.
    """
    from audit.pipeline import fit_to_publish
    from audit.report import write_shared

    found = audit if isinstance(audit, Audit) else read_audit(audit)
    with believed(found.path):
        return write_shared(fit_to_publish(found.result, fewest), Path(out))


def _file(path: Place) -> Path:
    place = Path(path)
    if not place.exists():
        raise InputError(f"{path}: no such audit; name an {_AUDIT_JSON}, or the folder that holds it")
    return place / _AUDIT_JSON if place.is_dir() else place


def _with_rows(audit: Audit | Place) -> SavedAudit:
    from audit.load import load_saved_audit
    from audit.pipeline import saved_audit

    if isinstance(audit, Audit):
        if audit.scored is not None:
            return saved_audit(audit.result, audit.scored)
        if audit.path is None:
            raise UsageError("an audit without its images cannot be compared; give the path of its audit.json")
        return load_saved_audit(audit.path)
    return load_saved_audit(_file(audit))
