"""Every page of the live app: axe-core in light and dark, narrow and wide, and whether it fits a phone."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from assets.audits import AUDITS
from assets.live import HAPPY, made_up, png, scene, served
from browser.test_accessibility import CONTRAST_RULE, OPEN_ALL, SMALL, UNREACHABLE, violations

from audit.report import to_document

pytestmark = pytest.mark.browser
pytest.importorskip("uvicorn", reason="the extra app is not installed")

_FOCUSABLE = """[...document.querySelectorAll(
  'a[href], button:enabled, input:enabled, select:enabled, summary, [tabindex="0"]'
)].filter((e) => e.checkVisibility())"""
REACHABLE = f"{_FOCUSABLE}.length"
FOCUSED = f"""(() => {{
  const e = document.activeElement, shown = getComputedStyle(e.matches('[type=file]') ? e.closest('label') : e);
  return [{_FOCUSABLE}.indexOf(e), shown.outlineStyle === 'none' ? 0 : parseFloat(shown.outlineWidth)];
}})()"""
"""Place of the focused element, and how wide the ring is that shows it; that of a file stands around its label."""

PAGES = ("/", "/contribute", "/label", "/collect", "/audits", "/api")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    from audit.serve import App

    folder = tmp_path_factory.mktemp("audits")
    for name in ("drawn", "five-pictures"):
        (folder / name).mkdir()
        (folder / name / "audit.json").write_text(to_document(AUDITS[name]()), encoding="utf-8")
    model = made_up()
    given = tmp_path_factory.mktemp("cohorts") / "given"
    pictures = tmp_path_factory.mktemp("pictures")
    for place in range(3):
        (pictures / f"{place}.png").write_bytes(png(scene((HAPPY, 200, 120))))
    keeper = "A. Keeper, Room 1"
    app = App(models=(model.spec,), audits=(folder,), cohort=given, keeper=keeper, label=pictures, port=0)
    with served(app, [model]) as found:
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
        assert set(range(page.evaluate(REACHABLE))) <= {place for place, _ in reached}
        assert [place for place, ring in reached if place >= 0 and ring < 2] == []


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


def test_pictures_are_given_after_consent_alone_and_deleted_with_the_code(browser, address, tmp_path) -> None:
    picture = tmp_path / "face.png"
    picture.write_bytes(png(scene((HAPPY, 200, 120))))
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{address}contribute")
        give = page.get_by_role("button", name="Give these pictures")
        page.locator("#choose").set_input_files([str(picture), str(picture)])
        page.locator("select[name=emotion]").select_option("sad")
        page.locator("select[name=second]").select_option("happy")
        assert give.is_disabled()
        assert page.get_by_label("Age group").is_disabled()
        page.get_by_label("I agree, of my own free will").check()
        page.get_by_label("Age group").fill("senior")
        page.get_by_role("button", name="Remove picture 2").click()
        give.click()
        page.get_by_text("Stored: 1 picture.").wait_for()
        code = page.locator(".receipt").inner_text()
        page.locator("#forget-form").get_by_label("Code").fill(code)
        page.get_by_role("button", name="Delete everything under this code").click()
        page.get_by_text("Deleted: 1 picture, with everything said about them.").wait_for()
        page.locator("#forget-form").get_by_label("Code").fill(code)
        page.get_by_role("button", name="Delete everything under this code").click()
        page.get_by_text("Nothing is kept under this code").wait_for()


def test_a_table_with_faults_shows_them_by_line_and_an_audit_that_fails_says_why(browser, address, tmp_path) -> None:
    table = tmp_path / "mine.csv"
    table.write_text("image,label,age\na.png,sad,old\n,happy,young\n", encoding="utf-8")
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{address}audits", wait_until="networkidle")
        page.locator("#table").set_input_files(str(table))
        page.get_by_role("row", name="3 image").wait_for()
        assert page.locator("#check-said").inner_text() == "mine.csv: 1 fault found."
        page.get_by_role("button", name="Run the audit").click()
        failed = page.locator(".job[data-state=failed]")
        failed.wait_for()
        assert failed.locator(".said").inner_text().startswith("failed: ")


def test_three_annotators_vote_with_keys_alone_and_their_agreement_is_shown(browser, address) -> None:
    for name in ("ann", "bob", "cleo"):
        with browser.new_context() as context:
            page = context.new_page()
            page.goto(f"{address}label", wait_until="networkidle")
            page.get_by_label("Your name").focus()
            page.keyboard.type(name)
            page.keyboard.press("Enter")
            for done in range(3):
                page.get_by_text(f"{done} of 3 done").wait_for()
                answers = page.locator("#answers button").evaluate_all("(all) => all.map((e) => e.dataset.answer)")
                page.keyboard.press(str(answers.index("sad") + 1))
            page.get_by_text("All 3 pictures have your vote.").wait_for()
            page.get_by_role("button", name="Write the votes into the manifest").click()
            page.get_by_text("the votes are columns of manifest.csv").wait_for()
            page.get_by_role("button", name="Show agreement").click()
            page.get_by_role("row", name="all pictures").wait_for()


def test_the_meter_says_whom_a_cohort_lacks(browser, address) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.goto(f"{address}collect", wait_until="networkidle")
        page.locator("select[name=cohort]").select_option("first-study")
        page.locator("select[name=feature] option[value=age_group]").wait_for(state="attached")
        page.locator("select[name=feature]").select_option("age_group")
        page.get_by_role("button", name="Show the meter").click()
        page.get_by_role("row", name="toddler").wait_for()
        assert page.locator("#groups meter").count() == 5
        assert page.locator("#groups tbody tr").first.locator("td").all_inner_texts()[0] == "5"
        assert page.locator("#groups tbody tr").first.locator("td").last.inner_text() == "20"
