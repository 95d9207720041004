"""A folder of results is the old one or the new one at every moment, and one process writes it at a time."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import textwrap
from contextlib import contextmanager
from pathlib import Path

import pytest

from audit.errors import OutputError
from audit.files import claimed, publication, write_whole
from audit.files import exchange as exchange_module
from audit.files.lock import made_and_held
from audit.files.publication import _link

NAMES = ("audit.json", "index.html", "summary.md")


def fill(folder: Path, text: str) -> None:
    for name in NAMES:
        write_whole(folder / name, text)


def content(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture(params=[True, False], ids=["one step", "two steps"])
def steps(request, monkeypatch) -> None:
    """Both ways to exchange folders: the system's, and the one for systems without."""
    if not request.param:
        monkeypatch.setattr(exchange_module, "_system_call", lambda: None)


@pytest.mark.usefixtures("steps")
def test_a_new_folder_appears_with_everything(tmp_path) -> None:
    with publication(tmp_path / "a" / "out") as staging:
        fill(staging, "new")
        assert names(tmp_path / "a" / "out") == []
    assert content(tmp_path / "a" / "out") == dict.fromkeys(NAMES, "new")
    assert names(tmp_path / "a") == ["out"]


@pytest.mark.usefixtures("steps")
def test_what_is_not_written_again_stays_and_old_files_are_not_written_into(tmp_path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "notes.txt").write_text("mine")
    (out / "audit.json").write_text("old")
    with publication(out) as staging:
        assert content(staging) == {"notes.txt": "mine", "audit.json": "old"}
        fill(staging, "new")
        assert content(out) == {"notes.txt": "mine", "audit.json": "old"}
    assert content(out) == {"notes.txt": "mine", **dict.fromkeys(NAMES, "new")}
    assert names(tmp_path) == ["out"]


def test_where_the_file_system_has_no_links_what_stays_is_copied(tmp_path, monkeypatch) -> None:
    def link(*_: object, **__: object) -> None:
        raise PermissionError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", link)
    fill(tmp_path / "out", "old")
    with publication(tmp_path / "out") as staging:
        assert content(staging) == dict.fromkeys(NAMES, "old")
    assert content(tmp_path / "out") == dict.fromkeys(NAMES, "old")


@pytest.mark.parametrize("links", [True, False])
def test_a_link_that_takes_the_place_of_a_file_is_not_followed(tmp_path, monkeypatch, links: bool) -> None:
    """Else whoever may write there could have a file published that is not theirs to read."""

    def link(*_: object, **__: object) -> None:
        raise PermissionError(errno.EPERM, "no links here")

    (tmp_path / "secret").write_text("secret")
    (tmp_path / "file").symlink_to(tmp_path / "secret")
    if not links:
        monkeypatch.setattr(os, "link", link)
    _link(str(tmp_path / "file"), str(tmp_path / "copy"))
    assert (tmp_path / "copy").readlink() == tmp_path / "secret"


@pytest.mark.usefixtures("steps")
def test_a_failure_leaves_the_old_content_and_no_stray(tmp_path) -> None:
    out = tmp_path / "out"
    with publication(out) as staging:
        fill(staging, "old")

    def fail() -> None:
        with publication(out) as staging:
            fill(staging, "new")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert content(out) == dict.fromkeys(NAMES, "old")
    assert names(tmp_path) == ["out"]


def test_a_failure_where_nothing_was_leaves_nothing(tmp_path) -> None:
    with pytest.raises(OSError, match="no such model"), publication(tmp_path / "out"):
        raise OSError(errno.ENOENT, "no such model")  # not taken for a fault of writing
    assert names(tmp_path) == []


def test_a_failure_where_an_empty_folder_was_leaves_it(tmp_path) -> None:
    (tmp_path / "out").mkdir()
    for tried in (publication, claimed):
        with pytest.raises(OSError, match="no such model"), tried(tmp_path / "out"):
            raise OSError(errno.ENOENT, "no such model")
        assert names(tmp_path) == ["out"]


