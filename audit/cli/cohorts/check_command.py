"""`emotion-audit check`: what cohorts hold, every fault of a faulty file, what is wrong with pictures and labels."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audit.cli.command import audit_command, group_of_options
from audit.cli.github import quoted
from audit.cli.options import (
    COHORT,
    COUNTS,
    columns_option,
    images_root_option,
    json_option,
    manifest_reading_options,
    split_option,
)
from audit.cli.shell.ids import cohort_ids, label_sets
from audit.errors import AuditError, UsageError
from audit.exit_status import ExitStatus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.domain.cohort.data_quality import DataQuality, LabelDoubts
    from audit.domain.cohort.representation import FeatureRepresentation, Representation

_CELLS = 3
"""Emotions and groups beyond chance that are named for one feature; all are in `--json`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """What becomes of what is found, and what is looked at for it."""

    out: Path | None
    strict: bool
    as_json: bool
    predictions: Path | None
    opens: bool

    def __post_init__(self) -> None:
        if self.out is not None and not (self.opens or self.predictions):
            raise UsageError("--out writes what --pictures, --predictions or --out-of-fold find; add one of them")
        if self.strict and not self.opens:
            raise UsageError("--strict is about copies, which are found in the pictures; add --pictures")


_EXAMPLES = (
    ("a cohort before any model sees it", "emotion-audit check people.csv"),
    ("its pictures too, as a gate", "emotion-audit check cohorts/london --pictures --strict"),
)


@audit_command("check", examples=_EXAMPLES)
@click.argument("cohorts", metavar="COHORT…", nargs=-1, shell_complete=cohort_ids)
@group_of_options(
    COUNTS,
    click.option(
        "--counts",
        type=click.Path(path_type=Path),
        metavar="TABLE",
        help="In place of a cohort: a published table of counts, as for run.",
    ),
)
@split_option
@images_root_option
@columns_option
@group_of_options(
    COHORT,
    click.option(
        "--features",
        metavar="A,B",
        help="Columns of another tool's table that make groups.  [default: every column of one with our names]",
    ),
)
@manifest_reading_options
@click.option(
    "--labels",
    metavar="A,B,…",
    shell_complete=label_sets,
    help="Emotions in the order of labels that are numbers, or a set's name.",
)
@click.option("--pictures", is_flag=True, help="Open every picture: unusable files, copies, copies across splits.")
@click.option(
    "--predictions",
    type=click.Path(path_type=Path),
    metavar="TABLE",
    help="Name labels that a classifier doubts, by its probabilities; it must not have learned from these pictures.",
)
@click.option("--out-of-fold", is_flag=True, help="The same by a small classifier, trained five times without them.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE.csv", help="Write every finding, a row for each.")
@click.option("--strict", is_flag=True, help="Exit status 1 for copies or people across splits, or with two labels.")
@json_option
def command(cohorts: tuple[str, ...], *, counts: Path | None, **options: Any) -> ExitStatus:  # noqa: ANN401 - what click parsed
    """Check a cohort: every fault of its manifest, images per emotion and group, how balanced it is.

    Faults of a cohort.toml are told first, all at once, because it says how the manifest is to be read; then those of
    the manifest. Of several cohorts each is checked, also after a faulty one. A cohort.toml stands for the manifest
    beside it. What --pictures and the judges of labels find is to be looked at, so the exit status stays 0 without
    --strict.
    """
    if counts is not None:
        return _check_counts(counts, cohorts, as_json=options["as_json"])
    if not cohorts:
        raise click.UsageError("Missing argument 'COHORT…'.")
    asked = _Wanted(
        out=options.pop("out"),
        strict=options.pop("strict"),
        as_json=options.pop("as_json"),
        predictions=options["predictions"],
        opens=options["pictures"] or options["out_of_fold"],
    )
    if len(cohorts) > 1 and (asked.as_json or asked.out or asked.predictions):
        raise UsageError("--json, --out and --predictions are about one cohort; name one")
    from audit.api.beside.cohorts import manifest_meant

    faults, statuses = [], []
    for cohort in dict.fromkeys(map(manifest_meant, cohorts)):
        try:
            statuses.append(_check(cohort, asked, options))
        except AuditError as error:
            faults.append(error)
    if faults:
        raise faults[0] if len(faults) == 1 else AuditError("\n".join(str(error) for error in faults))
    return max(statuses)


