"""Every level of a tree of folders is read; what stays open is refused with the flag that settles it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from audit.domain.cohort.labels import LABEL_SETS
from audit.errors import AuditError, InputError, UsageError
from audit.load.importers import import_cohort
from audit.load.manifest.manifest import load_cohort


def tree(folder: Path, *levels: list[str], pictures: int = 2) -> Path:
    """Write a tree with every combination of the levels' names."""
    paths = [Path()]
    for level in levels:
        paths = [path / name for path in paths for name in level]
    for path in paths:
        (folder / path).mkdir(parents=True)
        for i in range(pictures):
            (folder / path / f"{i}.png").write_bytes(b"BMpicture")
    return folder


EMOTIONS = ["anger", "happy", "sad"]
TREES = [
    ([EMOTIONS], "label"),
    ([["train", "test"], EMOTIONS], "split,label"),
    ([EMOTIONS, ["Training", "PublicTest"]], "label,split"),
    ([["Black", "White"], EMOTIONS], "ethnicity,label"),
    ([["Male", "Female"], ["Val"], EMOTIONS], "gender,split,label"),
    ([["S005", "S011", "S022"], EMOTIONS], "subject,label"),
    ([["dataset"], ["validation"], ["Trauer", "Freude", "Ärger"]], "-,split,label"),
    ([["Entrenamiento", "Prueba"], EMOTIONS], "split,label"),
    ([["Training", "Validierung", "Prüfung"], EMOTIONS], "split,label"),
    ([["apprentissage", "test"], EMOTIONS], "split,label"),
    ([EMOTIONS, ["训练", "测试集"]], "label,split"),
    ([["young", "old"], EMOTIONS], "group,label"),
    ([["red", "blue"], ["young", "old"], EMOTIONS], "group,group_2,label"),
]


@pytest.mark.parametrize(("levels", "read"), TREES, ids=[read for _, read in TREES])
def test_each_level_becomes_what_it_is(tmp_path, levels, read) -> None:
    summary = import_cohort("folders", tree(tmp_path / "set", *levels), tmp_path / "out")
    header = (tmp_path / "out" / "manifest.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    assert set(header) == {"image", *read.split(",")} - {"-"}
    found = load_cohort(tmp_path / "out")
    assert found.labels.emotions in {("angry", "happy", "sad")}
    assert len(found) == summary.rows
    said = [name if name != "-" else "not read" for name in read.split(",")]
    assert re.findall(r"level \d+ ([a-z_2 ]+) \(", summary.notes[0]) == said
    assert summary.notes[0] in found.notes


def test_numbered_folders_need_the_order(tmp_path) -> None:
    source = tree(tmp_path / "set", ["train", "test"], [str(i) for i in range(7)])
    with pytest.raises(InputError, match=r"numbered folders need the emotions .* --labels"):
        import_cohort("folders", source, tmp_path / "out")
    summary = import_cohort("folders", source, tmp_path / "out", labels=LABEL_SETS["fer2013"])
    assert "number '3' is the emotion 'happy'" in summary.notes
    assert load_cohort(tmp_path / "out").labels == LABEL_SETS["fer2013"]


def test_folders_that_count_from_one_are_read_so(tmp_path) -> None:
    source = tree(tmp_path / "set", [str(i) for i in range(1, 8)])
    summary = import_cohort("folders", source, tmp_path / "out", labels=LABEL_SETS["rafdb"])
    assert "number '4' is the emotion 'happy'" in summary.notes


OPEN = [
    ([["cats", "dogs"]], {}, "no level names emotions: level 1 .cats, dogs.; name the levels .* --levels"),
    ([EMOTIONS, ["angry", "sad"]], {}, "levels 1 and 2 could both be the label"),
    ([["train", "test"], ["train", "val"], EMOTIONS], {}, "levels 1 and 2 could both be the split"),
    ([[f"name {chr(97 + i)}" for i in range(20)], EMOTIONS], {}, "it stays open what level 1 .*--levels"),
    ([["S005", "S006"], ["001", "002"]], {}, "no level"),
]


@pytest.mark.parametrize(("levels", "options", "words"), OPEN)
def test_what_stays_open_is_refused_with_the_flag(tmp_path, levels, options, words) -> None:
    with pytest.raises(InputError, match=words):
        import_cohort("folders", tree(tmp_path / "set", *levels), tmp_path / "out", **options)
    assert not (tmp_path / "out").exists()


def test_levels_that_are_named_are_read_so(tmp_path) -> None:
    source = tree(tmp_path / "set", ["a", "b"], ["kind x", "kind y"], EMOTIONS)
    import_cohort("folders", source, tmp_path / "out", levels="split,age_group,label")
    found = load_cohort(tmp_path / "out")
    assert [feature.name for feature in found.features] == ["age_group"]
    assert set(found.split) == {"a", "b"}


@pytest.mark.parametrize(
    ("levels", "words"),
    [
        ("label", "names 1 levels, the folders have 2"),
        ("gender,split", "once"),
        ("label,label", "once"),
        ("x,label", ""),
    ],
)
def test_names_that_do_not_fit_are_refused(tmp_path, levels, words) -> None:
    if levels == "x,label":
        levels, words = "image,label", "no name for one level"
    with pytest.raises(UsageError, match=words):
        import_cohort("folders", tree(tmp_path / "set", ["a", "b"], EMOTIONS), tmp_path / "out", levels=levels)


def test_what_an_archiver_left_behind_is_no_level(tmp_path) -> None:
    source = tree(tmp_path / "set", ["train", "test"], EMOTIONS)
    tree(tmp_path / "set" / "__MACOSX", ["train"], ["sad"])
    summary = import_cohort("folders", source, tmp_path / "out")
    assert summary.rows == 12
    assert summary.notes[0].startswith("folders read as: level 1 split")


def test_another_importer_has_no_levels(tmp_path) -> None:
    with pytest.raises(AuditError, match="does nothing with --levels"):
        import_cohort("london", tree(tmp_path / "set", EMOTIONS), tmp_path / "out", levels="label")