def test_a_place_that_cannot_be_written_is_found_out_before_anything_runs(tmp_path) -> None:
    (tmp_path / "file").write_text("x")
    ran = []
    with pytest.raises(OutputError, match="could not be written"), publication(tmp_path / "file" / "out"):
        ran.append(True)
    assert ran == []


def test_the_second_run_is_told_by_whom(tmp_path) -> None:
    program = """
        import sys
        from pathlib import Path
        from audit.errors import OutputError
        from audit.files import publication
        try:
            with publication(Path(sys.argv[1])):
                pass
        except OutputError as error:
            print(error)
    """
    with publication(tmp_path / "out") as staging:
        write_whole(staging / "a", "first")
        command = [sys.executable, "-c", textwrap.dedent(program), str(tmp_path / "out")]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "another run is writing there" in done.stdout
    if Path("/proc/locks").exists():
        assert f"(process {os.getpid()})" in done.stdout
    assert content(tmp_path / "out") == {"a": "first"}


KILLED = """
    import os, signal, sys
    from pathlib import Path
    from audit.files import exchange, publication, write_whole
    from audit.files import exchange as module, whole
    two_steps, moment = sys.argv[2] == "two", int(sys.argv[3])
    if two_steps:
        module._system_call = lambda: None
    calls = 0
    def counted(event, arguments):
        global calls
        if event in ("os.rename", "os.mkdir", "os.link", "os.chmod", "shutil.rmtree", "ctypes.call_function"):
            calls += 1
            if calls == moment:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(counted)
    with publication(Path(sys.argv[1])) as staging:
        for name in ("audit.json", "index.html", "summary.md"):
            write_whole(staging / name, "new")
    print("done", calls)
"""


