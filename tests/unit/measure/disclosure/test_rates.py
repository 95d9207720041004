"""The rates that are published are those of the counts, and agree with each other."""

from __future__ import annotations

import numpy as np

import audit
from audit.domain.cohort.groups import Group
from audit.measure.disclosure.rates import published_rates


def audited(subjects: bool = False) -> audit.Audit:
    rng = np.random.default_rng(7)
    n = 400
    truth = rng.choice(["happy", "sad", "angry"], n, p=[0.5, 0.45, 0.05])
    answers = np.where(rng.random(n) < 0.8, truth, "happy")
    people = {"race": rng.choice(["a", "b", "c"], n, p=[0.6, 0.385, 0.015]), "sex": rng.choice(["f", "m"], n)}
    who = np.where(people["race"] == "b", "one of them", [f"p{i}" for i in range(n)]) if subjects else None
    return audit.audit(truth, answers, sensitive_features=people, subjects=who)


def test_rates_are_those_of_the_counts() -> None:
    found = audited()
    for each in published_rates(found.result.counted, (("race", "sex"),), 2):
        if each.rate is None or each.group is None or each.emotion is not None:
            continue
        names = tuple(name for name, _ in each.group.pairs)
        counts = next(c for c in found.result.counts.by(names) if c.group == each.group)
        assert (each.rate.numerator, each.rate.denominator) == (counts.confusion.correct, counts.confusion.total)


def test_a_small_group_is_gone_and_no_difference_of_others_gives_it_away() -> None:
    rates = {(r.group, r.emotion): r.rate for r in published_rates(audited().result.counted, (), 10)}
    groups = [Group.of(("race", name)) for name in "abc"]
    gone = [group for group in groups if rates[group, None] is None]
    assert groups[2] in gone
    assert len(gone) == 2


def test_a_group_of_one_person_with_many_pictures_is_gone() -> None:
    rates = {(r.group, r.emotion): r.rate for r in published_rates(audited(subjects=True).result.counted, (), 10)}
    assert rates[Group.of(("race", "b")), None] is None
