"""The page that looks, in headless Chromium with a camera that shows a film of drawn faces."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from assets.live import HAPPY, SAD, film, head_at, overlap, png, scene, served
from browser.watching import camera_showing, looking, opened, tab_to, wait_for_faces, wait_for_nobody

from audit.domain.cohort.labels import LABEL_SETS
from audit.load import find_model, load_model
from audit.simulate import DrawnPlan, draw_cohort, write_cohort

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.keras]
pytest.importorskip("uvicorn", reason="the extra app is not installed")


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
    scenes = (scene((HAPPY, 200, 120)), scene((SAD, 200, 120)), scene((HAPPY, 40, 120), (SAD, 360, 120)), scene())
    with camera_showing(film(tmp_path_factory.mktemp("film") / "faces.mjpeg", *scenes)) as started:
        yield started


def test_the_box_sits_on_the_face_and_the_emotion_follows_the_film(camera_browser, address) -> None:
    page = looking(camera_browser, address)
    for emotion in ("happy", "sad", "happy"):
        ((_, box),) = wait_for_faces(page, emotion)
        assert overlap(box, head_at(200, 120)) >= 0.5
    page.context.close()


def test_two_faces_get_an_answer_each_and_none_is_said(camera_browser, address) -> None:
    page = looking(camera_browser, address)
    (_, left), (_, right) = wait_for_faces(page, "happy", "sad")
    assert overlap(left, head_at(40, 120)) >= 0.5
    assert overlap(right, head_at(360, 120)) >= 0.5
    wait_for_nobody(page)
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
    assert "sad" in card.locator(".in-words").text_content()
    assert "not calibrated" in card.locator(".numbers").text_content()
    assert "No audit of these weights is loaded" in card.locator(".beside").text_content()
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


def test_pictures_are_chosen_with_the_keyboard_alone_and_answered(camera_browser, address, tmp_path) -> None:
    picture = tmp_path / "two.png"
    picture.write_bytes(png(scene((HAPPY, 40, 120), (SAD, 360, 120))))
    page = opened(camera_browser, address)
    tab_to(page, "#choose")
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


def test_audits_are_started_kept_compared_and_opened_in_their_own_sandbox(camera_browser, address) -> None:
    page = opened(camera_browser, f"{address}audits")
    page.locator("select[name=cohort]").select_option("drawn")
    for number, limit in ((1, "0.1"), (2, "0.3")):
        page.get_by_label("Largest difference").fill(limit)
        page.get_by_role("button", name="Run the audit").click()
        page.locator(f"#job-{number}[data-state=done]").wait_for()
        page.locator("#shelf .job").nth(number - 1).wait_for()
    page.get_by_role("button", name="Compare", exact=True).click()
    compared = page.locator("#comparisons .job")
    compared.wait_for()
    assert compared.locator(".said").inner_text().startswith("INCONCLUSIVE")  # sixty faces prove nothing
    with page.expect_download() as taken:
        page.get_by_role("link", name="Everything as one ZIP").click()
    assert taken.value.suggested_filename == "audits.zip"
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.locator("#job-2").get_by_role("link", name="Open the report").click()
    page.locator("h1").wait_for()
    assert page.evaluate("self.origin") == "null"
    assert [text for text in complaints if "favicon" not in text] == []
    page.context.close()
