"""The first question: success rate, confusions, recalls."""

from __future__ import annotations

from assets.audits import drawn

from audit.report.sections.groups import classification


def test_the_confusion_matrix_has_counts_and_shares_of_the_row() -> None:
    view = classification.view(drawn())
    sad = view.confusion.rows[1]
    # 180 of 1,400 sad pictures were called happy
    assert (sad.cells[0].text, sad.cells[0].note) == ("13\xa0%", "180 of 1,400")
    assert view.confusions[0] == "“sad” is called “happy” in 12.9\xa0% (180 of 1,400) of its pictures."
