"""The page that looks, in headless Chromium with a camera that shows a film of drawn faces."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from assets.live import HAPPY, SAD, film, head_at, overlap, png, scene, served

from audit.domain.cohort.labels import LABEL_SETS
from audit.load import find_model, load_model
from audit.simulate import DrawnPlan, draw_cohort, write_cohort

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.keras]
pytest.importorskip("uvicorn", reason="the extra app is not installed")

REFUSE = "(name) => { navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', name)); }"
PATIENCE = 60_000
"""Milliseconds: other work may share this machine."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    from audit.serve import App

    work = tmp_path_factory.mktemp("work")
    write_cohort(draw_cohort(DrawnPlan(faces=60, labels=LABEL_SETS["happy-sad"], seed=9)), work / "cohorts" / "drawn")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(work)
        with served(App(models=(load_model(find_model("happy-sad")),), port=0)) as found:
            yield found


@pytest.fixture(scope="module")
def camera_browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    from browser.conftest import FLAGS

    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("there is no Chromium on this machine")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    scenes = (scene((HAPPY, 200, 120)), scene((SAD, 200, 120)), scene((HAPPY, 40, 120), (SAD, 360, 120)), scene())
    clip = film(tmp_path_factory.mktemp("film") / "faces.mjpeg", *scenes)
    fake = ["--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={clip}"]
    with playwright.sync_playwright() as api:
        started = api.chromium.launch(executable_path=chromium, args=[*FLAGS, *fake])
        yield started
        started.close()


def opened(browser: Browser, address: str, **context: object) -> Page:
    page = browser.new_context(permissions=["camera"], **context).new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(address)
    return page


def looking(browser: Browser, address: str, **context: object) -> Page:
    page = opened(browser, address, **context)
    page.get_by_role("button", name="Start the camera").click()
    return page


def wait_for_faces(page: Page, *emotions: str) -> None:
    """Wait until the cards say these emotions, in any order."""
    page.wait_for_function(
        """(wanted) => {
          const said = [...document.querySelectorAll('#camera-faces .face .answer')].map((e) => e.dataset.emotion);
          return said.sort().join() === wanted;
        }""",
        arg=",".join(sorted(emotions)),
    )


def boxes(page: Page) -> list[tuple[float, ...]]:
    found = page.eval_on_selector_all("#camera-faces .face", "(cards) => cards.map((card) => card.dataset.box)")
    return [tuple(float(part) for part in box.split(",")) for box in found]


def test_the_box_sits_on_the_face_and_the_emotion_follows_the_film(camera_browser, address) -> None:
    page = looking(camera_browser, address)
    for emotion in ("happy", "sad", "happy"):
        wait_for_faces(page, emotion)
        (box,) = boxes(page)
        assert overlap(box, head_at(200, 120)) >= 0.5
    page.context.close()


def test_two_faces_get_an_answer_each_and_none_is_said(camera_browser, address) -> None:
    page = looking(camera_browser, address)
    wait_for_faces(page, "happy", "sad")
    both = sorted(boxes(page))
    assert overlap(both[0], head_at(40, 120)) >= 0.5
    assert overlap(both[1], head_at(360, 120)) >= 0.5
    page.get_by_text("No face found: nothing is said about this picture.").first.wait_for()
    assert page.locator("#camera-faces .face").count() == 0
    page.context.close()


def test_a_card_shows_bars_that_are_the_probabilities_the_reading_and_what_the_network_saw(
    camera_browser, address
) -> None:
    page = looking(camera_browser, address)
    wait_for_faces(page, "sad")
    page.get_by_role("button", name="Stop the camera").click()
    card = page.locator("#camera-faces .answer").first
    widths = card.locator(".fill").evaluate_all("(fills) => fills.map((fill) => parseFloat(fill.style.width))")
    assert sum(widths) == pytest.approx(100, abs=0.01)
    size = card.locator("img.seen").evaluate("(image) => [image.naturalWidth, image.naturalHeight]")
    assert size == [48, 48]
    assert "sad" in card.locator(".reading").inner_text(timeout=1000) or card.locator(".reading").text_content()
    assert "not calibrated" in card.locator(".numbers").text_content()
    page.context.close()


def test_a_hidden_tab_lets_go_of_the_camera_and_takes_it_again(camera_browser, address) -> None:
    page = looking(camera_browser, address)
    wait_for_faces(page, "happy")
    hide = "Object.defineProperty(document, 'hidden', {value: %s, configurable: true}); %s"
    fire = "document.dispatchEvent(new Event('visibilitychange'))"
    page.evaluate(hide % ("true", fire))
    assert page.evaluate("camera.stream === null && camera.socket === null")
    page.evaluate(hide % ("false", fire))
    page.wait_for_function("() => camera.stream !== null && camera.answered.length > 3")
    page.context.close()


def test_no_permission_and_no_camera_are_said_where_one_looks(camera_browser, address) -> None:
    for name, sentence in (("NotAllowedError", "not allowed to use the camera"), ("NotFoundError", "no camera here")):
        page = opened(camera_browser, address)
        page.evaluate(
            "(name) => { navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', name)); }",
            name,
        )
        page.get_by_role("button", name="Start the camera").click()
        page.get_by_role("alert").filter(has_text=sentence).wait_for()
        page.context.close()


def test_pictures_are_chosen_with_the_keyboard_alone_and_answered(camera_browser, address, tmp_path) -> None:
    picture = tmp_path / "two.png"
    picture.write_bytes(png(scene((HAPPY, 40, 120), (SAD, 360, 120))))
    page = opened(camera_browser, address)
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "choose":
            break
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Space")
    chooser.value.set_files([str(picture), str(picture)])
    page.locator("#pictures .face").nth(3).wait_for()
    assert sorted(page.locator("#pictures .answer").evaluate_all("(all) => all.map((e) => e.dataset.emotion)")) == [
        "happy", "happy", "sad", "sad"
    ]  # fmt: skip
    page.context.close()


def test_a_file_that_is_no_picture_is_said(camera_browser, address, tmp_path) -> None:
    wrong = tmp_path / "wrong.png"
    wrong.write_text("no picture")
    page = opened(camera_browser, address)
    page.locator("#choose").set_input_files(str(wrong))
    page.get_by_text("the file is no known picture").first.wait_for()
    page.context.close()


def test_the_page_asks_no_other_host_and_runs_nothing_inline(camera_browser, address) -> None:
    page = camera_browser.new_context(permissions=["camera"]).new_page()
    asked, complaints = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(address)
    page.get_by_role("button", name="Start the camera").click()
    page.wait_for_function("() => camera.answered.length > 3")
    assert [url for url in asked if not url.startswith((address, "data:"))] == []
    assert complaints == []
    page.context.close()


def test_an_audit_is_started_followed_and_its_report_opened_in_its_own_sandbox(camera_browser, address) -> None:
    page = opened(camera_browser, f"{address}audits")
    page.locator("select[name=cohort]").select_option("drawn")
    page.get_by_role("button", name="Run the audit").click()
    page.locator(".job[data-state=done]").wait_for()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.get_by_role("link", name="Open the report").click()
    page.locator("h1").wait_for()
    assert page.evaluate("self.origin") == "null"
    assert [text for text in complaints if "favicon" not in text] == []
    page.context.close()
