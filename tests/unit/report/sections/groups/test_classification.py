"""The first question: success rate, confusions, recalls."""

from __future__ import annotations

from assets.audits import decided, drawn, five_pictures

from audit.report.sections.groups import classification


def test_a_sentence_says_what_the_chart_of_recalls_shows() -> None:
    (said,) = classification.view(drawn()).sentences
    low, high = "87.1\xa0% (1,220 of 1,400) for “sad”", "92.0\xa0% (1,422 of 1,545) for “happy”"
    assert said == (
        f"The share of an emotion's faces that is recognised runs from {low} to {high}. "
        "Always answering the most frequent label would be right for 52.5\xa0% (1,545 of 2,945)."
    )
    assert classification.view(five_pictures()).sentences[0].startswith("Always answering")


def test_the_confusion_matrix_has_counts_and_shares_of_the_row() -> None:
    view = classification.view(drawn())
    sad = view.confusion.rows[1]
    # 180 of 1,400 sad pictures were called happy
    assert (sad.cells[0].text, sad.cells[0].note) == ("13\xa0%", "180 of 1,400")
    assert view.confusions[0] == "“sad” is called “happy” in 12.9\xa0% (180 of 1,400) of its pictures."


def test_emotions_that_are_neither_a_label_nor_an_answer_are_one_line() -> None:
    view = classification.view(decided(["sad"] * 3, ["sad", "sad", "happy"]))
    for table in (view.emotions, view.confusion):
        assert [row.head.text for row in table.rows] == ["happy", "sad"]
        assert table.note.startswith("Neither a label nor an answer: “angry”, “disgust”, “fear”, “")
    assert len(classification.view(decided(["sad"], ["sad"])).confusion.columns) == 1 + 1 + 1
