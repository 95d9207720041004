"""The start of a worker for a model that nobody vouches for: it gives up what it needs not, for good, then goes on.

It reads the system, Python and the model's own files, writes into one folder of its own, and has no network, no other
program, no child and no signal for others. Landlock does that with files and seccomp with the rest; neither takes any
rights. Nothing is imported before that starts a thread, for each thread gives up its own.

    python -m audit.predict.worker.confined FOLDER FILE…     what a worker is started by
    python -m audit.predict.worker.confined                  says what this machine can do
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import struct
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FILES, NETWORK = "files", "network and other processes"
"""What can be given up."""

NO_FOLDER = ""
"""In place of a folder to write into: nothing is written."""

_PEOPLES = {"home", "root", "Users", "tmp", "var", "run", "mnt", "media", "srv", "dev"}
"""Folders of the root in which people's files lie, other programs' secrets, or whole disks; what of them is needed is
named."""

_DEVICES = ("null", "zero", "full", "random", "urandom", "nvidiactl", "nvidia-uvm", *(f"nvidia{n}" for n in range(16)))

_POWERS, _READS_ALL = 0x20080522, 0b110
"""Form in which a process's powers are told; those by which rights of files are not asked for."""

_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2
_CREATE, _ADD, _RESTRICT = 444, 445, 446
"""Numbers of Landlock's three calls, the same on every processor."""

_READ, _WRITE_FILE, _TRUNCATE = 0b1101, 1 << 1, 1 << 14
_LIST = 1 << 3
"""The right to list a folder, which a file does not have."""

_ALL_OF = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1}
"""Rights on files that a version of Landlock knows, its newest at 3; what devices are told (from 5) stays free."""

_TCP_FROM, _SCOPES_FROM = 4, 6
_BOTH = 0b11
"""Listening and connecting; names of sockets and signals."""

_PROCESSORS = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}
"""How Linux calls a processor, and the place of its numbers in the tables below."""

_REFUSED: dict[str, tuple[int | None, ...]] = {
    "socket": (41, 198),
    "fork": (57, None),
    "vfork": (58, None),
    "execve": (59, 221),
    "execveat": (322, 281),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "tkill": (200, 130),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "pidfd_send_signal": (424, 424),
    "setsid": (112, 157),
    "setpgid": (109, 154),
    "io_uring_setup": (425, 425),
    "bpf": (321, 280),
    "userfaultfd": (323, 282),
    "perf_event_open": (298, 241),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "mount": (165, 40),
    "umount2": (166, 39),
    "unshare": (272, 97),
    "setns": (308, 268),
    "chroot": (161, 51),
    "pivot_root": (155, 41),
    "open_by_handle_at": (304, 265),
    "chmod": (90, None),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "chown": (92, None),
    "fchown": (93, 55),
    "lchown": (94, None),
    "fchownat": (260, 54),
    "utime": (132, None),
    "utimes": (235, None),
    "futimesat": (261, None),
    "utimensat": (280, 88),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "setxattrat": (463, 463),
    "removexattr": (197, 14),
    "lremovexattr": (198, 15),
    "fremovexattr": (199, 16),
    "removexattrat": (466, 466),
    "file_setattr": (469, 469),
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "msgget": (68, 186),
}
"""Calls of the system that a model does not need, which reach others, lead round what is given up here, change of a
file what Landlock does not watch (owner, rights, times), or take memory that counts as nobody's."""

_SEEN = {"clone": (56, 220), "clone3": (435, 435), "kill": (62, 129), "tgkill": (234, 131)}
"""Calls that are looked into: threads of this process are made, and signals sent to itself."""

_ANOTHER_TABLE = 0x40000000
"""From here on the numbers of a second table of calls of x86_64."""

_THREAD = 0x00010000
_ALLOW, _REFUSE, _UNKNOWN = 0x7FFF0000, 0x00050001, 0x00050026
"""What a filter says: go on; EPERM; ENOSYS, upon which the C library takes the older call, whose arguments are seen."""

_LOAD, _EQUAL, _AT_LEAST, _HAS, _SAY = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _PROCESSOR, _FIRST = 0, 4, 16
"""Where a filter finds a call's number, the processor's name, and the first argument."""


def confine(folder: str, own: Iterable[str]) -> tuple[str, ...]:
    """Give up what a model that only computes does not need; return what could be given up.

    Parameters
    ----------
    folder
        In which may be written; `NO_FOLDER` for none.
    own
        Files of the model, which may be read.
    """
    if sys.platform != "linux":
        return ()
    system = ctypes.CDLL(None, use_errno=True)
    if system.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return ()
    _give_up_powers(system)
    done = []
    if _give_up_files(system, folder, own):
        done.append(FILES)
    if _give_up_calls(system):
        done.append(NETWORK)
    return tuple(done)


