"""Two tables are one where the file is one; a tool's table names its columns only where nobody else did."""

from __future__ import annotations

from audit.load import columns_of_tables

FER = "image,emotions.angry,emotions.happy,emotions.neutral\na,0.25,0.5,0.25\n"


def test_one_file_by_two_names_is_one_table(tmp_path) -> None:
    (tmp_path / "t.csv").write_text("image,label,predicted\na,happy,sad\n")
    (tmp_path / "link.csv").symlink_to(tmp_path / "t.csv")
    assert columns_of_tables(tmp_path / "t.csv", tmp_path / "link.csv", {}, ()).one_table
    assert not columns_of_tables(tmp_path / "t.csv", None, {}, ()).one_table


def test_what_somebody_said_comes_before_what_is_known(tmp_path) -> None:
    (tmp_path / "p.csv").write_text("image,label\na,happy\n")
    (tmp_path / "t.csv").write_text(FER)
    known = columns_of_tables(tmp_path / "p.csv", tmp_path / "t.csv", {}, ())
    assert known.mapped["p_neutral"] == "emotions.neutral"
    assert "p_sad" not in known.mapped
    said = columns_of_tables(tmp_path / "p.csv", tmp_path / "t.csv", {"predicted": "x"}, ())
    assert (said.mapped, said.layout) == ({"predicted": "x"}, "")
