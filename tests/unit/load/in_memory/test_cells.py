"""Values of any library as the cells a CSV file would have."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum

import numpy as np
import pandas as pd
import pytest

from audit.errors import InputError
from audit.load.in_memory.cells import coded_cells, number_cells, text_cells, values_of


class Word(StrEnum):
    HAPPY = "happy"


class Colour(Enum):
    RED = 1


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("happy", "happy"),
        (" a ", " a "),
        (np.str_("happy"), "happy"),
        (Word.HAPPY, "happy"),
        (3, "3"),
        (np.int64(3), "3"),
        (3.0, "3"),
        (np.float32(0.5), "0.5"),
        (True, "True"),
        (None, ""),
        (float("nan"), ""),
        (np.float64("nan"), ""),
        (pd.NA, ""),
        (pd.NaT, ""),
        (float("inf"), "inf"),
        (Decimal("0.50"), "0.50"),
        (date(2026, 3, 1), "2026-03-01"),
        (pd.Interval(10, 20), "(10, 20]"),
        (Colour.RED, "Colour.RED"),
    ],
)
def test_a_value_is_the_text_a_file_would_have(value: object, cell: str) -> None:
    assert text_cells([value, "other"], "y") == [cell, "other"]


@pytest.mark.parametrize("value", [["a"], ("a",), {"a": 1}, {"a"}, b"happy", object(), np.array(["a", "b"])])
def test_a_value_without_a_text_of_its_own_is_refused_with_its_row(value: object) -> None:
    with pytest.raises(InputError, match=r"^y, row 1: found .*; a value is a text or a number$"):
        text_cells(["happy", value], "y")


def test_numbers_stay_numbers_and_words_among_them_stay_for_the_reader_to_refuse() -> None:
    assert np.array_equal(number_cells([0.25, None, 1], "p"), [0.25, np.nan, 1], equal_nan=True)
    assert number_cells([0.25, "much"], "p") == ["0.25", "much"]


@pytest.mark.parametrize(
    "given", [np.zeros((2, 2)), np.float64(1), pd.DataFrame({"a": [1]}), "happy", b"", {}, set(), 3]
)
def test_what_has_no_values_in_an_order_is_refused(given: object) -> None:
    with pytest.raises(InputError, match=r"^y (has the shape|is a)"):
        values_of(given, "y")


SERIES = {
    "words": pd.Series(["b", "a", None, "b", float("nan"), ""]),
    "words of pandas": pd.Series(["b", "a", None, "b"], dtype="string"),
    "numbers": pd.Series([3, 1, 3, 2]),
    "numbers with gaps": pd.Series([3.0, None, 0.5, 3.0]),
    "whole numbers with gaps": pd.Series([3, None, 1, 3], dtype="Int64"),
    "small floats": pd.Series(np.array([0.1, 0.2, 0.1], np.float32)),
    "all kinds": pd.Series([1, True, "1", 1.0, None, pd.NA, "x"], dtype=object),
    "categories": pd.Series(["b", "a", "b", None]).astype("category"),
    "days": pd.Series(pd.to_datetime(["2026-03-01", None, "2026-03-01"])),
    "none": pd.Series([], dtype=object),
}


@pytest.mark.parametrize("series", SERIES.values(), ids=SERIES)
def test_what_pandas_has_hashed_is_what_its_values_are_one_by_one(series: pd.Series) -> None:
    found, one_by_one = coded_cells(series, "y"), coded_cells(series.tolist(), "y")
    assert found.cells == one_by_one.cells
    assert found.codes.tolist() == one_by_one.codes.tolist()
    assert found.texts == text_cells(series.tolist(), "y")


def test_a_series_of_lists_is_refused_with_its_row() -> None:
    with pytest.raises(InputError, match=r"^y, row 0: found .*; a value is a text or a number$"):
        coded_cells(pd.Series([["a"], ["b"]]), "y")
