"""`emotion-audit power`: how many images an audit needs, before a picture is taken."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from audit.cli.command import audit_command
from audit.cli.options import json_option
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.findings import Verdict
from audit.domain.results.planning import Arrangement
from audit.domain.wording.words import decimal, number, percent

if TYPE_CHECKING:
    from audit.domain.results.planning import Capability, Plan, SeriesPlan

_MEAN_OF = {"macro_recall": "recalls", "balanced_accuracy": "recalls", "macro_f1": "F1"}

_LINE = "  {:<36}{:>16}{:>22}"
_LOOKS = "  {:<36}{:>10}{:>10}{:>14}"
_SHARES = "  {:<36}{:>8}{:>8}{:>14}"


_EXAMPLES = (
    ("five groups, ten points", "emotion-audit power --groups 5 --limit 0.1"),
    ("what 40 pictures of each could show", "emotion-audit power --groups 5 --limit 0.1 --per-group 40"),
    ("macro recall over seven emotions", "emotion-audit power --groups 2 --limit 0.1 --emotions 7"),
    ("macro F1 over seven emotions", "emotion-audit power --groups 2 --limit 0.1 --emotions 7 --metric macro_f1"),
    ("within four strata of control", "emotion-audit power --groups 2 --limit 0.1 --strata 4"),
    ("a gate that looks every week", "emotion-audit power --groups 2 --limit 0.1 --per-group 100 --looks 52"),
)


@audit_command("power", examples=_EXAMPLES)
@click.option("--groups", type=int, required=True, metavar="K", help="How many groups are compared.")
@click.option("--limit", type=float, required=True, metavar="X", help="Largest difference, or least ratio.")
@click.option("--rate", type=float, default=0.8, help="Rate of all groups but the lowest.")
@click.option("--confidence", type=float, default=0.95, help="1 − error of either verdict.")
@click.option(
    "--comparison",
    type=click.Choice([each.value for each in Comparison if each.symmetric]),
    default=Comparison.DIFFERENCE.value,
    help="What the limit is of: a difference of rates, or the ratio of the lowest to the highest.",
)
@click.option("--per-group", type=int, metavar="N", help="Also say what an audit with N images in each group can show.")
@click.option(
    "--looks",
    type=int,
    metavar="L",
    help="Plan a series of L looks (run --series), N fresh images in each group at every look: which look decides.",
)
@click.option(
    "--limits",
    type=int,
    default=1,
    metavar="M",
    help="How many limits of the policy share the error of FAIL; each metric that a notion compares is one.",
)
@click.option(
    "--per-person",
    type=int,
    default=1,
    metavar="P",
    help="Pictures of each person, taken to be answered all alike: then most people are needed.",
)
@click.option(
    "--emotions",
    type=int,
    default=1,
    metavar="E",
    help="Of a mean over emotions, of recalls unless --metric says otherwise: over how many, as many pictures of each.",
)
@click.option("--metric", metavar="M", help="Which mean over emotions: macro_recall, balanced_accuracy or macro_f1.")
@click.option(
    "--strata",
    type=int,
    default=1,
    metavar="S",
    help="Of groups compared within strata (control): how many strata, each with as many pictures of every group.",
)
@json_option
def command(
    *,
    groups: int,
    limit: float,
    rate: float,
    confidence: float,
    comparison: str,
    per_group: int | None,
    looks: int | None,
    limits: int,
    per_person: int,
    emotions: int,
    metric: str | None,
    strata: int,
    as_json: bool,
) -> None:
    """Plan an audit: images per group for a verdict, by seeded simulation of the verdict's own rule."""
    from audit.api import plan
    from audit.domain.results.serialization import to_data

    found = plan(
        groups=groups,
        comparison=comparison,
        limit=limit,
        rate=rate,
        confidence=confidence,
        per_group=per_group,
        looks=looks,
        limits=limits,
        per_person=per_person,
        emotions=emotions,
        metric=metric,
        strata=strata,
    )
    if as_json:
        click.echo(json.dumps(to_data(found), indent=2, ensure_ascii=False))
        return
    _print_needed(found)
    if found.capability is not None:
        _print_capability(found, found.capability)
    if found.series is not None:
        _print_series(found, found.series)


