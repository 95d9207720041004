"""A disk that is full at every place of writing, and two runs into one folder: `make soak-ends` writes FULL_DISK.md.

    PYTHONPATH=tests .venv/bin/python tests/soak/full_disk.py [--few | --only COMMAND | --minutes N]

Where the system lets us (Linux, root) the results, the kept answers or the temporary files of a command lie on a tmpfs
that is filled up but for so many bytes, from none to more than the command needs; elsewhere no file may grow beyond so
many bytes (RLIMIT_FSIZE). A command must either end as it does with room enough and leave the same bytes, or end with
status 2 and one sentence, and leave the older result as it was and nothing unfinished. Where only kept answers or
temporary files have no room, it must end as ever. A series may have its look where the report of it had no room: the
same command, run again, must write the report and add no second look.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from soak.ended import FINISHED, Ended, content, load, own_folder, run, strays
from soak.kills import RUN, finished, is_whole_model, make_world
from soak.trials import KeptTrials

RESULTS = Path(__file__).with_name("FULL_DISK.md")
PAGE = 4096
SENTENCES = ("the disk is full", "File too large", "No space left on device")
COULD_NOT_RUN = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A command with something of it on the full disk.

    Attributes
    ----------
    name, command
        Of it; `{disk}` stands for the full disk.
    place
        What it makes, below the disk; "" where that lies elsewhere.
    where
        What lies on the disk: results, kept answers or temporary files.
    elsewhere
        What it makes, in the folder it runs in, where the disk holds something else.
    steps
        How many amounts of room are tried.
    most
        Room it takes at most, as a multiple of what it leaves.
    whole
        Says of a place whether it holds a whole result, where that has other bytes each time.
    first
        Whether it is made before something else, for which there may then be no room.
    """

    name: str
    command: tuple[str, ...]
    place: str = ""
    where: str = "results"
    elsewhere: str = ""
    steps: int = 12
    most: int = 1
    whole: Callable[[Path], bool] | None = None
    first: bool = False


def is_whole_series(folder: Path) -> bool:
    """Return whether a folder holds a series of one look."""
    from audit.api import monitor
    from audit.errors import AuditError

    try:
        return len(monitor(folder).looks) == 1
    except AuditError:
        return False


CASES = (
    Case(name="run", command=(*RUN, "--features", "age_group", "--journal", "off", "--out", "{disk}/out"), place="out"),
    Case(name="predict", command=("predict", *RUN[1:], "--journal", "off", "--out", "{disk}/a.csv"), place="a.csv"),
    Case(name="import", command=("import", "folders", "tree", "{disk}/new"), place="new"),
    Case(name="report", command=("report", "whole/audit.json", "--out", "{disk}/page"), place="page"),
    Case(name="share", command=("share", "whole", "--out", "{disk}/shared"), place="shared"),
    Case(
        name="judge",
        command=("judge", "whole/audit.json", "--policy", "p.toml", "--junit", "{disk}/j.xml"),
        place="j.xml",
    ),
    Case(
        name="run of a series",
        command=(
            *RUN,
            "--policy",
            "series.toml",
            "--series",
            "{disk}/series",
            "--out",
            "{disk}/out",
            "--journal",
            "off",
        ),
        place="series",
        whole=is_whole_series,
        first=True,
    ),
    Case(
        name="train",
        command=("train", "{disk}/tiny", "--data", "faces"),
        place="tiny",
        steps=8,
        most=6,
        whole=is_whole_model,
    ),
    Case(
        name="monitor",
        command=("monitor", "series", "--out", "{disk}/page"),
        place="page",
        steps=4,
    ),
    Case(
        name="run",
        command=(*RUN, "--features", "age_group", "--out", "out"),
        where="kept answers",
        elsewhere="out",
    ),
    Case(
        name="predict",
        command=("predict", *RUN[1:], "--out", "a.csv"),
        where="kept answers",
        elsewhere="a.csv",
    ),
    Case(
        name="run",
        command=(*RUN, "--features", "age_group", "--journal", "off", "--out", "out"),
        where="temporary files",
        elsewhere="out",
        steps=3,
    ),
)
FEW = (CASES[1], next(case for case in CASES if case.name == "predict" and case.where == "kept answers"))
POLICY = '[[criteria]]\nmetric = "accuracy"\nfeature = "age_group"\nlimit = 0.3\n'


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where a case is tried: what each trial begins with, a folder for it, and the place of its disk."""

    world: Path
    folder: Path

    @property
    def disk(self) -> Path:
        return self.folder / "disk"


@dataclass(kw_only=True)
class Count:
    """What came of one case."""

    trials: int = 0
    done: int = 0
    refused: int = 0
    faults: list[str] = field(default_factory=list)


def main() -> None:
    """Try, print, write, and exit with status 1 where something was not as it should."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--few", action="store_true", help="a handful of trials, and nothing is written")
    parser.add_argument("--only", help="cases of this command alone, and nothing is written")
    parser.add_argument("--minutes", type=float, default=600, help="begin no case after so many; the next run goes on")
    asked = parser.parse_args()
    few, last = asked.few or asked.only is not None, time.monotonic() + 60 * asked.minutes
    kept = KeptTrials(None if few else "full-disk")
    os.environ |= {"SOURCE_DATE_EPOCH": "1795910400", "NO_COLOR": "1", "COLUMNS": "120"}
    rows: list[tuple[str, str, Count]] = []
    with own_folder() as folder:
        spot = Spot(world=_world(folder / "world"), folder=folder)
        chosen = [case for case in CASES if (case.name == asked.only if asked.only else case in FEW or not few)]
        tries: list[tuple[str, str, Callable[[], Count]]] = [
            (case.name, case.where, partial(_tried, case, spot, few=few)) for case in chosen
        ]
        if asked.only is None:
            tries.append(("two of `run` at once", "results", partial(_at_once, spot, 2 if few else 6)))
        for called, where, attempt in tries:
            key = f"{called}, {where}"
            if key not in kept.found and time.monotonic() < last:
                kept.add(key, vars(attempt()))
                sys.stderr.write(f"{len(kept.found)} of {len(tries)}: {key}\n")
            if key in kept.found:
                count = {name: value for name, value in kept.found[key].items() if name != "trial"}
                rows.append((called, where, Count(**count)))
    text = "\n".join(_page(rows, len(tries))) + "\n"
    sys.stdout.write(text)
    if not few:
        RESULTS.write_text(text, encoding="utf-8")
    faults = [fault for _, _, count in rows for fault in count.faults]
    if faults:
        raise SystemExit("\n".join(faults))


