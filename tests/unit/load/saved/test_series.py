"""The state of a series in its folder."""

from __future__ import annotations

import pytest
import weeks

from audit.errors import InputError
from audit.load import SERIES, load_series


def test_a_folder_without_a_state_holds_no_series(tmp_path) -> None:
    assert load_series(tmp_path) is None
    assert load_series(tmp_path / "not there") is None


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="a file, and a series has a folder of its own"):
        load_series(tmp_path / "file")


def test_a_state_cut_short_is_refused_with_what_to_do(tmp_path) -> None:
    weeks.look(tmp_path, weeks.week(tmp_path, 1))
    path = tmp_path / "series" / SERIES
    path.write_bytes(path.read_bytes()[:500])
    with pytest.raises(InputError, match=r"series\.json: no whole JSON.*put back the state that the last look left"):
        load_series(tmp_path / "series")
