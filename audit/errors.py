"""What can go wrong, as one tree; each branch has its exit status.

::

    AuditError                     2   anything the user can mend
    ├── UsageError     ValueError  2   something was asked for that does not exist or does not fit together
    ├── InputError     ValueError  2   a file or an array is missing, unreadable or contradicts its contract
    │   ├── FaultyInput            2   … with every fault of it, collected
    │   │   └── FaultyFile         2   … of a file
    │   └── ModelRefused           2   a model file is unsafe, broken or does not fit its declaration
    ├── OutputError                2   the result cannot be written (disk full, no permission, folder in use)
    └── MissingExtra               2   an optional part is not installed; says what to type

`AnswerFailed` stands beside the tree: it says something of one picture, and is counted.

What is wrong with the input is also a `ValueError`, as Python code that calls `audit` expects.

A disparity above its limit is not an error: it is a finding, and has an exit status of its own.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

FAULTS_SHOWN = 20
_LONGEST_SAID = 300


class AuditError(Exception):
    """Something the user can mend; the text says where, what, what is allowed and what to do."""

    exit_status = 2


class UsageError(AuditError, ValueError):
    """The command line, or a call, names something that does not exist or does not fit together."""


class InputError(AuditError, ValueError):
    """A file or an array is missing, unreadable or contradicts its contract."""


class ModelRefused(InputError):
    """A model file is unsafe, broken, or does not fit its declaration."""


class AnswerFailed(Exception):
    """Raised by somebody's function or service over one picture: it counts as `failed`, with this reason."""


class OutputError(AuditError):
    """The result cannot be written; nothing was published."""


class MissingExtra(AuditError):
    """An optional part is not installed.

    Parameters
    ----------
    what
        What was asked for, as the subject of a sentence.
    extra
        The extra that brings it.
    """

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(
            f"{what} needs the extra '{extra}'; in a clone of emotion-audit type: pip install '.[{extra}]'"
        )


@contextmanager
def importing(what: str, extra: str, *packages: str) -> Iterator[None]:
    """Turn the absence of these packages into what to type; another missing module stays the error it is.

    Raises
    ------
    MissingExtra
        When one of the packages is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in packages:
            raise
        raise MissingExtra(what, extra) from missing


@contextmanager
def guarded(refused: Callable[[str], Exception], *passing: type[Exception]) -> Iterator[None]:
    """Turn whatever a library raises over what somebody else made into an error of ours.

    It stands around calls of the library alone: a fault of ours within it would be told as one of the file.

    Parameters
    ----------
    refused
        Makes the error, of what the library said.
    passing
        Exceptions beside `AuditError` that stay what they are.
    """
    try:
        yield
    except Exception as error:
        if isinstance(error, (AuditError, *passing)):
            raise
        raise refused(said_by(error)) from error


def said_by(error: Exception) -> str:
    """Return what an exception of a library says in words that may stand within a sentence.

    >>> said_by(RecursionError("maximum recursion depth exceeded")), said_by(KeyError())
    ('it is nested too deeply', 'KeyError')
    """
    if isinstance(error, MemoryError):
        return "it takes more memory than there is"
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if isinstance(error, ValueError) and "set_int_max_str_digits" in str(error):
        return "a number has thousands of digits"
    lines = str(error).strip().splitlines()
    return lines[0][:_LONGEST_SAID] if lines else type(error).__name__


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong in one place of one file, or of arrays given from Python.

    Attributes
    ----------
    message
        What was found, what is allowed, what to do.
    line
        Line in the file, counted from 1; row of an array, counted from 0; or None where the whole is meant.
    column
        Name of the column or key, or None.
    """

    message: str
    line: int | None = None
    column: str | None = None

    def located(self, path: Path | None) -> str:
        """Return the fault with its place in front, `path:line: column 'c': message`; a TOML file has keys.

        Without a file the place is an array, `y_true, row 3: message`. What was found may hold line breaks; the fault
        has none.
        """
        message = " ".join(self.message.splitlines())
        if path is None:
            places = (self.column, None if self.line is None else f"row {self.line}")
            where = ", ".join(part for part in places if part is not None)
            return f"{where}: {message}" if where else message
        place = str(path) if self.line is None else f"{path}:{self.line}"
        kind = "key" if path.suffix == ".toml" else "column"
        column = "" if self.column is None else f"{kind} '{self.column}': "
        return f"{place}: {column}{message}"


class FaultyInput(InputError):
    """Input with one or more faults, all collected so that they can be mended in one round.

    Parameters
    ----------
    path
        The file; None for arrays given from Python.
    faults
        Every fault found; the text shows the first 20 and the total.
    """

    def __init__(self, path: Path | None, faults: Sequence[Fault]) -> None:
        self.path = path
        self.faults = tuple(faults)
        lines = [fault.located(path) for fault in self.faults[:FAULTS_SHOWN]]
        left = len(self.faults) - FAULTS_SHOWN
        if left > 0:
            lines.append(f"… and {left} more faults ({len(self.faults)} in all)")
        super().__init__("\n".join(lines))


class FaultyFile(FaultyInput):
    """A file with one or more faults, all collected so that they can be mended in one round."""

    def __init__(self, path: Path, faults: Sequence[Fault]) -> None:
        super().__init__(path, faults)


def one_of(found: str, allowed: Iterable[str]) -> str:
    """Return the tail of a message: what is allowed and the closest spelling.

    >>> one_of("hapy", ["happy", "sad"])
    "expected one of happy, sad (did you mean 'happy'?)"
    """
    names = list(allowed)
    close = get_close_matches(found.casefold(), [name.casefold() for name in names], n=1)
    hint = next((f" (did you mean '{name}'?)" for name in names if close and name.casefold() == close[0]), "")
    return f"expected one of {', '.join(names)}{hint}"
