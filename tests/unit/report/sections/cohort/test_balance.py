"""Whether the cohort itself is balanced, as the page says it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from assets.audits import FER7, cohort, drawn, five_pictures, hostile, nothing, voted
from builders import answered, cohort_of

from audit.domain.cohort.groups import UNKNOWN, SensitiveFeature
from audit.domain.cohort.labels import LabelSet
from audit.domain.cohort.predictions import Predictions
from audit.domain.decision.policy import Policy
from audit.measure import count, label_mix, representation
from audit.report.charts.bars import BarPart, Stack, bars
from audit.report.charts.matrix import signed_cell
from audit.report.sections.cohort import association, balance, coverage

POLICY = Policy(title="no limit", criteria=())


def audit_of(table: dict[str, list[int]], labels: LabelSet = FER7):
    """Return an audit with the cohort of so many pictures of each group and emotion, each answered rightly."""
    counts = np.array(list(table.values()))
    codes, y_true = (np.repeat(axis.reshape(-1), counts.reshape(-1)) for axis in np.indices(counts.shape))
    people = cohort(labels, y_true, [SensitiveFeature(name="skin_tone", groups=tuple(table))], codes[:, None])
    predictions = Predictions(labels=labels, predicted=y_true, outcomes=np.zeros(len(y_true), int))
    mix = label_mix(count(answered(people, predictions)), POLICY)
    return replace(drawn(), representation=representation(people), label_mix=mix)


def only(result):
    (feature,) = balance.view(result).features
    return feature


THREE = LabelSet(emotions=("happy", "sad", "calm"))
UNEVEN = {"light": [80, 20, 20], "dark": [20, 40, 40], UNKNOWN: [1, 1, 1], "none": [0, 0, 0]}


def test_groups_that_go_with_emotions_are_told_in_words_beside_what_chance_gives() -> None:
    sizes, together, _ = only(audit_of(UNEVEN, THREE)).sentences
    # shares 120/220 and 100/220: exp(.689) = 1.99
    assert sizes.startswith("2 groups count as 2.0 equally large ones; the smallest, “dark”, has 100 pictures, the")
    assert "largest, “light”, 120. 1 declared group has no picture." in sizes
    assert sizes.endswith("Of 3 pictures the group is not known: not counted here.")
    # expected 54.55 and 45.45 happy, excess 25.45; 32.73 and 27.27 of each other, excess 12.73: chi-square 26.13 + 2 ·
    # 10.89 = 47.91; V = √(47.91 / 220) = .467; by chance √(2 / 219) = .096
    assert together.startswith("Emotions and groups go together: Cramér's V 0.47; chance alone gives about 0.10.")
    assert (
        "Clearest: “happy” is 1.47 times as frequent among “light” as in the whole cohort (80 pictures, 55" in together
    )


def test_cells_beyond_chance_are_marked_by_an_arrow_and_listed() -> None:
    feature = only(audit_of(UNEVEN, THREE))
    happy = feature.cells.rows[0].cells[0]
    assert (happy.text[0], happy.note, happy.tone) == ("▲", "80", "q20")
    assert feature.cells.rows[1].cells[0].text[0] == "▼"
    assert [row.head.text for row in feature.outstanding.rows][:2] == ["happy", "happy"]
    assert [cell.text for cell in feature.outstanding.rows[0].cells] == ["80", "55", "1.47"]
    assert feature.folded == ""


def test_a_group_without_pictures_has_no_cell_but_a_reason() -> None:
    empty = only(audit_of(UNEVEN, THREE)).cells.rows[2]
    assert empty.head.text == "none"
    assert {(cell.text, cell.title) for cell in empty.cells} == {("–", "the group has no image")}


def test_noise_is_called_chance_and_its_heat_map_is_folded() -> None:
    feature = only(hostile())
    assert "do not go together more than chance explains" in feature.sentences[1]
    assert feature.folded == "Emotion × <svg/onload=alert(1)> group"
    assert feature.outstanding is None


def test_groups_that_show_the_same_emotions_need_no_heat_map() -> None:
    feature = only(audit_of({"a": [20, 10, 10], "b": [40, 20, 20]}, THREE))
    assert feature.sentences[1] == "Every group shows the same mix of emotions (Cramér's V 0.00)."
    assert feature.cells is None


def test_what_is_undefined_says_why() -> None:
    view = balance.view(audit_of({"a": [20, 0, 0], "b": [40, 0, 0]}, THREE))
    cells = view.summary.rows[0].cells
    assert [cell.text for cell in cells] == ["2", "1.9", "0.92", "2.0\xa0:\xa01", "–", "–", "–", "–"]
    assert cells[4].note == "only one emotion has images"
    assert view.features[0].sentences[1] == (
        "Whether emotions and groups go together is undefined: only one emotion has images."
    )
    one = only(audit_of({"a": [20, 5, 5], "b": [0, 0, 0]}, THREE))
    assert one.sentences[0].startswith("Every picture of a known group is of “a”, 30 pictures.")
    lost = only(audit_of({"a": [0, 0, 0], UNKNOWN: [3, 4, 1]}, THREE))
    assert lost.sentences[0] == "No picture has a known group."
    assert (lost.chart, lost.cells) == (None, None)


def test_the_gap_of_the_mix_alone_is_told_where_there_is_one() -> None:
    texts = [text for feature in balance.view(voted()).features for text in feature.sentences]
    assert any("still be 0.2 percentage points apart (“Hispanic” lowest, “South Asian” highest)" in t for t in texts)
    assert "makes no gap" in only(audit_of({"a": [20, 10, 10], "b": [40, 20, 20]}, THREE)).sentences[2]
    assert not any("success rates" in text for text in only(nothing()).sentences)


def test_cautions_say_what_the_mix_moves() -> None:
    told = " ".join(balance.view(voted()).cautions)
    assert "Not moved by the mix of emotions: the recall of an emotion" in told
    assert "Moved by it: the success rate." in told
    assert "the false positive rate" in told
    # with two emotions the false positive rate of one is the recall of the other, taken from 1
    assert "false positive rate" not in " ".join(balance.view(drawn()).cautions)


def test_of_hundreds_of_groups_the_largest_are_shown_and_the_rest_is_counted() -> None:
    sizes = np.random.default_rng(1).integers(1, 9, (250, 7))
    feature = only(audit_of({f"region {i}": row.tolist() for i, row in enumerate(sizes)}))
    assert len(feature.cells.rows) == association.SHOWN
    assert "Of the smaller groups, 210 are in audit.json alone." in feature.cells.note
    assert feature.chart.note == "220 of 250 rows are not drawn"
    assert feature.folded


def test_more_cells_than_are_listed_are_counted() -> None:
    rng = np.random.default_rng(0)
    table = {f"g{i}": (rng.integers(5, 300, 7)).tolist() for i in range(9)}
    outstanding = only(audit_of(table)).outstanding
    assert len(outstanding.rows) == association.LISTED
    assert "stand out; all are in audit.json." in outstanding.note


def test_a_cohort_without_groups_and_a_result_of_an_earlier_version_have_no_such_part() -> None:
    assert balance.view(replace(drawn(), representation=None)) is None
    bare = replace(cohort_of([0, 1], [0, 0]), features=(), codes=np.zeros((2, 0), int))
    assert balance.view(replace(drawn(), representation=representation(bare))) is None


def test_bars_may_be_as_long_as_they_have_images() -> None:
    stacks = [Stack(name="a", text="", counts=(40,)), Stack(name="b", text="", counts=(10,))]
    stacks.append(Stack(name="c", text="", counts=(0,)))
    parts = (BarPart(kind="clear", text="pictures"),)
    chart = bars(stacks, parts, key="k", title="t", description="d", whole=40)
    assert [[segment.width for segment in bar.segments] for bar in chart.bars] == [[100.0], [25.0], []]
    whole = bars(stacks, parts, key="k", title="t", description="d")
    assert [[segment.width for segment in bar.segments] for bar in whole.bars] == [[100.0], [100.0], []]


def test_a_signed_cell_has_its_sign_its_place_on_the_scale_and_no_colour_alone() -> None:
    def of(value, *, marked=False):
        return signed_cell(value, "5", 0.4, undefined="why", marked=marked)

    assert (of(0.2).text, of(0.2).tone) == ("+0.20", "q15")
    assert (of(-0.4).text, of(-0.4).tone) == ("−0.40", "q0")
    assert (of(0.0).text, of(0.0).tone) == ("0.00", "q10")
    assert (of(-0.001).text, of(-1.0).tone) == ("0.00", "q0")
    assert (of(-0.3, marked=True).text, of(0.3, marked=True).text) == ("▼\ufe0e\xa0−0.30", "▲\ufe0e\xa0+0.30")
    assert (of(None).text, of(None).title, of(None).tone) == ("–", "why", "undefined")


def test_pictures_without_a_face_are_listed_highest_share_first() -> None:
    by_title = {feature.title: feature for feature in coverage.view(drawn()).features}
    rows = by_title["age group"].misses.rows
    # 25 of 611 toddlers, see the ledger; all pictures stand last
    assert (rows[0].head.text, [cell.text for cell in rows[0].cells[:3]]) == ("toddler", ["25", "611", "4.1\xa0%"])
    assert (rows[-1].head.text, [cell.text for cell in rows[-1].cells[:2]]) == ("all pictures", ["55", "3,000"])
    assert coverage.view(voted()).features[0].misses is None


def test_the_gap_that_can_be_found_is_said_where_a_limit_asks_for_one() -> None:
    by_title = {feature.title: feature for feature in coverage.view(voted()).features}
    assert by_title["ethnicity"].detectable.startswith("It takes a true gap in success rate of ")
    assert by_title["ethnicity"].detectable.endswith("at most 15 points are allowed.")
    assert by_title["gender"].detectable == ""
    assert coverage.view(five_pictures()).features[0].detectable.startswith("With groups as small as these no gap")
