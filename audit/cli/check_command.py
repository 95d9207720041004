"""`emotion-audit check`: what a cohort holds, and every fault of its files, without a classifier."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from audit.cli.options import json_option

if TYPE_CHECKING:
    from audit.domain.cohort import Cohort


@click.command("check")
@click.argument("cohort")
@json_option
def command(cohort: str, as_json: bool) -> None:  # noqa: FBT001 - click passes by keyword
    """Check a cohort: every fault of manifest.csv and cohort.toml, then images per emotion and group."""
    from audit.load import find_cohort, load_cohort

    summary = _summary(load_cohort(find_cohort(cohort)))
    if as_json:
        click.echo(json.dumps(summary, indent=2, ensure_ascii=False))
    else:
        _print(summary)


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


def _print(summary: dict[str, Any]) -> None:
    click.echo(f"{summary['title']} ({summary['cohort']}): {summary['images']:,} images, manifest is sound")
    missing = summary["missing_files"]
    if missing:
        click.echo(f"  {missing:,} pictures are missing; an audit with a classifier counts them as 'missing file'")
    click.echo(f"  labels: {_counts(summary['labels'])}")
    for name, groups in summary["features"].items():
        click.echo(f"  {name}: {_counts(groups)}")
    subjects = summary["subjects"]
    if subjects is not None:
        click.echo(f"  subjects: {subjects:,} people")
    click.echo(f"  votes: {'yes' if summary['votes'] else 'none'}")
    for note in summary["notes"]:
        click.echo(f"  note: {note}")


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {n:,}" for name, n in counts.items())
