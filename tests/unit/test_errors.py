"""A message says where, what, what is allowed; all faults of a file come at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.errors import (
    Fault,
    FaultyFile,
    FaultyInput,
    InputError,
    MissingExtra,
    UsageError,
    guarded,
    importing,
    one_of,
)


def test_a_fault_names_its_place() -> None:
    fault = Fault(message="emotion 'hapy' is not a label", line=17, column="label")
    assert fault.located(Path("m.csv")) == "m.csv:17: column 'label': emotion 'hapy' is not a label"


def test_a_fault_is_one_line_whatever_was_found() -> None:
    fault = Fault(message="found 'a\n::error::b', expected c", column="label set")
    assert fault.located(None) == "label set: found 'a ::error::b', expected c"
    assert fault.located(Path("m.csv")) == "m.csv: column 'label set': found 'a ::error::b', expected c"


def test_the_first_twenty_are_shown_with_the_total() -> None:
    text = str(FaultyFile(Path("m.csv"), [Fault(message=f"fault {i}", line=i) for i in range(1, 31)]))
    assert text.count("m.csv:") == 20
    assert text.endswith("… and 10 more faults (30 in all)")


def test_a_suggestion_ignores_case_and_is_left_out_when_nothing_is_close() -> None:
    assert "did you mean 'Happy'" in one_of("HAPY", ["Happy", "Sad"])
    assert "did you mean" not in one_of("xyz", ["Happy", "Sad"])


def test_an_absent_package_is_an_extra_and_another_stays_the_error_it_is() -> None:
    with (
        pytest.raises(MissingExtra, match="reading needs the extra 'parquet'"),
        importing("reading", "parquet", "arrow"),
    ):
        raise ModuleNotFoundError(name="arrow.parquet")
    with pytest.raises(ModuleNotFoundError), importing("reading", "parquet", "arrow"):
        raise ModuleNotFoundError(name="somebody_else")


def test_a_missing_part_ends_with_what_to_type() -> None:
    assert str(MissingExtra("Running a Keras model", "keras")).endswith("pip install '.[keras]'")


def test_a_fault_of_an_array_names_the_array_and_its_row_as_python_counts() -> None:
    faults = [Fault(message="the cell is empty", line=0, column="y_true"), Fault(message="no row", column="y_pred")]
    assert str(FaultyInput(None, faults)) == "y_true, row 0: the cell is empty\ny_pred: no row"


def test_wrong_input_is_a_value_error() -> None:
    assert issubclass(InputError, ValueError)
    assert issubclass(UsageError, ValueError)


def test_what_a_library_raises_is_ours_and_what_is_ours_or_is_to_pass_stays() -> None:
    with pytest.raises(InputError, match=r"^it: first$") as told, guarded(lambda said: InputError(f"it: {said}")):
        raise RuntimeError("first\nsecond")
    assert isinstance(told.value.__cause__, RuntimeError)
    for ours in (UsageError("x"), ZeroDivisionError()):
        with pytest.raises(type(ours)), guarded(InputError, ZeroDivisionError):
            raise ours
