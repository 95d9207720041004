"""The section on pictures: what is shown, what is left out, and what must never stand in the page."""

from __future__ import annotations

import base64
import hashlib
import itertools
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from assets.audits import AUDITS, HOSTILE_NAMES, drawn, five_pictures, hostile, voted
from assets.galleries import gallery_for

from audit.domain.cohort.pictures import PictureMode, Unseen
from audit.domain.cohort.predictions import Outcome
from audit.report import to_document, to_html, write_report
from audit.report.pages.html import PAGE_LIMIT
from audit.report.pages.interactive import own_script, packed_plotly
from audit.report.sections.pictures import pictures


class Tags(HTMLParser):
    """Tags of a page with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs) -> None:
        self.found.append((tag, dict(attrs)))

    def of(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.found if tag == name]


def rows_of(table) -> dict[str, list[str]]:
    return {row.head.text: [cell.text for cell in row.cells] for row in table.rows}


def test_a_page_without_pictures_says_how_many_are_left_out_and_how_to_see_them() -> None:
    found = pictures.view(drawn(), None)
    overall = drawn().counts.overall()
    wrong = overall.total - overall.correct
    mixed = int(drawn().counts.grades()[:, 2].sum())
    assert found.sentences[0].startswith(f"This page shows no pictures: {wrong} wrongly answered pictures and {mixed} ")
    assert "--pictures blurred" in found.sentences[1]
    assert not found.shown
    assert to_html(drawn()).count("<code>--pictures blurred</code>") == 2  # here, and where it says what to do next


@pytest.mark.parametrize("name", ["drawn", "five-pictures", "nothing"])
def test_no_picture_and_no_script_of_pictures_stand_in_a_page_without(name) -> None:
    text = to_html(AUDITS[name]())
    assert "<img" not in text
    assert own_script("gallery.js").sha256 not in text
    assert 'href="#pictures"' in text
    assert 'id="pictures"' in text


def test_shown_and_left_out_add_up_in_every_group() -> None:
    result = drawn()
    found = pictures.view(result, gallery_for(result, 12))
    table = rows_of(found.left_out[0])
    for counts in result.counts.by(("age_group",)):
        there, shown, left, mixed, *_ = (int(text.replace(",", "")) for text in table[counts.group.text])
        assert there == counts.confusion.total - counts.confusion.correct
        assert there == shown + left
        assert mixed == counts.graded[2]
    assert sum(int(cells[1]) for cells in table.values()) == 6
    assert "6 are shown, the surest before others" in found.sentences[0]


def test_blurred_pages_name_no_file() -> None:
    gallery = gallery_for(drawn(), 3, PictureMode.BLURRED, image="john-smith-{}.png")
    text = to_html(drawn(), gallery)
    assert "john-smith" not in text
    assert "No. 3" in text
    assert "Nobody can be recognised in it" in text
    assert "john-smith" in to_html(drawn(), replace(gallery, mode=PictureMode.SHOWN))


def test_a_notice_says_who_may_see_faces() -> None:
    text = to_html(voted(), gallery_for(voted()))
    assert "the licence of the cohort (CC0)" in text
    assert "“signed by all”" in text
    silent = replace(gallery_for(voted()), consent="")
    assert "does not declare what they agreed to: ask before" in to_html(voted(), silent)


def test_drawn_faces_need_nobody_s_consent() -> None:
    assert pictures.view(drawn(), gallery_for(drawn())).notice[1].startswith("These pictures show nobody")


def test_pictures_stand_in_the_page_and_in_no_other_file(tmp_path) -> None:
    gallery = gallery_for(drawn(), 2)
    data = base64.b64encode(gallery.pictures[0].thumbnail).decode()
    written = write_report(drawn(), tmp_path, gallery=gallery)
    assert data in written.index.read_text(encoding="utf-8")
    assert written.audit_json.read_text(encoding="utf-8") == to_document(drawn())
    assert data not in written.summary.read_text(encoding="utf-8")


def test_the_policy_allows_the_script_of_the_gallery_and_images_of_the_page_alone() -> None:
    text = to_html(drawn(), gallery_for(drawn()))
    policy = next(meta["content"] for meta in Tags(text).of("meta") if "http-equiv" in meta)
    scripts = {
        packed_plotly().sha256,
        *(own_script(name).sha256 for name in ("page.js", "saving.js", "explorer.js")),
        own_script("gallery.js").sha256,
    }
    assert set(re.findall(r"sha256-([^']+)", policy)) == scripts
    own = base64.b64encode(hashlib.sha256(own_script("gallery.js").text.encode()).digest()).decode()
    assert own == own_script("gallery.js").sha256
    assert "</script" not in own_script("gallery.js").text
    assert "img-src data:" in policy
    assert all(img["src"].startswith("data:image/webp;base64,") for img in Tags(text).of("img"))


def test_no_name_path_or_consent_becomes_an_element() -> None:
    harmless = {tag for tag, _ in Tags(to_html(voted(), gallery_for(voted(), explained=True))).found}
    evil = "<img src=x onerror=alert(1)>\u202egnp.{}"
    gallery = replace(gallery_for(hostile(), 20, explained=True, image=evil), consent=HOSTILE_NAMES[0])
    text = to_html(hostile(), gallery)
    found = Tags(text)
    assert {tag for tag, _ in found.found} <= harmless
    assert len(found.of("img")) == 2 * 20 + len(HOSTILE_NAMES)
    assert len(found.of("script")) == 6  # plotly, the explorer and its data, gallery, saving, the page
    assert not [name for _, attributes in found.found for name in attributes if name.startswith("on")]
    assert "\u202e" not in text
    assert all(
        re.fullmatch(r"[a-z0-9 ]+", value) for li in found.of("li") for n, value in li.items() if n[:5] == "data-"
    )


def test_predictions_without_probabilities_have_errors_only_and_it_is_said() -> None:
    result = five_pictures()
    found = pictures.view(result, replace(gallery_for(result, 0)))
    assert "Which faces are mixed cannot be told" in found.sentences[1]
    assert [cell.text for cell in found.left_out[0].columns] == ["ethnicity", "Wrong", "Shown", "Left out"]
    assert "read as mixed" not in pictures.view(result, None).sentences[0]


def test_a_cohort_without_files_shows_nothing_and_says_so() -> None:
    result = five_pictures()
    lost = (Unseen(outcome=Outcome.MISSING_FILE, images=10),)
    found = pictures.view(result, replace(gallery_for(result, 0), unseen=lost))
    assert not found.shown
    assert not found.notice
    assert found.sentences[0] == "Of 10 pictures answered wrongly none is shown."
    assert "10 chosen pictures could not be opened: 10 ended as “missing file”." in found.sentences
    assert "<img" not in to_html(result, replace(gallery_for(result, 0), unseen=lost))


def test_an_audit_of_nothing_has_no_errors_to_show() -> None:
    result = AUDITS["nothing"]()
    assert pictures.view(result, gallery_for(result, 0)).sentences[:2] == (
        "No picture was answered wrongly.",
        "No picture was read as mixed.",
    )


def test_pictures_do_not_drive_the_charts_out() -> None:
    result = drawn()
    heavy = gallery_for(result, 60)
    large = replace(heavy.pictures[0], thumbnail=b"x" * 1_000_000)
    with_pictures = to_html(result, replace(heavy, pictures=(large, *heavy.pictures)))
    assert 'id="plotly"' in to_html(result)
    assert 'id="plotly"' in with_pictures
    assert len(with_pictures) > PAGE_LIMIT


def test_ids_stay_unique_and_headings_in_order() -> None:
    tags = Tags(to_html(voted(), gallery_for(voted(), explained=True)))
    ids = [attributes["id"] for _, attributes in tags.found if "id" in attributes]
    assert len(ids) == len(set(ids))
    levels = [int(tag[1]) for tag, _ in tags.found if re.fullmatch(r"h[1-6]", tag)]
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
