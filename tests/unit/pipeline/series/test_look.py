"""One more look of a series: what it adds, what it says, and what is refused without a trace."""

from __future__ import annotations

import multiprocessing
import re
from dataclasses import replace

import pytest
import weeks

import audit
from audit.domain.decision.findings import Verdict
from audit.domain.decision.monitoring import Monitoring
from audit.errors import InputError, UsageError
from audit.load import load_series
from audit.pipeline import rejudge

MANY = {"young": 90, "old": 70}


def test_the_first_look_is_an_audit_with_its_part_of_the_error(tmp_path) -> None:
    table = weeks.week(tmp_path, 1, right=MANY, each=100)
    share = Monitoring(looks=4).share(1)
    alone = audit.run(
        table, predictions=table,
        policy=audit.Policy(title="one", criteria=(_LIMIT,), confidence=1 - 0.05 * share),
    )  # fmt: skip
    found = weeks.look(tmp_path, table).findings[0].disparity.bounds
    theirs = alone.findings[0].disparity.bounds
    assert (found.lower, found.upper) == pytest.approx((theirs.lower, theirs.upper))
    assert found.error_lower == pytest.approx(0.05 * share)
    assert found.share == share


_LIMIT = audit.Criterion(metric="accuracy", features=("age",), limit=0.1)


def test_looks_add_up_to_the_audit_of_all_their_pictures(tmp_path) -> None:
    tables = [weeks.week(tmp_path, number, right=MANY, each=100) for number in (1, 2)]
    for table in tables:
        found = weeks.look(tmp_path, table)
    both = tmp_path / "both.csv"
    both.write_text(tables[0].read_text() + tables[1].read_text().split("\n", 1)[1])
    confidence = 1 - 0.05 * Monitoring(looks=4).share(2)
    alone = audit.run(
        both, predictions=both, policy=audit.Policy(title="one", criteria=(_LIMIT,), confidence=confidence)
    )
    ours, theirs = found.findings[0].disparity, alone.findings[0].disparity
    assert ours.value == theirs.value
    assert (ours.bounds.lower, ours.bounds.upper) == pytest.approx((theirs.bounds.lower, theirs.bounds.upper))
    assert found.result.counts.overall().total == 200  # the rest of the report is of this look


def test_the_same_pictures_add_nothing_and_change_no_verdict(tmp_path) -> None:
    table = weeks.week(tmp_path, 1, right=MANY, each=100)
    first = weeks.look(tmp_path, table)
    kept = (tmp_path / "series" / "series.json").read_bytes()
    again = weeks.look(tmp_path, table)
    assert again.findings == first.findings
    assert (again.result.series.number, again.result.series.fresh, again.result.series.seen) == (1, 0, 200)
    assert (tmp_path / "series" / "series.json").read_bytes() == kept


def test_some_old_and_some_new_pictures_are_told_apart(tmp_path) -> None:
    weeks.look(tmp_path, weeks.week(tmp_path, 1))
    mixed = weeks.week(tmp_path, 2)
    lines = mixed.read_text().splitlines()
    mixed.write_text("\n".join(lines[:-5] + weeks.week(tmp_path, 1).read_text().splitlines()[-5:]) + "\n")
    found = weeks.look(tmp_path, mixed).result.series
    assert (found.fresh, found.seen, found.asked.cells.total) == (15, 5, 35)
    assert "15 rows fresh, 5 seen before and not counted again" in found.sentence


def test_a_picture_is_known_by_its_bytes_under_another_name(tmp_path) -> None:
    (tmp_path / "one.png").write_bytes(b"a picture")
    (tmp_path / "two.png").write_bytes(b"a picture")
    (tmp_path / "other.png").write_bytes(b"another")
    for number, names in ((1, ["one"]), (2, ["two", "other"])):
        table = tmp_path / f"w{number}.csv"
        rows = [f"{name}.png,happy,{age},happy" for name in names for age in ("old",)]
        table.write_text("\n".join(["image,label,age,predicted", *rows, f"{number}x.png,sad,young,sad"]) + "\n")
        found = weeks.look(tmp_path, table)
    assert (found.result.series.fresh, found.result.series.seen) == (2, 1)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda _: {"text": weeks.POLICY.replace("0.1", "0.2")}, "it follows other rules"),
        (lambda _: {"text": weeks.POLICY.replace("looks = 4", "looks = 5")}, "it follows other rules"),
        (lambda folder: {"table": weeks.week(folder, 2, right={"young": 8, "elder": 6})}, "no group 'elder' of age"),
        (lambda folder: {"table": weeks.week(folder, 2, people=True)}, "this audit counts people"),
    ],
)
def test_what_does_not_belong_to_the_series_is_refused_and_nothing_lost(tmp_path, spoil, told: str) -> None:
    weeks.look(tmp_path, weeks.week(tmp_path, 1))
    kept = (tmp_path / "series" / "series.json").read_bytes()
    given = {"table": weeks.week(tmp_path, 2), **spoil(tmp_path)}
    with pytest.raises(InputError, match=f"nothing was added to this series: .*{told}"):
        weeks.look(tmp_path, given["table"], given.get("text", weeks.POLICY))
    assert (tmp_path / "series" / "series.json").read_bytes() == kept


