"""`emotion-audit check`: what cohorts hold, every fault of their files, and what is wrong with pictures and labels."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audit.cli.command import audit_command, group_of_options
from audit.cli.github import quoted
from audit.cli.options import (
    COHORT,
    columns_option,
    images_root_option,
    json_option,
    manifest_reading_options,
    split_option,
)
from audit.domain.cohort.choices import ReadingChoices
from audit.domain.decision.findings import ExitStatus
from audit.errors import AuditError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.domain.cohort.cohort import Cohort
    from audit.domain.cohort.data_quality import DataQuality, LabelDoubts
    from audit.domain.cohort.representation import FeatureRepresentation, Representation
    from audit.load import Columns

_CELLS = 3
"""Emotions and groups beyond chance that are named for one feature; all are in `--json`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """What is asked beyond the manifest, as typed."""

    pictures: bool
    predictions: Path | None
    out_of_fold: bool
    out: Path | None
    strict: bool
    as_json: bool
    labels: str | None
    choices: ReadingChoices
    split: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    features: tuple[str, ...] = ()
    images_root: Path | None = None

    def __post_init__(self) -> None:
        if self.predictions is not None and self.out_of_fold:
            raise UsageError("--predictions and --out-of-fold are two judges of the labels; give one")
        if self.out is not None and not self.any:
            raise UsageError("--out writes what --pictures, --predictions or --out-of-fold find; add one of them")
        if self.strict and not self.opens:
            raise UsageError("--strict is about copies, which are found in the pictures; add --pictures")

    @property
    def opens(self) -> bool:
        """Whether pictures are opened."""
        return self.pictures or self.out_of_fold

    @property
    def any(self) -> bool:
        """Whether anything is asked beyond the manifest."""
        return self.opens or self.predictions is not None


_EXAMPLES = (
    ("a cohort before any model sees it", "emotion-audit check people.csv"),
    ("its pictures too, as a gate", "emotion-audit check cohorts/london --pictures --strict"),
)


@audit_command("check", examples=_EXAMPLES)
@click.argument("cohorts", metavar="COHORT…", nargs=-1, required=True)
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
@click.option("--labels", metavar="A,B,…", help="Emotions in the order of labels that are numbers, or a set's name.")
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
def command(cohorts: tuple[str, ...], **options: Any) -> ExitStatus:  # noqa: ANN401 - what click parsed
    """Check a cohort: every fault of its manifest, images per emotion and group, how balanced it is.

    Faults of a cohort.toml are told first, all at once, because it says how the manifest is to be read; then those of
    the manifest. Of several cohorts each is checked, also after a faulty one. A cohort.toml stands for the manifest
    beside it. What --pictures and the judges of labels find is to be looked at, so the exit status stays 0 without
    --strict.
    """
    reading = (options.pop(name) for name in ("label_map", "leave_out", "codes_from", "bins"))
    columns, features = options.pop("columns"), options.pop("features")
    wish = _Wish(
        choices=_choices(*reading),
        columns=_columns(columns),
        features=_names(features, mapped=bool(columns)),
        **options,
    )
    if len(cohorts) > 1 and (wish.as_json or wish.out or wish.predictions):
        raise UsageError("--json, --out and --predictions are about one cohort; name one")
    faults, statuses = [], []
    for cohort in dict.fromkeys(map(_named, cohorts)):
        try:
            statuses.append(_check(cohort, wish))
        except AuditError as error:
            faults.append(error)
    if faults:
        raise faults[0] if len(faults) == 1 else AuditError("\n".join(str(error) for error in faults))
    return max(statuses)


def _choices(
    label_map: tuple[str, ...], leave_out: str, codes_from: int | None, bins: tuple[str, ...]
) -> ReadingChoices:
    from audit.api.arguments import choices_of

    return choices_of(label_map, leave_out, codes_from, None, bins)


def _columns(typed: tuple[str, ...]) -> Mapping[str, str]:
    from audit.api.arguments import columns_of

    return columns_of(typed)


