"""A file or folder appears whole or not at all."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from audit.errors import InputError, OutputError
from audit.files import content_sha256, whole, whole_file, whole_folder, write_whole
from audit.files.whole import failing_as_output


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_written_with_the_usual_permissions(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.txt"
    write_whole(path, "grüße")
    assert path.read_text(encoding="utf-8") == "grüße"
    plain = tmp_path / "plain"
    plain.touch()
    assert path.stat().st_mode == plain.stat().st_mode


def test_a_failure_leaves_the_old_file_and_no_stray(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    write_whole(path, "old")

    def fail() -> None:
        with whole_file(path) as temporary:
            temporary.write_text("half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert path.read_text() == "old"
    assert names(tmp_path) == ["a.txt"]


def test_a_full_disk_is_said_in_one_sentence(tmp_path: Path) -> None:
    def fill() -> None:
        with whole_file(tmp_path / "a.txt"):
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OutputError, match="the disk is full; nothing was published"):
        fill()
    assert names(tmp_path) == []


def test_a_folder_that_holds_something_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("x")
    with pytest.raises(OutputError, match="already holds something"), whole_folder(tmp_path / "out"):
        pass
    assert (tmp_path / "out" / "thesis.txt").exists()


def test_a_folder_of_ours_is_replaced_only_when_the_new_one_is_finished(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with whole_folder(out) as folder:
        (folder / "a").write_text("1")
    with pytest.raises(ZeroDivisionError), whole_folder(out, replace=True) as folder:
        _ = 1 / 0
    assert (out / "a").read_text() == "1"
    with whole_folder(out, replace=True) as folder:
        (folder / "b").write_text("2")
    assert names(out) == ["b"]
    assert names(tmp_path) == ["out"]


def test_what_a_killed_process_left_is_removed_by_the_next_one_and_what_is_held_stays(tmp_path: Path) -> None:
    with whole_folder(tmp_path / "out") as folder:
        (folder / "a").write_text("1")
        left = [tmp_path / ".emotion-audit-file", tmp_path / ".emotion-audit-folder", tmp_path / ".emotion-audit-now"]
        left[0].write_text("half")
        left[1].mkdir()
        left[2].write_text("half")
        for path, seconds in (
            (left[0], 11),
            (left[1], 10**9),
            (left[2], 5),
            (folder, 10**9),
        ):  # of ten that it may have
            os.utime(path, (time.time() - seconds,) * 2)
        whole._SWEPT.clear()
        write_whole(tmp_path / "b", "x")
        assert [path.exists() for path in left] == [False, False, True]
    assert names(tmp_path) == [".emotion-audit-now", "b", "out"]


def test_a_writer_that_is_killed_leaves_the_old_or_the_new_file(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    code = (
        "import sys; from pathlib import Path; from audit.files import write_whole\n"
        "for i in range(10**6): write_whole(Path(sys.argv[1]), bytes([i % 256]) * 300_000); print(i, flush=True)"
    )
    for written in (1, 3, 5):
        with subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE) as writer:
            for _ in range(written):
                writer.stdout.readline()
            writer.send_signal(signal.SIGKILL)
        data = path.read_bytes()
        assert len(data) == 300_000
        assert len(set(data)) == 1


def test_the_hash_of_a_folder_is_that_of_the_list_of_its_files(tmp_path: Path) -> None:
    """As the shell command in the docstring gives it, whatever order the disk lists the files in."""
    folder = tmp_path / "model"
    (folder / "variables").mkdir(parents=True)
    for name, text in {"saved_model.pb": "graph", "variables/b": "two", "variables/a": "one", "a b": ""}.items():
        (folder / name).write_text(text, encoding="utf-8")
    command = "find . -type f | LC_ALL=C sort | xargs -d '\\n' sha256sum | sha256sum"
    done = subprocess.run(command, shell=True, cwd=folder, capture_output=True, text=True, check=True)  # noqa: S602
    assert content_sha256(folder) == done.stdout.split()[0]
    kept = content_sha256(folder)
    (folder / "variables" / "a").rename(folder / "variables" / "c")
    assert content_sha256(folder) != kept


def test_a_folder_with_a_link_has_no_hash(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InputError, match="holds plain files and folders alone"):
        content_sha256(folder)
    with pytest.raises(InputError, match="could not be read: No such file"):
        content_sha256(tmp_path / "absent")


def test_a_folder_is_removed_whole_though_the_process_is_asked_to_end_meanwhile(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    calls, rmtree = [], whole.shutil.rmtree

    def ended_at_first(folder: Path, **options: bool) -> None:
        calls.append(folder)
        if len(calls) == 1:
            raise KeyboardInterrupt
        rmtree(folder, **options)

    monkeypatch.setattr(whole.shutil, "rmtree", ended_at_first)
    with pytest.raises(KeyboardInterrupt):
        whole.remove(tmp_path / "a")
    assert names(tmp_path) == []


def test_a_folder_behind_a_link_is_replaced_and_the_link_stays(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "out").symlink_to("real")
    with whole_folder(tmp_path / "out", replace=True) as temporary:
        (temporary / "a").write_text("new")
    assert (tmp_path / "out").is_symlink()
    assert (tmp_path / "real" / "a").read_text() == "new"
    assert names(tmp_path) == ["out", "real"]


def test_what_is_written_is_on_the_disk_before_it_has_its_name_and_its_name_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, seen = tmp_path / "a.txt", []
    monkeypatch.setattr(whole, "flush", lambda place: seen.append((place, path.exists())))
    with whole_file(path) as temporary:
        temporary.write_text("x")
    assert seen == [(temporary, False), (tmp_path, True)]


def test_the_new_folder_changes_places_with_the_one_that_is_there(tmp_path: Path, monkeypatch) -> None:
    """In that order: where it takes two steps, the place is emptied first, and a kill between them is mended."""
    changed = []
    monkeypatch.setattr(whole, "exchange", lambda new, place: changed.append((new.name, place.name)))
    for name in ("new", "out"):
        (tmp_path / name).mkdir()
    whole._put_in_place(tmp_path / "new", tmp_path / "out")
    assert changed == [("new", "out")]


def test_a_folder_is_swept_once_by_a_process(tmp_path: Path) -> None:
    write_whole(tmp_path / "a", "x")
    left = tmp_path / ".emotion-audit-file"
    left.write_text("half")
    os.utime(left, (0, 0))
    write_whole(tmp_path / "b", "x")
    assert left.exists()


def test_files_are_moved_over_those_of_their_names_and_the_one_that_names_them_last(
    tmp_path: Path, monkeypatch
) -> None:
    ready, place = tmp_path / "ready", tmp_path / "place"
    for folder, names_of in ((ready, ("a.txt", "b.txt", "z.txt")), (place, ("a.txt", "kept.txt"))):
        folder.mkdir()
        for name in names_of:
            (folder / name).write_text(folder.name)
    moved, replace = [], Path.replace
    monkeypatch.setattr(Path, "replace", lambda self, target: moved.append(self.name) or replace(self, target))
    whole.move_files(ready, place, last="a.txt")
    assert moved[-1] == "a.txt"
    assert {path.name: path.read_text() for path in place.iterdir()} == {
        **dict.fromkeys(("a.txt", "b.txt", "z.txt"), "ready"),
        "kept.txt": "place",
    }
    assert names(ready) == []
    with pytest.raises(OutputError, match="could not be written"):
        whole.move_files(ready / "none", place, last="a.txt")


def test_the_folders_above_a_file_and_a_folder_are_made(tmp_path: Path) -> None:
    write_whole(tmp_path / "a" / "b" / "c.txt", "x")
    with whole_folder(tmp_path / "d" / "e" / "out") as folder:
        (folder / "f").write_text("y")
    assert (tmp_path / "a" / "b" / "c.txt").read_text() == "x"
    assert (tmp_path / "d" / "e" / "out" / "f").read_text() == "y"
    with whole_folder(tmp_path / "d" / "e" / "other"):  # what is there already stays
        pass
    assert names(tmp_path / "d" / "e") == ["other", "out"]


def test_an_unfinished_file_and_folder_are_nobodys_to_read_and_the_finished_ones_as_usual(tmp_path: Path) -> None:
    with whole_file(tmp_path / "a") as file, whole_folder(tmp_path / "out") as folder:
        assert [path.stat().st_mode & 0o777 for path in (file, folder)] == [0o600, 0o700]
    (tmp_path / "plain").mkdir()
    (tmp_path / "file").touch()
    assert (tmp_path / "out").stat().st_mode == (tmp_path / "plain").stat().st_mode
    assert (tmp_path / "a").stat().st_mode == (tmp_path / "file").stat().st_mode


def test_where_a_folder_stands_is_on_the_disk_before_it_is_said_to_be_written(tmp_path: Path, monkeypatch) -> None:
    flushed: list[tuple[Path, bool]] = []
    monkeypatch.setattr(whole, "flush", lambda path: flushed.append((path, (tmp_path / "out").exists())))
    with whole_folder(tmp_path / "out"):
        assert flushed == []
    assert flushed == [(tmp_path, True)]


def test_an_empty_folder_may_be_filled_and_a_file_of_that_name_may_not_be_replaced_unasked(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with whole_folder(tmp_path / "out") as folder:
        (folder / "a").write_text("1")
    assert names(tmp_path / "out") == ["a"]
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="already holds something"), whole_folder(tmp_path / "file"):
        pass
    assert (tmp_path / "file").read_text() == "x"


def test_a_link_among_what_was_left_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    stray = tmp_path / ".emotion-audit-link"
    stray.symlink_to(tmp_path / "theirs")
    os.utime(tmp_path / "theirs", (0, 0))
    os.utime(stray, (0, 0), follow_symlinks=False)
    whole._SWEPT.clear()
    whole.sweep(tmp_path)
    assert stray.is_symlink()
    assert (tmp_path / "theirs").is_dir()


def test_a_folder_that_is_written_sweeps_what_was_left_beside_it(tmp_path: Path) -> None:
    left = tmp_path / ".emotion-audit-file"
    left.write_text("half")
    os.utime(left, (0, 0))
    whole._SWEPT.clear()
    with whole_folder(tmp_path / "out"):
        assert not left.exists()


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (PermissionError(errno.EACCES, "Permission denied", "/else/where"), "Permission denied"),
        (OSError("the driver's own words"), "the driver's own words"),
    ],
)
def test_the_reason_is_what_the_system_says_without_its_number_and_other_names(error: OSError, told: str) -> None:
    with pytest.raises(OutputError) as caught, failing_as_output(Path("a.txt")):
        raise error
    assert str(caught.value) == f"a.txt: could not be written: {told}; nothing was published"
