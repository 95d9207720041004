"""Progress on stderr, so that stdout carries data alone."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from audit.cli.terminal import Volume, volume
from audit.domain.wording.words import decimal, lines_shown, number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def progress_bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """Give a function of (done, total) that draws a bar with the time left on a terminal, and says nothing elsewhere.

    A step whose total nobody knows shows that it goes on. With `-v` its time is said at the end, with `-q` nothing is.
    """
    start, counted = time.perf_counter(), 0
    with _bar(what) as draw:

        def update(done: int, total: int) -> None:
            nonlocal counted
            counted = done
            draw(done, total)

        yield update
    detail(f"{what}: {f'{number(counted)} in ' if counted else ''}{decimal(time.perf_counter() - start, 1)} s")


@contextmanager
def _bar(what: str) -> Iterator[Callable[[int, int], None]]:
    if volume() is Volume.QUIET or not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True, markup=False)
    with Progress(*columns, console=console, transient=True) as bars:
        task = bars.add_task(what, total=None)
        yield lambda done, total: bars.update(task, completed=done, total=total)


def say(message: str) -> None:
    """Print a line for people on stderr, unless they asked for quiet."""
    if volume() is not Volume.QUIET:
        click.echo(lines_shown(message), err=True)


def detail(message: str) -> None:
    """Print a line on stderr for people who asked for every step."""
    if volume() is Volume.LOUD:
        click.echo(lines_shown(message), err=True)