def _check_counts(counts: Path, cohorts: tuple[str, ...], *, as_json: bool) -> ExitStatus:
    from audit.api import check_counts

    context = click.get_current_context()
    typed = [
        f"--{name.replace('_', '-')}"
        for name in context.params
        if name not in ("cohorts", "counts", "as_json")
        and context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE
    ]
    if idle := [*cohorts, *typed]:
        raise UsageError(f"{', '.join(idle)}: --counts is a table of groups and of how many were right; remove them")
    found = check_counts(counts)
    if as_json:
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        with quoted():
            _print_counts(found)
    return ExitStatus.PASSED


def _print_counts(found: dict[str, Any]) -> None:
    from audit.domain.wording.words import counted, number, percent

    right = f"{number(found['right'])} right ({percent(found['right'] / found['images'])})"
    click.echo(f"{found['counts']}: {counted(found['images'], 'picture')}, {right}; the table is sound")
    if found["labels"]:
        click.echo(f"  labels: {_counts(found['labels'])}")
    for name, groups in found["features"].items():
        shares = (f"{group} {number(each['right'])} of {number(each['images'])}" for group, each in groups.items())
        click.echo(f"  {name}: {', '.join(shares)}")
    for note in found["notes"]:
        click.echo(f"  note: {note}")


def _check(cohort: str, asked: _Wanted, options: dict[str, Any]) -> ExitStatus:
    from audit.api import check
    from audit.cli.progress import progress_bar, say

    checked = check(cohort, **options, steps=progress_bar)
    if asked.out is not None:
        checked.write(asked.out)
        say(f"findings: {asked.out}")
    if asked.as_json:
        click.echo(json.dumps(checked.to_dict(), indent=2, ensure_ascii=False))
    else:
        with quoted():
            _print(checked.summary(), checked.representation)
            _print_quality(checked.quality, checked.doubts)
    return ExitStatus.FAILED if asked.strict and checked.grave else ExitStatus.PASSED


def _print_quality(quality: DataQuality | None, doubts: LabelDoubts | None) -> None:
    from audit.cli.cohorts.data_quality import doubt_lines, picture_lines

    if quality is None:
        click.echo("  pictures: not opened; --pictures opens each and finds unusable files and copies")
    else:
        for line in picture_lines(quality):
            click.echo(f"  {line}")
    for line in () if doubts is None else doubt_lines(doubts):
        click.echo(f"  {line}")


def _print(summary: dict[str, Any], balance: Representation) -> None:
    from audit.domain.wording.words import counted

    images = counted(summary["images"], "image")
    click.echo(f"{summary['title']} ({summary['cohort']}): {images}, manifest is sound")
    missing = summary["missing_files"]
    if missing:
        are = counted(missing, "picture is", "pictures are")
        click.echo(f"  {are} missing; an audit with a classifier counts them as 'missing file'")
    click.echo(f"  labels: {_counts(summary['labels'])}")
    for name, groups in summary["features"].items():
        click.echo(f"  {name}: {_counts(groups)}")
    for feature in balance.features:
        for line in _balance(feature):
            click.echo(f"  balance of {feature.feature}: {line}")
    subjects = summary["subjects"]
    if subjects is not None:
        click.echo(f"  subjects: {counted(subjects, 'person', 'people')}")
    click.echo(f"  votes: {'yes' if summary['votes'] else 'none'}")
    for note in summary["notes"]:
        click.echo(f"  note: {note}")


def _balance(feature: FeatureRepresentation) -> Iterator[str]:
    """Yield how many groups count, and whether emotions and groups go together."""
    from audit.domain.wording.words import counted, decimal, number

    if feature.effective is not None and feature.imbalance is not None:
        even = "" if feature.evenness is None else f", evenness {decimal(feature.evenness)}"
        sizes = f"largest to smallest {decimal(feature.imbalance, 1)} : 1"
        groups = f"{number(feature.represented)} groups count as {decimal(feature.effective, 1)} equally large ones"
        yield f"{groups}{even}, {sizes}"
    association = feature.association
    if association is None:
        yield f"whether emotions and groups go together is undefined: {feature.undefined}"
        return
    seen, chance = decimal(association.cramers_v), decimal(association.by_chance)
    told = f"Cramér's V {seen}, by chance about {chance}, p {decimal(association.p_value, 3)}"
    together = "go together" if association.beyond_chance else "do not go together more than chance explains"
    yield f"emotions and groups {together}: {told}"
    for cell in association.outstanding[:_CELLS]:
        usual = f"{counted(cell.images, 'image')}, {number(round(cell.expected))} if all groups were alike"
        yield f"{cell.emotion} is {decimal(cell.times)} times as frequent among {cell.group} as overall ({usual})"


def _counts(counts: dict[str, int]) -> str:
    from audit.domain.wording.words import number

    return ", ".join(f"{name} {number(n)}" for name, n in counts.items())
