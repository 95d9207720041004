"""Importers on small trees of their own: what becomes a row, what is left out and counted, what is refused."""

from __future__ import annotations

import pytest
from assets.datasets import LONDON, TREE, tree

from audit.errors import InputError, OutputError, UsageError
from audit.load.importers import import_cohort


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


@pytest.mark.parametrize("kind", ["london", "folders"])
def test_choices_that_do_not_apply_are_refused(tmp_path, kind):
    with pytest.raises(UsageError, match="--split"):
        import_cohort(kind, tree(tmp_path / "set", LONDON), tmp_path / "out", split="Valid")
