"""What to do next: the cheapest step of every limit that is not kept, with the numbers of the audit."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from datetime import date

import pytest
from assets.audits import AUDITS, drawn, five_each, hostile, lapsed, nothing, waived
from assets.findings import prospected

from audit.domain.cohort.reading import Reader, Reading, Remark, Treatment
from audit.domain.decision.findings import Verdict, WaiverState
from audit.domain.decision.waivers import Waiver
from audit.judge.findings import judge
from audit.report.questions.next_steps import next_steps


@pytest.mark.parametrize("name", AUDITS)
def test_every_limit_that_is_not_kept_has_its_steps_and_every_audit_has_one(name) -> None:
    result = AUDITS[name]()
    steps = next_steps(result)
    asked = [f for f in result.findings if f.verdict is not Verdict.PASS]
    assert sum(bool(step.limit) for step in steps) == len(asked)
    assert steps
    for step in steps:
        for text in (step.first, *step.others):
            assert re.fullmatch(r"[A-Z“].*[.!?]", text)
            assert "None" not in text


def test_an_exceeded_limit_says_which_pictures_to_look_at_and_which_training_to_try() -> None:
    # of 189 sad seniors 87 are recognised, the other 102 called happy
    step = next_steps(drawn())[0]
    assert step.limit == "Success rate, largest difference by age group"
    assert step.first == (
        "Look at the 102 “sad” faces of “senior” called “happy” (of 189): a run with --pictures blurred shows examples."
    )
    assert any("balance = “age_group” in its recipe" in text for text in step.others)
    assert step.told == f"{step.limit}: {step.first}"


def test_an_open_limit_says_what_to_collect() -> None:
    step = next(step for step in next_steps(drawn()) if "glasses" in step.limit)
    assert step.first == "About 159 more pictures of “glasses” would settle it if the groups are equal."


def test_a_gap_that_is_proven_to_exist_never_asks_for_equal_groups() -> None:
    """5 of 5 against 1 of 5: the bounds leave out 0 and hold the limit of 20."""
    result = five_each("gender", {"female": 5, "male": 1})
    step = next_steps(replace(result, findings=(prospected(result.findings[0], 50, 100),)))[0]
    assert step.first.endswith("would settle it if what was seen is true.")
    assert "equal" not in step.first
    assert step.others[-1] == (
        "Look at the 2 “right” faces of “male” called “wrong” (of 3): a run with --pictures blurred shows examples."
    )


def test_exceeded_limits_come_first_then_those_that_the_fewest_pictures_would_settle() -> None:
    exceeded, _, open_limit = drawn().findings
    dear = prospected(open_limit, None, 9_000)
    steps = next_steps(replace(drawn(), findings=(dear, open_limit, exceeded)))
    assert [step.first.split()[0] for step in steps] == ["Look", "About", "About"]
    assert "159" in steps[1].first


def test_what_a_waiver_accepts_comes_last_and_needs_none() -> None:
    steps = next_steps(waived())
    accepted = [step for step in steps if step.first.startswith("Accepted ")]
    assert accepted
    assert steps[-len(accepted) :] == tuple(accepted)
    assert not any(step.waiver for step in accepted)
    assert all(step.others for step in accepted)


def test_a_doubt_about_the_reading_comes_before_every_limit() -> None:
    doubt = Remark(treatment=Treatment.DOUBTED, sentence="another order fits", by=Reader.PREDICTIONS, blocks=True)
    first, second, *_ = next_steps(replace(drawn(), reading=Reading.of(doubt)))
    assert first.first == "Before anything else settle how the data were read: another order fits."
    assert second.limit


def test_where_every_limit_is_kept_nothing_is_to_be_done() -> None:
    kept = tuple(f for f in drawn().findings if f.verdict is Verdict.PASS)
    (step,) = next_steps(replace(drawn(), findings=kept))
    assert step.first.startswith("Nothing has to be done for this gate: 1 limit kept.")
    assert step.limit == step.waiver == ""


def test_without_groups_it_says_how_to_make_some() -> None:
    assert "give the manifest a column" in next_steps(replace(nothing(), findings=()))[-1].first


@pytest.mark.parametrize("name", ["drawn", "voted", "sixty", "hostile", "lapsed"])
def test_a_waiver_holds_once_somebody_signs_it(name) -> None:
    """What is ready to sign is TOML without owner and reason; signed, it accepts exactly its finding."""
    result = AUDITS[name]()
    found = {finding.code: finding for finding in result.findings}
    texts = [step.waiver for step in next_steps(result) if step.waiver]
    assert texts
    for text in texts:
        (table,) = tomllib.loads(text)["waivers"]
        assert table["owner"] == table["reason"] == ""
        signed = {**table, "owner": "Ada", "reason": "spring", "expires": table["expires"].isoformat()}
        finding = found[signed["finding"]]
        (judged,) = judge(
            (finding.criterion,),
            (finding.disparity,),
            waivers=(Waiver(**signed),),
            today=date.fromisoformat(result.provenance.created[:10]),
        )
        assert judged.waived.state is WaiverState.HOLDS
        assert judged.accepted


def test_a_ceiling_is_the_nearest_that_the_data_prove_kept() -> None:
    finding = drawn().findings[0]
    (table,) = tomllib.loads(next_steps(drawn())[0].waiver)["waivers"]
    assert 0 <= table["ceiling"] - finding.disparity.bounds.upper <= 0.001
    assert (table["expires"] - date.fromisoformat(drawn().provenance.created[:10])).days == 90


@pytest.mark.parametrize("created", ["yesterday", "", "9999-12-31T00:00:00+00:00"])
def test_an_audit_without_a_date_to_go_by_leaves_the_last_day_to_who_signs(created) -> None:
    result = drawn()
    undated = replace(result, provenance=replace(result.provenance, created=created))
    (table,) = tomllib.loads(next_steps(undated)[0].waiver)["waivers"]
    assert table["expires"] == ""


def test_a_waiver_that_lapsed_may_be_signed_anew() -> None:
    assert next_steps(lapsed())[0].waiver


def test_a_name_that_cannot_be_seen_is_spelt_out() -> None:
    for step in next_steps(hostile()):
        assert step.waiver.replace("\n", "").isprintable()


def test_where_no_picture_was_scored_that_is_settled_first() -> None:
    first, second = next_steps(nothing())
    assert first.told == "No picture was scored (missing file: 12): settle that first."
    assert second.first == "Audit it again once pictures are scored."
