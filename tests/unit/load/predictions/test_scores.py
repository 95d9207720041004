"""Numbers of other tools: read as what they are, and said."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.domain.cohort.choices import ReadingChoices, ScoreKind
from audit.domain.cohort.reading import Treatment
from audit.errors import FaultyFile
from audit.load.manifest.manifest import load_cohort
from audit.load.predictions.predictions import load_predictions
from audit.load.predictions.scores import _decimals, _explained, _sum_to

EMOTIONS = ("angry", "happy", "sad")


@pytest.fixture
def folder(tmp_path):
    return tmp_path


def load(folder, matrix, scores=None):
    n = len(matrix)
    labels = "".join(f"{i},{EMOTIONS[i % 3]}\n" for i in range(max(n, 3)))
    (folder / "people.csv").write_text("image,label\n" + labels, encoding="utf-8")
    rows = "".join(f"{i},{','.join(map(str, row))}\n" for i, row in enumerate(matrix))
    (folder / "table.csv").write_text(f"image,{','.join(f'p_{e}' for e in EMOTIONS)}\n{rows}", encoding="utf-8")
    choices = ReadingChoices(scores=None if scores is None else ScoreKind(scores))
    return load_predictions(folder / "table.csv", load_cohort(folder / "people.csv"), choices=choices)


SHARES = np.random.default_rng(0).dirichlet(np.ones(3), 40)


@pytest.mark.parametrize("decimals", [2, 3, 6])
@pytest.mark.parametrize("whole", [1, 100])
def test_rounded_shares_of_one_or_a_hundred_are_probabilities(folder, decimals, whole) -> None:
    found = load(folder, (SHARES * whole).round(decimals))
    assert found.probabilities[:40] == pytest.approx(SHARES, abs=2 * 10.0**-decimals)
    said = [remark.sentence for remark in found.reading if remark.treatment is Treatment.RESCALED]
    assert len(said) == (whole == 100 or decimals < 6)
    assert found.predicted[:40].tolist() == (SHARES * whole).round(decimals).argmax(axis=1).tolist()


@pytest.mark.parametrize("decimals", [0, 1])
def test_percent_is_found_however_it_was_rounded(folder, decimals) -> None:
    found = load(folder, (SHARES * 100).round(decimals))
    assert found.probabilities[:40] == pytest.approx(SHARES, abs=0.02)
    assert "every row sums to 100" in found.reading.sentences[0]


def test_decimals_are_told_up_to_six() -> None:
    written = [_decimals(np.array([[number]])) for number in (1.0, 0.25, 0.123456, 1 / 3)]
    assert written == [0, 2, 6, 7]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6))
def test_rounding_never_makes_a_fault(tmp_path_factory, seed) -> None:
    shares = np.random.default_rng(seed).dirichlet(np.ones(3), 12)
    assert load(tmp_path_factory.mktemp("t"), shares.round(2)).scored[:12].all()


def test_more_than_rounding_explains_is_a_fault_that_names_the_flags(folder) -> None:
    with pytest.raises(FaultyFile, match=r"sum to 0\.95; .*--scores percent, --scores logits, or --scores independent"):
        load(folder, [[0.45, 0.25, 0.25], [0.5, 0.25, 0.25]])


def test_independent_probabilities_are_divided_by_their_sum_and_marked(folder) -> None:
    found = load(folder, [[0.9, 0.6, 0.3], [0.1, 0.8, 0.1]], "independent")
    assert found.probabilities[:2] == pytest.approx(np.array([[0.5, 1 / 3, 1 / 6], [0.1, 0.8, 0.1]]))
    (remark,) = found.reading
    assert "not comparable" in remark.sentence


def test_a_row_of_zeros_answers_nothing(folder) -> None:
    with pytest.raises(FaultyFile, match=r"table.csv:3: every number of the row is 0"):
        load(folder, [[0.9, 0.6, 0.3], [0.0, 0.0, 0.0]], "independent")


def test_logits_are_read_where_a_flag_says_so(folder) -> None:
    found = load(folder, [[0.0, np.log(2), 0.0], [1.5, 1.5, 1.5]], "logits")
    assert found.probabilities[:2] == pytest.approx(np.array([[0.25, 0.5, 0.25], [1 / 3, 1 / 3, 1 / 3]]))


@pytest.mark.parametrize(("whole", "flag"), [(1, "probabilities"), (100, "percent")])
def test_shares_that_are_called_logits_are_refused_with_the_right_flag(folder, whole, flag) -> None:
    with pytest.raises(FaultyFile, match=f"these are no logits.*--scores {flag}"):
        load(folder, (SHARES * whole).round(4), "logits")


def test_scores_of_a_table_without_numbers_are_refused(folder) -> None:
    load(folder, SHARES)
    (folder / "table.csv").write_text("image,predicted\n0,happy\n", encoding="utf-8")
    with pytest.raises(FaultyFile, match="the table has none of the emotions"):
        load_predictions(
            folder / "table.csv", load_cohort(folder / "people.csv"), choices=ReadingChoices(scores=ScoreKind.PERCENT)
        )


def test_decisions_written_as_probabilities_are_doubted(folder) -> None:
    (remark,) = load(folder, np.eye(3, dtype=int)[np.arange(40) % 3]).reading
    assert remark.treatment is Treatment.DOUBTED
    assert remark.sentence.startswith("every row of the predictions gives one emotion everything, as decisions do")


def test_a_softmax_applied_twice_is_doubted_and_a_single_one_is_not(folder) -> None:
    twice = np.exp(SHARES) / np.exp(SHARES).sum(axis=1, keepdims=True)
    (remark,) = load(folder, twice.round(6)).reading
    assert "no emotion more than e times as much as another" in remark.sentence
    assert not load(folder, SHARES).reading
    assert not load(folder, twice[:5]).reading


def test_a_row_of_zeros_among_probabilities_is_refused_with_the_way_to_say_why(folder) -> None:
    with pytest.raises(FaultyFile, match=r"table.csv:3: .*sum to 0; .*write why in a column 'outcome'"):
        load(folder, [[0.9, 0.05, 0.05], [0, 0, 0]])


def test_percent_that_somebody_asks_for_are_not_taken_for_probabilities(folder) -> None:
    with pytest.raises(FaultyFile, match=r"sum to 1; they sum to 100, within"):
        load(folder, SHARES.round(4), "percent")
    found = load(folder, [[50, 25, 25], [100, 0, 0]], "percent")
    assert found.probabilities[:2].tolist() == [[0.5, 0.25, 0.25], [1, 0, 0]]
    assert found.reading.sentences[0].startswith("the numbers are percent, as --scores says")


@pytest.mark.parametrize("scores", [None, "independent", "logits", "percent"])
def test_a_row_without_an_answer_has_no_probabilities(folder, scores) -> None:
    whole = 100 if scores == "percent" else 1
    load(folder, SHARES[:3])
    (folder / "table.csv").write_text(
        f"image,{','.join(f'p_{e}' for e in EMOTIONS)},outcome\n0,{whole},0,0,\n1,,,,no face found\n2,0,{whole},0,\n",
        encoding="utf-8",
    )
    choices = ReadingChoices(scores=None if scores is None else ScoreKind(scores))
    found = load_predictions(folder / "table.csv", load_cohort(folder / "people.csv"), choices=choices)
    assert found.scored.tolist() == [True, False, True]
    assert found.probabilities[1].tolist() == [0, 0, 0]
    assert found.probabilities[[0, 2]].sum(axis=1) == pytest.approx([1, 1])


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ([1.5, -0.5, 0.0], r"table.csv:3: .*found '-0.5'; a probability is a number from 0 to 1 "),
        ([0.4, 0.3, 0.2], r"table.csv:3: .*sum to 0\.9"),
    ],
)
def test_one_wrong_row_among_good_ones_is_a_fault(folder, row, words) -> None:
    with pytest.raises(FaultyFile, match=words):
        load(folder, [[0.5, 0.25, 0.25], row, [0.1, 0.8, 0.1]])


def test_a_number_out_of_range_is_one_fault_and_not_also_a_row_of_zeros(folder) -> None:
    with pytest.raises(FaultyFile) as raised:
        load(folder, [[0.9, 0.6, 0.3], [5, 0, 0]], "independent")
    assert [fault.line for fault in raised.value.faults] == [3]
    assert "a probability is a number from 0 to 1" in raised.value.faults[0].message


@pytest.mark.parametrize(("rows", "doubts"), [(20, 1), (19, 0)])
def test_twenty_rows_that_all_have_a_trait_have_it_hardly_by_chance(folder, rows, doubts) -> None:
    found = load(folder, np.eye(3, dtype=int)[np.arange(rows) % 3])
    assert len(found.reading) == doubts


@pytest.mark.parametrize("last", [[0.999, 0.001, 0.0], [0.001, 0.0, 0.999]])
def test_one_row_that_is_not_all_or_nothing_is_no_decision_written_as_probabilities(folder, last) -> None:
    assert not load(folder, [*np.eye(3)[np.arange(30) % 3].tolist(), last]).reading


def test_rounding_explains_half_of_the_last_decimal_of_every_number() -> None:
    def told(decimals: int, whole: float) -> float:
        return _explained(np.full((2, 3), round(whole / 3, decimals)), whole)

    assert [told(d, 1.0) for d in (1, 6)] == [0, 0]
    assert [told(d, 1.0) for d in (2, 3, 4, 5)] == pytest.approx([3 * 0.5 * 10.0**-d for d in (2, 3, 4, 5)])
    assert [told(d, 100.0) for d in (4, 5)] == [0, 0]
    assert [told(d, 100.0) for d in (0, 1, 2, 3)] == pytest.approx([3 * 0.5 * 10.0**-d for d in (0, 1, 2, 3)])


def test_decimals_are_those_of_the_whole_table_and_not_of_its_first_thousand_rows() -> None:
    rows = np.full((1001, 2), 0.25)
    assert _decimals(rows) == 2
    rows[-1] = 0.125, 0.875
    assert _decimals(rows) == 3


def test_numbers_below_0_are_no_shares_whatever_they_sum_to() -> None:
    assert not _sum_to(np.array([[1.5, -0.5]]), 1.0)
    assert not _sum_to(np.zeros((0, 2)), 1.0)
    assert _sum_to(np.array([[0.5, 0.5], [0.25, 0.75]]), 1.0)
    assert not _sum_to(np.array([[0.5, 0.5], [0.25, 0.5]]), 1.0)


def test_logits_that_happen_to_be_no_fractions_are_believed(folder) -> None:
    """A single 1 among zeros are logits as well as shares: only with decimals do they look like shares."""
    assert load(folder, [[1, 0, 0], [0, 1, 0]], "logits").probabilities[0, 0] == pytest.approx(np.e / (np.e + 2))


def test_what_was_rounded_is_said_with_how_many_rows_and_how_far(folder) -> None:
    found = load(folder, [[0.33, 0.33, 0.33], [0.5, 0.25, 0.25], [0.33, 0.34, 0.32]])
    (remark,) = found.reading
    assert remark.rows == 2
    assert "rounded to 2 decimals: 2 of 3 rows sum to 1 only within 0.01" in remark.sentence
    assert found.probabilities[0] == pytest.approx([1 / 3] * 3)


def test_a_wrong_row_in_any_block_is_a_fault(folder, monkeypatch) -> None:
    monkeypatch.setattr("audit.domain.arrays.BLOCK", 1)
    for place in range(3):
        rows = [[0.5, 0.25, 0.25]] * 3
        rows[place] = [0.4, 0.3, 0.2]
        with pytest.raises(FaultyFile, match=rf"table.csv:{place + 2}: .*sum to 0\.9"):
            load(folder, rows)


@pytest.mark.parametrize("scores", [None, "percent", "independent"])
def test_numbers_without_end_are_faults_and_nothing_is_worked_out_from_them(folder, scores) -> None:
    """Their sum would be no number, which numpy warns of."""
    whole = 100 if scores == "percent" else 1
    with pytest.raises(FaultyFile) as raised:
        load(folder, [[np.inf, -np.inf, whole], [whole, 0, 0]], scores)
    assert [(fault.line, fault.column) for fault in raised.value.faults] == [(2, "p_angry"), (2, "p_happy")]


@pytest.mark.parametrize(("number", "is_one"), [(1.0009, True), (1.0011, False), (1.5, False), (-0.0001, False)])
def test_each_independent_probability_lies_between_0_and_1_within_a_thousandth(folder, number, is_one) -> None:
    rows = [[0.5, number, 0.5], [0.5, 0.25, 0.25]]
    if is_one:
        assert load(folder, rows, "independent").probabilities[0] == pytest.approx(np.array(rows[0]) / (1 + number))
    else:
        with pytest.raises(FaultyFile, match=rf"table.csv:2: column 'p_happy': found '{number}'; a probability is"):
            load(folder, rows, "independent")


def test_decimals_are_those_of_every_block_of_a_table(monkeypatch) -> None:
    monkeypatch.setattr("audit.domain.arrays.BLOCK", 1)
    for rows in ([0.25, 0.125, 0.5], [0.125, 0.5, 0.5], [0.5, 0.25, 0.125]):
        assert _decimals(np.array(rows)[:, None]) == 3
    assert _decimals(np.array([[0.125, 0.5]])) == 3
