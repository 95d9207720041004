"""What to do next about each limit that is not kept: the cheapest step first, with the numbers of this audit."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from audit.domain.answers.asked import NEVER_ASKED
from audit.domain.cohort.predictions import OUTCOMES, Outcome
from audit.domain.decision.choices import DecideOn
from audit.domain.decision.findings import Verdict
from audit.domain.decision.settling import exists
from audit.domain.results.audits import made
from audit.domain.sentences.finding import accepted_sentence
from audit.domain.sentences.naming import criterion_title
from audit.domain.sentences.settling import settling
from audit.domain.wording.words import capitalised, counted, joined, number, quoted, sentence, shown, titled
from audit.report.questions.other_gaps import of_answers
from audit.report.wording.drivers import driver, mistake
from audit.report.wording.phrases import where_seen

if TYPE_CHECKING:
    from audit.domain.cohort.groups import Group
    from audit.domain.decision.findings import Finding
    from audit.domain.results.result import AuditResult
    from audit.report.wording.drivers import Mistake

WAIVER_DAYS = 90
"""Days from the audit to the end that a waiver's text suggests; who signs it may write another."""

_CEILINGS = 1_000
"""Steps from 0 to 1 in which the ceiling of a suggested waiver is rounded away from the limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """What can be done about one limit, or about the audit where none is named.

    Attributes
    ----------
    limit
        The limit in words; empty where it is about the audit.
    first
        The cheapest step, in a sentence.
    others
        The other ways, in sentences.
    waiver
        Text for `policy.toml` that accepts what was found, up to what the data prove; empty where none could hold.
    """

    limit: str
    first: str
    others: tuple[str, ...] = ()
    waiver: str = ""

    @property
    def told(self) -> str:
        """The limit and the cheapest step."""
        return f"{self.limit}: {self.first}" if self.limit else self.first


def next_steps(result: AuditResult, *, pictures_here: bool = False) -> tuple[NextStep, ...]:
    """Return what to do next, the most urgent first.

    First what keeps the gate shut however the limits look; then the exceeded limits, then the open ones, those that the
    fewest more pictures would settle first; what a waiver accepts comes last. Where nothing is to be done it says so.

    Parameters
    ----------
    result
        The audit.
    pictures_here
        Whether the steps stand on a page that shows pictures.
    """
    seen = where_seen(result, here=pictures_here)
    steps = (
        *_nothing_scored(result),
        *_about_the_reading(result),
        *(_step(result, finding, seen) for finding in _due(result)),
    )
    return steps or (_nothing_due(result),)


def _nothing_scored(result: AuditResult) -> tuple[NextStep, ...]:
    """Return how every picture ended, where none was scored: whatever else could be done comes after that."""
    if result.coverage.of(Outcome.SCORED):
        return ()
    ended = joined([f"{outcome.value}: {number(n)}" for outcome in OUTCOMES if (n := result.coverage.of(outcome))])
    return (NextStep(limit="", first=f"No picture was scored{f' ({ended})' if ended else ''}: settle that first."),)


def _about_the_reading(result: AuditResult) -> tuple[NextStep, ...]:
    doubts = tuple(
        NextStep(limit="", first=f"Before anything else settle how the data were read: {remark.sentence}.")
        for remark in result.told.blocking
    )
    if result.findings:
        return doubts
    whom = "give the manifest a column that says who is in each picture (gender, age_group, …) and audit it again"
    return (*doubts, NextStep(limit="", first=sentence(f"to compare groups, {whom}")))


def _nothing_due(result: AuditResult) -> NextStep:
    kept = f"Nothing has to be done for this gate: {counted(len(result.findings), 'limit')} kept"
    return NextStep(limit="", first=f"{kept}. Audit again when the model or the people before it change.")


def _due(result: AuditResult) -> list[Finding]:
    """Return the findings that ask for something; of equally grave ones those that take the fewest pictures first."""
    open_findings = [f for f in result.findings if f.verdict is not Verdict.PASS]
    return sorted(open_findings, key=lambda f: (f.accepted, f.verdict is not Verdict.FAIL, _cost(f)))


def _cost(finding: Finding) -> float:
    """Return how many more pictures would settle an open finding, as far as known."""
    prospects = finding.disparity.prospects
    needed = [n for n in (prospects.to_pass, prospects.to_fail) if n is not None] if prospects else []
    if finding.verdict is Verdict.FAIL or not needed:
        return 0.0 if finding.verdict is Verdict.FAIL else math.inf
    return float(sum(max(min(needed) - each.support, 0) for each in finding.disparity.estimates))


def _step(result: AuditResult, finding: Finding, seen: str) -> NextStep:
    first, *others = [sentence(text) for text in _ways(result, finding, seen) if text]
    return NextStep(
        limit=capitalised(criterion_title(finding.criterion)),
        first=first,
        others=tuple(others),
        waiver=_waiver(result, finding),
    )


def _ways(result: AuditResult, finding: Finding, seen: str) -> tuple[str, ...]:
    """Return every way, the cheapest first: to look costs nothing, to collect costs pictures, to train costs both."""
    criterion, disparity = finding.criterion, finding.disparity
    if finding.accepted:
        return accepted_sentence(finding), look_at(result, finding, seen) or settling(criterion, disparity)
    if finding.verdict is Verdict.FAIL:
        every = f"look at the pictures of {titled(criterion.feature)}"
        return look_at(result, finding, seen) or every, _balanced(finding)
    if not finding.assessed:
        scored = result.coverage.of(Outcome.SCORED)
        return finding.reason if scored else "audit it again once pictures are scored", ""
    looked = look_at(result, finding, seen) if exists(disparity) else ""
    return settling(criterion, disparity) or finding.reason, looked


def look_at(result: AuditResult, finding: Finding, seen: str) -> str:
    """Return which pictures to look at, in a clause; empty where the counts do not say.

    For example: look at the 37 “happy” faces of “male” called “neutral” (of 53): a run with `--pictures blurred` shows
    examples. The end of it is `seen`.
    """
    low = finding.disparity.lowest
    if low is None or finding.disparity.strata is not None:
        return ""
    if of_answers(finding):
        return _unanswered(result, low)
    which = _mistaken(result, finding, low) or _wrong(result, low)
    return f"look at the {which}: {seen}" if which else ""


def _mistaken(result: AuditResult, finding: Finding, low: Group) -> str:
    """Return the most frequent mistake in the lowest group, of the emotion judged or of the one behind the gap."""
    told, high = finding.disparity.deciding, finding.disparity.highest
    emotion = told.emotion if told.metric == "recall" else None
    if told.metric == "accuracy" and high is not None and finding.disparity.comparison.facts.names_pair:
        driving = driver(result, low, high)
        emotion = None if driving is None else driving.emotion
    wrong = None if emotion is None else mistake(result, low, emotion)
    return "" if wrong is None or emotion is None else _faces(wrong, emotion, low)


def _faces(wrong: Mistake, emotion: str, group: Group) -> str:
    of = f"of {number(wrong.share.denominator)}"
    faces = "face" if wrong.share.numerator == 1 else "faces"
    return (
        f"{number(wrong.share.numerator)} {quoted(emotion)} {faces} of {quoted(group.text)} called "
        f"{quoted(wrong.answer)} ({of})"
    )


def _wrong(result: AuditResult, group: Group) -> str:
    names = tuple(name for name, _ in group.pairs)
    counts = next((each for each in result.counts.by(names) if each.group == group), None)
    if counts is None or counts.confusion.total == counts.confusion.correct:
        return ""
    wrong = counts.confusion.total - counts.confusion.correct
    pictures = "picture" if wrong == 1 else "pictures"
    return f"{number(wrong)} {pictures} of {quoted(group.text)} answered wrongly (of {number(counts.confusion.total)})"


def _unanswered(result: AuditResult, group: Group) -> str:
    """Return how the pictures of a group ended that got no answer; empty for a group of several features."""
    if len(group.pairs) != 1:
        return ""
    (name, _), outcomes = group.pairs[0], [o for o in OUTCOMES if o not in NEVER_ASKED]
    feature = next(feature for feature in result.features if feature.name == name)
    row = result.coverage.by(name)[feature.groups.index(group.text)]
    lost = [(int(row[o.code]), o.value) for o in outcomes if o is not Outcome.SCORED and row[o.code]]
    rows, of = sum(n for n, _ in lost), sum(int(row[o.code]) for o in outcomes)
    if not rows:
        return ""
    ended = joined([f"{outcome}: {number(n)}" for n, outcome in lost])
    return (
        f"look at the {counted(rows, 'picture')} of {quoted(group.text)} without an answer (of {number(of)}; {ended})"
    )


def _balanced(finding: Finding) -> str:
    """Return the training to try, where the gap is one between groups of one feature."""
    feature = finding.criterion.feature
    if of_answers(finding) or not finding.disparity.comparison.facts.names_pair or len(finding.criterion.features) != 1:
        return ""
    return (
        f"if the model is yours to train, balance = “{shown(feature)}” in its recipe draws these groups equally often "
        "in every emotion; audit the new weights under the same policy"
    )


def _waiver(result: AuditResult, finding: Finding) -> str:
    """Return the text of a waiver that would hold today; owner and reason are left to who answers for it."""
    ceiling = _ceiling(finding)
    if ceiling is None or finding.accepted:
        return ""
    lines = (
        "[[waivers]]",
        f"finding = {_toml(finding.code)}",
        f"ceiling = {ceiling:g}",
        'owner = ""',
        'reason = ""',
        f"expires = {_last_day(result)}",
    )
    return "\n".join(lines)


def _last_day(result: AuditResult) -> str:
    """Return the last day suggested, as TOML; an empty text, which is refused, where the audit has no date to go by."""
    when = made(result)
    try:
        return (
            '""  # the last day it holds' if when is None else (when.date() + timedelta(days=WAIVER_DAYS)).isoformat()
        )
    except OverflowError:  # the last year there is
        return '""'


def _toml(text: str) -> str:
    """Return a text as TOML writes it; what a reader would not see is spelt out."""
    plain = json.dumps(text, ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in plain)


def _ceiling(finding: Finding) -> float | None:
    """Return the nearest ceiling that these data prove kept; None where nothing was compared or none says anything."""
    disparity, minimum = finding.disparity, finding.criterion.comparison.limit_is_minimum
    if disparity.bounds is None or disparity.value is None or disparity.lost:
        return None
    far = disparity.bounds.lower if minimum else disparity.bounds.upper
    if finding.criterion.decide_on is DecideOn.POINT:
        far = disparity.value
    nearest = (math.floor if minimum else math.ceil)(far * _CEILINGS) / _CEILINGS
    return nearest if 0 < nearest < 1 else None
