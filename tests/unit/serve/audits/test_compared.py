"""Comparisons on the page: numbered, the newest kept, refused where there is nothing to compare picture by picture."""

from __future__ import annotations

import pytest
from assets.audits import AUDITS

from audit.errors import AuditError
from audit.report import to_document
from audit.serve.audits.compared import MOST_KEPT, Comparisons
from audit.serve.audits.kept import Shelf
from audit.serve.http.guard import Refused


def test_audits_without_their_table_of_images_are_refused_with_what_is_missing(tmp_path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "audit.json").write_text(to_document(AUDITS["drawn"]()), encoding="utf-8")
    first, second = Shelf([tmp_path]).all().audits
    with pytest.raises(AuditError, match="images"):
        Comparisons().make(first, second, 0.05)


@pytest.mark.parametrize("number", [0, 1, MOST_KEPT + 1])
def test_a_number_nobody_made_is_refused(number) -> None:
    with pytest.raises(Refused, match="compare again"):
        Comparisons().find(number)
