"""What a person trusts on this machine: hashes in a file of their own, which nothing that is audited can write.

The file is `emotion-audit/trusted` in the folder of the person's settings: `$XDG_CONFIG_HOME`, else `%APPDATA%` on
Windows, else `~/.config`. Each line is a SHA-256 and what it was when it was trusted; to take trust back, delete the
line.
"""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from audit.errors import InputError
from audit.files import write_whole

_LINE = re.compile(r"([0-9a-f]{64})(\s.*)?", re.ASCII)
_MOST_BYTES = 1 << 20


def trust_file() -> Path:
    """Return where the hashes are kept."""
    named = os.environ.get("XDG_CONFIG_HOME") or (os.environ.get("APPDATA") if os.name == "nt" else "")
    return (Path(named) if named else Path.home() / ".config") / "emotion-audit" / "trusted"


def trusted_hashes() -> frozenset[str]:
    """Return the SHA-256 of everything the person trusts; none where they never trusted anything.

    Raises
    ------
    InputError
        When the file cannot be read, or a line of it is none that `trust` wrote.
    """
    return frozenset(line.partition(" ")[0] for line in _lines(trust_file()))


def trust(sha256: str, what: str) -> Path:
    """Add a hash to what the person trusts, and return the file it stands in.

    Parameters
    ----------
    sha256
        64 hexadecimal digits.
    what
        What has this hash, for whoever reads the file; one line.
    """
    path = trust_file()
    kept = [line for line in _lines(path) if not line.startswith(sha256)]
    path.parent.mkdir(0o700, parents=True, exist_ok=True)
    write_whole(path, "".join(f"{line}\n" for line in [*kept, f"{sha256} {' '.join(what.split())}"]))
    path.chmod(0o600)
    return path


def _lines(path: Path) -> list[str]:
    if not path.exists():
        return []
    try:
        if not path.is_file() or path.stat().st_size > _MOST_BYTES:
            raise InputError(f"{path}: is no list of trusted hashes; move it away")
        _check_own(path)
        lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"{path}: the list of what you trust could not be read ({error}); mend or remove it"
        ) from error
    for number, line in enumerate(lines, start=1):
        if line and not _LINE.fullmatch(line):
            raise InputError(f"{path}:{number}: a line is a SHA-256 and what it is of, found '{line[:80]}'; remove it")
    return [line for line in lines if line]


def _check_own(path: Path) -> None:
    """Raise InputError where somebody else may have written into the list: they would vouch in this person's name."""
    if not hasattr(os, "geteuid"):
        return  # Windows keeps a person's folders by other means
    for place in (path, path.parent):
        found = place.stat()
        if found.st_uid not in (os.geteuid(), 0):
            raise InputError(f"{place}: belongs to somebody else, who could trust in your name; move it away")
        if found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            raise InputError(
                f"{place}: others may write into it, and so trust in your name; look at what is in it, then: "
                f"chmod go-w {place}"
            )
