"""The pictures of a gallery in words, and what they can be filtered by."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser

from assets.audits import drawn, voted
from assets.galleries import gallery_for

from audit.domain.cohort.pictures import Gallery, Pair, PictureKind
from audit.domain.results.result import AuditResult
from audit.report import to_html
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


def test_every_picture_has_words_and_numbers_in_its_alternative_text() -> None:
    result = drawn()
    alts = [img["alt"] for img in Tags(to_html(result, gallery_for(result, 2))).of("img")]
    assert alts == [
        "Labelled happy, predicted sad with 99.0\xa0%; age group toddler, skin tone light, glasses none",
        "Labelled sad, predicted sad with 50.0\xa0%, then happy with 49.0\xa0%; "
        "age group child, skin tone medium, glasses glasses",
    ]


def test_filters_offer_what_occurs_and_only_where_there_is_a_choice() -> None:
    found = pictures.view(voted(), gallery_for(voted(), 4))
    titles = {each.title: [option.text for option in each.options] for each in found.filters}
    assert titles["kind"] == ["wrong answers (2)", "mixed faces (2)"]
    assert titles["gender"] == ["female (2)", "male (2)"]
    assert len(titles["ethnicity"]) == 4
    assert "kind" not in {each.title for each in pictures.view(voted(), gallery_for(voted(), 1)).filters}


def compared(result: AuditResult) -> Gallery:
    """Return eight pictures: four wrong, four of them answered right beside them, and one pair."""
    gallery = gallery_for(result, 8)
    right = [
        replace(picture, case=replace(picture.case, kinds=(PictureKind.RIGHT,), second=None))
        for picture in gallery.pictures[1::2]
    ]
    return replace(gallery, pictures=(*gallery.pictures[::2], *right), pairs=(Pair(wrong=0, right=5),))


def test_errors_stand_beside_right_answers_of_their_group_and_each_picture_stands_once() -> None:
    result = drawn()
    gallery = compared(result)
    pairs, *groups = pictures.view(result, gallery).parts
    assert (pairs.id, len(pairs.sheets[0].pictures), len(pairs.sheets[0].pictures[0])) == ("pictures-pairs", 1, 2)
    assert [each.tone for each in pairs.sheets[0].pictures[0]] == ["wrong", "right"]
    assert [part.title for part in groups[:1]] == ["Wrong beside right: age group “senior”"]
    senior = next(each for each in result.counts.by(("age_group",)) if each.group.text == "senior").confusion
    assert groups[0].told.endswith(f"({senior.total - senior.correct} of {senior.total}).")
    assert all(sheet.title.startswith(("Wrong", "Right")) for part in groups[:-1] for sheet in part.sheets)
    sheets = [sheet for part in (pairs, *groups) for sheet in part.sheets]
    names = Counter(picture.name for sheet in sheets for both in sheet.pictures for picture in both)
    assert names == Counter(picture.case.image for picture in gallery.pictures)


def test_a_pair_is_found_by_the_filter_of_right_answers_and_by_that_of_wrong_ones() -> None:
    found = pictures.view(drawn(), compared(drawn()))
    keys = dict(found.parts[0].sheets[0].pictures[0][0].keys)
    assert keys["kinds"] == "wrong right"
    kinds = next(each for each in found.filters if each.title == "kind")
    assert [option.text for option in kinds.options] == ["wrong answers (4)", "right answers beside them (4)"]
    assert "4 pictures answered right stand beside them." in found.sentences
