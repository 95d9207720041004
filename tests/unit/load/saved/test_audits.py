"""Files and folders of audits: what is read, what is named as no audit, what is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from assets.audits import drawn, five_pictures

from audit.errors import InputError, UsageError
from audit.load import load_audits
from audit.report import to_document


def saved(path: Path, created: str = "2026-03-01T12:00:00+00:00") -> Path:
    """Write an audit, and return its file."""
    result = replace(five_pictures(), provenance=replace(five_pictures().provenance, created=created))
    path.mkdir(parents=True)
    (path / "audit.json").write_text(to_document(result), encoding="utf-8")
    return path / "audit.json"


def created(audits) -> list[str]:
    return [result.provenance.created[:10] for result in audits.results]


def test_files_keep_the_order_they_are_named_in(tmp_path) -> None:
    later, earlier = saved(tmp_path / "a", "2026-05-01T00:00:00Z"), saved(tmp_path / "b", "2026-03-01T00:00:00Z")
    assert created(load_audits([later, earlier])) == ["2026-05-01", "2026-03-01"]


def test_a_folder_is_searched_at_every_depth_and_ordered_by_date(tmp_path) -> None:
    saved(tmp_path / "all" / "x", "2026-05-01T00:00:00Z")
    saved(tmp_path / "all" / "y" / "deep" / "er", "2026-03-01T00:00:00Z")
    saved(tmp_path / "all" / "z", "2026-04-01T00:00:00Z")
    found = load_audits([tmp_path / "all"])
    assert created(found) == ["2026-03-01", "2026-04-01", "2026-05-01"]
    assert found.unread == ()


def test_what_is_no_audit_is_listed_with_its_reason(tmp_path) -> None:
    saved(tmp_path / "good")
    for name, text in (("cut", '{"schema_version": 1, '), ("other", "{}"), ("newer", '{"schema_version": 99}')):
        (tmp_path / name).mkdir()
        (tmp_path / name / "audit.json").write_text(text)
    found = load_audits([tmp_path])
    assert len(found.results) == 1
    assert [Path(each.path).parent.name for each in found.unread] == ["cut", "newer", "other"]
    assert "is the file complete?" in found.unread[0].reason
    assert found.unread[1].reason.startswith("its schema version is 99")
    assert found.unread[2].reason.startswith("not the result of an audit")


def test_symbolic_links_are_not_followed_and_are_named(tmp_path) -> None:
    outside = saved(tmp_path / "outside")
    saved(tmp_path / "all" / "good")
    (tmp_path / "all" / "linked").symlink_to(outside.parent)
    (tmp_path / "all" / "file").mkdir()
    (tmp_path / "all" / "file" / "audit.json").symlink_to(outside)
    found = load_audits([tmp_path / "all"])
    assert len(found.results) == 1
    assert {Path(each.path).name for each in found.unread} == {"linked", "audit.json"}
    assert {each.reason for each in found.unread} == {"a symbolic link, which is not followed"}


def test_a_named_file_that_is_no_audit_is_refused(tmp_path) -> None:
    good = saved(tmp_path / "good")
    (tmp_path / "bad.json").write_text("[1]")
    with pytest.raises(InputError, match=r"bad\.json: not the result of an audit"):
        load_audits([good, tmp_path / "bad.json"])
    with pytest.raises(InputError, match="nowhere: no such file"):
        load_audits([good, tmp_path / "nowhere"])


def test_a_folder_without_an_audit_is_refused(tmp_path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match=r"empty: holds no audit"):
        load_audits([tmp_path / "empty"])
    (tmp_path / "empty" / "audit.json").write_text("{}")
    with pytest.raises(InputError, match="there is no key 'schema_version'"):
        load_audits([tmp_path / "empty"])


def test_one_file_named_twice_is_refused(tmp_path) -> None:
    good = saved(tmp_path / "all" / "good")
    for again in (good, tmp_path / "all", tmp_path / "all" / "." / "good" / "audit.json"):
        with pytest.raises(UsageError, match="named twice"):
            load_audits([good, again])


def test_the_audits_come_back_as_they_were_saved(tmp_path) -> None:
    (tmp_path / "audit.json").write_text(to_document(drawn()), encoding="utf-8")
    (result,) = load_audits([tmp_path]).results
    assert to_document(result) == to_document(drawn())
