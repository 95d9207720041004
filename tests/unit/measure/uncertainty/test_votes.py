"""A classifier against the annotators: by hand, against known truths, and with classifiers that know nothing."""

from __future__ import annotations

from collections import OrderedDict

import numpy as np
import pytest
from scipy.special import rel_entr

from audit.domain.cohort.groups import Group
from audit.domain.uncertainty.mixed import VoteMeasure
from audit.domain.uncertainty.votes import MEASURES
from audit.measure.uncertainty import votes as module
from audit.measure.uncertainty.votes import FEWEST_FOR_CEILING, equally_sure, vote_measures

NAMES = tuple(MEASURES)


def measured(probabilities, votes, groups=(), subjects=None, *, seed=0, resamples=200) -> dict[str, VoteMeasure]:
    """Return the measures over all images by name."""
    found = vote_measures(
        np.asarray(probabilities, float),
        np.asarray(votes),
        list(groups),
        subjects,
        confidence=0.95,
        resamples=resamples,
        seed=seed,
    )
    return {measure.name: measure for measure in found if measure.group is None}


def faces(n: int, k: int, concentration: float, votes: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Return true shares from a Dirichlet distribution, and votes drawn from them."""
    rng = np.random.default_rng(seed)
    shares = rng.dirichlet(np.linspace(2, 1, k) / np.linspace(2, 1, k).sum() * concentration, n)
    return shares, rng.multinomial(votes, shares)


def test_every_measure_once_overall_then_by_group() -> None:
    shares, votes = faces(100, 3, 2, 10)
    first = np.arange(100) < 50
    groups = [(Group.of(("age", "old")), first), (Group.of(("age", "young")), ~first)]
    found = vote_measures(shares, votes, groups, None, confidence=0.95, seed=0)
    assert [(m.name, m.group) for m in found] == [(n, g) for g in (None, *(g for g, _ in groups)) for n in NAMES]
    alone = measured(shares[first], votes[first])
    for measure in found[len(NAMES) : 2 * len(NAMES)]:
        assert measure.value == pytest.approx(alone[measure.name].value)
        assert measure.images == alone[measure.name].images


def test_cross_entropy_and_divergence_by_hand() -> None:
    # shares (.5, .5, 0), probabilities (.25, .25, .5): −ln .25 = 1.3863 nats
    votes, probabilities = [[5, 5, 0]] * 12, [[0.25, 0.25, 0.5]] * 12
    found = measured(probabilities, votes)
    p, q = np.array(probabilities[0]), np.array([0.5, 0.5, 0])
    between = (rel_entr(p, (p + q) / 2).sum() + rel_entr(q, (p + q) / 2).sum()) / 2 / np.log(2)
    assert found["soft_cross_entropy"].value == pytest.approx(1.3863, abs=1e-4)
    assert found["jensen_shannon"].value == pytest.approx(between)
    assert found["jensen_shannon"].interval is None, "all resampled values are the same: no interval of width 0"


def test_an_emotion_taken_for_impossible_counts_as_a_millionth() -> None:
    found = measured([[1.0, 0.0, 0.0]] * 12, [[0, 10, 0]] * 12)
    assert found["soft_cross_entropy"].value == pytest.approx(13.8155, abs=1e-4)  # −ln 1e-6
    assert found["jensen_shannon"].value == pytest.approx(1)


@pytest.mark.parametrize(
    ("votes", "probabilities", "value"),
    [
        ([6, 4, 0, 0], [0.2, 0.5, 0.2, 0.1], 0.5),  # two emotions tie for the second place: one of them is right
        ([6, 4, 0, 0], [0.5, 0.4, 0.1, 0], 1.0),  # order does not matter …
        ([6, 4, 0, 0], [0.4, 0.5, 0.1, 0], 1.0),
        ([6, 4, 0, 0], [0.4, 0.1, 0.5, 0], 0.0),
        ([6, 4, 0, 0], [0.2, 0.2, 0.6, 0], 0.0),  # tied behind a third
        ([6, 4, 0, 0], [0.25, 0.25, 0.25, 0.25], 1 / 6),  # one of six pairs
        ([6, 4, 0, 0], [0.3, 0.3, 0.3, 0.1], 1 / 3),  # one of three pairs
        ([8, 2, 0, 0], [0.5, 0.4, 0.1, 0], None),  # a fifth is no split
        ([4, 3, 3, 0], [0.5, 0.4, 0.1, 0], None),  # no second emotion stands out
        ([2, 2, 0, 0], [0.4, 0.6, 0, 0], 1.0),
    ],
)
def test_same_two_emotions_by_hand(votes, probabilities, value) -> None:
    found = measured([probabilities] * 12, [votes] * 12)["top2_agreement"]
    assert found.value == (None if value is None else pytest.approx(value))
    assert found.images == (0 if value is None else 12)


def test_two_emotions_are_always_the_same_two() -> None:
    shares, votes = faces(100, 2, 2, 10)
    assert measured(shares, votes)["top2_agreement"].value is None


def test_ambiguous_and_clear_images_and_no_others_make_the_area() -> None:
    # of ten votes five are half: ambiguous; nine are nine tenths: clear; six to eight are neither
    votes = [[5, 5, 0]] * 10 + [[9, 1, 0]] * 10 + [[6, 4, 0], [8, 2, 0], [7, 3, 0]] * 5
    certain, torn = [0.98, 0.01, 0.01], [0.4, 0.4, 0.2]
    right = measured([torn] * 10 + [certain] * 25, votes)["auroc_ambiguous"]
    wrong = measured([certain] * 10 + [torn] * 25, votes)["auroc_ambiguous"]
    assert (right.value, right.images, wrong.value) == (1.0, 20, 0.0)


def test_an_image_is_clear_from_nine_tenths_on_and_ambiguous_up_to_a_half() -> None:
    found = module._ambiguous(np.array([[9, 1], [9, 2], [8, 1], [5, 5], [6, 5]]))  # 9/11 and 8/9 are less than .9
    assert found == pytest.approx([0, np.nan, np.nan, 1, np.nan], nan_ok=True)


def test_images_with_one_vote_or_none_are_left_out() -> None:
    shares, votes = faces(60, 3, 2, 10)
    votes[:20], votes[20] = 0, [1, 0, 0]
    found, alone = measured(shares, votes), measured(shares[21:], votes[21:])
    assert found["spearman"].images == 39
    assert {name: m.value for name, m in found.items()} == {name: m.value for name, m in alone.items()}


@pytest.mark.parametrize("images", [0, 9])
def test_too_few_images_have_no_value(images) -> None:
    shares, votes = faces(images, 3, 2, 10)
    for measure in measured(shares, votes).values():
        assert (measure.value, measure.interval, measure.ceiling, measure.panel) == (None,) * 4


def test_the_same_seed_gives_the_same_numbers_and_another_the_same_values() -> None:
    shares, votes = faces(200, 4, 1, 6)
    once, again, other = (measured(shares, votes, seed=seed) for seed in (1, 1, 2))
    assert once == again
    assert [m.value for m in once.values()] == [m.value for m in other.values()]
    assert [m.interval for m in once.values()] != [m.interval for m in other.values()]


def test_ten_pictures_of_each_person_make_intervals_wider() -> None:
    """Copies of a picture tell nothing new: over people the interval is that of the people, over images a third."""
    _, votes = faces(60, 4, 1, 10)
    probabilities = np.random.default_rng(1).dirichlet(np.ones(4), 60)
    rows = np.repeat(np.arange(60), 10)
    by_person = measured(probabilities[rows], votes[rows], subjects=rows + 7)
    by_image, once = measured(probabilities[rows], votes[rows]), measured(probabilities, votes)

    def width(found: dict[str, VoteMeasure]) -> float:
        interval = found["jensen_shannon"].interval
        return interval.upper - interval.lower

    assert width(by_person) == pytest.approx(width(once), rel=0.25)
    assert width(by_image) < 0.45 * width(by_person)
    assert by_person["jensen_shannon"].interval.method.endswith("people")


def test_the_ceiling_of_the_rank_correlation_is_the_panel_stepped_up() -> None:
    shares, votes = faces(500, 4, 1, 10)
    found = measured(shares, votes)["spearman"]
    assert found.ceiling == pytest.approx(np.sqrt(2 * found.panel / (1 + found.panel)))


@pytest.mark.parametrize(("concentration", "votes"), [(0.5, 10), (2, 10), (2, 5), (4, 10)])
def test_ceilings_are_what_true_shares_reach(concentration, votes) -> None:
    """Within the errors that the docstring promises and the noise of 600 images."""
    within = dict(zip(NAMES, (0.14, 0.07, 0.07, 0.012, 0.12), strict=True))
    shares, seen = faces(600, 5, concentration, votes)
    found = measured(shares, seen, resamples=2)
    rng = np.random.default_rng(9)
    fresh = [measured(shares, rng.multinomial(votes, shares), resamples=2) for _ in range(3)]
    for name in NAMES:
        reached = np.mean([again[name].value for again in fresh])
        assert found[name].ceiling == pytest.approx(reached, abs=within[name]), name


def test_half_of_the_votes_predict_the_other_half_with_one_vote_more_shared_by_all() -> None:
    """3 to 1 predicts 2 to 2: shares of .75 and .25, whose logarithms are taken of 3.5 and 1.5 of 5."""
    found = module._of_half(np.array([[3, 1]]), np.array([[2, 2]]))
    assert found.cross_entropy == pytest.approx([-(np.log(0.7) + np.log(0.3)) / 2])
    assert found.entropy == pytest.approx([-(0.75 * np.log2(0.75) + 0.25 * np.log2(0.25))])


def test_what_is_undefined_in_every_resample_has_no_interval() -> None:
    assert module._interval(np.full(3, np.nan), np.arange(4), 0.95, "drawn") is None
    assert module._interval(np.linspace(0, 1, 99), np.arange(4), 0.95, "drawn").method == "drawn"


def test_three_votes_are_too_few_for_a_ceiling() -> None:
    shares, votes = faces(300, 4, 2, 3)
    found = measured(shares, votes)
    assert all(measure.ceiling is None for measure in found.values())
    assert found["jensen_shannon"].panel is not None


def test_a_small_group_has_no_ceiling_of_the_rank_correlation() -> None:
    shares, votes = faces(FEWEST_FOR_CEILING - 1, 4, 1, 10)
    assert measured(shares, votes)["spearman"].ceiling is None
    shares, votes = faces(FEWEST_FOR_CEILING, 4, 1, 10)
    assert measured(shares, votes)["spearman"].ceiling is not None


@pytest.mark.parametrize("row", [[0.7, 0.2, 0.1], [1.0, 0.0, 0.0], [1 / 3, 1 / 3, 1 / 3]])
def test_a_constant_classifier_guesses(row) -> None:
    _, votes = faces(400, 3, 1, 10)
    probabilities = np.array([np.roll(row, i) for i in range(400)])  # equally sure, each time of another emotion
    found = measured(probabilities, votes)
    assert found["spearman"].value is None
    assert found["auroc_ambiguous"].value == 0.5
    assert equally_sure(probabilities, votes)


def test_equally_sure_needs_annotators_who_are_not() -> None:
    same = np.full((40, 3), 1 / 3)
    assert not equally_sure(same, np.tile([5, 5, 0], (40, 1)))
    assert equally_sure(same[:10], np.array([[5, 5, 0], [10, 0, 0]] * 5)), "ten images are enough"
    assert not equally_sure(same[:9], np.array([[5, 5, 0], [10, 0, 0], [4, 3, 3]] * 3)), "nine images are too few"
    assert not equally_sure(same, np.tile([1, 0, 0], (40, 1)))


def test_renaming_emotions_changes_nothing() -> None:
    shares, votes = faces(150, 4, 1, 10)
    order = [2, 0, 3, 1]
    one, other = measured(shares, votes), measured(shares[:, order], votes[:, order])
    assert [m.value for m in one.values()] == pytest.approx([m.value for m in other.values()])


def test_what_people_reach_is_worked_out_once_for_several_classifiers(monkeypatch) -> None:
    rng = np.random.default_rng(3)
    people = rng.multinomial(10, rng.dirichlet([1, 1, 1], 60))
    first, second = rng.dirichlet([1, 1, 1], (2, 60))
    groups = [(Group(pairs=(("a", "x"),)), np.arange(60) % 2 == 0)]
    terms = {"confidence": 0.95, "resamples": 20, "seed": 1}
    alone = vote_measures(second, people, groups, None, **terms)
    module._KNOWN.clear()
    fitted: list[int] = []
    drawn = module.likely_truths
    monkeypatch.setattr(module, "likely_truths", lambda votes, *more: fitted.append(1) or drawn(votes, *more))
    vote_measures(first, people, groups, None, **terms)
    assert vote_measures(second, people, groups, None, **terms) == alone
    assert len(fitted) == 1
    vote_measures(second, people, [], None, **terms)
    vote_measures(second, people[::-1].copy(), groups, None, **terms)
    assert len(fitted) == 3


def test_intervals_are_of_500_resamples_where_nobody_asks_for_others() -> None:
    shares, votes = faces(20, 3, 2, 5)
    found = vote_measures(np.roll(shares, 1, axis=1), votes, [], None, confidence=0.95, seed=0)
    assert {each.interval.method for each in found if each.interval} == {"percentiles of 500 resamples of images"}


def test_what_people_reach_is_kept_for_eight_cohorts(monkeypatch) -> None:
    monkeypatch.setattr(module, "_KNOWN", OrderedDict())
    newest = []
    for seed in range(9):
        module._references(np.array([[3, 1], [2, 2]]), [np.arange(2)], np.random.default_rng(seed), few=True)
        newest.append(next(reversed(module._KNOWN)))
    assert list(module._KNOWN) == newest[1:]
    assert len(module._KNOWN) == 8


def test_percentiles_are_expanded_for_few_units_by_hand() -> None:
    """Of four units: √(4/3) · 3.1824, Student's t of 3 degrees of freedom, is a normal quantile of .999881."""
    drawn = np.linspace(0, 1, 100_001)
    found = module._interval(drawn, np.arange(4), 0.95, "drawn")
    assert (found.lower, found.upper) == pytest.approx((0.000119, 0.999881), abs=2e-6)
    assert found.confidence == 0.95


def test_two_units_have_an_interval_and_one_has_none() -> None:
    drawn = np.linspace(0, 1, 101)
    assert module._interval(drawn, np.array([3, 5, 5]), 0.95, "drawn") is not None
    assert module._interval(drawn, np.array([5, 5, 5]), 0.95, "drawn") is None


def test_a_divergence_is_from_0_to_1_however_numbers_are_rounded() -> None:
    rng = np.random.default_rng(0)
    p = rng.dirichlet(np.ones(7), 2000)
    apart = np.hstack([p, np.zeros_like(p)]), np.hstack([np.zeros_like(p), rng.dirichlet(np.ones(7), 2000)])
    equal, never = module._jensen_shannon(p, p), module._jensen_shannon(*apart)
    assert equal.min() == 0
    assert equal.max() == pytest.approx(0, abs=1e-12)
    assert never.max() == 1
    assert never.min() == pytest.approx(1, abs=1e-12)


def test_resampled_weights_are_drawn_in_blocks_that_make_up_all_resamples(monkeypatch) -> None:
    monkeypatch.setattr(module, "_CELLS", 12)
    rng = np.random.default_rng(0)
    blocks = list(module._weights(np.array([0, 1, 1, 2]), 8, rng))  # four images of three people
    assert [block.shape for block in blocks] == [(3, 4), (3, 4), (2, 4)]
    drawn = np.concatenate(blocks)
    assert (drawn[:, [0, 1, 3]].sum(axis=1) == 3).all()
    assert (drawn[:, 1] == drawn[:, 2]).all()
    assert list(module._weights(np.zeros(0, int), 8, rng)) == []
    monkeypatch.setattr(module, "_CELLS", 2)
    assert [len(block) for block in module._weights(np.arange(4), 2, rng)] == [1, 1]


def test_an_average_is_of_all_draws_or_of_none() -> None:
    assert module._average([1.0, 2.0, 6.0]) == 3
    assert module._average([1.0, None]) is None
    assert module._average([]) is None


def test_only_the_rank_correlation_has_its_ceiling_from_the_panel() -> None:
    assert module._ceiling("jensen_shannon", 10, 0.5, 0.2) == 0.2
    assert module._ceiling("spearman", 50, 0.5, 0.2) == pytest.approx(np.sqrt(2 / 3))
    assert module._ceiling("spearman", 49, 0.5, 0.2) is None
    assert module._ceiling("spearman", 50, None, 0.2) is None


def test_no_panel_for_a_measure_that_one_half_leaves_undefined_and_five_mean_votes_are_enough_for_ceilings() -> None:
    shares, votes = faces(60, 3, 1, 5)
    assert measured(shares, votes, resamples=2)["jensen_shannon"].ceiling is not None
    votes[0] = np.maximum(votes[0] - 1, 0)  # the mean is just below five now
    assert measured(shares, votes, resamples=2)["jensen_shannon"].ceiling is None


def test_two_votes_can_disagree_and_ceilings_need_fifty_images_of_five_votes() -> None:
    assert (module.FEWEST_VOTES, module.FEWEST_FOR_CEILING, module.FEWEST_VOTES_FOR_CEILING) == (2, 50, 5)
    assert (module._SPLITS, module._DRAWS) == (10, 10)