def _print_needed(plan: Plan) -> None:
    kept = "ratio of at least" if plan.comparison.limit_is_minimum else "difference of at most"
    of = "" if plan.metric is None else f" of means of {_MEAN_OF[plan.metric]} over {number(plan.emotions)} emotions"
    within = "" if plan.strata == 1 else f" within {number(plan.strata)} strata"
    click.echo(f"{plan.groups} groups with rates near {plan.rate:g}; limit: a {kept} {plan.limit:g}{of}{within}, with")
    error = f"a power of {percent(plan.power, 0)} is known to {decimal(100 * plan.standard_error, 1)} points"
    audits = f"{number(plan.audits)} simulated audits per number: {error}"
    shared = "" if plan.limits == 1 else f", that of FAIL shared by {number(plan.limits)} limits"
    click.echo(f"{plan.confidence:.4g} confidence in either verdict{shared} ({audits})\n")
    each = "".join(
        f", as many {part}"
        for part, many in (("of each emotion", plan.emotions), ("in each stratum", plan.strata))
        if many > 1
    )
    people = "" if plan.per_person == 1 else f" ({number(plan.per_person)} of each person, all answered alike)"
    click.echo(f"Images in every group{people}{each}, to reach the verdict in {percent(plan.power, 0)} of audits:\n")
    pair = "only one pair apart" if any(n.arrangement is Arrangement.ONE_PAIR for n in plan.needed) else ""
    click.echo(_LINE.format(f"true {plan.comparison}", "one group lower", pair).rstrip())
    images = {(n.verdict, n.disparity, n.arrangement): _count(n.images) for n in plan.needed}
    for verdict, disparity in dict.fromkeys((n.verdict, n.disparity) for n in plan.needed):
        what = f"{verdict} at {_truth(plan, disparity)}"
        both = (images.get((verdict, disparity, arrangement), "") for arrangement in Arrangement)
        click.echo(_LINE.format(what, *both).rstrip())
    if not any(n.verdict is Verdict.FAIL for n in plan.needed):
        click.echo(f"  No group can be so far from a rate of {plan.rate:g} that this limit fails.")


def _print_capability(plan: Plan, capability: Capability) -> None:
    click.echo(f"\nWith {number(capability.images)} images in every group, verdicts in % of audits:\n")
    click.echo(_SHARES.format(f"true {plan.comparison}, one group lower", "FAIL", "PASS", "INCONCLUSIVE"))
    for showing in capability.showings:
        shares = (decimal(100 * showing.shares.of(v), 1) for v in (Verdict.FAIL, Verdict.PASS, Verdict.INCONCLUSIVE))
        click.echo(_SHARES.format(_truth(plan, showing.disparity), *shares))
    chance = decimal(capability.by_chance, 3)
    click.echo(f"\nMean {plan.comparison} seen by chance when all groups are equal: {chance}.")
    if capability.detectable is None:
        click.echo("No true disparity is found that often, not even a group that is always wrong.")
    else:
        end = "Largest ratio" if plan.comparison.limit_is_minimum else "Smallest difference"
        found = decimal(capability.detectable, 3)
        click.echo(f"{end} that fails in {percent(plan.power, 0)} of audits, one group lower: {found}.")


def _print_series(plan: Plan, series: SeriesPlan) -> None:
    power, looks = percent(plan.power, 0), number(series.looks)
    click.echo(f"\nA series of {looks} planned looks, {number(series.fresh)} fresh images in every group at each;")
    click.echo(f"{plan.confidence:.4g} confidence over all its looks. By which look {power} of series are decided:\n")
    click.echo(_LOOKS.format(f"true {plan.comparison}, one group lower", "look", "images", "% at look 1"))
    for each in series.needed:
        what = f"{each.verdict} at {_truth(plan, each.disparity)}"
        look = f"after {looks}" if each.look is None else number(each.look)
        images = "" if each.images is None else number(each.images)
        click.echo(_LOOKS.format(what, look, images, decimal(100 * each.at_first, 1)))


def _truth(plan: Plan, disparity: float) -> str:
    equal = plan.comparison.facts.equal
    where = " (equal groups)" if disparity == equal else " (the limit)" if disparity == plan.limit else ""
    return f"{decimal(disparity, 3)}{where}"


def _count(images: int | None) -> str:
    return "not reachable" if images is None else number(images)
