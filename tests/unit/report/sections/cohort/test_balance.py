"""Whether the cohort itself is balanced, as the page says it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from assets.audits import drawn, nothing, voted
from assets.balances import THREE, UNEVEN, audit_of, only
from builders import cohort_of

from audit.domain.cohort.groups import UNKNOWN
from audit.measure import representation
from audit.report.sections.cohort import balance


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


def test_a_cohort_without_groups_and_a_result_of_an_earlier_version_have_no_such_part() -> None:
    assert balance.view(replace(drawn(), representation=None)) is None
    bare = replace(cohort_of([0, 1], [0, 0]), features=(), codes=np.zeros((2, 0), int))
    assert balance.view(replace(drawn(), representation=representation(bare))) is None


def test_where_nothing_goes_together_no_heat_map_is_explained() -> None:
    alike = {"a": [20, 10, 10], "b": [40, 20, 20]}
    assert balance.view(audit_of(UNEVEN, THREE)).reading
    assert balance.view(audit_of(alike, THREE)).reading == ""
