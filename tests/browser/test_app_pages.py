"""Every page of the live app: axe-core narrow and dark, wide and light, and whether it fits a phone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from assets.audits import AUDITS
from assets.live import HAPPY, SAD, made_up, png, scene, served
from browser.tabs import OPEN_ALL
from browser.test_accessibility import CONTRAST_RULE, SMALL, UNREACHABLE, violations
from browser.watching import hold_choosers, tab_to

from audit.report import to_document

if TYPE_CHECKING:
    from playwright.sync_api import Page

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

SCREENS = ((320, "dark"), (1280, "light"))
"""Both widths and both schemes: what depends on one does not depend on the other."""

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


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_and_nothing_is_cut_off(path, width, scheme, tabs, address) -> None:
    page = tabs.empty(width=width, scheme=scheme, bypass_csp=True).page
    page.goto(address + path[1:], wait_until="networkidle")
    page.evaluate(OPEN_ALL)
    assert_clean(page, width)


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_axe_finds_nothing_once_answers_stand_on_the_pages(width, scheme, tabs, address, tmp_path) -> None:
    table, picture = tmp_path / "mine.csv", tmp_path / "face.png"
    table.write_text("image,label,age\na.png,sad,old\n,happy,young\n", encoding="utf-8")
    picture.write_bytes(png(scene((HAPPY, 40, 120), (SAD, 360, 120))))
    page = tabs.empty(width=width, scheme=scheme, bypass_csp=True).page
    page.set_default_timeout(60_000)
    page.goto(address, wait_until="networkidle")
    page.locator("#choose").set_input_files(str(picture))
    page.locator("#pictures .face").nth(1).wait_for()
    page.locator("#whom-choice select").first.select_option(index=1)
    assert_clean(page, width)
    page.goto(f"{address}audits", wait_until="networkidle")
    page.locator("#table").set_input_files(str(table))
    page.get_by_role("row", name="3 image").wait_for()
    assert_clean(page, width)
    page.goto(f"{address}collect", wait_until="networkidle")
    page.locator("select[name=cohort]").select_option("first-study")
    page.locator("select[name=feature] option[value=age_group]").wait_for(state="attached")
    page.get_by_role("button", name="Show the meter").click()
    page.locator("#limits meter").first.wait_for()
    assert_clean(page, width)


def assert_clean(page: Page, width: int) -> None:
    """Assert that axe finds nothing, and that the page fits."""
    assert violations(page, {CONTRAST_RULE: True, "target-size": True}) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(UNREACHABLE) == []
    assert page.evaluate(SMALL) == []


@pytest.mark.parametrize("path", PAGES)
def test_the_keyboard_reaches_everything_and_one_sees_where_it_is(path, tabs, address) -> None:
    page = tabs.empty(width=320, height=700).page
    page.goto(address + path[1:], wait_until="networkidle")
    page.evaluate("() => document.activeElement.blur()")
    reached = []
    for _ in range(page.evaluate(REACHABLE) + 5):  # and round again
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


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("NotAllowedError", "was not allowed to use the camera"),
        ("NotFoundError", "There is no camera here"),
        ("NotReadableError", "Another program is using the camera"),
        ("OddError", "could not be started (OddError)"),
    ],
)
def test_why_there_is_no_camera_is_said_where_one_looks(name, sentence, browser, address) -> None:
    refuse = "(name) => { navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', name)); }"
    with browser.new_context() as context:
        page = context.new_page()
        for path, button in (("", "Start the camera"), ("contribute", "Use the camera")):
            page.goto(address + path)
            page.evaluate(refuse, name)
            page.get_by_role("button", name=button).click()
            page.get_by_text(sentence).wait_for()


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
        assert page.locator("#limits meter").count() == 5
        assert page.locator("#limits tbody tr").first.locator("td").all_inner_texts()[0] == "5"
        assert page.locator("#limits tbody tr").first.locator("td").last.inner_text() == "20"


def test_a_policy_that_is_brought_has_a_meter_for_each_limit(browser, address, tmp_path) -> None:
    policy = tmp_path / "mine.toml"
    limits = (("age_group", 0.2), ("ethnicity", 0.25))
    policy.write_text(
        "".join(f'[[criteria]]\nmetric = "accuracy"\nfeature = "{name}"\nlimit = {limit}\n' for name, limit in limits)
    )
    with browser.new_context() as context:
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.goto(f"{address}collect", wait_until="networkidle")
        page.locator("select[name=cohort]").select_option("first-study")
        page.get_by_label("Rules").select_option(label="A policy file of mine")
        assert page.locator("select[name=feature]").is_hidden()
        page.locator("#policy").set_input_files(str(policy))
        page.get_by_role("button", name="Show the meter").click()
        page.get_by_role("heading", name="ethnicity: success rate, difference of at most 0.25").wait_for()
        assert page.locator("#limits table").count() == 2


def test_a_face_is_taken_from_its_card_to_the_page_where_it_can_be_given_and_from_there_nowhere(
    browser, address, tmp_path
) -> None:
    picture = tmp_path / "two.png"
    picture.write_bytes(png(scene((HAPPY, 40, 120), (SAD, 360, 120))))
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(address, wait_until="networkidle")
        page.locator("#choose").set_input_files(str(picture))
        page.get_by_role("button", name="Not what you meant? Say so").nth(1).click()
        page.wait_for_url("**/contribute")
        image = page.locator("#chosen img")
        image.wait_for()
        width, height = image.evaluate("(e) => e.decode().then(() => [e.naturalWidth, e.naturalHeight])")
        assert width < 640
        assert height < 480  # of two people only the one who pressed
        assert page.evaluate("sessionStorage.length") == 0
        assert page.get_by_role("button", name="Give these pictures").is_disabled()


def test_the_keyboard_alone_gives_pictures_and_deletes_them(browser, address, tmp_path) -> None:
    picture = tmp_path / "face.png"
    picture.write_bytes(png(scene((HAPPY, 200, 120))))
    with browser.new_context() as context:
        page = context.new_page()
        hold_choosers(page)
        page.goto(f"{address}contribute", wait_until="networkidle")
        tab_to(page, "#choose")
        with page.expect_file_chooser() as chooser:
            page.keyboard.press("Space")
        chooser.value.set_files(str(picture))
        tab_to(page, "select[name=emotion]")
        page.keyboard.press("ArrowDown")
        tab_to(page, "#consent")
        page.keyboard.press("Space")
        tab_to(page, "input[name=age_group]")
        page.keyboard.type("senior")
        tab_to(page, "#submit")
        page.keyboard.press("Enter")
        page.get_by_text("Stored: 1 picture.").wait_for()
        tab_to(page, "#forget-form input")
        page.keyboard.type(page.locator(".receipt").inner_text())
        page.keyboard.press("Enter")
        page.get_by_text("Deleted: 1 picture").wait_for()