@pytest.mark.parametrize("way", ["one", "two"])
def test_killed_at_any_step_the_folder_is_whole_and_the_next_run_works(tmp_path, way) -> None:
    """kill -9 before each operation that changes names, until one run gets through: old or new, never a mixture."""
    for moment in range(1, 60):
        here = tmp_path / str(moment)
        out = here / "out"
        with publication(out) as staging:
            fill(staging, "old")
        command = [sys.executable, "-c", textwrap.dedent(KILLED), str(out), way, str(moment)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL, done.stderr
        if way == "one":
            assert set(content(out).values()) in ({"old"}, {"new"})
        with publication(out) as staging:  # the next run: nothing lost, nothing left over
            assert set(content(staging).values()) in ({"old"}, {"new"})
            fill(staging, "newer")
        assert content(out) == dict.fromkeys(NAMES, "newer")
        assert names(here) == ["out"]
    assert moment > 8
    assert content(out) == dict.fromkeys(NAMES, "new")


def test_a_place_that_is_claimed_is_published_to_by_the_same_process_alone(tmp_path) -> None:
    out = tmp_path / "out"
    program = """import sys
from pathlib import Path
from audit.files import publication
with publication(Path(sys.argv[1])): pass"""
    with claimed(out):
        done = subprocess.run([sys.executable, "-c", program, str(out)], capture_output=True, text=True, check=False)
        assert "another run is writing there" in done.stderr
        with publication(out) as staging:
            fill(staging, "new")
    assert content(out) == dict.fromkeys(NAMES, "new")
    assert subprocess.run([sys.executable, "-c", program, str(out)], check=False).returncode == 0
    assert names(tmp_path) == ["out"]


def test_a_claim_that_comes_to_nothing_leaves_nothing(tmp_path) -> None:
    with claimed(tmp_path / "out"):
        assert names(tmp_path) == ["out"]
    assert names(tmp_path) == []


def test_a_place_that_cannot_be_written_cannot_be_claimed(tmp_path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="could not be written"), claimed(tmp_path / "file" / "out"):
        pytest.fail("it was claimed")


@pytest.mark.usefixtures("steps")
@pytest.mark.parametrize("holds", [True, False])
def test_a_place_that_is_a_link_stays_one_and_what_it_leads_to_is_replaced(tmp_path, holds) -> None:
    (tmp_path / "far").mkdir()
    if holds:
        fill(tmp_path / "far" / "real", "old")
    (tmp_path / "out").symlink_to(tmp_path / "far" / "real")
    with claimed(tmp_path / "out"), publication(tmp_path / "out") as staging:
        fill(staging, "new")
    assert (tmp_path / "out").is_symlink()
    assert content(tmp_path / "far" / "real") == dict.fromkeys(NAMES, "new")
    assert (names(tmp_path), names(tmp_path / "far")) == (["far", "out"], ["real"])


def test_a_link_in_a_circle_is_said(tmp_path) -> None:
    (tmp_path / "out").symlink_to("out")
    with pytest.raises(OutputError, match="could not be written"), publication(tmp_path / "out"):
        raise AssertionError


def test_a_link_in_the_place_stays_a_link(tmp_path) -> None:
    out = tmp_path / "out"
    fill(out, "old")
    (tmp_path / "far").mkdir()
    (out / "link").symlink_to(tmp_path / "far")
    (out / "gone").symlink_to(tmp_path / "nowhere")
    with publication(out) as staging:
        assert [(staging / name).is_symlink() for name in ("link", "gone")] == [True, True]
    assert [(out / name).is_symlink() for name in ("link", "gone")] == [True, True]


def test_what_a_killed_run_left_beside_the_place_is_removed_and_nothing_else(tmp_path) -> None:
    left, file, link = (tmp_path / f".emotion-audit-staging-{name}" for name in ("left", "file", "link"))
    (left / "in it").mkdir(parents=True)
    file.write_text("x")
    (tmp_path / "theirs").mkdir()
    link.symlink_to(tmp_path / "theirs")
    held = made_and_held(tmp_path / ".emotion-audit-staging-held")
    with publication(tmp_path / "out") as staging:
        assert not left.exists()
        fill(staging, "new")
    assert held is not None
    os.close(held)
    kept = [f".emotion-audit-staging-{name}" for name in ("file", "held", "link")]
    assert names(tmp_path) == [*kept, "out", "theirs"]


def test_a_new_folder_is_as_readable_as_any_other_and_nobody_reads_it_before(tmp_path) -> None:
    (tmp_path / "plain").mkdir()
    with publication(tmp_path / "out") as staging:
        fill(staging, "new")
    assert (tmp_path / "out").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_publication_is_on_the_disk_before_and_after_it_takes_its_place(tmp_path, monkeypatch) -> None:
    flushed: list[tuple[str, bool]] = []
    out = tmp_path / "out"
    here = sys.modules["audit.files.publication"]
    monkeypatch.setattr(here, "flush", lambda path: flushed.append((path.name[:14], (out / "a").exists())))
    with publication(out) as staging:
        (staging / "a").write_text("x")
    assert flushed == [(".emotion-audit", False), (tmp_path.name[:14], True)]


def test_what_somebody_else_removes_meanwhile_is_no_fault(tmp_path, monkeypatch) -> None:
    stray = tmp_path / ".emotion-audit-staging-left"
    stray.mkdir()

    @contextmanager
    def removed_meanwhile(path: Path):
        path.rmdir()
        yield True

    monkeypatch.setattr(sys.modules["audit.files.publication"], "if_left", removed_meanwhile)
    with publication(tmp_path / "out") as staging:
        fill(staging, "new")
    assert names(tmp_path) == ["out"]


def test_files_that_stay_are_linked_and_not_copied(tmp_path) -> None:
    fill(tmp_path / "out", "old")
    with publication(tmp_path / "out") as staging:
        assert all((staging / name).samefile(tmp_path / "out" / name) for name in NAMES)


@pytest.mark.parametrize("enter", [claimed, publication])
def test_who_is_asked_to_end_while_it_takes_a_folder_leaves_none(tmp_path, monkeypatch, enter) -> None:
    monkeypatch.setattr(
        sys.modules["audit.files.publication"], "locked", lambda _: (_ for _ in ()).throw(KeyboardInterrupt)
    )
    with pytest.raises(KeyboardInterrupt), enter(tmp_path / "out"):
        pass
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "out").mkdir()
    with pytest.raises(KeyboardInterrupt), enter(tmp_path / "out"):
        pass
    assert (tmp_path / "out").is_dir()
