"""The London set, in every form it comes in."""

from __future__ import annotations

from pathlib import Path

import pytest
from assets.datasets import INFO, LONDON, tar, tree, zipped

from audit.errors import InputError
from audit.load.importers import import_cohort
from audit.load.manifest.manifest import load_cohort


def published(folder: Path) -> Path:
    """The London set as its owners hand it out: two zip files and a table whose ids begin with X."""
    for front in ("neutral_front", "smiling_front"):
        members = {name: data for name, data in LONDON.items() if name.startswith(front)}
        zipped(folder / f"{front}.zip", members | {f"__MACOSX/{front}/._001_03.jpg": b"junk"})
    info = INFO.replace("\n00", "\nX00").replace("face_gender", "face_sex")
    return tree(folder, {"london_faces_info.csv": info.encode()})


@pytest.mark.parametrize(
    "source",
    [
        lambda path: tree(path / "set", LONDON),
        lambda path: tree(path / "outer", {f"inner/{name}": data for name, data in LONDON.items()}),
        lambda path: tar(path / "london.tgz", LONDON),
        lambda path: tar(path / "set" / "london.tgz", LONDON).parent,
        lambda path: zipped(path / "london.zip", LONDON),
        lambda path: published(path / "set"),
    ],
    ids=["folder", "deeper folder", "archive", "folder with archive", "zip", "as published"],
)
def test_london_in_every_form_it_comes_in(tmp_path, source):
    summary = import_cohort("london", source(tmp_path), tmp_path / "out")
    assert summary.rows == 5
    assert {(left.rows, left.reason) for left in summary.left_out} == {
        (1, "no happy picture of a person in the table"),
        (1, "a picture of nobody in the table"),
    }
    found = load_cohort(tmp_path / "out")
    assert (tmp_path / "out" / "smiling_front" / "002_08.jpg").read_bytes() == b"BMsmiling2"
    assert not (tmp_path / "out" / "neutral_front" / "004_03.jpg").exists()
    assert found.labels.emotions == ("happy", "neutral")
    by_image = dict(zip(found.images, found.codes.tolist(), strict=True))
    text = {
        image: [feature.groups[code] for feature, code in zip(found.features, codes, strict=True)]
        for image, codes in by_image.items()
    }
    assert text["neutral_front/001_03.jpg"] == ["white", "female", "18 to 24"]
    assert text["smiling_front/002_08.jpg"] == ["east asian and white", "male", "25 to 34"]
    assert text["neutral_front/003_03.jpg"] == ["west asian", "male", "unknown"]
    assert len(set(found.subjects.tolist())) == 3
    assert {feature.provenance.value for feature in found.features} == {"self-reported"}


@pytest.mark.parametrize(
    ("info", "words"),
    [
        (INFO.replace("face_eth", "eth"), "face_eth"),
        (INFO.replace(",24,", ",17,"), "'17'"),
        (INFO.replace(",24,", ",about 24,"), "'about 24'"),
        (INFO.replace("\n002", "\n001"), "twice"),
        (INFO.replace("\n002", "\nB02"), "'B02'"),
        (INFO + "004,30\n", "2 cells"),
    ],
)
def test_a_strange_table_of_people_is_refused(tmp_path, info, words):
    source = tree(tmp_path / "set", LONDON | {"london_info.csv": info.encode()})
    with pytest.raises(InputError, match=words):
        import_cohort("london", source, tmp_path / "out")