def _names(features: str | None, *, mapped: bool) -> tuple[str, ...]:
    """Return the features that were named; with our names every column makes groups, and naming some does nothing."""
    from audit.load import parse_names

    if features and not mapped:
        raise UsageError("--features names the groups of another tool's table; add --columns, or remove it")
    return parse_names(features or "")


def _named(cohort: str) -> str:
    """Return the cohort that an argument means: the manifest beside a declaration, anything else as it is."""
    path = Path(cohort)
    return str(path.with_name("manifest.csv")) if path.name == "cohort.toml" else cohort


def _check(cohort: str, wish: _Wish) -> ExitStatus:
    from audit.domain.results.serialization import to_data
    from audit.load import find_cohort, label_set, load_cohort
    from audit.measure import representation

    labels = None if wish.labels is None else label_set(wish.labels)
    path = find_cohort(cohort)
    columns = _layout(path, wish)
    found = load_cohort(
        path, labels=labels, split=wish.split, columns=columns, choices=wish.choices, images_root=wish.images_root
    )
    wish.choices.check_met()
    summary, balance = _summary(found), representation(found)
    quality, doubts = _looked_at(found, wish, columns)
    if wish.out is not None:
        _write(wish.out, quality, doubts)
    if wish.as_json:
        beyond = {name: to_data(part) for name, part in (("pictures", quality), ("doubts", doubts)) if part is not None}
        click.echo(json.dumps({**summary, "representation": to_data(balance), **beyond}, indent=2, ensure_ascii=False))
    else:
        with quoted():
            _print(summary, balance)
            _print_quality(quality, doubts)
    return ExitStatus.FAILED if wish.strict and quality is not None and quality.grave else ExitStatus.PASSED


def _layout(path: Path, wish: _Wish) -> Columns:
    """Return how the tables of one cohort are laid out."""
    from audit.load import columns_of_tables

    return columns_of_tables(path, wish.predictions, wish.columns, wish.features, compares=False)


def _looked_at(cohort: Cohort, wish: _Wish, columns: Columns) -> tuple[DataQuality | None, LabelDoubts | None]:
    """Return what pictures and labels were asked about, with bars on stderr meanwhile."""
    if not wish.any:
        return None, None
    from audit.cli.progress import progress_bar
    from audit.pipeline import doubts_by_table, doubts_out_of_fold, examine_pictures

    quality = doubts = copies = None
    if wish.opens:
        with progress_bar("looking for copies") as progress:
            quality, copies = examine_pictures(cohort, progress)
    if wish.predictions is not None:
        doubts = doubts_by_table(cohort, wish.predictions, columns)
    elif wish.out_of_fold and copies is not None:
        with progress_bar("judging labels") as progress:
            doubts = doubts_out_of_fold(cohort, copies, progress)
    return quality, doubts


def _write(out: Path, quality: DataQuality | None, doubts: LabelDoubts | None) -> None:
    from audit.cli.progress import say
    from audit.files import write_whole
    from audit.report import data_quality_table

    write_whole(out, data_quality_table(quality, doubts))
    say(f"findings: {out}")


def _print_quality(quality: DataQuality | None, doubts: LabelDoubts | None) -> None:
    from audit.cli.cohorts.data_quality import doubt_lines, picture_lines

    if quality is None:
        click.echo("  pictures: not opened; --pictures opens each and finds unusable files and copies")
    else:
        for line in picture_lines(quality):
            click.echo(f"  {line}")
    for line in () if doubts is None else doubt_lines(doubts):
        click.echo(f"  {line}")


def _summary(cohort: Cohort) -> dict[str, Any]:
    """Return the contents of a cohort as plain data: images per label and per group, missing pictures, notes."""
    from audit.images import holds

    return {
        "cohort": cohort.id,
        "title": cohort.title,
        "sha256": cohort.sha256,
        "images": len(cohort),
        "missing_files": sum(not holds(cohort.root, image) for image in cohort.images),
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
