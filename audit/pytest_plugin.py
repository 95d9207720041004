"""The fixture `assert_no_disparity`: an audit as an assertion, in anybody's tests.

::

    def test_release(assert_no_disparity):
        assert_no_disparity(audit_json="reports/release/audit.json", policy="policy.toml")

A face over the front door `audit`, like the command line. pytest loads this module whenever it starts, so it imports
nothing of ours at its top.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Protocol

import pytest

if TYPE_CHECKING:
    import os

    from audit.domain.decision.policy import Policy
    from audit.domain.results.result import AuditResult

    Place = str | os.PathLike[str]

SHOWN = 20
"""Findings in a message; of more, the rest are counted."""

COMMAND = "pytest: assert_no_disparity"
"""What stands as command line in an audit that a test ran."""


class DisparityWarning(UserWarning):
    """A limit that the data cannot decide and the policy only warns of, or one that a waiver accepts."""


class ReadingWarning(UserWarning):
    """What was not counted, or was read otherwise than written, in an audit that passes."""


class AssertNoDisparity(Protocol):
    """What the fixture gives."""

    def __call__(
        self,
        *,
        audit_json: Place | None = None,
        cohort: Place | None = None,
        model: Place | None = None,
        predictions: Place | None = None,
        policy: Place | Policy | None = None,
        series: Place | None = None,
    ) -> AuditResult:
        """Fail the test when the gate of an audit does not open; return the audit.

        Parameters
        ----------
        audit_json
            A saved audit, judged again; or run one over
        cohort
            a cohort folder, a table, or a bundled id, with
        model, predictions
            a model folder or bundled id, or a table of predictions.
        policy
            A `policy.toml`, or a `Policy`. By default a saved audit keeps its own, and a new one has the limit of
            `emotion-audit run`: ten points of the success rate between any two groups of each feature.
        series
            The folder of the series that a new audit is a look of; see `audit.run`.
        """


@pytest.fixture(scope="session")
def assert_no_disparity() -> AssertNoDisparity:
    """Give a function that fails the test when a limit between demographic groups is exceeded or cannot be decided.

    It follows the exit status of `emotion-audit`: a limit exceeded with evidence fails, one that the data cannot decide
    fails where the policy blocks. Where the policy only warns, and where a waiver accepts a finding, the test goes on
    with a `DisparityWarning`: a skip would hide the limits that are kept. What was not counted, or was read
    otherwise than written, is a `ReadingWarning`. An audit that cannot run fails.
    """
    return _assert_no_disparity


def _assert_no_disparity(
    *,
    audit_json: Place | None = None,
    cohort: Place | None = None,
    model: Place | None = None,
    predictions: Place | None = None,
    policy: Place | Policy | None = None,
    series: Place | None = None,
) -> AuditResult:
    __tracebackhide__ = True
    from audit.domain.decision.gate import GateEffect, standings
    from audit.errors import AuditError

    try:
        result = _audited(audit_json, cohort=cohort, model=model, predictions=predictions, policy=policy, series=series)
    except AuditError as error:
        pytest.fail(f"the audit could not run: {error}", pytrace=False)
    if result.decision.exit_status:
        pytest.fail(_message(result), pytrace=False)
    for finding, standing in zip(result.findings, standings(result.findings), strict=True):
        if standing in (GateEffect.WARNED, GateEffect.WAIVED):
            warnings.warn(f"{standing}: {finding.code}: {_shown(finding.reason)}", DisparityWarning, stacklevel=2)
    if result.told:
        warnings.warn(" ".join(_read(result)), ReadingWarning, stacklevel=2)
    return result


def _audited(
    audit_json: Place | None,
    *,
    cohort: Place | None,
    model: Place | None,
    predictions: Place | None,
    policy: Place | Policy | None,
    series: Place | None,
) -> AuditResult:
    import audit

    answered = sum(given is not None for given in (model, predictions))
    if (audit_json is None) == (cohort is None) or answered != (cohort is not None):
        raise audit.UsageError(
            "assert_no_disparity takes either audit_json, or a cohort with either model or predictions"
        )
    if cohort is not None:
        found = audit.run(cohort, model=model, predictions=predictions, policy=policy, series=series, command=COMMAND)
        return found.result
    if series is not None:
        raise audit.UsageError("series is about an audit that is run; a saved one is a look of its series already")
    saved = audit.read_audit(str(audit_json)).result
    return audit.rejudge(audit.Audit(result=saved), policy or saved.policy).result


def _message(result: AuditResult) -> str:
    """Return the verdict, what was audited, and the findings that keep the gate shut with their reasons."""
    from audit.domain.decision.gate import standings

    provenance, decision = result.provenance, result.decision
    shut = [f for f, standing in zip(result.findings, standings(result.findings), strict=True) if standing.shuts]
    left = len(shut) - SHOWN
    lines = [
        f"{decision.verdict}: {_shown(decision.sentence)}",
        f"{_shown(provenance.model.id)} on {_shown(provenance.cohort.id)}, policy “{_shown(result.policy.title)}”",
        *(f"{finding.verdict} {_shown(finding.code)}: {_shown(finding.reason)}" for finding in shut[:SHOWN]),
        *([f"… and {left} more ({len(shut)} in all)"] if left > 0 else []),
        *_read(result),
    ]
    return "\n".join(lines)


def _read(result: AuditResult) -> tuple[str, ...]:
    from audit.report import reading_lines

    return reading_lines(result)


def _shown(text: str) -> str:
    from audit.domain.wording.words import shown

    return shown(text)
