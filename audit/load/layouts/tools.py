"""How other tools lay out their answers, a declaration for each: by which columns it is known, and which are ours.

`mytool.toml`::

    title = "My detector"
    source = "https://example.org/format"    # where the format is described
    signature = ["top", "scores.angry"]      # columns by which a table of this tool is known

    [columns]                                # ours = theirs, as --columns
    predicted = "top"
    p_angry = "scores.angry"
    p_happy = "scores.happy"

Those that come along lie in `audit/load/layouts`; `--columns mytool.toml` names one of your own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from audit.errors import UsageError, one_of
from audit.load.tables.mapping import check_ours
from audit.load.toml import read_toml

if TYPE_CHECKING:
    from collections.abc import Sequence

_FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolLayout:
    """How one tool lays out its answers.

    Attributes
    ----------
    title
        The tool, as it is called.
    source
        Where the format is described.
    signature
        Columns by which a table of this tool is known.
    columns
        Our name → the name in its tables.
    """

    title: str
    source: str
    signature: tuple[str, ...]
    columns: Mapping[str, str]

    def __post_init__(self) -> None:
        if not self.signature or not self.columns:
            raise UsageError("a layout needs a 'signature' and [columns]")
        for ours, theirs in self.columns.items():
            check_ours(ours, theirs)

    def within(self, header: Sequence[str]) -> dict[str, str]:
        """Return the columns of the tool that a table has."""
        return {ours: theirs for ours, theirs in self.columns.items() if theirs in header}


def read_layout(path: Path) -> ToolLayout:
    """Return the layout that a file declares; raises FaultyFile with every fault of it."""
    return read_toml(path, ToolLayout, lambda layout: layout)


@lru_cache(maxsize=1)
def known_layouts() -> Mapping[str, ToolLayout]:
    """Return the layouts that come along, by name."""
    return {path.stem: read_layout(path) for path in sorted(_FOLDER.glob("*.toml"))}


def columns_by_name(texts: Sequence[str]) -> dict[str, str]:
    """Return the columns of layouts that are named, by a known name or as the path of a TOML file.

    Parameters
    ----------
    texts
        What `--columns` was given; pairs are for somebody else.

    Raises
    ------
    UsageError
        When something is neither a pair nor a layout.
    """
    found: dict[str, str] = {}
    for text in (text.strip() for text in texts if "=" not in text):
        if text.endswith(".toml"):
            found |= read_layout(Path(text)).columns
        elif text in known_layouts():
            found |= known_layouts()[text].columns
        elif text:
            tools = one_of(text, known_layouts())
            raise UsageError(
                f"--columns holds {text!r}; write OURS=THEIRS, or the name or file of a tool's layout: {tools}"
            )
    return found


def layout_of(header: Sequence[str]) -> ToolLayout | None:
    """Return the layout whose signature a table has, the one with the longest; None where it is nobody's."""
    names = set(header)
    found = [layout for layout in known_layouts().values() if names.issuperset(layout.signature)]
    return max(found, key=lambda layout: len(layout.signature), default=None)
