"""The HTML page: one file that asks nothing of anybody, complete without JavaScript."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from audit.report.charts.scale import scale_colours, scale_css
from audit.report.interactive import ALPHABET, Script, gallery_script, packed_plotly, page_script
from audit.report.sections import (
    abstention,
    annex,
    answer_page,
    calibration,
    classification,
    coverage,
    grades,
    groups,
    header,
    method,
    mixed,
    pictures,
    screening,
    votes,
)

if TYPE_CHECKING:
    from audit.domain.pictures import Gallery
    from audit.domain.result import AuditResult


PAGE_LIMIT = 2_200_000
"""Bytes of a page with interactive charts, its pictures apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Everything the page shows, one view for each section."""

    header: header.Header
    answers: answer_page.AnswerPage
    coverage: coverage.CoverageView
    classification: classification.ClassificationView
    groups: groups.GroupsView
    screening: screening.ScreeningView | None
    mixed: mixed.MixedView
    grades: grades.GradesView | None
    abstention: abstention.AbstentionView | None
    calibration: calibration.CalibrationView | None
    votes: votes.VotesView | None
    pictures: pictures.PicturesView
    method: method.MethodView
    annex: annex.AnnexView


def to_html(result: AuditResult, gallery: Gallery | None = None) -> str:
    """Return an audit as one HTML page; the same result and pictures give the same bytes.

    The page loads nothing, runs no script but its own (its content policy names their hashes), and does not grow with
    the number of images. Where hundreds of groups would take it beyond `PAGE_LIMIT`, interactive charts are left out,
    and the page says so.

    Parameters
    ----------
    result
        The audit.
    gallery
        Pictures to show; None for a page without, which says how many are left out.

    Raises
    ------
    InputError
        When the result lacks an estimate or a finding that every audit has.
    """
    page = view(result, gallery)
    plain = _rendered(page, None)
    bare = plain if gallery is None else _rendered(replace(page, pictures=pictures.view(result, None)), None)
    plotly = packed_plotly()
    fits = len(bare.encode()) + len(plotly.text) < PAGE_LIMIT
    return _rendered(page, plotly) if fits else plain


def _rendered(page: Page, plotly: Script | None) -> str:
    scripts = (page_script(), *([gallery_script()] if page.pictures.shown else []))
    return (
        environment()
        .get_template("page.html.j2")
        .render(
            page=page,
            style=style_sheet(*(["pictures.css"] if page.pictures.shown else [])),
            scripts=scripts,
            plotly=plotly,
            alphabet=ALPHABET,
            policy=content_policy(*(s for s in (plotly, *scripts) if s)),
            colours=" ".join("#" + bytes(colour).hex() for colour in scale_colours()),
        )
    )


def view(result: AuditResult, gallery: Gallery | None = None) -> Page:
    """Return what the page shows, as plain values."""
    return Page(
        header=header.view(result),
        answers=answer_page.view(result),
        coverage=coverage.view(result),
        classification=classification.view(result),
        groups=groups.view(result),
        screening=screening.view(result),
        mixed=mixed.view(result),
        grades=grades.view(result),
        abstention=abstention.view(result),
        calibration=calibration.view(result),
        votes=votes.view(result),
        pictures=pictures.view(result, gallery),
        method=method.view(result),
        annex=annex.view(result),
    )


def content_policy(*scripts: Script) -> str:
    """Return the content security policy of the page: nothing is loaded, only these scripts run."""
    hashes = " ".join(f"'sha256-{script.sha256}'" for script in scripts)
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
        "form-action 'none'"
    )


@cache
def environment() -> Environment:
    """Return the templates: everything is escaped, an undefined name is an error."""
    return Environment(
        loader=PackageLoader("audit.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def style_sheet(*more: str) -> Markup:
    """Return the style sheet: our own files, `style.css` first, and the generated colour scale."""
    sheets = (environment().get_template(name).render() for name in ("style.css", *more))
    return Markup("".join((*sheets, scale_css())))  # noqa: S704 - our own text
