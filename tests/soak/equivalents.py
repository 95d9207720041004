"""Changes that nobody could notice, as they are written down in `equivalent_mutations.toml`, and which ones they are.

An entry names one change: its module and function, what the innermost statement that holds it begins with, as
`ast.unparse` writes it, and what is there before and after. Where there are several such changes, `which` says which,
counted from 1. An entry that names no change any more, or several, is a fault.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from soak.mutations import Mutation

Place = tuple[str, tuple[int, int]]
"""A module, as a path inside the package, and the place of a change in it."""


class EquivalentsError(Exception):
    """Entries that do not name one change each, all of them at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Equivalent:
    """One entry.

    Attributes
    ----------
    module, function
        Where it is: a path inside the package; a function or class as in `Mutation`.
    statement
        What the innermost statement that holds it begins with.
    before, after
        As in `Mutation`.
    why
        Nobody could notice.
    which
        Of several such changes, counted from 1; None where there is one.
    """

    module: str
    function: str
    statement: str
    before: str
    after: str
    why: str
    which: int | None = None

    def __str__(self) -> str:
        return f"{self.module}, {self.function}, '{self.statement}': '{self.before}' → '{self.after}'"

    def changes(self, every: Iterable[Mutation]) -> list[Mutation]:
        """Return those of a module's changes that the entry names, but for `which`."""
        wanted = (self.function, self.before, self.after)
        same = (each for each in every if (each.function, each.before, each.after) == wanted)
        return [each for each in same if each.statement.startswith(self.statement)]


def read(path: Path) -> list[Equivalent]:
    """Return the entries of a file; raises EquivalentsError where one lacks a key or has one too many."""
    listed = tomllib.loads(path.read_text(encoding="utf-8")).get("mutation", [])
    faults = [fault for number, entry in enumerate(listed, 1) for fault in _faults(number, entry)]
    if faults:
        raise EquivalentsError(f"{path.name}: " + "; ".join(faults))
    return [Equivalent(**entry) for entry in listed]


def _faults(number: int, entry: dict[str, object]) -> list[str]:
    fields = Equivalent.__dataclass_fields__
    lacking, unknown = set(fields) - {"which"} - set(entry), set(entry) - set(fields)
    return [
        *(f"entry {number} ({entry.get('module', 'no module')}) lacks '{key}'" for key in sorted(lacking)),
        *(f"entry {number} ({entry.get('module', 'no module')}) has an unknown key '{key}'" for key in sorted(unknown)),
    ]


def reasons(entries: Iterable[Equivalent], changes_of: Callable[[str], list[Mutation]]) -> dict[Place, str]:
    """Return why each change that an entry names can be noticed by nobody.

    Parameters
    ----------
    entries
        From `read`.
    changes_of
        Gives every change there is of a module; none for a module that is gone.

    Raises
    ------
    EquivalentsError
        Where entries name no change, or several, or the same one; it names them all.
    """
    found: dict[Place, str] = {}
    faults = []
    for entry in entries:
        changes = entry.changes(changes_of(entry.module))
        fault = _not_one(entry, len(changes))
        place = None if fault else (entry.module, changes[(entry.which or 1) - 1].place)
        if place in found:
            fault = "is there twice"
        if fault:
            faults.append(f"{entry} {fault}")
        elif place is not None:
            found[place] = entry.why
    if faults:
        raise EquivalentsError("\n".join(faults))
    return found


def _not_one(entry: Equivalent, there: int) -> str:
    """Return why an entry does not name one of the changes that are there; empty where it does."""
    if not there:
        return "names no change there is: mend it, or take it out"
    if entry.which is None and there > 1:
        return f"names {there} changes: say which = 1 to {there}"
    if entry.which is not None and not 1 <= entry.which <= there:
        return f"has which = {entry.which}, and there are {there} such changes"
    return ""
