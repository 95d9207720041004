"""How long a report takes: `make bench` writes REPORT.md beside it.

Building is from the result of an audit to the whole page as text, in seconds of processor time. Opening is from the
call to a page in headless Chromium whose first screen is painted, and to one whose charts and tables are all laid out,
in milliseconds of the wall clock: other work on the machine counts. Beside it stands the processor time of the page's
main thread until then, which hardly knows of other work. A choice among measures and an interactive chart are timed
from the choice or the press of the button, wall clock. Everything is the median of several runs, each in a fresh tab,
the largest in brackets.
"""

from __future__ import annotations

import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from assets.audits import many
from browser.conftest import FLAGS

from audit.files import write_whole
from audit.load import load_result
from audit.report import to_html
from audit.report.pages.interactive import packed_plotly

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from audit.domain.results.result import AuditResult

RESULTS = Path(__file__).with_name("REPORT.md")
EXAMPLE = Path(__file__).parents[2] / "reports" / "example" / "audit.json"
RUNS = 7
BUILT_IN, OPENED_IN = 2.0, 1000.0
"""Targets: seconds to build a page, milliseconds to open it."""

PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
LOADED = "performance.getEntriesByType('navigation')[0].loadEventEnd"
CHOSEN = """
async () => {
  const measure = document.querySelector(".choices [name=metric]");
  measure.closest("details").open = true;
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  const start = performance.now();
  measure.value = String([...measure.options].findIndex((option) => option.text === "recall"));
  measure.dispatchEvent(new Event("change"));
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  return performance.now() - start;
}
"""
UNTIL = """
async ([press, made]) => {
  const seen = new Promise((resolve) => {
    const watch = new MutationObserver(() => {
      if (!document.querySelector(made)) return;
      watch.disconnect();
      requestAnimationFrame(() => setTimeout(resolve));
    });
    watch.observe(document.body, { subtree: true, childList: true });
  });
  const start = performance.now();
  document.querySelector(press).click();
  await seen;
  return performance.now() - start;
}
"""
"""From a press until something new is in the page and the next frame is drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A page to build and to open: what it shows, and its result."""

    title: str
    result: AuditResult


def main() -> None:
    """Measure, print, write."""
    cases = (
        Case(title="the example of reports/, four features", result=load_result(EXAMPLE)),
        Case(title="300 groups, 9,000 pictures", result=many(300)),
        Case(title="300 groups, 1,000,000 pictures", result=many(300, 1_000_000)),
    )
    text = "\n".join(_parts(cases)) + "\n"
    sys.stdout.write(text)
    write_whole(RESULTS, text.encode())


def _parts(cases: tuple[Case, ...]) -> Iterator[str]:
    yield f"# How long a report takes\n\n{__doc__.partition(chr(10) * 2)[2]}"
    yield f"Targets: {BUILT_IN:.0f} s to build a page, {OPENED_IN:,.0f} ms to open it. {RUNS} runs each.\n"
    yield "| audit | page, kB | building, s | kept |"
    yield "|---|---|---|---|"
    packing = _timed(packed_plotly.__wrapped__)
    packed_plotly()
    for case in cases:
        times = [_timed(lambda case=case: to_html(case.result)) for _ in range(RUNS)]
        size = len(to_html(case.result).encode()) / 1000
        kept = _kept(statistics.median(times) + packing, BUILT_IN)
        yield f"| {case.title} | {size:,.0f} | {_summary(times, 2)} | {kept} |"
    yield f"\nThe first page of a process also reads plotly.js, packed: {packing:.2f} s, counted against the target.\n"
    yield from _in_browser(cases)
    one, five, fifteen = os.getloadavg()
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in ("jinja2", "playwright"))
    yield (
        f"\nWritten by `make bench` with Python {platform.python_version()}, {versions} on {os.cpu_count()} cores; "
        f"load averages over 1, 5 and 15 minutes at the end: {one:.1f}, {five:.1f}, {fifteen:.1f}."
    )


def _in_browser(cases: tuple[Case, ...]) -> Iterator[str]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        yield "Opening was not measured: there is no Chromium on this machine."
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as api, tempfile.TemporaryDirectory() as folder:
        started = api.chromium.launch(executable_path=chromium, args=FLAGS)
        yield f"Chromium {started.version}, milliseconds:\n"
        yield "| audit | first screen | all laid out | kept | main thread | a choice | interactive chart |"
        yield "|---|---|---|---|---|---|---|"
        for case in cases:
            path = Path(folder) / "index.html"
            path.write_text(to_html(case.result), encoding="utf-8")
            yield _opened(started, case, path)
        started.close()


def _opened(browser: Browser, case: Case, path: Path) -> str:
    runs = [_one(browser, path) for _ in range(RUNS)]
    painted, laid_out, worked, explored = (
        [getattr(run, name) for run in runs] for name in ("painted", "laid_out", "worked", "explored")
    )
    plotted = [run.plotted for run in runs if run.plotted is not None]
    kept = _kept(max(statistics.median(painted), statistics.median(laid_out)), OPENED_IN)
    times = (
        f"{_summary(painted, 0)} | {_summary(laid_out, 0)} | {kept} | {_summary(worked, 0)} | {_summary(explored, 0)}"
    )
    return f"| {case.title} | {times} | {_summary(plotted, 0) if plotted else 'left out'} |"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Milliseconds of one opening: see the head of this file; `plotted` is None where the page has no such chart."""

    painted: float
    laid_out: float
    worked: float
    explored: float
    plotted: float | None


def _one(browser: Browser, path: Path) -> Opening:
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        thread = context.new_cdp_session(page)
        thread.send("Performance.enable", {"timeDomain": "threadTicks"})
        page.goto(path.as_uri(), wait_until="load")
        page.wait_for_function(f"() => {PAINTED}")
        found = {metric["name"]: metric["value"] for metric in thread.send("Performance.getMetrics")["metrics"]}
        painted = page.evaluate(PAINTED)
        return Opening(
            painted=painted,
            laid_out=max(painted, page.evaluate(LOADED)),
            worked=1000 * found["TaskDuration"],
            explored=page.evaluate(CHOSEN),
            plotted=page.evaluate(UNTIL, ["#groups-1-rates .explore", ".plot .main-svg"])
            if page.locator("#groups-1-rates .explore").count()
            else None,
        )


def _timed(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _kept(found: float, target: float) -> str:
    return "yes" if found < target else "**no**"


def _summary(times: list[float], digits: int) -> str:
    return f"{statistics.median(times):,.{digits}f} ({max(times):,.{digits}f})"


if __name__ == "__main__":
    main()
