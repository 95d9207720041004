"""Rows that are lost, doubled, mixed or put beside others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
from corruption.cases import joined, kept, renamed
from corruption.damage import Damage

if TYPE_CHECKING:
    from corruption.cases import Case

_LOST = r"\d+ of 600 rows are not counted: no prediction in the table"
_NO_IMAGE = "is no image of cohort|no row names an image of cohort"
_FOUND = f"{_NO_IMAGE}|rows of the predictions table matched to pictures"
_TWICE = "is already listed in line"
_CHANCE = "hardly more often than answers drawn at random|the order of the emotions is in doubt"


def _lost_women(case: Case, rng: np.random.Generator) -> None:
    stay = ~case.women | (rng.random(len(case)) < rng.uniform(0, 0.3))
    case.said = kept(case.said, np.flatnonzero(stay))


def _lost_anywhere(case: Case, rng: np.random.Generator) -> None:
    case.said = kept(case.said, np.flatnonzero(rng.random(len(case)) < rng.uniform(0.5, 0.95)))


def _cut_off(case: Case, rng: np.random.Generator) -> None:
    case.said = kept(case.said, range(int(rng.integers(100, 590))))


def _cut_within_a_row(case: Case, rng: np.random.Generator) -> None:
    end = int(rng.integers(5, 14))
    case.write = lambda text: text[:-end].encode()


def _manifest_lost(case: Case, rng: np.random.Generator) -> None:
    case.cohort = kept(case.cohort, np.flatnonzero(rng.random(len(case)) < 0.8))


def _group_lost_though_declared(case: Case, _: np.random.Generator) -> None:
    men = np.flatnonzero(~case.women)
    case.cohort, case.said = kept(case.cohort, men), kept(case.said, men)
    case.declaration = '[features.gender]\ngroups = ["female", "male"]\n'


def _joined_with_many(case: Case, rng: np.random.Generator) -> None:
    case.cohort = kept(case.cohort, np.repeat(np.arange(len(case)), rng.integers(1, 3, len(case))))


def _said_many_times(case: Case, rng: np.random.Generator) -> None:
    case.said = kept(case.said, np.repeat(np.arange(len(case)), rng.integers(1, 4, len(case))))


def _same_path_twice(case: Case, rng: np.random.Generator) -> None:
    again = kept(case.cohort, rng.choice(len(case), 60, replace=False))
    again["image"] = [f"./{image}" for image in again["image"]]
    case.cohort = joined(case.cohort, again)


def _copies(case: Case, rng: np.random.Generator) -> None:
    where = rng.choice(len(case), 120, replace=False)
    cohort, said = kept(case.cohort, where), kept(case.said, where)
    form = str(rng.choice(["{} (1).png", "{} - Copy.png", "{}_copy.png", "Copy of {}.png"]))
    cohort["image"] = said["image"] = [form.format(image.removesuffix(".png")) for image in cohort["image"]]
    case.cohort, case.said = joined(case.cohort, cohort), joined(case.said, said)


def _copies_renamed(case: Case, rng: np.random.Generator) -> None:
    where = rng.choice(len(case), 120, replace=False)
    cohort, said = kept(case.cohort, where), kept(case.said, where)
    cohort["image"] = said["image"] = [f"new/{i}.png" for i in range(120)]
    case.cohort, case.said = joined(case.cohort, cohort), joined(case.said, said)


def _header_again(case: Case, rng: np.random.Generator) -> None:
    row = int(rng.integers(100, 500))
    header = {name: [name] for name in case.cohort}
    case.cohort = joined(kept(case.cohort, range(row)), header, kept(case.cohort, range(row, 600)))


def _header_of_said_again(case: Case, rng: np.random.Generator) -> None:
    row = int(rng.integers(100, 500))
    header = {name: [name] for name in case.said}
    case.said = joined(kept(case.said, range(row)), header, kept(case.said, range(row, 600)))


def _splits_mixed(case: Case, rng: np.random.Generator) -> None:
    split = np.where(rng.random(len(case)) < rng.uniform(0.4, 0.8), "train", "test")
    split[rng.random(len(case)) < rng.uniform(0, 0.2)] = "val"
    case.cohort["split"] = split.tolist()


def _shuffled(case: Case, rng: np.random.Generator) -> None:
    case.said["image"] = rng.permutation(case.said["image"]).tolist()


def _one_row_on(case: Case, _: np.random.Generator) -> None:
    case.said["image"] = [*case.said["image"][1:], case.said["image"][0]]


def _labels_one_row_on(case: Case, rng: np.random.Generator) -> None:
    by = int(rng.integers(1, 5))
    case.cohort["label"] = [*case.cohort["label"][by:], *case.cohort["label"][:by]]


def _labels_sorted(case: Case, _: np.random.Generator) -> None:
    case.cohort["label"] = sorted(case.cohort["label"])


def _another_split(case: Case, rng: np.random.Generator) -> None:
    case.said["image"] = [re.sub("^faces", "train", image) for image in case.said["image"]]
    rng.shuffle(case.said["image"])


def _windows_paths(case: Case, _: np.random.Generator) -> None:
    case.said["image"] = [image.replace("/", "\\") for image in case.said["image"]]


def _file_names_alone(case: Case, _: np.random.Generator) -> None:
    case.said["image"] = [image.rpartition("/")[2] for image in case.said["image"]]


def _ids_as_floats(case: Case, _: np.random.Generator) -> None:
    ids = [str(int(image[6:-4])) for image in case.cohort["image"]]
    case.cohort["image"], case.said["image"] = ids, [f"{i}.0" for i in ids]


def _ids_without_zeros(case: Case, rng: np.random.Generator) -> None:
    ids = [f"{i:06d}" for i in rng.permutation(99_999)[: len(case)]]
    case.cohort["image"], case.said["image"] = ids, [i.lstrip("0") or "0" for i in ids]


def _ids_rounded(case: Case, rng: np.random.Generator) -> None:
    ids = [str(10**15 + int(i)) for i in rng.permutation(100_000)[: len(case)]]
    case.cohort["image"], case.said["image"] = ids, [f"{float(i):.5E}" for i in ids]


def _columns_changed_places(case: Case, _: np.random.Generator) -> None:
    case.cohort = renamed(case.cohort, {"image": "label", "label": "image"})


def _overwritten(case: Case, _: np.random.Generator) -> None:
    emotions = case.emotions
    if case.scores:
        columns = [[float(cell) for cell in case.said[f"p_{e}"]] for e in emotions]
        case.cohort["label"] = [emotions[int(np.argmax(row))] for row in zip(*columns, strict=True)]
    else:
        case.cohort["label"] = list(case.said["predicted"])


DAMAGES = (
    Damage(
        name="a group's predictions lost",
        life="a detector finds no face in most pictures of one group, and the tool writes no row",
        do=_lost_women,
        named=_LOST,
    ),
    Damage(name="predictions lost anywhere", life="a join drops rows", do=_lost_anywhere, named=_LOST),
    Damage(name="table cut off between rows", life="a job ends before the last batch", do=_cut_off, named=_LOST),
    Damage(
        name="table cut off within a row",
        life="a download or a full disk ends the file",
        do=_cut_within_a_row,
        named=r"the row has \d+ cells|is not a label of|cell is empty|sum to|found '|(is|are) not counted"
        r"|may be 'female'|' as 'disgust' \(1 row\)",
    ),
    Damage(
        name="manifest rows lost", life="an inner join on the side of the labels", do=_manifest_lost, named=_NO_IMAGE
    ),
    Damage(
        name="a declared group lost on both sides",
        life="one site's pictures are missing from the export",
        do=_group_lost_though_declared,
        named="no row of the declared female",
    ),
    Damage(name="a join multiplies the manifest", life="a key that is not unique", do=_joined_with_many, named=_TWICE),
    Damage(
        name="a join multiplies predictions", life="several faces or runs a picture", do=_said_many_times, named=_TWICE
    ),
    Damage(name="one picture under two paths", life="./faces beside faces", do=_same_path_twice, named=_TWICE),
    Damage(
        name="copies of files",
        life="a file manager's copies are audited with the originals",
        do=_copies,
        named="called like copies",
    ),
    Damage(
        name="copies under new names",
        life="an upload renames pictures that are there already",
        do=_copies_renamed,
        named="the very same probabilities",
        kinds=("scores",),
    ),
    Damage(
        name="header again within the manifest",
        life="files put together with cat",
        do=_header_again,
        named="'label'",
    ),
    Damage(
        name="header again within the predictions",
        life="files put together with cat",
        do=_header_of_said_again,
        named=_NO_IMAGE,
    ),
    Damage(
        name="training pictures audited too",
        life="the manifest holds all splits, and nobody names one",
        do=_splits_mixed,
        named="all splits are counted together",
    ),
    Damage(name="predictions shuffled", life="names and answers joined by position", do=_shuffled, named=_CHANCE),
    Damage(name="predictions one row on", life="a header taken for a row", do=_one_row_on, named=_CHANCE),
    Damage(name="labels some rows on", life="a cell deleted with 'shift up'", do=_labels_one_row_on, named=_CHANCE),
    Damage(name="labels sorted alone", life="a spreadsheet sorts one column", do=_labels_sorted, named=_CHANCE),
    Damage(name="predictions of another split", life="the wrong file", do=_another_split, named=_NO_IMAGE),
    Damage(name="paths of Windows", life="tables made on two systems", do=_windows_paths, named=_FOUND),
    Damage(name="file names without folders", life="a tool writes the base name", do=_file_names_alone, named=_FOUND),
    Damage(name="ids read as floats", life="pandas met an empty cell", do=_ids_as_floats, named=_FOUND),
    Damage(name="ids without leading zeros", life="a spreadsheet reads numbers", do=_ids_without_zeros, named=_FOUND),
    Damage(
        name="ids of 16 digits rounded",
        life="a spreadsheet writes 1.00000E+15",
        do=_ids_rounded,
        named=f"{_NO_IMAGE}|{_TWICE}",
    ),
    Damage(
        name="image and label change places",
        life="columns swapped in a script",
        do=_columns_changed_places,
        named=_TWICE,
    ),
)

STANDING = (
    Damage(
        name="labels are the classifier's own",
        life="a column overwritten by its own predictions",
        do=_overwritten,
        named="every answer is the label",
    ),
)
"""Named, and a verdict stands all the same: it may be so."""
