"""Every page of the live app: axe-core in light and dark, narrow and wide, and whether it fits a phone."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from assets.audits import AUDITS
from assets.live import made_up, served
from browser.test_accessibility import CONTRAST_RULE, FOCUSED, OPEN_ALL, REACHABLE, SMALL, UNREACHABLE, violations

from audit.report import to_document

pytestmark = pytest.mark.browser
pytest.importorskip("uvicorn", reason="the extra app is not installed")

PAGES = ("/", "/api")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    from audit.serve import App

    folder = tmp_path_factory.mktemp("audits")
    for name in ("drawn", "five-pictures"):
        (folder / name).mkdir()
        (folder / name / "audit.json").write_text(to_document(AUDITS[name]()), encoding="utf-8")
    model = made_up()
    with served(App(models=(model.spec,), audits=(folder,), port=0), [model]) as found:
        yield found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_and_nothing_is_cut_off(path, width, scheme, browser, address) -> None:
    view = {"width": width, "height": 900}
    with browser.new_context(viewport=view, color_scheme=scheme, bypass_csp=True) as context:
        page = context.new_page()
        page.goto(address + path[1:], wait_until="networkidle")
        page.evaluate(OPEN_ALL)
        assert violations(page, {CONTRAST_RULE: True, "target-size": True}) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(UNREACHABLE) == []
        assert page.evaluate(SMALL) == []


@pytest.mark.parametrize("path", PAGES)
def test_the_keyboard_reaches_everything_and_one_sees_where_it_is(path, browser, address) -> None:
    with browser.new_context(viewport={"width": 320, "height": 700}) as context:
        page = context.new_page()
        page.goto(address + path[1:], wait_until="networkidle")
        page.evaluate("() => document.activeElement.blur()")
        reached = []
        for _ in range(80):
            page.keyboard.press("Tab")
            reached.append(page.evaluate(FOCUSED))
        places = {place for place, _ in reached}
        assert set(range(page.evaluate(REACHABLE))) <= places
        assert all(ring >= 2 for place, ring in reached if place >= 0)


def test_the_chosen_group_gets_its_sentence_from_every_audit_and_nothing_is_sent(browser, address) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(address, wait_until="networkidle")
        audits = json.loads(context.request.get(f"{address}api/audits").text())["audits"]
        feature = next(each for each in audits[0]["features"] if any(group["pictures"] for group in each["groups"]))
        group = next(each for each in feature["groups"] if each["pictures"])
        sent: list[str] = []
        page.on("request", lambda request: sent.append(request.url))
        page.get_by_label(feature["title"]).select_option(label=group["title"])
        assert group["sentence"] in page.locator(".for-you").nth(0).inner_text()
        page.get_by_label(feature["title"]).select_option(label="another group")
        assert "nothing is known for it" in page.locator(".for-you").nth(0).inner_text()
        assert sent == []
