"""Where the weights of a finder lie, and that they are the ones that were measured."""

from __future__ import annotations

import hashlib
import os
import sys
from importlib.util import find_spec
from pathlib import Path

from audit.errors import InputError

DATA = "EMOTION_AUDIT_DATA"
"""Names another folder for what is fetched."""


def data_folder() -> Path:
    """Return where a person's fetched weights lie; need not exist."""
    named = os.environ.get(DATA)
    if named:
        return Path(named)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "emotion-audit"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "emotion-audit"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "emotion-audit"


def package_folder(package: str) -> Path | None:
    """Return where an installed package lies, without running any of its code; None where it is not installed."""
    spec = find_spec(package)
    places = [] if spec is None else list(spec.submodule_search_locations or [])
    return Path(places[0]) if places else None


def verified(path: Path, allowed: tuple[str, ...], mend: str) -> bytes:
    """Return the bytes of a weights file.

    Parameters
    ----------
    path
        The file.
    allowed
        SHA-256 of each version that was measured.
    mend
        What to do where it is another one, as the end of a sentence.

    Raises
    ------
    InputError
        Where it cannot be read, or is none of these versions.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: the face finder's weights cannot be read ({error.strerror}); {mend}") from error
    found = hashlib.sha256(data).hexdigest()
    if found not in allowed:
        raise InputError(
            f"{path}: not the face finder's weights that were measured: found {len(data):,} bytes with SHA-256 "
            f"{found}, expected {' or '.join(allowed)}; {mend}"
        )
    return data
