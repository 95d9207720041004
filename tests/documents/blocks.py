"""Code blocks of a Markdown page that say something that can be tried: commands, what they print, files they need.

A block is tried by what it is:

* `console`: each `$ command` is run, `\\` at the end of a line goes on; lines below a command are what it prints;
* `text` after the comment `<!-- printed -->`: another passage of what the command before printed;
* after `<!-- file: NAME -->`: a file that the commands below find; in `toml` also a first line `# NAME: …`;
* after `<!-- not run: WHY -->`: not tried.

`[…]` in what is printed stands for anything, and white space counts as one space.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_FENCE = re.compile(r"(?:<!-- (?P<mark>[^\n]*?) -->\n)?^```(?P<kind>[\w-]*)[^\n]*\n(?P<text>.*?)^```$", re.M | re.S)
_NAMED = re.compile(r"# ([\w.-]+\.toml)\b")


@dataclass(frozen=True, kw_only=True)
class Command:
    """A command line, the passages that the page says it prints, and the line it stands in."""

    line: int
    text: str
    printed: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class File:
    """A file as the page shows it."""

    name: str
    text: str


@dataclass(frozen=True, kw_only=True)
class NotRun:
    """A block that is not tried, and why."""

    line: int
    why: str


Step = Command | File | NotRun


def steps(page: Path) -> list[Step]:
    """Return what a page asks its reader to do, in order."""
    text = page.read_text(encoding="utf-8")
    found: list[Step] = []
    for block in _FENCE.finditer(text):
        line = text.count("\n", 0, block.start("text"))
        found.extend(_steps(block["kind"], block["text"], block["mark"] or "", line, found))
    return found


def _steps(kind: str, text: str, mark: str, line: int, before: list[Step]) -> list[Step]:
    if mark.startswith("not run: "):
        return [NotRun(line=line, why=mark.removeprefix("not run: "))]
    if mark.startswith("file: "):
        return [File(name=mark.removeprefix("file: "), text=text)]
    if named := _NAMED.match(text) if kind == "toml" else None:
        return [File(name=named[1], text=text)]
    if mark == "printed":
        last = before.pop()
        assert isinstance(last, Command), f"line {line}: printed by which command?"
        return [Command(line=last.line, text=last.text, printed=(*last.printed, text))]
    return _commands(text, line) if kind == "console" else []


def _commands(text: str, line: int) -> list[Step]:
    found: list[Step] = []
    for part in re.split(r"^\$ ", text, flags=re.M)[1:]:
        typed, printed = _typed_and_printed(part)
        found.append(Command(line=line, text=typed, printed=(printed,)))
    return found


def _typed_and_printed(part: str) -> tuple[str, str]:
    """Return a command on one line, without its comment, and what stands below it."""
    lines = part.splitlines()
    last = next(number for number, text in enumerate(lines) if not text.endswith("\\"))
    typed = " ".join(text.removesuffix("\\").strip() for text in lines[: last + 1])
    return re.sub(r"\s+# .*$", "", typed), "\n".join(lines[last + 1 :])


def says(printed: str, actual: str) -> bool:
    """Return whether a command printed what a page says.

    >>> says("a […] d", "x\\na  b c\\nd")
    True
    """
    pieces = [" ".join(piece.split()) for piece in printed.split("[…]")]
    pattern = ".*".join(re.escape(piece) for piece in pieces)
    return re.search(pattern, " ".join(actual.split()), re.S) is not None
