"""Pages of several audits, of a comparison, of a series in headless Chromium: no request, no script, nothing out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from assets.audits import HOSTILE_NAMES, drawn, hostile, nothing, provenance, voted
from assets.comparisons import AS_IT_STANDS, pairs_of
from assets.series import looked_at

from audit.domain.results.audits import Audits
from audit.domain.results.comparison import ComparisonResult, expand_regressions, one_loss_limit_per_feature
from audit.judge import judge_changes
from audit.measure import changes, overall_pairs
from audit.report.pages.audits import audits_page
from audit.report.pages.comparison import comparison_page
from audit.report.pages.series import series_page

pytestmark = pytest.mark.browser


def audits() -> str:
    """Return the page of several kinds of audit, one of them twice on other days."""
    later = replace(drawn(), provenance=replace(drawn().provenance, created="2026-04-01T12:00:00+00:00"))
    return audits_page(Audits(results=(drawn(), later, voted(), hostile(), nothing())))


def comparison() -> str:
    """Return the page of a comparison whose groups have names that try to act."""
    before = dict.fromkeys(HOSTILE_NAMES, "R" * 30 + "W" * 10)
    pairs = pairs_of(before, before | {HOSTILE_NAMES[0]: "W" * 40, HOSTILE_NAMES[1]: "R" * 40})
    policy = one_loss_limit_per_feature((("group",),))
    found = changes(pairs, expand_regressions(policy, pairs.baseline), policy)
    return comparison_page(
        ComparisonResult(
            baseline=provenance("Made-up cohort"),
            candidate=provenance("Made-up cohort"),
            policy=policy,
            labels=pairs.baseline.labels,
            overall=overall_pairs(pairs),
            findings=judge_changes(found),
            baseline_account=AS_IT_STANDS,
            candidate_account=AS_IT_STANDS,
        )
    )


def series() -> str:
    """Return the page of a series."""
    return series_page(looked_at())


PAGES = {"audits": audits, "comparison": comparison, "series": series}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    for name, made in PAGES.items():
        (folder / f"{name}.html").write_text(made(), encoding="utf-8")
    return {name: folder / f"{name}.html" for name in PAGES}


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_asked_for_and_nothing_complains(name, tabs, pages) -> None:
    opened = tabs.opened(pages[name])
    assert opened.requests == [pages[name].as_uri()]
    assert opened.complaints == []
    assert opened.page.evaluate("window.violations") == []
    assert opened.page.locator("script, img, form, iframe").count() == 0
    assert "owned" not in opened.page.title()


@pytest.mark.parametrize("name", PAGES)
def test_everything_is_there_without_javascript(name, tabs, pages) -> None:
    page = tabs.opened(pages[name], java_script_enabled=False).page
    charts = page.locator("svg[role=img]")
    assert charts.count() >= (10 if name == "audits" else 1)
    assert all(charts.nth(i).bounding_box()["height"] >= 50 for i in range(charts.count()))
    assert page.locator("h1").count() == 1
    assert page.locator("table:not(:has(caption))").count() == 0


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_sticks_out(name, width, tabs, pages) -> None:
    page = tabs.opened(pages[name], width=width, height=700).page
    assert page.evaluate("document.documentElement.scrollWidth") <= width
