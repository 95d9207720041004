"""Answers of a service kept as they come, a line each: a run that was killed asks nothing twice."""

from __future__ import annotations

import hashlib
import json
import threading
from typing import TYPE_CHECKING, Any

from audit.domain.cohort.predictions import Outcome
from audit.errors import InputError, UsageError
from audit.predict.answers import PictureAnswer, nothing_said

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class Journal:
    """What was answered about which picture, in a file.

    Parameters
    ----------
    path
        The file; made when it is not there.
    whose
        Service, labels and kind of output: its first line, and that of a journal that is gone on with.

    Raises
    ------
    UsageError
        When the file is the journal of something else.
    InputError
        When it cannot be read or written.
    """

    def __init__(self, path: Path, whose: Mapping[str, Any]) -> None:
        self._lock = threading.Lock()
        self._known: dict[str, PictureAnswer] = {}
        try:
            lines = path.read_text(encoding="utf-8").split("\n") if path.exists() else []
            if any(lines):
                self._read(path, lines, whose)
            self._path = path
            if not any(lines):
                self._write(json.dumps(whose, ensure_ascii=False))
            elif lines[-1]:
                self._write("")  # a line that a killed run left unfinished ends here
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"{path}: the journal could not be opened ({error}); name another file") from error

    def answer(self, picture: bytes) -> PictureAnswer | None:
        """Return what was answered about a picture, or None where nobody asked yet."""
        return self._known.get(_name(picture))

    def keep(self, picture: bytes, said: PictureAnswer) -> None:
        """Add an answer."""
        entry: dict[str, Any] = {"picture": _name(picture)}
        if said.outcome is Outcome.SCORED:
            entry["numbers"] = list(said.numbers)
        else:
            entry["nothing"] = said.reason
        self._write(json.dumps(entry, ensure_ascii=False))

    def _write(self, line: str) -> None:
        with self._lock, self._path.open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")

    def _read(self, path: Path, lines: list[str], whose: Mapping[str, Any]) -> None:
        if _parsed(lines[0]) != dict(whose):
            raise UsageError(
                f"{path}: is no journal of {whose['service']} with these labels and this output; name another file "
                "(--journal), or remove this one"
            )
        for line in lines[1:]:
            entry = _parsed(line)
            if isinstance(entry.get("numbers"), list):
                self._known[entry["picture"]] = PictureAnswer(numbers=tuple(entry["numbers"]))
            elif "nothing" in entry:
                self._known[entry["picture"]] = nothing_said(str(entry["nothing"]))


def _parsed(line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError:
        return {}  # a line that a killed run left unfinished
    return found if isinstance(found, dict) else {}


def _name(picture: bytes) -> str:
    return hashlib.sha256(picture).hexdigest()