def test_a_look_before_the_last_one_is_refused(tmp_path, monkeypatch) -> None:
    weeks.look(tmp_path, weeks.week(tmp_path, 1))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    with pytest.raises(InputError, match="looks are added in order of time"):
        weeks.look(tmp_path, weeks.week(tmp_path, 2))


def test_waivers_and_titles_may_change_between_looks(tmp_path) -> None:
    weeks.look(tmp_path, weeks.week(tmp_path, 1))
    waiver = '[[waivers]]\nfinding = "accuracy/age/difference"\nceiling = 0.9\nowner = "Ada"\nreason = "r"\n'
    text = weeks.POLICY.replace("weekly gate", "renamed") + waiver + "expires = 2999-12-31\n"
    assert weeks.look(tmp_path, weeks.week(tmp_path, 2), text).result.series.number == 2


def test_the_rules_of_a_series_judge_no_audit_by_itself(tmp_path) -> None:
    table = weeks.week(tmp_path, 1)
    with pytest.raises(UsageError, match="name its folder with series="):
        audit.run(table, predictions=table, policy=weeks.policy(tmp_path))


def test_a_look_judged_again_by_the_rules_of_its_series_stays_one(tmp_path) -> None:
    found = weeks.look(tmp_path, weeks.week(tmp_path, 1, right=MANY, each=100)).result
    assert rejudge(found, found.policy).findings == found.findings
    unplanned = replace(found.policy, monitoring=None)
    assert rejudge(
        replace(found, policy=audit.Policy(title="p", criteria=(_LIMIT,), monitoring=Monitoring())), unplanned
    )
    other = rejudge(found, replace(unplanned, criteria=(replace(_LIMIT, limit=0.3),)))
    assert other.series is None
    assert "judged by other rules than those of its series" in other.told.sentences[-1]


def test_a_limit_without_looks_of_its_own_has_the_usual_ones(tmp_path) -> None:
    table = weeks.week(tmp_path, 1)
    found = audit.run(table, predictions=table, features="age", series=tmp_path / "series")
    assert found.result.policy.monitoring == Monitoring(looks=52)


def test_features_without_a_limit_are_not_kept(tmp_path) -> None:
    table = weeks.week(tmp_path, 1)
    lines = [
        f"{line},{'camera' if not place else place % 3}" for place, line in enumerate(table.read_text().splitlines())
    ]
    table.write_text("\n".join(lines) + "\n")
    weeks.look(tmp_path, table)
    assert [feature.name for feature in load_series(tmp_path / "series").features] == ["age"]


def test_rows_without_an_answer_are_judged_over_the_series_too(tmp_path) -> None:
    for number in (1, 2):
        table = weeks.week(tmp_path, number)
        answers = tmp_path / "answers.csv"
        answers.write_text(table.read_text() if number == 2 else re.sub(r".*old-0.*\n", "", table.read_text()))
        rules = weeks.policy(tmp_path)
        found = audit.run(table, predictions=answers, policy=rules, series=tmp_path / "series")
    code, disparity = found.findings[-1].code, found.findings[-1].disparity
    assert code == "scored_rate/age/difference"
    assert sorted((each.rate.numerator, each.support) for each in disparity.estimates) == [(19, 20), (20, 20)]


def _one_look(folder, number: int, rules) -> None:
    """Look at a week by rules that lie there already: jobs that wrote them anew could read each other's half."""
    table = folder / f"week{number}.csv"
    audit.run(table, predictions=table, policy=rules, series=folder / "series")


def test_two_jobs_at_once_lose_no_look(tmp_path) -> None:
    rules = weeks.policy(tmp_path)
    for number in (1, 2, 3):
        weeks.week(tmp_path, number)
    context = multiprocessing.get_context("fork")
    jobs = [context.Process(target=_one_look, args=(tmp_path, number, rules)) for number in (1, 2, 3)]
    for job in jobs:
        job.start()
    for job in jobs:
        job.join()
    assert [job.exitcode for job in jobs] == [0, 0, 0]
    state = load_series(tmp_path / "series")
    assert [look.fresh for look in state.looks] == [20, 20, 20]
    assert state.looks[-1].verdict is Verdict.INCONCLUSIVE
