"""Importers on small trees of their own: what becomes a row, what is left out and counted, what is refused."""

from __future__ import annotations

import io
import tarfile
import tomllib
import zipfile
from pathlib import Path

import numpy as np
import pytest

from audit.domain.cohort.labels import LABEL_SETS
from audit.errors import InputError, OutputError, UsageError
from audit.load.importers import import_cohort
from audit.load.manifest.manifest import load_cohort

INFO = (
    "face_id,face_age,face_gender,face_eth\n001,24,female,white\n002,25,male,east_asian/white\n003,NA,male,west_asian\n"
)
LONDON = {
    "london_info.csv": INFO.encode(),
    **{f"neutral_front/00{i}_03.jpg": b"neutral%d" % i for i in (1, 2, 3, 4)},
    **{f"smiling_front/00{i}_08.jpg": b"smiling%d" % i for i in (1, 2)},
    "neutral_front/001_03.tem": b"points",
}
VALID = "FER2013Valid/label.csv"
FERPLUS = {
    # votes: neutral, happy, surprise, sad, angry, disgust, fear, contempt, unknown, not a face
    VALID: b'1.png,"(0, 0, 48, 48)",6,4,0,0,0,0,0,0,0,0\n'
    b'2.png,"(2, 4, 40, 44)",5,5,0,0,0,0,0,0,0,0\n'
    b'3.png,"(0, 0, 48, 48)",1,1,1,1,0,0,0,0,6,0\n'
    b'4.png,"(0, 0, 48, 48)",1,0,0,0,0,0,0,0,0,9\n'
    b'5.png,"(0, 0, 48, 48)",0,0,0,0,0,0,0,10,0,0\n'
    b'6.png,"(0, 0, 48, 48)",0,0,0,0,0,10,0,0,0,0\n',
    **{f"FER2013Valid/{i}.png": b"picture%d" % i for i in (1, 2, 3, 4, 5, 7)},
    "FER2013Train/label.csv": b'8.png,"(0, 0, 48, 48)",0,10,0,0,0,0,0,0,0,0\n',
    "FER2013Train/8.png": b"picture8",
    "fer2013_labels.csv": b"image,split,label\n"
    b"1.png,FER2013Valid,sad\n2.png,FER2013Valid,happy\n8.png,FER2013Train,happy\n",
}


