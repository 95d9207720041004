"""The HTML page: one file that asks nothing of anybody, complete without JavaScript."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from audit.report.charts.scale import scale_colours, scale_colours_apart, scale_css
from audit.report.pages.compiled import CompiledTemplates
from audit.report.pages.contents import contents
from audit.report.pages.interactive import ALPHABET, Script, own_script, packed_plotly
from audit.report.sections.cohort import coverage
from audit.report.sections.front import answer_page, header
from audit.report.sections.groups import classification, explorer, groups, screening
from audit.report.sections.method import annex, method
from audit.report.sections.pictures import pictures
from audit.report.sections.uncertainty import abstention, calibration, grades, mixed, votes

if TYPE_CHECKING:
    from audit.domain.cohort.pictures import Gallery
    from audit.domain.results.result import AuditResult


PAGE_LIMIT = 2_200_000
"""Bytes of a page with everything on it but its pictures."""

_CSS_SPACE = re.compile(r"([{;]) | (\})")
"""Spaces that say nothing in our sheets, whose texts in quotation marks hold no brace and no semicolon."""

_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)

_FLAG = re.compile(r"--pictures \w+|audit\.run\(…, pictures=&#34;\w+&#34;\)")
"""How pictures are asked for, in a sentence that is escaped."""

TAGS = 1_000
"""Bytes of the tags around a script, and of its hash, with room to spare."""


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
    then the choices among measures, and the page says so.

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
    page, chosen = view(result, gallery), explorer.view(result)
    block = None if chosen is None else environment().get_template("explorer.html.j2").render(data=chosen.as_json())
    bare = page if gallery is None else replace(page, pictures=pictures.view(result, None))
    sections = _sections(page)
    static = sections if gallery is None else {**sections, "pictures": _section("pictures", bare)}
    size, plotly = len(_rendered(bare, static, Extras(asked=block is not None)).encode()), packed_plotly()
    for kept, library in ((block, plotly), (block, None), (None, plotly)):
        extras = Extras(asked=block is not None, explorer=None if kept is None else Markup(kept), plotly=library)  # noqa: S704 - rendered by us
        if size + extras.size < PAGE_LIMIT:
            return _rendered(page, sections, extras)
    return _rendered(page, sections, Extras(asked=block is not None))


@dataclass(frozen=True, slots=True, kw_only=True)
class Extras:
    """What a page carries on top of its static charts and tables while it stays small.

    Attributes
    ----------
    asked
        Whether there are groups to choose measures of.
    explorer
        What can be chosen, and the controls, or None.
    plotly
        The library of interactive charts, or None.
    """

    asked: bool
    explorer: Markup | None = None
    plotly: Script | None = None

    def scripts(self, page: Page) -> tuple[Script, ...]:
        """Return the scripts of our own, in the order they run."""
        names = (*(("explorer.js",) if self.explorer else ()), *(("gallery.js",) if page.pictures.shown else ()))
        return tuple(own_script(name) for name in (*names, "saving.js", "page.js"))

    @property
    def size(self) -> int:
        """Bytes it adds to the page, rather too many than too few."""
        texts = (self.explorer or "", *((own_script("explorer.js").text,) if self.explorer else ()))
        return sum(len(text.encode()) for text in texts) + len(self.plotly.text if self.plotly else "") + TAGS

    @property
    def left_out(self) -> tuple[str, ...]:
        """What was left out, in sentences."""
        charts = "Interactive charts were left out so that this page stays small; every chart and table is complete "
        explorer = "Choices among measures were left out so that this page stays small; every rate is in audit.json."
        return (
            *(() if self.plotly else (charts + "without them.",)),
            *((explorer,) if self.asked and not self.explorer else ()),
        )


_SECTIONS = ("header", "answers", "coverage", "classification", "groups", "mixed", "pictures", "method", "annex")

_EXPLORER = Markup("<!--explorer-->")
"""Where the explorer goes; no text of an audit can be this, because every `<` in it is escaped."""


def _sections(page: Page) -> dict[str, Markup]:
    """Return each section as HTML, rendered once, whatever the page then carries."""
    return {name: _section(name, page) for name in _SECTIONS}


def _section(name: str, page: Page) -> Markup:
    text = environment().get_template(f"{name}.html.j2").render(page=page, explorer=_EXPLORER)
    return Markup(text)  # noqa: S704 - rendered by us


def _rendered(page: Page, sections: dict[str, Markup], extras: Extras) -> str:
    """Return the page of sections rendered before, with what it carries."""
    scripts = extras.scripts(page)
    groups = sections["groups"].replace(_EXPLORER, extras.explorer or Markup(""))
    return (
        environment()
        .get_template("page.html.j2")
        .render(
            page=page,
            contents=contents(page.header.verdict, tuple(card.sign for card in page.answers.cards), sections),
            sections={**sections, "groups": groups},
            style=style_sheet("explorer.css", *(["pictures.css"] if page.pictures.shown else [])),
            scripts=scripts,
            plotly=extras.plotly,
            left_out=extras.left_out,
            alphabet=ALPHABET,
            policy=content_policy(*(s for s in (extras.plotly, *scripts) if s)),
            colours=_listed(scale_colours()),
            apart=_listed(scale_colours_apart()),
        )
    )


def _listed(colours: tuple[tuple[int, int, int], ...]) -> str:
    return " ".join("#" + bytes(colour).hex() for colour in colours)


def view(result: AuditResult, gallery: Gallery | None = None) -> Page:
    """Return what the page shows, as plain values."""
    return Page(
        header=header.view(result),
        answers=answer_page.view(result, pictures_here=gallery is not None and bool(gallery.pictures)),
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
    made = Environment(
        loader=PackageLoader("audit.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        bytecode_cache=CompiledTemplates(),
    )
    made.filters["flagged"] = _flagged
    return made


def _flagged(sentence: str) -> Markup:
    """Return a sentence escaped, how pictures are asked for in it as code, which is not broken at a hyphen."""
    return Markup(_FLAG.sub(r"<code>\g<0></code>", str(escape(sentence))))  # noqa: S704 - escaped before


def compile_templates() -> None:
    """Compile every template ahead of time, as `make` does after an installation."""
    compiled = environment().overlay(bytecode_cache=CompiledTemplates(write=True))
    for name in compiled.list_templates(extensions=("j2", "css")):
        compiled.get_template(name)


def style_sheet(*more: str) -> Markup:
    """Return the style sheet: our own files, `style.css` first, and the generated colour scale."""
    sheets = (environment().get_template(name).render() for name in ("style.css", *more))
    lines = (
        _CSS_SPACE.sub(r"\1\2", line.strip()) for sheet in sheets for line in _CSS_COMMENT.sub("", sheet).splitlines()
    )
    return Markup("\n".join((*filter(None, lines), scale_css())))  # noqa: S704 - our own text
