"""Pictures below another folder: absolute paths are read from there, and what cannot be is one sentence."""

from __future__ import annotations

import pytest

from audit.errors import InputError
from audit.files.addresses import Address
from audit.load.manifest.manifest import load_cohort


def test_absolute_paths_below_the_folder_are_written_from_there(tmp_path) -> None:
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    table = tmp_path / "t.csv"
    table.write_text(f"image,label\n{pictures}/x/a.png,happy\nb.png,sad\n/elsewhere/c.png,sad\n")
    cohort = load_cohort(table, images_root=pictures)
    assert cohort.images == ("x/a.png", "b.png", "/elsewhere/c.png")
    assert cohort.root == pictures
    assert cohort.notes == (f"1 absolute paths of pictures read from the folder {pictures}",)


def test_a_folder_that_is_none_is_refused(tmp_path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("image,label\na.png,happy\nb.png,sad\n")
    for root, words in ((tmp_path / "x", "no such folder"), (table, "not a folder")):
        with pytest.raises(InputError, match=f"--images-root .*: {words}"):
            load_cohort(table, images_root=root)


def test_pictures_may_lie_at_an_address_that_somebody_names(tmp_path) -> None:
    files = pytest.importorskip("fsspec", reason="the extra remote is not installed").filesystem("memory")
    files.pipe("/pictures/x/a.png", b"a")
    table = tmp_path / "t.csv"
    table.write_text("image,label\nmemory://pictures/x/a.png,happy\nb.png,sad\nmemory://elsewhere/c.png,sad\n")
    cohort = load_cohort(table, images_root=Address("memory://pictures"))
    assert cohort.images == ("x/a.png", "b.png", "memory://elsewhere/c.png")
    assert cohort.root == Address("memory://pictures")
    with pytest.raises(InputError, match="--images-root memory://nowhere: no such folder"):
        load_cohort(table, images_root=Address("memory://nowhere"))
    assert load_cohort(table).root == tmp_path
