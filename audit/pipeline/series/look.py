"""One more look of a series: rules held against those of the series, fresh rows added, all rows judged, state kept."""

from __future__ import annotations

import secrets
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from audit.domain.results.audits import moment
from audit.domain.results.series_state import LimitRecord, LookRecord, begun
from audit.domain.results.series_text import to_text
from audit.domain.series.look import DAY
from audit.domain.series.seen import SeenRows
from audit.errors import InputError
from audit.files import alone_in, write_whole
from audit.pipeline.series.rows import series_rows
from audit.pipeline.stages.judging import judged_in_series, monitored, same_rules
from audit.pipeline.stages.provenance import time_now

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from audit.domain.decision.policy import Policy
    from audit.domain.results.result import AuditResult
    from audit.domain.results.series_state import SeriesState
    from audit.pipeline.stages.scoring import Scored

_SALT = 16
_DIGITS = 12


def check_series(folder: Path, policy: Policy) -> None:
    """Refuse a series that cannot go on under these rules, before anything is classified.

    Raises
    ------
    InputError
        When its state cannot be read, or it follows other rules.
    """
    from audit.load import load_series

    state = load_series(folder)
    if state is not None:
        with _refusing(folder):
            _check_rules(state, policy)


def looked(folder: Path, scored: Scored, result: AuditResult) -> AuditResult:
    """Return an audit as the next look of a series, whose state is then written; rows it has seen add nothing.

    Parameters
    ----------
    folder
        Of the series; made where it is not there.
    scored
        Cohort and answers.
    result
        Their audit, not judged yet.

    Raises
    ------
    InputError
        When the audit does not belong to the series: other rules, classifier, groups, emotions or people, made before
        the last look, or read in a way that is in doubt. Nothing is added then, and nothing lost.
    OutputError
        When another run adds its look and does not end, or the state cannot be written.
    """
    from audit.load import SERIES, load_series

    result = replace(result, policy=monitored(result.policy))
    with alone_in(folder):
        with _refusing(folder):
            state, fresh = _with_rows(load_series(folder), scored, result)
        judged = judged_in_series(result, state.look(fresh=int(fresh.sum()), seen=int((~fresh).sum())))
        if fresh.any():
            limits = tuple(finding.criterion for finding in judged.findings)
            write_whole(folder / SERIES, to_text(state.judged(_record(judged, state.looks[-1].created), limits)))
        return judged


def _with_rows(state: SeriesState | None, scored: Scored, result: AuditResult) -> tuple[SeriesState, NDArray[np.bool_]]:
    """Return the series with the fresh rows of an audit, and which of its rows those are."""
    now = time_now()  # when the look is added: of two jobs the one that began later may end first
    if state is not None:
        _check(state, scored, result, now)
    _check_reading(result)
    rows = series_rows(scored, result.policy, secrets.token_hex(_SALT) if state is None else state.salt)
    if not len(rows.rows):
        raise InputError("the classifier was asked about no row, so there is nothing to add")
    fresh = (_NONE if state is None else state.seen_rows).fresh(rows.digests)
    if state is not None and not fresh.any():
        return state, fresh
    added = rows.among(None if state is None else state.asked, fresh)
    before = begun(result.policy, _model(scored), rows.salt, added) if state is None else state
    return before.with_rows(added, now), fresh


_NONE = SeenRows(digests=np.zeros((0, 2), np.uint64))


@contextmanager
def _refusing(folder: Path) -> Iterator[None]:
    """Say of what is refused that nothing was added to the series, and where that lies."""
    try:
        yield
    except InputError as error:
        raise InputError(f"{folder}: nothing was added to this series: {error}") from error


def _model(scored: Scored) -> str | None:
    """Return the hash of the classifier; None of a table, whose bytes are others at every look."""
    return None if scored.contract is None else scored.source.sha256


def _check(state: SeriesState, scored: Scored, result: AuditResult, created: str) -> None:
    _check_rules(state, result.policy)
    model, last = _model(scored), state.looks[-1].created
    if model != state.model:
        told = (
            "answers in tables" if each is None else f"a classifier of SHA-256 {each[:_DIGITS]}…"
            for each in (state.model, model)
        )
        raise InputError("it is about {}, this audit about {}; another classifier is another series".format(*told))
    now, then = moment(created), moment(last)
    if now is None or then is None or now < then:
        raise InputError(
            f"its last look was made at {last}, this one at {created}; looks are added in order of "
            "time: correct the clock, or SOURCE_DATE_EPOCH"
        )
    if (scored.cohort.subjects is None) != (state.people is None):
        has, lacks = ("this audit", "the series") if state.people is None else ("the series", "this audit")
        raise InputError(
            f"{has} counts people (column 'subject') and {lacks} does not; give every look the column, or none"
        )


def _check_rules(state: SeriesState, policy: Policy) -> None:
    if not same_rules(state.policy, policy):
        raise InputError(
            f"it follows other rules (policy '{state.policy.title}', since {state.looks[0].created[:DAY]}); judge by "
            "those, or begin a new series in another folder"
        )


def _check_reading(result: AuditResult) -> None:
    doubts = [remark.sentence for remark in result.told.blocking]
    if doubts:
        raise InputError(f"{'; '.join(doubts)}; what is read in doubt is not counted for good")


def _record(result: AuditResult, created: str) -> LookRecord:
    series, decision = result.series, result.decision
    if series is None:
        raise TypeError("this audit is no look of a series")
    return LookRecord(
        created=created,
        cohort=result.provenance.cohort.id,
        model=result.provenance.model.id,
        fresh=series.fresh,
        seen=series.seen,
        verdict=decision.verdict,
        exit_status=int(decision.exit_status),
        limits=tuple(
            LimitRecord(
                code=finding.code,
                verdict=finding.verdict,
                value=finding.disparity.value,
                lower=None if finding.disparity.bounds is None else finding.disparity.bounds.lower,
                upper=None if finding.disparity.bounds is None else finding.disparity.bounds.upper,
            )
            for finding in result.findings
        ),
        rows=result.account.rows,
        counted=result.account.counted,
        reading=result.account.reading.by_treatment,
    )
