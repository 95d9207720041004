"""The page of several audits."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.domain.results.audits import in_order_of_time
from audit.domain.wording.words import counted, joined, number, short, shown
from audit.report.charts.lanes import Lanes
from audit.report.sections.front import header
from audit.report.sections.side_by_side import trend
from audit.report.sections.side_by_side.by_emotion import mixed_of, recalls
from audit.report.sections.side_by_side.by_group import FeatureSideBySide, by_group
from audit.report.sections.side_by_side.by_limit import by_limit
from audit.report.sections.side_by_side.likeness import likeness
from audit.report.sections.side_by_side.names import named
from audit.report.sections.side_by_side.overview import (
    answers_of,
    list_of,
    rates_chart,
    rates_of,
    readings_of,
    sentence_of,
)
from audit.report.sections.side_by_side.trend import TrendView
from audit.report.views import TableView

if TYPE_CHECKING:
    from audit.domain.results.audits import Audits
    from audit.domain.results.result import AuditResult
    from audit.report.sections.side_by_side.names import Named

MOST = 12
"""Audits that stand side by side; of more, the newest do, and the list and the trend have all."""

UNREAD_SHOWN = 50
"""Files named as no audits; `audits.json` names all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditsPage:
    """The page.

    Attributes
    ----------
    title, sentences
        Heading; how many audits there are, how they ended, and which of them stand side by side.
    unread
        Files that could not be read, each with its reason.
    audits, likeness, answers, readings
        Which audits these are; what they share (None for a single one); their verdicts and answers; what was not
        counted in them, or read otherwise than written (None where nothing was).
    trend
        What became of classifiers audited more than once alike; None where none was.
    rates_sentence, rates_chart, rates
        Success rates in words, as a chart and as a table.
    features
        The groups, feature by feature; empty where no audit has any.
    limits
        The limits; None without one.
    recalls, mixed
        Recall by emotion; measures of mixed emotions, None where no audit has probabilities.
    """

    title: str
    sentences: tuple[str, ...]
    unread: tuple[str, ...]
    audits: TableView
    likeness: TableView | None
    answers: TableView
    readings: TableView | None
    trend: TrendView | None
    rates_sentence: str
    rates_chart: Lanes
    rates: TableView
    features: tuple[FeatureSideBySide, ...]
    limits: TableView | None
    recalls: TableView
    mixed: TableView | None


def view(audits: Audits) -> AuditsPage:
    """Return what the page shows.

    Raises
    ------
    InputError
        When a result lacks an estimate or a finding that every audit has.
    """
    everything = named(audits.results)
    shown_here = _newest(everything)
    return AuditsPage(
        title=_title(everything),
        sentences=_sentences(audits, shown_here),
        unread=_unread(audits),
        audits=list_of(everything),
        likeness=likeness(shown_here) if len(shown_here) > 1 else None,
        answers=answers_of(shown_here),
        readings=readings_of(shown_here),
        trend=trend.view(everything),
        rates_sentence=sentence_of(shown_here),
        rates_chart=rates_chart(shown_here),
        rates=rates_of(shown_here),
        features=by_group(shown_here),
        limits=by_limit(shown_here),
        recalls=recalls(shown_here),
        mixed=mixed_of(shown_here),
    )


def _newest(audits: tuple[Named, ...]) -> tuple[Named, ...]:
    """Return the newest audits, in the order given."""
    kept = {id(result) for result in in_order_of_time(tuple(each.result for each in audits))[-MOST:]}
    return tuple(each for each in audits if id(each.result) in kept)


def _title(audits: tuple[Named, ...]) -> str:
    models = tuple(dict.fromkeys(each.model for each in audits))
    if len(models) == 1:
        return f"{counted(len(audits), 'audit')} of {models[0]}"
    beyond = f" and {counted(len(models) - 3, 'other model')}" if len(models) > 3 else ""  # noqa: PLR2004 - a line
    return f"{joined(models[:3])}{beyond} side by side" if not beyond else f"{', '.join(models[:3])}{beyond}"


def _sentences(audits: Audits, kept: tuple[Named, ...]) -> tuple[str, ...]:
    ended = Counter(header.view(result).verdict.word for result in audits.results)
    verdicts = joined([f"{number(n)} {word}" for word, n in sorted(ended.items())])
    said = [f"{counted(len(audits.results), 'audit')}: {verdicts}. {_cohorts(audits.results)}"]
    if len(audits.results) == 1:
        said.append("With a second audit this page sets them side by side.")
    left = len(audits.results) - len(kept)
    if left:
        said.append(
            f"The newest {len(kept)} stand side by side; {counted(left, 'older audit')} in the list of audits and, "
            "where audits were made alike, in the trend."
        )
    return tuple(said)


def _cohorts(results: tuple[AuditResult, ...]) -> str:
    titles = dict.fromkeys(
        (each.provenance.cohort.sha256, each.provenance.cohort.title or each.provenance.cohort.id) for each in results
    )
    names = [f"“{short(title)}”" for _, title in titles]
    beyond = [counted(len(names) - 3, "other cohort")] if len(names) > 3 else []  # noqa: PLR2004 - a line
    return f"Audited on {joined([*names[:3], *beyond])}."


def _unread(audits: Audits) -> tuple[str, ...]:
    named_here = [f"{shown(each.path)}: {short(each.reason)}" for each in audits.unread[:UNREAD_SHOWN]]
    left = len(audits.unread) - len(named_here)
    return (*named_here, *([f"{counted(left, 'more file')}; audits.json names all"] if left else ()))
