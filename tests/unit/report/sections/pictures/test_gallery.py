"""The pictures of a gallery in words, and what they can be filtered by."""

from __future__ import annotations

from html.parser import HTMLParser

from assets.audits import drawn, voted
from assets.galleries import gallery_for

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
