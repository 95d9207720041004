"""What can be exported is named as people write it, and nothing else is taken."""

from __future__ import annotations

import pytest

from audit.errors import UsageError
from audit.report.exports.kinds import ExportKind, export_kinds


def test_a_list_in_any_case_with_spaces() -> None:
    assert export_kinds("") == frozenset()
    assert export_kinds(" CSV, svg ") == {ExportKind.CSV, ExportKind.SVG}


def test_an_unknown_kind_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match="unknown export 'cvs'; expected one of csv, svg, png"):
        export_kinds("cvs")