def _give_up_files(system: ctypes.CDLL, folder: str, own: Iterable[str]) -> bool:
    version = system.syscall(_CREATE, None, 0, 1)
    if version < 1:
        return False
    rights = _ALL_OF[min(version, max(_ALL_OF))]
    asked = struct.pack("<QQQ", rights, _BOTH if version >= _TCP_FROM else 0, _BOTH if version >= _SCOPES_FROM else 0)
    size = 8 if version < _TCP_FROM else 16 if version < _SCOPES_FROM else 24
    rules = system.syscall(_CREATE, asked, size, 0)
    if rules < 0:
        return False
    for path in (*_readable(), *own):
        _allow(system, rules, path, _READ)
    for name in _DEVICES:
        _allow(system, rules, f"/dev/{name}", _READ | _WRITE_FILE)
    if folder != NO_FOLDER:
        _allow(system, rules, folder, rights)
    done = system.syscall(_RESTRICT, rules, 0) == 0
    os.close(rules)
    return bool(done)


def _readable() -> Iterator[str]:
    """Give the folders of the system, and those from which Python imports, wherever they lie."""
    with contextlib.suppress(OSError):
        yield from (f"/{name}" for name in os.listdir("/") if name not in _PEOPLES)  # noqa: PTH208 - names
    yield from (sys.prefix, sys.base_prefix, sys.exec_prefix, *filter(None, sys.path))
    yield from filter(None, os.environ.get("LD_LIBRARY_PATH", "").split(os.pathsep))
    yield str(Path(__file__).resolve().parents[3])


def _allow(system: ctypes.CDLL, rules: int, path: str, rights: int) -> None:
    """Allow something below a path; what is not there needs nothing."""
    try:
        opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    if not Path(path).is_dir():
        rights &= _READ & ~_LIST | _WRITE_FILE | (rights & _TRUNCATE)
    system.syscall(_ADD, rules, 1, struct.pack("<Qi", rights, opened), 0)
    os.close(opened)


def _give_up_powers(system: ctypes.CDLL) -> None:
    """Give up the powers of root but for reading what is another's: with them it may look into other processes."""
    own = ctypes.create_string_buffer(struct.pack("<Ii", _POWERS, 0), 8)
    held = ctypes.create_string_buffer(24)
    if system.capget(own, held) == 0:
        effective, permitted, _, *_ = struct.unpack("<6I", held.raw)
        kept = struct.pack("<6I", effective & _READS_ALL, permitted & _READS_ALL, 0, 0, 0, 0)
        system.capset(own, kept)


def _give_up_calls(system: ctypes.CDLL) -> bool:
    found = _PROCESSORS.get(os.uname().machine)
    if found is None:
        return False
    lines = b"".join(struct.pack("<HBBI", *line) for line in _filter(*found))
    held = ctypes.create_string_buffer(lines, len(lines))
    program = struct.pack("@HP", len(lines) // 8, ctypes.addressof(held))
    return bool(system.prctl(_SECCOMP, _FILTER, program, 0, 0) == 0)


def _filter(processor: int, place: int) -> Iterator[tuple[int, int, int, int]]:
    """Give the filter's lines: what it does, how many lines it goes on by where that is so and where not, a number."""
    yield _LOAD, 0, 0, _PROCESSOR
    yield _EQUAL, 1, 0, processor
    yield _SAY, 0, 0, _REFUSE
    yield _LOAD, 0, 0, _NUMBER
    yield _AT_LEAST, 0, 1, _ANOTHER_TABLE
    yield _SAY, 0, 0, _REFUSE
    for numbers in _REFUSED.values():
        number = numbers[place]
        if number is not None:
            yield _EQUAL, 0, 1, number
            yield _SAY, 0, 0, _REFUSE
    yield _EQUAL, 0, 1, _SEEN["clone3"][place]
    yield _SAY, 0, 0, _UNKNOWN
    own = os.getpid()
    for name, test, wanted in (("clone", _HAS, _THREAD), ("kill", _EQUAL, own), ("tgkill", _EQUAL, own)):
        yield _EQUAL, 0, 4, _SEEN[name][place]
        yield _LOAD, 0, 0, _FIRST
        yield test, 0, 1, wanted
        yield _SAY, 0, 0, _ALLOW
        yield _SAY, 0, 0, _REFUSE
    yield _SAY, 0, 0, _ALLOW


def main(arguments: list[str]) -> None:
    """Confine this process and be a worker; without arguments, say what this machine can do."""
    if not arguments:
        print(", ".join(confine(NO_FOLDER, ())) or "nothing")  # noqa: T201 - what it was asked
        return
    confine(arguments[0], arguments[1:])
    from audit.predict.worker import inside  # noqa: PLC0415 - starts threads

    inside.main()


if __name__ == "__main__":
    main(sys.argv[1:])
