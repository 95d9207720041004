"""What is judged by on the page: one limit for every feature, a policy file of this machine, or one somebody brings."""

from __future__ import annotations

import math
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from audit.domain.decision.policy import Policy
from audit.errors import AuditError, FaultyFile, UsageError, one_of
from audit.load import load_policy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from audit.errors import Fault

ONE_LIMIT, BROUGHT = "one-limit", "brought"
"""Words of the form for what is no file of this machine: one limit, and a file that is sent along."""

POLICIES = "policies"
"""Folder of policy files where the app was started."""

LARGEST_POLICY = 256 * 1024
"""Bytes of a policy file."""

_CRITERIA = "[[criteria]]"


@dataclass(frozen=True, slots=True, kw_only=True)
class OneLimit:
    """The same limit for every feature: the largest difference between groups."""

    max_difference: float

    @property
    def words(self) -> tuple[str, str]:
        """The same as options of `emotion-audit run`."""
        return "--max-difference", f"{self.max_difference:g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyFile:
    """The policy of a file, and how a command line names the file."""

    policy: Policy
    file: str

    @property
    def words(self) -> tuple[str, str]:
        """The same as options of `emotion-audit run`."""
        return "--policy", self.file


Rules = OneLimit | PolicyFile


def known_policies(here: Path | None = None) -> tuple[str, ...]:
    """Return the policy files that can be chosen: TOML with criteria, where the app was started and in `policies/`.

    One that is faulty is among them; whoever chooses it is told its faults.
    """
    root = here or Path()
    found = (*root.glob("*.toml"), *(root / POLICIES).glob("*.toml"))
    return tuple(path.relative_to(root).as_posix() for path in sorted(found) if _has_criteria(path))


def _has_criteria(path: Path) -> bool:
    try:
        return (
            path.is_file()
            and path.stat().st_size <= LARGEST_POLICY
            and _CRITERIA in path.read_text(encoding="utf-8", errors="replace")
        )
    except OSError:
        return False


def rules_of(fields: Mapping[str, str], known: tuple[str, ...]) -> Rules:
    """Return what the fields of a form ask to be judged by.

    Parameters
    ----------
    fields
        `rules` (`one-limit`, `brought`, or one of the known files) and `max_difference`, or `policy` and `policy_name`.
    known
        Policy files that can be chosen.

    Raises
    ------
    UsageError
        When it is none of them, the limit is no share, or the policy has faults; all of them are named.
    """
    wanted = fields.get("rules", ONE_LIMIT)
    if wanted == ONE_LIMIT:
        return OneLimit(max_difference=share_of(fields.get("max_difference", ""), "largest difference"))
    if wanted == BROUGHT:
        return _brought(fields.get("policy", ""), fields.get("policy_name", ""))
    if wanted not in known:
        raise UsageError(f"unknown policy '{wanted[:80]}'; {one_of(wanted[:80], (ONE_LIMIT, BROUGHT, *known))}.")
    return PolicyFile(policy=_policy(Path(wanted), wanted), file=wanted)


def share_of(text: str, what: str) -> float:
    """Return a share between 0 and 1; raises UsageError where it is none."""
    try:
        share = float(text)
    except ValueError:
        share = math.nan
    if not 0 < share < 1:
        raise UsageError(f"The {what} is a number between 0 and 1, such as 0.1; found '{text[:20]}'.")
    return round(share, 4)


def _brought(text: str, name: str) -> PolicyFile:
    """Return the policy of a file that was sent along; it lies in a folder of its own meanwhile."""
    if not text.strip():
        raise UsageError("Choose a policy file to judge by.")
    if len(text.encode()) > LARGEST_POLICY:
        raise UsageError(f"A policy file has at most {LARGEST_POLICY // 1024} KiB.")
    called = _plain(name)
    with tempfile.TemporaryDirectory(prefix="emotion-audit-") as folder:
        path = Path(folder) / called
        path.write_text(text, encoding="utf-8")
        return PolicyFile(policy=_policy(path, called), file=called)


def _plain(name: str) -> str:
    """Return a sent file's name without anything that leads elsewhere."""
    last = name.replace("\\", "/").rpartition("/")[2]
    stem = "".join(each for each in last.removesuffix(".toml") if each.isalnum() or each in "-_ .").strip(" .")
    return f"{stem[:60] or 'policy'}.toml"


def _policy(path: Path, called: str) -> Policy:
    try:
        return load_policy(path)
    except FaultyFile as error:
        raise UsageError(f"{called}: {'; '.join(map(_told, error.faults))}.") from error
    except AuditError as error:
        raise UsageError(str(error).replace(str(path), called)) from error


def _told(fault: Fault) -> str:
    where = ", ".join(part for part in (f"line {fault.line}" if fault.line else "", fault.column or "") if part)
    return f"{where}: {fault.message}" if where else fault.message
