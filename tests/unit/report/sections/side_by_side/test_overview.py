"""Verdicts, answers and success rates, audit by audit."""

from __future__ import annotations

from dataclasses import replace

from assets.audits import drawn, five_each, voted
from assets.side_by_side import made, page_of

from audit.domain.cohort.reading import Reader, Reading, Remark, Treatment
from audit.report.sections.front import answer_page, header


def test_success_rates_answers_and_recalls_are_those_of_the_single_reports() -> None:
    results = (made(drawn(), id="first"), made(voted(), id="second"))
    page = page_of(*results)
    for place, result in enumerate(results):
        cards = answer_page.view(result).cards
        assert page.rates.rows[place].cells[2].text == cards[0].answer.number
        answered = page.answers.rows[place].cells
        assert answered[0].text == header.view(result).verdict.word
        for cell, card in zip(answered[1:], cards, strict=True):
            assert cell.text == card.sign.word
            assert cell.note.startswith(card.answer.number if card.answer.number != "–" else "not measured")
        recall = {row.head.text: row.cells[place].note for row in page.recalls.rows}
        for emotion, row in zip(result.labels.emotions, result.counts.overall().cells, strict=True):
            place_on_diagonal = result.labels.code(emotion)
            assert recall[emotion] == f"{row[place_on_diagonal]:,} of {row.sum():,}"


def test_what_was_not_counted_stands_below_the_verdicts_with_the_audits_it_is_about() -> None:
    remark = Remark(treatment=Treatment.MAPPED, sentence="'joy' as 'happy'", by=Reader.PREDICTIONS)
    other = replace(made(drawn(), id="other"), reading=drawn().reading + Reading.of(remark))
    shown = page_of(drawn(), other).readings
    found = {row.cells[0].text: row.head.text for row in shown.rows}
    assert found["2,945 of 3,000 rows are counted."] == "all 2"
    assert found["'joy' as 'happy'."] == "other"
    assert page_of(five_each("gender", {"female": 5, "male": 1})).readings is None
