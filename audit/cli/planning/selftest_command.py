"""`emotion-audit selftest`: the gate tried on classifiers whose disparity is known, at the numbers of a saved audit."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING

import click

from audit.cli.command import audit_command
from audit.cli.options import json_option
from audit.domain.decision.findings import Verdict
from audit.domain.results.selftest import GAP, REPEATS, WorldKind

if TYPE_CHECKING:
    from audit.domain.decision.criteria import Criterion
    from audit.domain.results.selftest import CriterionTest, GateTrial, SelfTest, Trial

_LINE = "  {:<44}{:>14}{:>11}{:>11}{:>15}{:>14}"
_FEW = 4
_NAME = 24


_EXAMPLES = (
    ("the gate of a saved audit", "emotion-audit selftest reports/mine/audit.json"),
    ("a gate that looks twelve times", "emotion-audit selftest reports/mine/audit.json --looks 12 --repeats 200"),
)


@audit_command("selftest", examples=_EXAMPLES)
@click.argument("audit_json", type=click.Path(path_type=Path))
@click.option("--policy", "policy_file", type=click.Path(path_type=Path), help="Rules.  [default: those of the audit]")
@click.option("--gap", type=float, default=GAP, help="How far beyond the limit to inject.")
@click.option("--repeats", type=int, default=REPEATS, help="Simulated audits, or series of them, in each world.")
@click.option(
    "--looks",
    type=int,
    metavar="L",
    help="Simulate series of L looks, as many fresh pictures at each.  [default: as the policy plans, else one audit]",
)
@click.option("--seed", type=int, default=0, help="Of the simulation.")
@json_option
def command(
    *,
    audit_json: Path,
    policy_file: Path | None,
    gap: float,
    repeats: int,
    looks: int | None,
    seed: int,
    as_json: bool,
) -> None:
    """Try the gate on simulated classifiers of known disparity, on the pictures of a saved audit."""
    from audit.api import selftest
    from audit.domain.results.serialization import to_data

    tried = selftest(audit_json, policy=policy_file, gap=gap, repeats=repeats, looks=looks, seed=seed)
    if as_json:
        click.echo(json.dumps(to_data(tried), indent=2, ensure_ascii=False))
    else:
        _print(tried)


def _print(self_test: SelfTest) -> None:
    from audit.domain.wording.words import counted, in_points, sentence, short

    several = counted(self_test.repeats, f"simulated {_one(self_test)}", f"simulated {_many(self_test)}")
    looks = "" if self_test.looks == 1 else f" of {counted(self_test.looks, 'look')}"
    click.echo(f"{several}{looks} in each world, under “{short(self_test.policy)}”\n")
    if looks:
        click.echo(
            "A series fails where any of its looks does, else passes where any does; pictures are those of a look."
        )
    for trial in self_test.gate:
        click.echo(_gate(trial, len(self_test.tests), _many(self_test)))
    for test in self_test.tests:
        _print_test(test, self_test.power, _many(self_test))
    if self_test.tests:
        off = 1 / math.sqrt(self_test.repeats)
        click.echo("\n* a wrong verdict; where the truth is on the limit, either is. A plain comparison fails on the")
        click.echo(
            f"  observed value alone. Shares are off by at most {in_points(off)} (two Monte-Carlo standard errors)."
        )
    else:
        click.echo("No limit could be tried.")
    for untested in self_test.untested:
        click.echo(f"not tried: {short(untested.code)}: {short(untested.reason)}.")
    for note in self_test.notes:
        click.echo(f"note: {sentence(note)}")


def _one(self_test: SelfTest) -> str:
    return "audit" if self_test.looks == 1 else "series"


def _many(self_test: SelfTest) -> str:
    return "audits" if self_test.looks == 1 else "series"


def _gate(trial: GateTrial, limits: int, many: str) -> str:
    from audit.domain.wording.words import counted, joined, percent, short

    level = joined([short(name) for name in trial.level])
    return (
        f"Of classifiers without disparity in {level}, the whole gate of {counted(limits, 'limit')} cries wolf in "
        f"{percent(trial.cried_wolf)} of {many} (a plain comparison: {percent(trial.plain)})."
    )


def _print_test(test: CriterionTest, power: float, many: str) -> None:
    from audit.domain.sentences.naming import limit_text
    from audit.domain.wording.words import short

    click.echo(f"\n{short(test.code)}, {limit_text(test.criterion)}")
    click.echo(f"  With these {_sizes(test)} it {_wolf(test, many)}, and {_caught(test)}.")
    if advice := _advice(test, power, many):
        click.echo(f"  {advice}")
    click.echo(_LINE.format("world", "truth", "FAIL ", "PASS ", "INCONCLUSIVE ", "plain FAIL "))
    for trial in test.trials:
        click.echo(_row(test.criterion, trial).rstrip())


def _sizes(test: CriterionTest) -> str:
    from audit.domain.wording.words import counted, joined, number

    images = [round(size.images) for size in test.groups]
    groups = counted(len(images), "group")
    if len(set(images)) == 1:
        return f"{groups} of {counted(images[0], 'picture')}{' each' if len(images) > 1 else ''}"
    if len(images) <= _FEW:
        return f"{groups} of {joined([number(n) for n in images])} pictures"
    return f"{groups} of {number(min(images))} to {number(max(images))} pictures"


def _wolf(test: CriterionTest, many: str) -> str:
    from audit.domain.wording.words import percent

    trial = test.trials[0]
    verb = "rightly fails" if trial.beyond else "cries wolf in"
    plain = f"(a plain comparison: {percent(trial.plain)})"
    return f"{verb} {percent(trial.shares.failed)} of {many} without disparity {plain}"


def _caught(test: CriterionTest) -> str:
    from audit.domain.wording.words import percent
    from audit.report.wording.phrases import disparity_text

    comparison = test.criterion.comparison
    smallest, largest = test.of(WorldKind.SMALLEST_APART), test.of(WorldKind.LARGEST_APART)
    beyond = [trial for trial in (smallest, largest) if trial is not None and trial.beyond]
    if not beyond:
        return "no group can be so far from the others that it should fail"
    parts: list[str] = []
    for trial in beyond:
        truth = comparison.facts.truth.format(disparity_text(comparison, trial.disparity))
        most = ", the most that is possible," if trial.capped else ""
        where = "smallest" if trial.kind is WorldKind.SMALLEST_APART else "largest"
        repeated = parts and trial.disparity == beyond[0].disparity
        parts.append(
            f"{'' if repeated else f'{truth}{most} '}in {percent(trial.shares.failed)} when the {where} group is apart "
            f"(plain: {percent(trial.plain)})"
        )
    return "catches " + ", and ".join(parts)


def _advice(test: CriterionTest, power: float, many: str) -> str:
    from audit.domain.wording.words import number, percent

    trial = test.of(WorldKind.SMALLEST_APART)
    if trial is None or not trial.beyond or trial.shares.failed >= power:
        return ""
    nothing = "It cannot catch that in its smallest group. " if trial.shares.failed == 0 else ""
    if test.needed is None:
        return f"{nothing}No number of pictures one could collect catches it in {percent(power, 0)} of {many}."
    in_all = "" if many == "audits" else " over all looks"
    pictures = f"{number(test.needed)} pictures in every group{in_all}"
    return f"{nothing}Collect about {pictures} to catch it in {percent(power, 0)}."


def _row(criterion: Criterion, trial: Trial) -> str:
    from audit.domain.wording.words import percent
    from audit.report.wording.phrases import disparity_text

    def marked(share: float, verdict: Verdict) -> str:
        return percent(share) + ("*" if verdict in trial.wrong else " ")

    return _LINE.format(
        _world(trial),
        disparity_text(criterion.comparison, trial.disparity),
        marked(trial.shares.failed, Verdict.FAIL),
        marked(trial.shares.passed, Verdict.PASS),
        percent(trial.shares.inconclusive) + " ",
        marked(trial.plain, Verdict.FAIL),
    )


def _world(trial: Trial) -> str:
    from audit.domain.wording.words import percent, short

    if trial.group is None:
        return f"every group at {percent(trial.common)}"
    size = "largest" if trial.kind is WorldKind.LARGEST_APART else "smallest"
    name = short(trial.group.text)
    name = name if len(name) <= _NAME else f"{name[: _NAME - 1]}…"
    return f"{name} ({size}) at {percent(trial.rate)}"
