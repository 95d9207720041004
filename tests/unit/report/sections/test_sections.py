"""What stands in the sections of the page."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from assets.audits import drawn, five_pictures, hostile, lapsed, nothing, sixty, voted, waived

from audit.domain.cohort.predictions import Outcome
from audit.domain.cohort.screening import Screened
from audit.domain.counts.cells import CellTable
from audit.domain.decision.choices import DecideOn
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.findings import Verdict
from audit.domain.wording.words import sentence, shown
from audit.report.sections.cohort import coverage
from audit.report.sections.front import answer_page, header, limits
from audit.report.sections.groups import classification, groups, screening
from audit.report.sections.method import annex, method
from audit.report.sections.uncertainty import mixed


def texts(table) -> dict[str, tuple[str, ...]]:
    """Return the rows of a table by their heading."""
    return {row.head.text: tuple(cell.text for cell in row.cells) for row in table.rows}


def test_the_header_says_the_verdict_and_the_exit_status() -> None:
    view = header.view(drawn())
    assert view.verdict.word == "FAIL"
    assert view.sentence == "1 of 3 limits exceeded, with evidence; 1 inconclusive."
    assert view.exit_status.endswith("exit status 1.")
    assert view.facts[0].note == "SHA-256 abababababab…"


def test_limits_are_listed_failed_first_then_inconclusive_then_kept() -> None:
    view = answer_page.view(drawn())
    assert [row.head.text for row in view.gate.rows] == ["FAIL", "INCONCLUSIVE", "PASS"]
    assert "3 limits: 1 exceeded, 1 undecided, 1 kept" in view.summary


def test_every_limit_is_listed_exactly_once_also_when_some_are_folded() -> None:
    view = answer_page.view(sixty())
    listed = [row.cells[0].text for table in (view.gate, view.more) for row in table.rows]
    assert len(listed) == len(set(listed)) == len(sixty().findings) == 15
    assert view.more_title == "10 more limits: 10 undecided"


def test_a_limit_decided_on_the_point_says_so() -> None:
    result = drawn()
    first = result.findings[0]
    point = replace(first, criterion=replace(first.criterion, decide_on=DecideOn.POINT))
    view = answer_page.view(replace(result, findings=(point,)))
    assert view.gate.rows[0].cells[0].note == "at most 10 points, by the observed value alone"


def test_the_whole_reason_of_every_limit_stands_with_the_evidence_where_page_one_leads() -> None:
    """Page one keeps one sentence; nothing of what the judge said is lost."""
    for result in (drawn(), sixty(), waived(), lapsed()):
        page, evidence = answer_page.view(result), groups.view(result).evidence
        rows = [row for table in (page.gate, page.more) if table for row in table.rows]
        assert [row.cells[-1].link.place for row in rows] == [row.id for row in evidence.rows]
        assert [row.head.text for row in rows] == [row.head.text for row in evidence.rows]
        told = {row.cells[-1].text.casefold() for row in evidence.rows}
        assert {sentence(shown(f.reason)).casefold() for f in result.findings} == told


def test_three_doubts_stand_open_the_gravest_first_and_the_others_folded() -> None:
    page = answer_page.view(drawn())
    assert [doubt.place for doubt in page.cannot_tell] == ["coverage", "annex", "groups"]
    assert "got no answer" in page.cannot_tell[0].text
    assert tuple(d.text for d in (*page.cannot_tell, *page.cannot_tell_more)) == limits.cannot_tell(drawn())


def test_the_verdicts_are_explained_where_there_are_limits() -> None:
    page = answer_page.view(drawn())
    assert [entry.sign.word for entry in page.key] == ["FAIL", "INCONCLUSIVE", "PASS"]
    assert page.units.endswith("each is wrong in at most 5\xa0% of audits.")
    bare = answer_page.view(replace(drawn(), findings=()))
    assert (bare.key, bare.units, bare.gate) == ((), "", None)


def test_the_header_carries_the_whole_hash_behind_the_short_one() -> None:
    assert [fact.title for fact in header.view(drawn()).facts[:2]] == ["ab" * 32, "cd" * 32]


def test_what_cannot_be_told_names_the_lost_the_unknown_and_the_unjudged() -> None:
    told = " ".join(limits.cannot_tell(drawn()))
    # 3,000 rows, 2,945 scored; 25 of the 611 toddlers had no face
    assert "55 pictures of 3,000 got no answer (55 no face found)" in told
    assert "Hit hardest: age group “toddler”, 4.1\xa0% of it." in told
    assert "Combinations of features were not measured" in told
    told = " ".join(limits.cannot_tell(voted()))
    assert "The ethnicity is not known for 106 of 4,000 pictures: they count overall, but in no group." in told
    assert "Combinations" not in told
    assert "Left out of a comparison by region:" in " ".join(limits.cannot_tell(sixty()))


def test_pictures_nobody_asked_about_hit_no_group_and_are_told_apart_from_the_lost() -> None:
    result = drawn()
    coverage = result.coverage
    senior = [0] * len(coverage.cells.shape)
    senior[0], senior[-1] = coverage.features[0].groups.index("senior"), Outcome.LEFT_OUT.code
    left_out = CellTable(shape=coverage.cells.shape, keys=np.array([senior]), counts=np.array([900]))
    told = limits.cannot_tell(replace(result, coverage=replace(coverage, cells=coverage.cells + left_out)))
    lost = "55 pictures of 3,000 got no answer (55 no face found), so every rate here is about the others."
    assert f"{lost} Hit hardest: age group “toddler”, 4.1\xa0% of it." in told
    unasked = "What the model makes of 900 pictures of 3,900: it was not asked about them (900 label left out)."
    assert unasked in told


def test_a_feature_without_a_limit_is_shown_and_said_not_to_be_judged() -> None:
    result = drawn()
    only_age = replace(result, findings=result.findings[:1])
    assert "No limit was set by skin tone and glasses" in " ".join(limits.cannot_tell(only_age))
    assert groups.view(only_age).features[1].findings == ("No limit was set here: these rates are shown, not judged.",)


def test_coverage_counts_every_row_of_the_manifest() -> None:
    view = coverage.view(drawn())
    ledger = texts(view.features[0].ledger)
    assert sum(int(cells[0].replace(",", "")) for cells in ledger.values()) == 3000
    assert ledger["toddler"] == ("611", "586", "25", "4.1\xa0%")
    images = texts(view.features[0].images)
    assert images["toddler"] == ("294", "292", "586")


def test_coverage_says_who_said_so() -> None:
    by_name = {f.title: f.provenance for f in coverage.view(voted()).features}
    assert by_name["gender"] == "Who said so: the people themselves."
    assert by_name["ethnicity"].endswith("Not known for 106 pictures.")


def test_the_confusion_matrix_has_counts_and_shares_of_the_row() -> None:
    view = classification.view(drawn())
    sad = view.confusion.rows[1]
    # 180 of 1,400 sad pictures were called happy
    assert (sad.cells[0].text, sad.cells[0].note) == ("13\xa0%", "180 of 1,400")
    assert view.confusions[0] == "“sad” is called “happy” in 12.9\xa0% (180 of 1,400) of its pictures."


def test_the_success_rate_table_is_that_of_the_counts() -> None:
    """Five pictures each, as many right as put in."""
    table = texts(groups.view(five_pictures()).features[0].success)
    assert table["East Asian"][:3] == ("4", "1", "80.0\xa0%")
    assert table["South Asian"][:3] == ("2", "3", "40.0\xa0%")
    assert table["all pictures"][:3] == ("15", "10", "60.0\xa0%")


def test_observed_gaps_are_told_without_unknown_people() -> None:
    observed = groups.view(voted()).features[0].observed
    assert "of 5 groups" in observed
    assert "unknown" not in observed


def test_intersections_that_were_measured_are_shown() -> None:
    assert [f.title for f in groups.view(voted()).features] == ["ethnicity", "gender", "ethnicity × gender"]


def test_an_undefined_cell_says_why() -> None:
    recall = groups.view(sixty()).features[0].recall
    undefined = [cell for row in recall.rows for cell in row.cells if cell.tone == "undefined"]
    assert undefined
    assert undefined[0].title == "no image labelled with this emotion"
    assert "no image labelled with this emotion" in recall.note


def test_votes_are_shown_with_their_ceiling() -> None:
    sentences = " ".join(mixed.view(voted()).sentences)
    votes = voted().mixed.votes
    assert f"is {votes.spearman:.2f} (95\xa0% bounds {votes.lower:.2f} to {votes.upper:.2f})" in sentences
    assert f"could reach at about {votes.ceiling:.2f}" in sentences


def test_two_emotions_have_no_table_of_pairs_and_say_what_they_cannot() -> None:
    view = mixed.view(drawn())
    assert view.top_two is None
    assert "cannot name any other mixture" in " ".join(view.sentences)
    assert mixed.view(voted()).top_two is not None


def test_without_probabilities_there_is_no_entropy() -> None:
    view = mixed.view(five_pictures())
    assert view.entropies == ()
    assert "no probabilities" in view.sentences[0]


def test_quantiles_stand_in_rising_order() -> None:
    for view in mixed.view(voted()).entropies:
        for cells in texts(view.table).values():
            quantiles = [float(cell) for cell in cells[1:6]]
            assert quantiles == sorted(quantiles)


def test_the_method_prints_family_errors_and_both_hashes() -> None:
    view = method.view(drawn())
    # 5 % shared by 3 limits: 1.67 % each; passing needs no sharing
    assert (
        "shared by 3 limits: 1.67\xa0% for each, and what fails hands its part on to the "
        "others (Holm 1979), 2.5\xa0% at last. The error of a wrong PASS is 5\xa0% for each" in view.errors
    )
    assert [row.cells[1].text for row in view.sources.rows] == ["ab" * 32, "cd" * 32]
    assert view.command == drawn().provenance.command


def test_errors_change_places_for_a_least_value() -> None:
    result = drawn()
    first = result.findings[0]
    bounds = replace(first.disparity.bounds, error_lower=0.045, error_upper=0.01, family=5)
    criterion = Criterion(metric="accuracy", features=("age_group",), limit=0.8, comparison=Comparison.RATIO)
    flipped = replace(first, criterion=criterion, disparity=replace(first.disparity, bounds=bounds))
    assert (
        "5 limits: 1\xa0% for each. The error of a wrong PASS is 4.5\xa0%"
        in method.view(replace(result, findings=(flipped,))).errors
    )


def test_every_metric_has_definition_formula_and_source() -> None:
    for row in method.view(drawn()).metrics.rows:
        assert all(cell.text for cell in row.cells)


def test_nothing_assessed_is_said_in_every_section() -> None:
    assert "No picture was scored" in classification.view(nothing()).sentences[0]
    assert "nothing to compare" in groups.view(nothing()).features[0].observed
    assert method.view(nothing()).errors == "No limit could be judged, so no error was spent."
    assert nothing().findings[0].verdict is Verdict.INCONCLUSIVE


def test_the_annex_states_use_and_licence_or_that_there_is_none() -> None:
    facts = {fact.term: fact.text for fact in annex.view(drawn()).facts}
    assert facts["Intended use of the model"] == "Teaching what an audit shows."
    assert facts["Intended use of the cohort"] == "Not declared."


def test_the_audit_table_gives_each_known_group_its_ratio_to_the_best_lowest_first() -> None:
    tables = annex.view(drawn()).audit_tables
    for table in tables:
        rates = [float(row.cells[2].text.rstrip("%").strip()) for row in table.rows]
        ratios = [float(row.cells[3].text) for row in table.rows]
        assert rates == sorted(rates)
        assert ratios == [pytest.approx(rate / rates[-1], abs=0.006) for rate in rates]
        assert not any(row.head.text == "unknown" for row in table.rows)
    assert tables


def test_without_a_rate_there_is_no_ratio() -> None:
    assert {row.cells[3].text for table in annex.view(nothing()).audit_tables for row in table.rows} == {"–"}


def test_names_are_disarmed_before_they_reach_a_template() -> None:
    names = [row.head.text for row in groups.view(hostile()).features[0].success.rows]
    assert "two lines ::error::file=a" in names
    assert "[U+202E]gnp.exe[U+202C] evil" in names
    assert max(map(len, names)) <= 80


def screened(adjusted: list[float | None], share: float = 0.05):
    """Return the audit of five pictures with other things screened: recall of `right`, so often."""
    result = five_pictures()
    rows = tuple(
        Screened(metric="recall", emotion="right", feature="ethnicity", groups=5, p_value=p, adjusted=p)
        for p in adjusted
    )
    family = sum(p is not None for p in adjusted)
    return screening.view(
        replace(result, screening=replace(result.screening, rows=rows, family=family, share=share, method="So it was"))
    )


def test_what_stands_out_is_listed_clearest_first_and_labelled_as_screening() -> None:
    view = screened([0.9, 0.02, 0.00001, None])
    assert (
        "3 comparisons: 2 stand out from chance, with false alarms among them kept to about 5\xa0%."
        in view.sentences[0]
    )
    assert view.sentences[0].endswith("1 more had fewer than two groups with a rate.")
    assert "says nothing about a limit and never changes the verdict" in view.sentences[1]
    assert [row.cells[-1].text for row in view.table.rows] == ["<\xa00.0001", "0.0200"]
    head, cells = view.table.rows[0].head, view.table.rows[0].cells
    assert head.text == "recall of “right” by ethnicity"
    # the first, third and fifth of five pictures have this label; of South Asian faces the first two were hit
    assert (cells[0].text, cells[1].text, cells[1].note) == ("5", "33.3\xa0%", "South Asian")
    assert view.table.note.endswith("So it was.")


def test_nothing_that_stands_out_is_one_sentence_with_the_family_and_no_proof_of_equality() -> None:
    view = screening.view(five_pictures())
    assert "9 comparisons: none stands out from chance, with false alarms kept to about 5\xa0%." in view.sentences[0]
    assert "no proof that groups are alike" in view.sentences[1]
    assert view.table is None


def test_of_hundreds_that_stand_out_twenty_are_shown_and_all_are_counted() -> None:
    view = screened([0.0001 * i for i in range(1, 301)])
    assert "300 stand out" in view.sentences[0]
    assert "The 20 clearest are shown." in view.sentences[0]
    assert len(view.table.rows) == 20
    assert view.table.rows[-1].cells[-1].text == "0.0020"


def test_lowest_and_highest_are_those_of_the_groups_that_were_compared() -> None:
    result = voted()
    table = texts(screening.view(result).table)
    compared = [e for e in result.estimates if e.metric == "recall" and e.emotion == "angry" and e.group]
    shares = [e.value for e in compared if e.group.feature == "ethnicity" and not e.group.is_unknown]
    assert table["recall of “angry” by ethnicity"][1:3] == (
        f"{min(shares):.1%}".replace("%", "\xa0%"),
        f"{max(shares):.1%}".replace("%", "\xa0%"),
    )


def test_where_nothing_could_be_screened_it_is_said() -> None:
    assert screening.view(nothing()).sentences[0].startswith("Nothing could be screened")


def test_an_audit_of_an_earlier_version_has_no_such_part() -> None:
    assert screening.view(replace(drawn(), screening=None)) is None


def test_what_the_pictures_can_show_stands_beside_every_limit() -> None:
    table = groups.view(five_pictures()).prospects
    found = five_pictures().findings[0].disparity.prospects
    (row,) = table.rows
    assert row.head.note == "at most 20 points"
    # 5 equal groups of 5 at .6 look about 50 points apart; nothing they could show would decide
    assert [cell.text for cell in row.cells][1:4] == ["never", "never", "never"]
    assert row.cells[0].text == f"{100 * found.by_chance:.1f} points"
    assert [cell.text for cell in row.cells][4:6] == [str(found.to_pass), str(found.to_fail)]
    assert len(groups.view(voted()).prospects.rows) == len(voted().findings)
    assert groups.view(nothing()).prospects is None


def test_the_spread_of_rates_is_said_with_and_without_chance() -> None:
    # .4, .6, .6, .8, .6: standard deviation .141; chance alone gives (.24·3 + .24 + .16)/4/5 and more
    assert groups.view(five_pictures()).features[0].spread.endswith("chance alone explains that much.")
    assert "spread by 14.1 points (standard deviation)" in groups.view(five_pictures()).features[0].spread
    assert "points are left when the part of chance is taken out" in groups.view(drawn()).features[0].spread
    assert groups.view(nothing()).features[0].spread == ""


def test_shrunk_rates_stand_beside_the_raw_ones_of_known_groups() -> None:
    table = groups.view(voted()).features[0].success
    rows = texts(table)
    assert rows["unknown"][-1] == rows["all pictures"][-1] == "–"
    assert rows["South Asian"][-1] != rows["South Asian"][2]
    assert "never judged" in table.note
