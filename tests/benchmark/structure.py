"""The structure of the package, counted: rooms, arrows, circles, largest folder, homonyms, longest modules.

    python tests/benchmark/structure.py [FOLDER …]

A table with a column for each FOLDER, checkouts of this repository (without one, this one). A *room* is a folder or a
module right inside a folder; an *arrow* leads from a room to another of the same folder that something in it imports,
for types alone included; rooms are in a *circle* where arrows lead from each to the other.
`docs/decisions/0006-rooms.md` has what it printed.
"""

from __future__ import annotations

import ast
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
INSIDE = (".", "domain", "measure", "load", "report/sections", "pipeline")
"""Folders of the package whose rooms and arrows have a row of their own."""

TOGETHER = {
    "a policy": {"policy"},
    "a cohort and predictions as two": {"cohort", "predictions"},
    "a table of counts and its people as two": {"table", "people"},
}
"""Arguments that travel: how many functions take all of these."""

Arrows = dict[str, set[str]]


def main() -> None:
    """Print the table."""
    folders = [Path(each) for each in sys.argv[1:]] or [ROOT]
    columns = [dict(_facts(folder)) for folder in folders]
    sys.stdout.write(f"| | {' | '.join(folder.resolve().name for folder in folders)} |\n")
    sys.stdout.write(f"|---|{'---|' * len(folders)}\n")
    for name in columns[0]:
        sys.stdout.write(f"| {name} | {' | '.join(str(column[name]) for column in columns)} |\n")


def _facts(checkout: Path) -> Iterator[tuple[str, object]]:
    """Yield each row: its name and what is counted."""
    package = checkout / "audit"
    modules = {path.relative_to(package): ast.parse(path.read_text(encoding="utf-8")) for path in _sources(package)}
    for inside in INSIDE:
        arrows = _arrows(modules, Path(inside))
        named = "audit" if inside == "." else f"audit/{inside}"
        yield f"rooms and arrows of `{named}`", f"{len(arrows)}, {sum(map(len, arrows.values()))}"
    circles = [circle for folder in {path.parent for path in modules} for circle in _circles(_arrows(modules, folder))]
    yield "rooms in circles, of all folders", sum(map(len, circles))
    held = Counter(str(path.parent) for path in modules if path.name != "__init__.py")
    yield "modules", sum(held.values())
    yield "folders", len(held)
    yield "modules of the largest folder", "{1} (`{0}`)".format(*held.most_common(1)[0])
    names = Counter(node.name for tree in modules.values() for node in tree.body if isinstance(node, ast.ClassDef))
    yield "names of more than one class", sum(times > 1 for times in names.values())
    longest = max(modules, key=lambda path: _lines(package / path))
    yield "lines of the longest module", f"{_lines(package / longest)} (`{longest}`)"
    for title, wanted in TOGETHER.items():
        taking = [path for path, tree in modules.items() for names in _arguments(tree) if wanted <= names]
        yield f"functions that take {title}, in modules", f"{len(taking)}, {len(set(taking))}"
    yield "lines of README.md", _lines(checkout / "README.md")


def _sources(package: Path) -> Iterator[Path]:
    return (path for path in sorted(package.rglob("*.py")) if "bundled" not in path.parts)


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def _arrows(modules: dict[Path, ast.Module], folder: Path) -> Arrows:
    """Return which rooms of a folder each of its rooms imports."""
    rooms = {path.relative_to(folder).parts[0].removesuffix(".py"): set[str]() for path in _below(modules, folder)}
    rooms.pop("__init__", None)
    prefix = (*("audit", *folder.parts),)
    for path in _below(modules, folder):
        room = path.relative_to(folder).parts[0].removesuffix(".py")
        for name in _imported(modules[path]):
            parts = tuple(name.split("."))
            if room in rooms and parts[: len(prefix)] == prefix and len(parts) > len(prefix):
                rooms[room] |= {parts[len(prefix)]} & rooms.keys() - {room}
    return rooms


def _below(modules: dict[Path, ast.Module], folder: Path) -> list[Path]:
    return [path for path in modules if path.is_relative_to(folder)]


def _imported(tree: ast.Module) -> Iterator[str]:
    """Yield what a module imports anywhere, as `package.module.name`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{each.name}" for each in node.names)
        elif isinstance(node, ast.Import):
            yield from (each.name for each in node.names)


def _arguments(tree: ast.Module) -> Iterator[set[str]]:
    """Yield the names of the arguments of each function."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield {each.arg for each in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)}


def _circles(arrows: Arrows) -> list[set[str]]:
    """Return the sets of rooms that each lead to each other."""
    reached = {room: _reach(room, arrows) for room in arrows}
    found: list[set[str]] = []
    for room in arrows:
        together = {other for other in reached[room] if room in reached[other]}
        if len(together) > 1 and together not in found:
            found.append(together)
    return found


def _reach(room: str, arrows: Arrows) -> set[str]:
    seen, waiting = {room}, [room]
    while waiting:
        fresh = arrows[waiting.pop()] - seen
        seen |= fresh
        waiting.extend(fresh)
    return seen


if __name__ == "__main__":
    main()