def tree(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def tar(path: Path, files: dict[str, bytes]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(path, "w:gz") as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return path


def zipped(path: Path, files: dict[str, bytes]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


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
    assert (tmp_path / "out" / "smiling_front" / "002_08.jpg").read_bytes() == b"smiling2"
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


def test_ferplus_with_original_labels(tmp_path):
    source = tree(tmp_path / "ferplus", FERPLUS)
    summary = import_cohort("ferplus", source, tmp_path / "out", split="Valid")
    assert summary.rows == 2
    assert {(left.rows, left.reason) for left in summary.left_out} == {
        (3, "no label in fer2013_labels.csv"),  # 3, 4 and 5
        (1, "a line in label.csv without its picture"),  # 6
        (1, "a picture without a line in label.csv"),  # 7
    }
    found = load_cohort(tmp_path / "out")
    assert found.labels == LABEL_SETS["ferplus8"]
    assert found.images == ("FER2013Valid/1.png", "FER2013Valid/2.png")
    assert [found.labels.emotions[code] for code in found.y_true] == ["sad", "happy"]
    assert found.boxes.tolist() == [[0, 0, 48, 48], [2, 4, 38, 40]]  # right and bottom become width and height
    assert found.votes.tolist() == [[6, 4, 0, 0, 0, 0, 0, 0], [5, 5, 0, 0, 0, 0, 0, 0]]
    assert found.votes_outside.tolist() == [0, 0]
    assert found.split == ("Valid", "Valid")


def test_ferplus_with_the_majority_of_the_votes(tmp_path):
    source = tar(tmp_path / "ferplus.tar.gz", {k: v for k, v in FERPLUS.items() if not k.endswith("labels.csv")})
    summary = import_cohort("ferplus", source, tmp_path / "out", label="majority")
    found = load_cohort(tmp_path / "out")
    assert found.images == ("FER2013Train/8.png", "FER2013Valid/1.png", "FER2013Valid/5.png")
    assert [found.labels.emotions[code] for code in found.y_true] == ["happy", "neutral", "contempt"]
    assert found.split == ("Train", "Valid", "Valid")
    reasons = {left.reason: left.rows for left in summary.left_out}
    assert reasons["two answers share the most votes"] == 1
    assert reasons["more annotators answered unknown than anything else"] == 1
    assert reasons["more annotators answered not a face than anything else"] == 1
    assert summary.rows + sum(reasons.values()) == 8, "seven lines and one picture without a line"


def test_the_original_labels_may_lie_beside_the_archive(tmp_path):
    source = tar(tmp_path / "ferplus.tar.gz", {k: v for k, v in FERPLUS.items() if not k.endswith("labels.csv")})
    with pytest.raises(InputError, match="--label majority"):
        import_cohort("ferplus", source, tmp_path / "out")
    (tmp_path / "fer2013_labels.csv").write_bytes(FERPLUS["fer2013_labels.csv"])
    assert import_cohort("ferplus", source, tmp_path / "out").rows == 3


@pytest.mark.parametrize(
    ("files", "options", "error", "words"),
    [
        ({}, {"split": "valid"}, UsageError, "did you mean 'Valid'"),
        ({}, {"split": "Test"}, InputError, "FER2013Test/label.csv"),
        ({}, {"label": "vote"}, UsageError, "expected one of original, majority"),
        ({VALID: b"1.png,box,1,2,3,4,5,6,7,8,9,10\n"}, {}, InputError, "line 1"),
        ({VALID: b'1.png,"(0, 0, 4, 4)",1,2,3\n'}, {}, InputError, "line 1"),
        ({VALID: b'1.png,"(0, 0, 4, 4)",-1,2,3,4,5,6,7,8,9,10\n'}, {}, InputError, "line 1"),
        ({"fer2013_labels.csv": b"image,label\n1.png,rage\n"}, {}, InputError, "'rage'"),
        ({"fer2013_labels.csv": b"a,b\n1,2\n"}, {}, InputError, "image and label"),
    ],
)
def test_ferplus_that_is_not_as_expected_is_refused(tmp_path, files, options, error, words):
    source = tree(tmp_path / "ferplus", FERPLUS | files)
    with pytest.raises(error, match=words):
        import_cohort("ferplus", source, tmp_path / "out", **options)
    assert not (tmp_path / "out").exists()


TREE = {
    "Happiness/a.jpg": b"a",
    "sad/b.PNG": b"b",
    "sad/deeper/c.png": b"c",
    "awe/d.jpg": b"d",
    "sad/x.txt": b"",
    "y.jpg": b"",
}


def test_a_tree_of_folders(tmp_path):
    summary = import_cohort("folders", tree(tmp_path / 'my "set"', TREE), tmp_path / "out")
    assert {left.rows for left in summary.left_out} == {1}
    assert summary.notes == (
        "folders read as: level 1 label (Happiness, awe, sad)",
        "folder 'Happiness' is the emotion 'happy'",
        "folders below level 1, of 1 pictures, are not read: not every picture has them",
    )
    found = load_cohort(tmp_path / "out")
    assert found.title == 'my "set"'
    assert found.labels.emotions == ("awe", "happy", "sad")
    assert dict(zip(found.images, found.y_true.tolist(), strict=True)) == {
        "Happiness/a.jpg": 1,
        "awe/d.jpg": 0,
        "sad/b.PNG": 2,
        "sad/deeper/c.png": 2,
    }
    assert (tmp_path / "out" / "sad" / "deeper" / "c.png").read_bytes() == b"c"


def test_spellings_of_one_unknown_emotion_are_one(tmp_path):
    files = {"Awe/a.jpg": b"", "awe/b.jpg": b"", "sad/c.jpg": b""}
    import_cohort("folders", tree(tmp_path / "set", files), tmp_path / "out")
    assert tomllib.loads((tmp_path / "out" / "cohort.toml").read_text())["labels"] == ["Awe", "sad"]


def test_one_emotion_is_no_cohort(tmp_path):
    with pytest.raises(InputError, match="two emotions or more; found sad"):
        import_cohort("folders", tree(tmp_path / "set", {"sad/a.jpg": b""}), tmp_path / "out")


@pytest.mark.parametrize("kind", ["london", "folders"])
def test_choices_that_do_not_apply_are_refused(tmp_path, kind):
    with pytest.raises(UsageError, match="--split"):
        import_cohort(kind, tree(tmp_path / "set", LONDON), tmp_path / "out", split="Valid")


def test_progress_counts_every_picture(tmp_path):
    seen = []
    import_cohort("folders", tree(tmp_path / "set", TREE), tmp_path / "out", progress=lambda *at: seen.append(at))
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_folder_that_holds_something_is_left_alone(tmp_path):
    tree(tmp_path / "out", {"mine.txt": b"mine"})
    with pytest.raises(OutputError, match="already holds something"):
        import_cohort("folders", tree(tmp_path / "set", TREE), tmp_path / "out")
    assert (tmp_path / "out" / "mine.txt").read_bytes() == b"mine"


def test_an_import_that_stops_half_way_leaves_nothing(tmp_path):
    def stop(*_: int) -> None:
        raise KeyboardInterrupt

    source = tree(tmp_path / "set", TREE)
    with pytest.raises(KeyboardInterrupt):
        import_cohort("folders", source, tmp_path / "out", progress=stop)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["set"]


@pytest.mark.parametrize("name", ["../escape.jpg", "/escape.jpg", "sad/../../escape.jpg", "sad\\..\\escape.jpg"])
@pytest.mark.parametrize("pack", [tar, zipped])
def test_an_archive_that_would_escape_is_refused_whole(tmp_path, pack, name):
    source = pack(tmp_path / "in" / ("set.tar.gz" if pack is tar else "set.zip"), TREE | {name: b"escaped"})
    with pytest.raises(InputError, match=r"outside|refused"):
        import_cohort("folders", source, tmp_path / "out")
    assert not list(tmp_path.rglob("escape.jpg"))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE])
def test_links_and_devices_in_an_archive_are_refused(tmp_path, kind):
    with tarfile.open(tmp_path / "set.tar", "w") as archive:
        member = tarfile.TarInfo("sad/a.jpg")
        member.type, member.linkname = kind, "b.jpg"
        archive.addfile(member)
    with pytest.raises(InputError, match="refused"):
        import_cohort("folders", tmp_path / "set.tar", tmp_path / "out")


@pytest.mark.parametrize("name", ["set.tar.gz", "set.zip"])
def test_an_archive_that_is_cut_off_is_refused(tmp_path, name):
    rng = np.random.default_rng(0)
    files = {f"{emotion}/{i}.jpg": rng.bytes(5000) for i in range(9) for emotion in ("happy", "sad")}
    path = (zipped if name.endswith("zip") else tar)(tmp_path / name, files)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(InputError, match=r"set\.(tar\.gz|zip): the archive is broken"):
        import_cohort("folders", path, tmp_path / "out")


def test_a_picture_damaged_inside_a_zip_is_an_input_error(tmp_path):
    path = zipped(tmp_path / "set.zip", {"happy/a.jpg": b"abcdefgh" * 9, "sad/b.jpg": b"b"})
    path.write_bytes(path.read_bytes().replace(b"abcdefgh", b"abcdefgX", 1))
    with pytest.raises(InputError, match=r"'happy/a\.jpg' could not be read"):
        import_cohort("folders", path, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("kind", "words"), [("londn", "did you mean 'london'"), ("london", "no such file or folder")])
def test_unknown_kinds_and_absent_sources_are_refused(tmp_path, kind, words):
    with pytest.raises((UsageError, InputError), match=words):
        import_cohort(kind, tmp_path / "absent", tmp_path / "out")


def test_a_source_that_is_something_else_says_what_is_missing(tmp_path):
    source = tree(tmp_path / "set", TREE)
    with pytest.raises(InputError, match=r"there is no london_info\.csv"):
        import_cohort("london", source, tmp_path / "out")
    with pytest.raises(InputError, match=r"FER2013Train/label\.csv"):
        import_cohort("ferplus", source, tmp_path / "out")
    (tmp_path / "notes.txt").touch()
    with pytest.raises(InputError, match="neither a folder nor an archive"):
        import_cohort("folders", tmp_path / "notes.txt", tmp_path / "out")
