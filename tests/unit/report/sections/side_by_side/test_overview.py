"""Verdicts, answers and success rates, audit by audit."""

from __future__ import annotations

import re

from assets.audits import drawn, voted
from assets.side_by_side import made, page_of

from audit.report.sections.front import answer_page, header
from audit.report.sections.groups import classification


def test_success_rates_answers_and_recalls_are_those_of_the_single_reports() -> None:
    results = (made(drawn(), id="first"), made(voted(), id="second"))
    page = page_of(*results)
    for place, result in enumerate(results):
        single = classification.view(result)
        share = re.search(r"[\d.]+\xa0%", single.sentences[0]).group()
        assert page.rates.rows[place].cells[2].text == share
        answered = page.answers.rows[place].cells
        assert answered[0].text == header.view(result).verdict.word
        for cell, card in zip(answered[1:], answer_page.view(result).cards, strict=True):
            assert cell.text == card.sign.word
            assert cell.note.startswith(card.answer.number if card.answer.number != "–" else "not measured")
        recall = {row.head.text: row.cells[place].note for row in page.recalls.rows}
        for emotion, row in zip(result.labels.emotions, result.counts.overall().cells, strict=True):
            place_on_diagonal = result.labels.code(emotion)
            assert recall[emotion] == f"{row[place_on_diagonal]:,} of {row.sum():,}"
