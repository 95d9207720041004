"""The cohort that grows: rows an audit reads at once, deletion to the last trace, nothing half written."""

from __future__ import annotations

import errno
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from audit.domain.cohort.groups import LabelProvenance
from audit.domain.cohort.labels import LABEL_SETS
from audit.errors import InputError, OutputError
from audit.load import load_cohort
from audit.serve.contribute import store
from audit.serve.contribute.contribution import Contribution, Meant, new_receipt, subject_of
from audit.serve.contribute.store import ContributedCohort
from audit.serve.contribute.terms import Terms

TERMS = Terms(keeper="A. Keeper, Room 1")
LABELS = LABEL_SETS["happy-sad"]
SAD = Meant(first="sad")
PICTURE = np.random.default_rng(1).integers(0, 256, (60, 80, 3), np.uint8)


@pytest.fixture
def cohort(tmp_path):
    opened = ContributedCohort(tmp_path / "given", LABELS, TERMS)
    yield opened
    opened.close()


def given(pictures: int = 1, groups: tuple[str, ...] = ("senior", "Sámi", ""), meant: Meant = SAD):
    return Contribution(pictures=(PICTURE,) * pictures, meant=meant, groups=groups)


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_contribution_is_a_cohort_that_an_audit_reads(cohort) -> None:
    cohort.add(given(2), new_receipt())
    cohort.add(given(1, ("adult", "", ""), Meant(first="happy", second="sad", even=True)), new_receipt())
    read = load_cohort(cohort.folder)
    assert [read.labels.emotions[code] for code in read.y_true] == ["sad", "sad", "happy"]
    assert read.people == 2
    assert [(feature.name, feature.provenance) for feature in read.features] == [
        (name, LabelProvenance.SELF_REPORTED) for name in ("age_group", "ethnicity", "gender")
    ]
    assert "terms " + TERMS.version in read.consent
    assert "A. Keeper, Room 1" in read.consent
    assert read.licence == store.LICENCE
    assert "happy and sad alike" in (cohort.folder / "contributions.csv").read_text(encoding="utf-8")
    assert all((cohort.folder / name).is_file() for name in read.images)


def test_the_receipt_deletes_everything_of_that_person_and_nothing_else(cohort) -> None:
    mine, other = new_receipt(), new_receipt()
    cohort.add(given(2), mine)
    cohort.add(given(1), other)
    cohort.add(given(3), mine.lower().replace("-", " "))
    assert cohort.remove(mine) == 5
    assert len(load_cohort(cohort.folder)) == 1
    assert len([name for name in files(cohort.folder) if name.startswith("images/")]) == 1
    everything = b"".join((cohort.folder / name).read_bytes() for name in files(cohort.folder))
    assert subject_of(mine).encode() not in everything
    with pytest.raises(InputError, match="Nothing is kept under this code"):
        cohort.remove(mine)


def test_nobody_who_has_the_folder_can_tell_a_receipt(cohort) -> None:
    receipt = new_receipt()
    cohort.add(given(), receipt)
    everything = b"".join((cohort.folder / name).read_bytes() for name in files(cohort.folder))
    assert receipt.encode() not in everything
    assert receipt.replace("-", "").encode() not in everything


def test_two_browsers_at_once_lose_nothing(cohort) -> None:
    receipts = [new_receipt() for _ in range(24)]
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda receipt: cohort.add(given(2), receipt), receipts)) == 48
    assert len(load_cohort(cohort.folder)) == 48
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(cohort.remove, receipts[:12]))
    assert load_cohort(cohort.folder).people == 12


@pytest.mark.parametrize("failing", ["png", "contributions.csv", "manifest.csv"])
def test_a_disk_that_is_full_at_any_moment_stores_nothing(cohort, monkeypatch, failing) -> None:
    cohort.add(given(), new_receipt())
    before = {name: (cohort.folder / name).read_bytes() for name in files(cohort.folder)}
    write, full = store.write_whole, True

    def limited(path: Path, data: bytes | str) -> None:
        if full and path.name.endswith(failing):
            raise OutputError(f"{path}: could not be written: {OSError(errno.ENOSPC, 'the disk is full').strerror}")
        write(path, data)

    monkeypatch.setattr(store, "write_whole", limited)
    with pytest.raises(OutputError, match="the disk is full"):
        cohort.add(given(3), new_receipt())
    full = False
    cohort.close()
    again = ContributedCohort(cohort.folder, LABELS, TERMS)
    again.close()
    assert {name: (cohort.folder / name).read_bytes() for name in files(cohort.folder)} == before


def test_little_room_is_refused_before_anything_is_written(cohort, monkeypatch) -> None:
    usage = shutil.disk_usage(cohort.folder)
    monkeypatch.setattr(store.shutil, "disk_usage", lambda _: usage._replace(free=1000))
    with pytest.raises(OutputError, match="The disk is full; nothing was stored"):
        cohort.add(given(), new_receipt())
    assert files(cohort.folder) == {"cohort.toml"}


def test_what_a_killed_process_left_is_swept_when_the_folder_is_opened_again(cohort) -> None:
    cohort.add(given(), new_receipt())
    before = files(cohort.folder)
    cohort.close()
    (cohort.folder / "images" / "half.png").write_bytes(b"half")
    with (cohort.folder / "contributions.csv").open("a", encoding="utf-8") as file:
        file.write("images/half.png,p0,sad,x,2026-01-01\n")
    ContributedCohort(cohort.folder, LABELS, TERMS).close()
    assert files(cohort.folder) == before
    assert "half" not in (cohort.folder / "contributions.csv").read_text(encoding="utf-8")


def test_one_app_grows_a_folder_at_a_time(cohort) -> None:
    program = (
        "import sys; from pathlib import Path; from audit.domain.cohort.labels import LABEL_SETS\n"
        "from audit.serve.contribute.store import ContributedCohort; from audit.serve.contribute.terms import Terms\n"
        "ContributedCohort(Path(sys.argv[1]), LABEL_SETS['happy-sad'], Terms(keeper='x'))"
    )
    command = [sys.executable, "-c", program, str(cohort.folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "is writing there" in done.stderr


def test_a_folder_that_holds_something_else_is_refused(tmp_path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(InputError, match="holds something that is no cohort of contributions"):
        ContributedCohort(tmp_path, LABELS, TERMS)
    assert files(tmp_path) == {"notes.txt"}
    other = tmp_path / "other"
    other.mkdir()
    (other / "cohort.toml").write_text('labels = ["happy", "sad"]\n')
    (other / "manifest.csv").write_text("image,label\na.png,sad\n")
    with pytest.raises(InputError, match="its columns are not those of contributions"):
        ContributedCohort(other, LABELS, TERMS)
    for broken in (b"", b"\xff\xfe", b'"image,label\n'):
        (other / "manifest.csv").write_bytes(broken)
        with pytest.raises(InputError, match=r"manifest\.csv: cannot be read as a table: "):
            ContributedCohort(other, LABELS, TERMS)


def test_large_pictures_are_stored_small_and_without_what_a_camera_noted(cohort) -> None:
    picture = np.zeros((3000, 1500, 3), np.uint8)
    cohort.add(Contribution(pictures=(picture,), meant=Meant(first="sad"), groups=("", "", "")), new_receipt())
    (name,) = load_cohort(cohort.folder).images
    import cv2

    assert cv2.imread(str(cohort.folder / name)).shape == (1280, 640, 3)
