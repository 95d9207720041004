"""Names of columns of every kind of table; of what is none, none."""

from __future__ import annotations

import gzip

import pandas as pd
import pytest

from audit.load.tables.formats.headers import header_of

FRAME = pd.DataFrame({"image": ["a.jpg"], "skin tone": ["x"]})
KINDS = {
    "csv": FRAME.to_csv(index=False).encode(),
    "semicolons": b"sep=;\n" + FRAME.to_csv(index=False, sep=";").encode(),
    "gzip": gzip.compress(FRAME.to_csv(index=False).encode()),
    "parquet": FRAME.to_parquet(),
    "json": FRAME.to_json(orient="records", lines=True).encode(),
}


@pytest.mark.parametrize("data", KINDS.values(), ids=KINDS)
def test_the_names_are_those_of_the_table(tmp_path, data) -> None:
    (tmp_path / "t").write_bytes(data)
    assert header_of(tmp_path / "t") == ("image", "skin tone")


@pytest.mark.parametrize("data", [b"\x89PNG\r\n", b"PAR1", b'[{"image": ', b"\x80\x04x"])
def test_what_is_no_table_has_none(tmp_path, data) -> None:
    (tmp_path / "t").write_bytes(data)
    assert header_of(tmp_path / "t") == ()
    assert header_of(tmp_path / "absent") == ()
