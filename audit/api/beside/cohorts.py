"""Cohorts before any audit: what one holds and what is wrong with it, and a public dataset made into one."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from audit.api.arguments import choices_of, columns_of, labels_of
from audit.domain.cohort.cohort import Cohort
from audit.domain.cohort.data_quality import DataQuality, LabelDoubts
from audit.domain.cohort.representation import Representation
from audit.domain.results.serialization import to_data
from audit.errors import UsageError
from audit.files.addresses import root_of
from audit.files.packed_paths import split as packed_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from audit.api.arguments import Edges, Labels, Place, Words
    from audit.load import Columns
    from audit.load.importers import ImportSummary
    from audit.pipeline import Steps


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CheckedCohort:
    """What a cohort holds, how balanced it is, and what was found wrong with its pictures and labels.

    Attributes
    ----------
    cohort
        The cohort as it was read; `cohort.reading` says what was read otherwise than written.
    missing_files
        Pictures of the manifest that are not there.
    representation
        Images of each emotion and group, and how the two go together.
    quality
        Unusable files and copies; None where no picture was opened.
    doubts
        Labels that a judge doubts; None where no judge was asked.
    """

    cohort: Cohort
    missing_files: int
    representation: Representation
    quality: DataQuality | None
    doubts: LabelDoubts | None

    @property
    def grave(self) -> bool:
        """Whether copies, or people, lie across splits or bear two labels: what `--strict` fails for."""
        return self.quality is not None and self.quality.grave

    def summary(self) -> dict[str, object]:
        """Return the contents as plain data, for JSON: images of each label and group, missing files, notes."""
        cohort = self.cohort
        return {
            "cohort": cohort.id,
            "title": cohort.title,
            "sha256": cohort.sha256,
            "images": len(cohort),
            "missing_files": self.missing_files,
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

    def to_dict(self) -> dict[str, object]:
        """Return everything as plain data: what `emotion-audit check --json` prints."""
        beyond = (("pictures", self.quality), ("doubts", self.doubts))
        asked = {name: to_data(part) for name, part in beyond if part is not None}
        return {**self.summary(), "representation": to_data(self.representation), **asked}

    def write(self, path: Place) -> None:
        """Write every finding about pictures and labels as CSV, a row for each; raises OutputError."""
        from audit.files import write_whole
        from audit.report import data_quality_table

        write_whole(Path(path), data_quality_table(self.quality, self.doubts))

    def __repr__(self) -> str:
        from audit.domain.wording.words import counted, short

        groups = ", ".join(short(feature.name) for feature in self.cohort.features) or "no feature"
        return f"<CheckedCohort {short(self.cohort.id)}: {counted(len(self.cohort), 'image')}, {groups}>"


def check(
    cohort: Place,
    *,
    split: str | None = None,
    columns: str | Iterable[str] | Mapping[str, str] | None = None,
    features: str | Iterable[str] | None = None,
    labels: Labels | None = None,
    images_root: Place | None = None,
    label_map: Words | None = None,
    leave_out: str | Iterable[str] | None = None,
    codes_from: int | None = None,
    bins: Edges | None = None,
    pictures: bool = False,
    predictions: Place | None = None,
    out_of_fold: bool = False,
    steps: Steps | None = None,
) -> CheckedCohort:
    """Return what a cohort holds, or every fault of its first faulty file; what `emotion-audit check` does.

    Parameters
    ----------
    cohort
        A cohort folder, its `manifest.csv` or `cohort.toml`, a table of any kind that is read, or a bundled id.
    split, columns, images_root, label_map, leave_out, codes_from, bins
        As in `audit.run`.
    features
        Columns of another tool's table that make groups; only with `columns`, as with our names every column does.
    labels
        Emotions in the order of labels that are numbers; a list, or the name of a set.
    pictures
        Whether to open every picture: unusable files, copies, copies across splits.
    predictions
        A table of probabilities by which labels are doubted; of a classifier that did not learn from these pictures.
    out_of_fold
        The same by a small classifier that is trained five times, each time without the pictures it then judges.
    steps
        As in `audit.run`.

    Raises
    ------
    InputError
        With every fault of the manifest, or of the declaration beside it.
    UsageError
        When arguments do not go together.
    """
    from audit.load import columns_of_tables, find_cohort, load_cohort
    from audit.measure import representation

    if predictions is not None and out_of_fold:
        raise UsageError("--predictions and --out-of-fold are two judges of the labels; give one")
    choices, named = choices_of(label_map, leave_out, codes_from, None, bins), columns_of(columns)
    path = find_cohort(manifest_meant(cohort))
    judge = None if predictions is None else Path(predictions)
    layout = columns_of_tables(path, judge, named, _features(features, mapped=bool(named)), compares=False)
    root = None if images_root is None else root_of(images_root)
    found = load_cohort(path, labels=labels_of(labels), split=split, columns=layout, choices=choices, images_root=root)
    choices.check_met()
    quality, doubts = _looked_at(found, layout, judge, steps, pictures=pictures, out_of_fold=out_of_fold)
    return CheckedCohort(
        cohort=found,
        missing_files=_missing(found),
        representation=representation(found),
        quality=quality,
        doubts=doubts,
    )


def _missing(cohort: Cohort) -> int:
    """Return how many pictures are not there; what opens packed pictures is loaded for what is no file by itself."""
    root = cohort.root
    no_files = [image for image in cohort.images if not (root / image).is_file()]
    packed = no_files if root.is_file() else [image for image in no_files if packed_path(image)]
    if not packed:
        return len(no_files)
    from audit.images import holds

    return len(no_files) - sum(holds(root, image) for image in packed)


def _looked_at(
    cohort: Cohort,
    layout: Columns,
    predictions: Path | None,
    steps: Steps | None,
    *,
    pictures: bool,
    out_of_fold: bool,
) -> tuple[DataQuality | None, LabelDoubts | None]:
    """Return what was found in pictures and labels, each None where it was not asked for."""
    if not (pictures or out_of_fold or predictions):
        return None, None
    from audit.pipeline import doubts_by_table, doubts_out_of_fold, examine_pictures, in_silence

    step = steps or in_silence
    quality = doubts = copies = None
    if pictures or out_of_fold:
        with step("looking for copies") as progress:
            quality, copies = examine_pictures(cohort, progress)
    if predictions is not None:
        doubts = doubts_by_table(cohort, predictions, layout)
    elif out_of_fold and copies is not None:
        with step("judging labels") as progress:
            doubts = doubts_out_of_fold(cohort, copies, progress)
    return quality, doubts


def _features(features: str | Iterable[str] | None, *, mapped: bool) -> tuple[str, ...]:
    """Return the features that were named; with our names every column makes groups, and naming some does nothing."""
    from audit.load import parse_names

    if features and not mapped:
        raise UsageError("--features names the groups of another tool's table; add --columns, or remove it")
    return parse_names(features or "") if features is None or isinstance(features, str) else tuple(features)


def manifest_meant(cohort: Place) -> str:
    """Return the cohort that is meant: the manifest beside a declaration, anything else as it is."""
    path = Path(cohort)
    return str(path.with_name("manifest.csv")) if path.name == "cohort.toml" else os.fspath(cohort)


def import_cohort(
    kind: str,
    source: Place,
    target: Place,
    *,
    split: str | None = None,
    label: str | None = None,
    levels: str | Iterable[str] | None = None,
    labels: Labels | None = None,
    codes_from: int | None = None,
    steps: Steps | None = None,
) -> ImportSummary:
    """Make a cohort folder of a public dataset, whole or not at all; what `emotion-audit import` does.

    Parameters
    ----------
    kind
        `"london"`, `"ferplus"`, `"folders"`, a declared dataset (`"affectnet"`, `"cfd"`, `"ckplus"`, `"expw"`,
        `"jaffe"`, `"kdef"`, `"rafdb"`, `"ravdess"`), or a TOML file that declares one of your own.
    source
        The dataset: a folder or an archive.
    target
        The cohort folder; new or empty.
    split, label
        Only this split of the dataset (ferplus: `"Train"`, `"Valid"`, `"Test"`); for `ferplus` the labels, `"original"`
        or `"majority"`.
    levels, labels, codes_from
        For `folders`: what each level is, from the top, `["split", "label", "gender"]`; the emotions in the order of
        numbered folders, and the number of the first.
    steps
        As in `audit.run`.

    Raises
    ------
    UsageError
        When there is no such kind, or a choice does not apply to it.
    InputError
        When the source is not that dataset, or is damaged.
    OutputError
        When the target holds something, or cannot be written.
    """
    from audit.load import import_cohort as imported
    from audit.pipeline import in_silence

    texts = levels if levels is None or isinstance(levels, str) else ",".join(levels)
    with (steps or in_silence)(f"importing {kind}") as progress:
        return imported(
            kind,
            Path(source),
            Path(target),
            split=split,
            label=label,
            levels=texts,
            labels=labels_of(labels),
            codes_from=codes_from,
            progress=progress,
        )