def _world(world: Path) -> Path:
    """Return a folder with what every trial begins with: a cohort, policies, a report, a series that was begun."""
    make_world(world, 40)
    (world / "p.toml").write_text(POLICY, encoding="utf-8")
    (world / "series.toml").write_text(POLICY + "[monitoring]\nlooks = 4\n", encoding="utf-8")
    load()
    report = [*RUN, "--features", "age_group", "--journal", "off", "--out", "whole"]
    look = [*RUN, "--policy", "series.toml", "--series", "series", "--out", "looked", "--journal", "off"]
    for command in (report, look):
        done = run(world, command)
        if done.status not in FINISHED:
            raise SystemExit(done.said)
    return world


@contextmanager
def _disk(folder: Path, size: int) -> Iterator[bool]:
    """Give whether a disk of that size stands at the folder; False where the system does not let us make one."""
    folder.mkdir()
    mounted = platform.system() == "Linux" and os.geteuid() == 0
    if mounted:
        command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
        mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", str(folder)], check=True)
        shutil.rmtree(folder)


def _tried(case: Case, spot: Spot, *, few: bool) -> Count:
    count = Count()
    with _disk(spot.disk, 1 << 28):
        if case.whole is not None:
            _lay_older(case, spot)
        done, reference = _with_room(case, spot)
        needed = case.most * _used(spot.disk) + PAGE
    if done.status not in FINISHED:
        raise SystemExit(f"{case.name} ends with {done.status}: {done.said}")
    steps = 4 if few else case.steps
    rooms = sorted({0, PAGE, 2 * PAGE, *(needed * step // steps // PAGE * PAGE for step in range(steps + 2))})
    for room in rooms:
        count.trials += 1
        with _disk(spot.disk, _OLD + room + _ROOM_OF_FOLDERS) as is_disk:
            older = _lay_older(case, spot)
            if is_disk:
                _fill(spot.disk, room)
            ended, found = _with_room(case, spot, None if is_disk else _no_larger(room))
            if case.whole is not None:
                found = finished(found)
                reference = found if ended.status in FINISHED and case.whole(spot.disk / case.place) else {}
            if case.first and case.whole is not None and case.whole(spot.disk / case.place):
                older = found
            faults = [*_said_so(case, ended), *_left(case, ended, found, (reference, older))]
            if case.first:
                faults += _again(case, spot)
            faults += [f"something unfinished was left: {left}" for left in strays(spot.disk)]
        count.done += ended.status == done.status
        count.refused += ended.status == COULD_NOT_RUN
        count.faults += [f"{case.name}, {case.where}, {room:,} bytes left: {fault}" for fault in faults]
    return count


def _again(case: Case, spot: Spot) -> Iterator[str]:
    """Yield what is wrong with the next run, which has room."""
    ended, found = _with_room(case, spot)
    if ended.status not in FINISHED or case.whole is None or not case.whole(spot.disk / case.place):
        yield f"the next run ends with {ended.status} and leaves {sorted(found)}: {ended.said[-300:]}"


_OLD, _ROOM_OF_FOLDERS = 8 << 20, 1 << 20


_VARIABLES = {"temporary files": "TMPDIR", "kept answers": "EMOTION_AUDIT_CACHE"}


def _with_room(case: Case, spot: Spot, before: Callable[[], None] | None = None) -> tuple[Ended, dict[str, str]]:
    """Run a case with the room there is; give how it ended, and what it made."""
    here = spot.folder / "here"
    shutil.rmtree(here, ignore_errors=True)
    shutil.copytree(spot.world, here)
    variable = _VARIABLES.get(case.where)
    if variable is not None:
        os.environ[variable] = str(spot.disk)
    try:
        command = [part.replace("{disk}", str(spot.disk)) for part in case.command]
        ended = run(here, command, before=before)
    finally:
        if variable is not None:
            del os.environ[variable]
        (spot.disk / "filled").unlink(missing_ok=True)
    return ended, content(spot.disk / case.place if case.place else here / case.elsewhere)


def _lay_older(case: Case, spot: Spot) -> dict[str, str]:
    """Lay an older result into the place, and return it; nothing where none may lie there."""
    made = spot.disk / case.place
    if case.place == "out":
        shutil.copytree(spot.world / "whole", made)
        (made / "summary.md").write_text("older\n", encoding="utf-8")
    elif case.place == "tiny":
        shutil.copytree(spot.world / "tiny", made)
    elif case.place in ("a.csv", "j.xml"):
        made.write_text("older\n", encoding="utf-8")
    return content(made) if case.place else {}


def _fill(place: Path, left: int) -> None:
    """Fill a disk up but for so many bytes."""
    status = os.statvfs(place)
    with (place / "filled").open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(status.f_bavail * status.f_frsize - left, 1))


def _used(place: Path) -> int:
    return sum(-(-each.stat().st_size // PAGE) * PAGE + PAGE for each in place.rglob("*"))


def _no_larger(room: int) -> Callable[[], None]:
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))


def _said_so(case: Case, ended: Ended) -> Iterator[str]:
    """Yield what is wrong with the end of a case."""
    if ended.status in FINISHED:
        return
    if ended.status != COULD_NOT_RUN:
        yield f"ended with {ended.status}: {ended.said[-300:]}"
    if not case.place:
        yield f"what is no result of it ended it: {ended.said[-300:]}"
    if "Traceback" in ended.said or not any(words in ended.said for words in SENTENCES):
        yield f"does not say why in a sentence: {ended.said[-300:]}"


def _left(
    case: Case, ended: Ended, found: dict[str, str], allowed: tuple[dict[str, str], dict[str, str]]
) -> Iterator[str]:
    """Yield what is wrong with what a case left: the new result where it ended well, else the older one."""
    reference, older = allowed
    if ended.status in FINISHED and found != reference:
        yield f"ended with {ended.status} and left other bytes: {sorted(found)}"
    if ended.status not in FINISHED and case.place and found != older:
        yield f"the older result is not as it was: {sorted(found)}"


def _at_once(spot: Spot, times: int) -> Count:
    """Start two runs into one folder, several times: one is told of the other, or comes behind it."""
    count = Count()
    for _ in range(times):
        here = spot.folder / "here"
        shutil.rmtree(here, ignore_errors=True)
        shutil.copytree(spot.world, here)
        command = [*RUN, "--features", "age_group", "--journal", "kept", "--out", "out"]
        reader, writer = os.pipe()
        if os.fork() == 0:
            other = here.with_name("other")
            other.symlink_to(here)
            ended = run(other, command)
            other.unlink()
            os.write(writer, f"{ended.status} {ended.said}".encode()[:4000])
            os._exit(0)
        first = run(here, command)
        os.wait()
        second, _, words = os.read(reader, 8000).decode().partition(" ")
        count.trials += 1
        told = [said for status, said in ((first.status, first.said), (int(second), words)) if status == COULD_NOT_RUN]
        count.refused += len(told)
        count.done += 2 - len(told)
        if len(told) > 1 or not all("another run is writing there" in said for said in told):
            count.faults.append(f"two at once: {told}")
        if len(content(here / "out")) != len(content(spot.world / "whole")) or strays(here):
            count.faults.append(f"two at once left {sorted(content(here / 'out'))} {strays(here)}")
    return count


def _page(rows: list[tuple[str, str, Count]], planned: int) -> Iterator[str]:
    yield f"# Full disks\n\n{(__doc__ or '').split(chr(10) * 2, 2)[2]}"
    yield "| command | on the full disk | amounts of room tried | ended as ever | refused with a sentence | faults |"
    yield "|---|---|---|---|---|---|"
    for name, where, each in rows:
        yield f"| {name} | {where} | {each.trials} | {each.done} | {each.refused} | {len(each.faults)} |"
    yield f"\n{len(rows)} of {planned} planned cases."
    yield f"\nWritten by `full_disk.py` with Python {platform.python_version()} on {platform.system()}."


if __name__ == "__main__":
    main()
