"""Random tables for each damage: none ends in PASS, none goes unnamed; `make corruption` tries 200 of each."""

from __future__ import annotations

import html
import re
from pathlib import Path

import numpy as np
import pytest
from assets.channels import CHANNELS, said_in
from corruption import write_page
from corruption.cases import drawn
from corruption.damage import Damage
from corruption.damages import DAMAGES, STANDING, UNNOTICEABLE
from corruption.kept import NAMED, Kept
from corruption.trial import Ending, Trial, audited, case_of, tried

from audit.cli.main import run
from audit.domain.decision.findings import Verdict

SEEDS = range(3)


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.name)
def test_no_damage_ends_in_pass_or_unnamed(damage: Damage) -> None:
    for seed in SEEDS:
        trial = tried(damage, seed)
        assert not trial.ending.missed, f"seed {seed}: {trial.ending}: {trial.said}"


@pytest.mark.parametrize("kind", ["scores", "decided"])
@pytest.mark.parametrize("traits", [(), ("subject", "age_group")])
def test_what_is_not_damaged_fails_and_nothing_is_said_of_it(kind, traits) -> None:
    for seed in range(4):
        result = audited(drawn(np.random.default_rng(seed), kind, traits))
        assert result.decision.verdict is Verdict.FAIL
        assert not result.told.sentences


@pytest.mark.parametrize("damage", UNNOTICEABLE, ids=lambda damage: damage.name)
def test_what_nobody_can_notice_still_runs_and_is_silent(damage: Damage) -> None:
    trial = tried(damage, 0)
    assert trial.ending.missed
    assert not trial.named


@pytest.mark.parametrize("damage", STANDING, ids=lambda damage: damage.name)
def test_what_may_be_so_is_named_in_every_channel_though_it_passes(damage: Damage) -> None:
    assert all(tried(damage, seed).named for seed in SEEDS)


def test_damages_differ_and_there_are_enough() -> None:
    names = [damage.name for damage in (*DAMAGES, *STANDING, *UNNOTICEABLE)]
    assert len(set(names)) == len(names)
    assert len(DAMAGES) >= 30


def test_a_damage_that_nobody_names_is_counted_as_missed() -> None:
    known = next(damage for damage in DAMAGES if damage.name == "capitals in group names")
    unnamed = Damage(name="unnamed", life="", do=known.do, named="(?!)")
    assert tried(unnamed, 0).ending is Ending.UNNAMED
    nothing = Damage(name="nothing", life="", do=lambda *_: None, named="(?!)", harmless=True)
    assert tried(nothing, 0).ending is Ending.READ_RIGHT


@pytest.mark.parametrize(
    "name", ["predictions lost anywhere", "look-alike letters in group names", "predictions shuffled"]
)
def test_files_and_terminal_of_the_command_say_what_the_channels_say(name, tmp_path, capsys) -> None:
    damage = next(each for each in DAMAGES if each.name == name)
    case, rng = case_of(damage, 1)
    damage.do(case, rng)
    cohort, said = case.written(tmp_path)
    out = tmp_path / "out"
    status = run(
        ["run", "--cohort", str(cohort), "--predictions", str(said), "--features", "gender", "--out", str(out)]
    )
    assert status in (1, 3)
    named = ("index.html", "summary.md", "junit.xml", "audit.json")
    texts = {place: (out / place).read_text(encoding="utf-8") for place in named}
    texts["terminal"] = capsys.readouterr().out
    for place, text in texts.items():
        assert re.search(damage.named, " ".join(html.unescape(text).casefold().replace("\\", "").split())), place


def test_every_channel_says_something_of_an_audit() -> None:
    result = audited(drawn(np.random.default_rng(1), "scores"))
    for channel in set(CHANNELS) - {"Python", "audit.json"}:
        assert "exceeded" in said_in(channel, result), channel


def test_the_page_lists_every_damage() -> None:
    page = Path(write_page.PAGE).read_text(encoding="utf-8")
    for damage in (*DAMAGES, *STANDING, *UNNOTICEABLE):
        assert f"| {damage.name} |" in page, f"{damage.name}: run make corruption"
    assert "**missed**" not in page


def test_a_run_that_was_stopped_goes_on_with_what_was_kept(tmp_path) -> None:
    found = [Trial(ending=Ending.NAMED, named=True, seed=0), Trial(ending=Ending.PASSED, seed=1, said="a\nb")]
    before = Kept(tmp_path / "some" / "trials.jsonl")
    for trial in found:
        before.add("percent", trial)
    after = Kept(tmp_path / "some" / "trials.jsonl")
    assert [after.trials["percent", seed] for seed in (0, 1)] == found
    assert after.tallies(2)["percent"] == {Ending.NAMED: 1, NAMED: 1, Ending.PASSED: 1}
    assert after.tallies(1)["percent"] == {Ending.NAMED: 1, NAMED: 1}


def test_a_row_of_the_page_counts_endings() -> None:
    damage = next(each for each in DAMAGES if each.name == "semicolons or tabs")
    row = write_page.row(damage, write_page.tally(damage, range(2)))
    assert row == "| semicolons or tabs | a spreadsheet in another language | 0 | 2 | 0 | 0 | 0 |  |"
