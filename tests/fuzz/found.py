"""Inputs that fuzzing found, each mended since: parser, and bytes in base64; `tests/functional/test_fuzz_found.py`."""

from __future__ import annotations

FOUND: tuple[tuple[str, str], ...] = (
    (  # a zip archive whose only member begins before the archive: zipfile raises a ValueError
        "packed-table",
        "UEsDBJE1fl1+f4l2RAAAAEQAAAAFAAAAdC5jc3ZpbWFnZSxsYWJlbCxhZwAAAAAAAAAHaGFwcHksMjAtMjkKYi5wbmcsc2FkLDMwLTM5CmMucG5n"
        "LGhhcHB5LDIwLTI5ClBLAQIUAxQAAAAAAJE1fl1+f4l2RAAAAEQAAAAFAAAAAAAAAAAAAACAAQAAAAB0LmNzdlBLBQYAAAAAAQABADMAAABnAAAA"
        "AAA=",
    ),
    (  # a loop whose number of steps is a constant without any number
        "onnx-graph",
        "CAk6MAoXCgFzEgF5Ig9Db25zdGFudE9mU2hhcGUKCQoBcyIETG9vcCoKCAEQByoBBUIBcw==",
    ),
    (  # a member of a zip archive without a name: zipfile raises an IndexError
        "dataset-zip",
        "MEsDBBQAAAAAAJE1fl2DFtyMAQAAAAEAAAALAAAAaGFwcHkvYdgAcGd4UEsDBBQAAAAAAJE1fl0VJtv7AQAAAAEAAAAJAAAAc2FkL2IuanBneVBL"
        "AQIUAxQAAAAAAJE1fl2DFtyMAQAAAAEAAAALAAAAAAAAAAAAAACAcHkvYdgAAHBweS9hLmpwZ1BLAQIUAzV+XYMW3IwBAAAAAQAAAAsAAABoYXBw"
        "eS9h2AAAAAAAAACAASoAAABzYWQvYi5qYWdQSwUGAAAAAAIAAgBwAAAAUgAAAAAA",
    ),
)
