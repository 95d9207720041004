"""A series as text and back."""

from __future__ import annotations

import json

import pytest
import weeks

from audit.domain.results.series_text import from_text, to_text
from audit.errors import InputError


@pytest.fixture(scope="module")
def text(tmp_path_factory) -> str:
    folder = tmp_path_factory.mktemp("weeks")
    weeks.look(folder, weeks.week(folder, 1, people=True))
    return (folder / "series" / "series.json").read_text(encoding="utf-8")


def test_what_is_read_is_what_was_written(text: str) -> None:
    assert to_text(from_text(text)) == text


def test_no_name_of_a_picture_or_person_is_in_it(text: str) -> None:
    assert ".png" not in text
    assert "old 0" not in text


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda text: text[:-40], "cut short or edited"),
        (lambda text: text.replace('"fresh": 20', '"fresh": 19'), "its checksum does not fit"),
        (lambda text: text.replace("PASS", "FAIL").replace("INCONCLUSIVE", "PASS"), "its checksum does not fit"),
        (lambda _: "{}", "not the state of a series"),
        (lambda _: "[1, 2]", "not the state of a series"),
        (lambda _: "", "cut short or edited"),
        (lambda _: '{"sha256": NaN}', "cut short or edited|not the state"),
    ],
)
def test_what_was_cut_short_or_edited_is_refused(text: str, damage, told: str) -> None:
    with pytest.raises(InputError, match=told):
        from_text(damage(text))


def test_another_version_is_refused_by_its_number(text: str, monkeypatch) -> None:
    monkeypatch.setattr("audit.domain.results.series_text.SERIES_VERSION", 2)
    newer = to_text(from_text(to_text_as(text, monkeypatch)))
    monkeypatch.setattr("audit.domain.results.series_text.SERIES_VERSION", 1)
    with pytest.raises(InputError, match="its version is 2, this emotion-audit reads 1"):
        from_text(newer)


def to_text_as(text: str, monkeypatch) -> str:
    """Return a series as the version that is set now writes it."""
    monkeypatch.setattr("audit.domain.results.series_text.SERIES_VERSION", 1)
    state = from_text(text)
    monkeypatch.setattr("audit.domain.results.series_text.SERIES_VERSION", 2)
    return to_text(state)


def test_it_is_plain_json(text: str) -> None:
    assert json.loads(text)["policy"]["monitoring"] == {"looks": 4}
