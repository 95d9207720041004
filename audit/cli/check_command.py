"""`emotion-audit check`: what cohorts hold, and every fault of their files, without a classifier."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audit.cli.options import json_option
from audit.errors import AuditError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.domain.cohort import Cohort
    from audit.domain.representation import FeatureRepresentation, Representation

_CELLS = 3
"""Emotions and groups beyond chance that are named for one feature; all are in `--json`."""


@click.command("check")
@click.argument("cohorts", metavar="COHORT…", nargs=-1, required=True)
@json_option
def command(cohorts: tuple[str, ...], as_json: bool) -> None:  # noqa: FBT001 - click passes by keyword
    """Check a cohort: every fault of manifest.csv and cohort.toml, images per emotion and group, how balanced it is.

    Of several cohorts each is checked, also after a faulty one. A cohort.toml stands for the manifest beside it.
    """
    if as_json and len(cohorts) > 1:
        raise UsageError("--json is about one cohort; name one")
    faults = []
    for cohort in dict.fromkeys(map(_named, cohorts)):
        try:
            _check(cohort, as_json=as_json)
        except AuditError as error:
            faults.append(error)
    if faults:
        raise faults[0] if len(faults) == 1 else AuditError("\n".join(str(error) for error in faults))


def _named(cohort: str) -> str:
    """Return the cohort that an argument means: the manifest beside a declaration, anything else as it is."""
    path = Path(cohort)
    return str(path.with_name("manifest.csv")) if path.name == "cohort.toml" else cohort


def _check(cohort: str, *, as_json: bool) -> None:
    from audit.domain.plain import to_plain
    from audit.load import find_cohort, load_cohort
    from audit.measure import representation

    found = load_cohort(find_cohort(cohort))
    summary, balance = _summary(found), representation(found)
    if as_json:
        click.echo(json.dumps({**summary, "representation": to_plain(balance)}, indent=2, ensure_ascii=False))
    else:
        _print(summary, balance)


def _summary(cohort: Cohort) -> dict[str, Any]:
    """Return the contents of a cohort as plain data: images per label and per group, missing pictures, notes."""
    return {
        "cohort": cohort.id,
        "title": cohort.title,
        "sha256": cohort.sha256,
        "images": len(cohort),
        "missing_files": sum(not (cohort.root / image).is_file() for image in cohort.images),
        "labels": {e: int((cohort.y_true == code).sum()) for code, e in enumerate(cohort.labels.emotions)},
        "features": {
            feature.name: {
                group: int((cohort.codes[:, axis] == code).sum()) for code, group in enumerate(feature.groups)
            }
            for axis, feature in enumerate(cohort.features)
        },
        "votes": cohort.votes is not None,
        "subjects": None if cohort.subjects is None else len(set(cohort.subjects.tolist())),
        "notes": list(cohort.notes),
    }


def _print(summary: dict[str, Any], balance: Representation) -> None:
    click.echo(f"{summary['title']} ({summary['cohort']}): {summary['images']:,} images, manifest is sound")
    missing = summary["missing_files"]
    if missing:
        click.echo(f"  {missing:,} pictures are missing; an audit with a classifier counts them as 'missing file'")
    click.echo(f"  labels: {_counts(summary['labels'])}")
    for name, groups in summary["features"].items():
        click.echo(f"  {name}: {_counts(groups)}")
    for feature in balance.features:
        for line in _balance(feature):
            click.echo(f"  balance of {feature.feature}: {line}")
    subjects = summary["subjects"]
    if subjects is not None:
        click.echo(f"  subjects: {subjects:,} people")
    click.echo(f"  votes: {'yes' if summary['votes'] else 'none'}")
    for note in summary["notes"]:
        click.echo(f"  note: {note}")


def _balance(feature: FeatureRepresentation) -> Iterator[str]:
    """Yield how many groups count, and whether emotions and groups go together."""
    if feature.effective is not None and feature.imbalance is not None:
        even = "" if feature.evenness is None else f", evenness {feature.evenness:.2f}"
        sizes = f"largest to smallest {feature.imbalance:.1f} : 1"
        yield f"{feature.represented} groups count as {feature.effective:.1f} equally large ones{even}, {sizes}"
    found = feature.association
    if found is None:
        yield f"whether emotions and groups go together is undefined: {feature.undefined}"
        return
    chance = f"Cramér's V {found.cramers_v:.2f}, by chance about {found.by_chance:.2f}, p {found.p_value:.3f}"
    together = "go together" if found.beyond_chance else "do not go together more than chance explains"
    yield f"emotions and groups {together}: {chance}"
    for cell in found.outstanding[:_CELLS]:
        usual = f"{cell.images:,} images, {cell.expected:,.0f} if all groups were alike"
        yield f"{cell.emotion} is {cell.times:.2f} times as frequent among {cell.group} as overall ({usual})"


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {n:,}" for name, n in counts.items())
