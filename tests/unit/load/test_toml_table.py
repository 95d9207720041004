"""A table of a TOML file is put in, replaced and taken out; everything else stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.errors import UsageError
from audit.load.toml_table import declare_table

TEXT = '# mine\ntitle = "net"  # keep\n\n[input]\nsize = 48\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "model.toml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_it_is_put_at_the_end_replaced_and_taken_out(file: Path) -> None:
    declare_table(file, "calibration", ("temperature",), {"temperature": 1.5})
    assert file.read_text(encoding="utf-8").startswith(TEXT)
    assert "[calibration]\ntemperature = 1.5" in file.read_text(encoding="utf-8")
    declare_table(file, "calibration", ("temperature",), {"temperature": 2.0})
    assert file.read_text(encoding="utf-8").count("temperature") == 1
    declare_table(file, "calibration", ("temperature",), {})
    assert "calibration" not in file.read_text(encoding="utf-8")
    assert file.read_text(encoding="utf-8").startswith(TEXT.rstrip())


def test_a_table_in_another_form_is_left_and_said(file: Path) -> None:
    file.write_text("calibration = { temperature = 1.0 }\n", encoding="utf-8")
    with pytest.raises(UsageError, match="not a table with a key to a line"):
        declare_table(file, "calibration", ("temperature",), {"temperature": 2.0})
    assert file.read_text(encoding="utf-8") == "calibration = { temperature = 1.0 }\n"
