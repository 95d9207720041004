"""What an importer decides before anything is written: what was asked for, and tables as their owner wrote them."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.domain.cohort.labels import LABEL_SETS
from audit.errors import InputError, UsageError
from audit.load.importers.plans import ImportChoices, RowsLeftOut, csv_records, folder_of, left_out, needed, read_csv
from audit.load.importers.source import SourceFiles

TABLE = Path("set/labels.csv")


def test_what_an_importer_has_no_use_for_is_refused_together() -> None:
    choices = ImportChoices(split="Valid", label="majority", codes_from=0)
    choices.refuse_others("ferplus", "split", "label", "codes_from")
    with pytest.raises(UsageError, match="'london' does nothing with --split and --label and --codes-from"):
        choices.refuse_others("london")
    with pytest.raises(UsageError, match="nothing with --labels; remove it"):
        ImportChoices(labels=LABEL_SETS["fer7"]).refuse_others("ferplus", "split", "label")
    ImportChoices().refuse_others("london")


def test_rows_left_out_are_counted_by_reason_the_most_frequent_first() -> None:
    assert left_out(["b", "a", "a"]) == (RowsLeftOut(rows=2, reason="a"), RowsLeftOut(rows=1, reason="b"))
    assert left_out([]) == ()


def test_records_are_those_with_cells() -> None:
    assert csv_records(TABLE, b'a,b\r\n\r\n"1\n2",\n') == [["a", "b"], ["1\n2", ""]]
    assert csv_records(TABLE, b"") == []


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b'a,b\n"1,2\n', "set/labels.csv: not a sound CSV file: unexpected end of data"),
        (b"a,b\n1,2\n3\n", "set/labels.csv: record 3 has 1 cells, the first one 2"),
    ],
)
def test_a_broken_table_is_told_with_its_record(data: bytes, words: str) -> None:
    with pytest.raises(InputError, match=words):
        csv_records(TABLE, data)


def test_a_file_that_must_be_there_may_have_one_of_several_names() -> None:
    files = SourceFiles(Path("set"))
    files.add("deep/info.csv", 4, lambda: b"a\n1\n")
    assert needed(files, "london_info.csv", "info.csv") == "deep/info.csv"
    assert read_csv(files, "deep/info.csv") == [["a"], ["1"]]
    with pytest.raises(InputError, match=r"set: there is no a\.csv or b\.csv; is this the folder or archive"):
        needed(files, "a.csv", "b.csv")


def test_the_folder_of_a_file_ends_with_a_slash() -> None:
    assert [folder_of(name) for name in ("a.jpg", "x/a.jpg", "x/y/a.jpg")] == ["", "x/", "x/y/"]
