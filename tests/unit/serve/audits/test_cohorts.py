"""The check of a table somebody brings: its faults by line, or what it holds; and which cohorts can be audited."""

from __future__ import annotations

import pytest

from audit.serve.audits.cohorts import checked_table, known_cohorts


def test_a_sound_table_says_what_it_holds() -> None:
    found = checked_table(b"image,label,age\na.png,sad,old\nb.png,happy,young\nc.png,sad,old\n")
    assert found["sound"]
    assert found["labels"] == {"happy": 1, "sad": 2}
    assert found["features"] == {"age": {"old": 2, "young": 1}}


def test_every_fault_has_its_line_and_column() -> None:
    found = checked_table(b"image,label\na.png,sad\n,happy\nb.png,\n")
    assert not found["sound"]
    assert [(fault["line"], fault["column"]) for fault in found["faults"]] == [(3, "image"), (4, "label")]
    assert found["sentence"] == "2 faults found."


@pytest.mark.parametrize("data", [b"\x00\xff\x00", b"", b"PK\x03\x04junk", b"a,b\n1,2\n", b"image,label\n" * 3])
def test_what_is_no_manifest_is_said_without_a_path_of_this_machine(data) -> None:
    found = checked_table(data)
    assert not found["sound"]
    texts = [found["sentence"], *(fault["message"] for fault in found["faults"])]
    assert all("/tmp" not in text for text in texts)  # noqa: S108 - where it lay meanwhile


def test_contributions_come_first_once_there_are_any(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    given = tmp_path / "given"
    given.mkdir()
    before = known_cohorts(given)
    (given / "manifest.csv").write_text("image,label\na.png,sad\n")
    assert [cohort.name for cohort in known_cohorts(given)] == ["given", *(cohort.name for cohort in before)]
    assert "first-study" in [cohort.name for cohort in before]
