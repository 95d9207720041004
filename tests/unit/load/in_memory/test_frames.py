"""Columns by name, whatever a caller gives for a table."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from audit.errors import InputError
from audit.load.in_memory.cells import text_cells
from audit.load.in_memory.frames import columns_of

AGE, SEX = ["adult", "senior"], ["f", "m"]


@pytest.mark.parametrize(
    "given",
    [
        {"age": AGE, "sex": SEX},
        pd.DataFrame({"age": AGE, "sex": SEX}, index=[7, 8]),
        pd.DataFrame({"age": AGE, "sex": SEX}, dtype="category"),
        pa.table({"age": AGE, "sex": SEX}),
        pa.record_batch({"age": AGE, "sex": SEX}),
    ],
    ids=lambda given: type(given).__name__,
)
def test_named_columns(given: object) -> None:
    found = columns_of(given, "sensitive_features")
    assert found.names == ("age", "sex")
    assert [text_cells(column, "x") for column in found.columns] == [AGE, SEX]
    assert found.named


@pytest.mark.parametrize(
    "given",
    [np.array([AGE, SEX]).T, list(zip(AGE, SEX, strict=True)), [list(row) for row in zip(AGE, SEX, strict=True)]],
    ids=["matrix", "tuples", "lists"],
)
def test_columns_without_a_name(given: object) -> None:
    found = columns_of(given, "sensitive_features")
    assert found.names == ("sensitive_feature_0", "sensitive_feature_1")
    assert [text_cells(column, "x") for column in found.columns] == [AGE, SEX]
    assert not found.named


@pytest.mark.parametrize("given", [AGE, np.array(AGE), pd.Series(AGE), pa.array(AGE), pa.chunked_array([AGE])])
def test_one_column(given: object) -> None:
    found = columns_of(given, "sensitive_features")
    assert found.names == ("sensitive_feature_0",)
    assert text_cells(found.columns[0], "x") == AGE


def test_a_series_has_its_name_and_a_column_of_two_levels_has_both() -> None:
    assert columns_of(pd.Series(AGE, name="age"), "x").names == ("age",)
    levels = pd.DataFrame([AGE], columns=pd.MultiIndex.from_tuples([("who", "age"), ("who", "sex")]))
    assert columns_of(levels, "x").names == ("who age", "who sex")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), "the header names one column 2 times: 'a' and 'a'; keep one"),
        (pa.table([[1], [2]], names=["a", "A "]), "the header names one column 2 times: 'a' and 'A '"),
        ({"": [1]}, "column 1 has no name"),
        ([["a"], ["a", "b"]], "rows of different length (1, 2)"),
        (["a", ["a"]], "rows of different length (0, 1)"),
        (3, "x is an int"),
    ],
)
def test_what_is_no_table_is_refused(given: object, words: str) -> None:
    with pytest.raises(InputError) as caught:
        columns_of(given, "x")
    assert words in str(caught.value)


def test_without_pyarrow_another_frame_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    class Other:
        def __dataframe__(self) -> object:
            raise AssertionError

    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(
        InputError, match=r"x is a Other, which is read through Arrow: type pip install pyarrow, or give"
    ):
        columns_of(Other(), "x")
