"""The cohorts that can be audited on the page, and the check of a table somebody brings."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit.errors import AuditError, FaultyFile
from audit.load import list_cohorts, load_cohort

if TYPE_CHECKING:
    from audit.domain.cohort.cohort import Cohort

LARGEST_TABLE = 20 * 1024 * 1024
"""Bytes of a table that is checked."""

FAULTS_SHOWN = 200
_NAME = "upload.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCohort:
    """A cohort on this machine: what it is called here, its title, its folder."""

    name: str
    title: str
    path: Path


def known_cohorts(given: Path | None) -> tuple[KnownCohort, ...]:
    """Return the cohorts that can be audited: contributions first, then those of `cohorts/` here, then bundled ones.

    One with a broken datasheet is left to `check`, which says what is wrong with it.
    """
    found: dict[Path, KnownCohort] = {}
    if given is not None and (given / "manifest.csv").exists():
        found[given.resolve()] = KnownCohort(name=given.name, title="Contributed faces", path=given)
    for root in (Path("cohorts"), None):
        try:
            entries = list_cohorts(root)
        except AuditError:
            continue
        for entry in entries:
            known = KnownCohort(name=entry.id, title=entry.title, path=entry.path)
            found.setdefault(entry.path.resolve(), known)
    return tuple(found.values())


def checked_table(data: bytes) -> dict[str, Any]:
    """Return what `check` finds in the bytes of a table: its faults with line and column, or what it holds.

    The table lies in a folder of its own meanwhile, with nothing beside it that it could name.
    """
    with tempfile.TemporaryDirectory(prefix="emotion-audit-") as folder:
        path = Path(folder) / _NAME
        path.write_bytes(data)
        try:
            cohort = load_cohort(path)
        except FaultyFile as error:
            return _faulty(error)
        except AuditError as error:
            return {"sound": False, "sentence": str(error).replace(f"{folder}/", ""), "faults": []}
        return _sound(cohort)


def _faulty(error: FaultyFile) -> dict[str, Any]:
    faults = [
        {"line": fault.line, "column": fault.column, "message": fault.message} for fault in error.faults[:FAULTS_SHOWN]
    ]
    more = len(error.faults) - len(faults)
    sentence = f"{len(error.faults)} {'fault' if len(error.faults) == 1 else 'faults'} found"
    return {"sound": False, "sentence": f"{sentence}{f', {FAULTS_SHOWN} shown' if more else ''}.", "faults": faults}


def _sound(cohort: Cohort) -> dict[str, Any]:
    return {
        "sound": True,
        "sentence": f"Sound: {len(cohort):,} {'row' if len(cohort) == 1 else 'rows'}, nothing to mend.",
        "faults": [],
        "reading": list(cohort.reading.sentences),
        "labels": {emotion: int((cohort.y_true == code).sum()) for code, emotion in enumerate(cohort.labels.emotions)},
        "features": {
            feature.name: {
                group: int((cohort.codes[:, axis] == code).sum()) for code, group in enumerate(feature.groups)
            }
            for axis, feature in enumerate(cohort.features)
        },
    }
