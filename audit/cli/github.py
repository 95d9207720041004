"""What a command adds when GitHub Actions runs it: annotations, the step's summary, logs in which no name can act."""

from __future__ import annotations

import os
import secrets
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from audit.cli.progress import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.domain.results.result import AuditResult


def on_github() -> bool:
    """Return whether GitHub Actions runs this command."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


def address() -> str | None:
    """Return the address of the run, where its artifacts are; None outside GitHub Actions."""
    parts = [os.environ.get(f"GITHUB_{name}", "") for name in ("SERVER_URL", "REPOSITORY", "RUN_ID")]
    return "{}/{}/actions/runs/{}".format(*parts) if on_github() and all(parts) else None


@contextmanager
def quoted(*, err: bool = False) -> Iterator[None]:
    """Let everything printed meanwhile be read as text: GitHub's runner takes a line `::error::…` for a command.

    A token nobody can guess stops the runner from reading commands, and lets it begin again. Elsewhere nothing is
    added.

    Parameters
    ----------
    err
        Whether stderr is quoted, and not stdout.
    """
    if not on_github():
        yield
        return
    token = secrets.token_hex(16)
    click.echo(f"::stop-commands::{token}", err=err)
    try:
        yield
    finally:
        click.echo(f"::{token}::", err=err)


def annotate(result: AuditResult, *, as_json: bool = False) -> None:
    """Print annotations on stdout, unless that carries JSON alone, and append the summary to that of the step."""
    if not on_github():
        return
    from audit.report import workflow_commands

    for line in () if as_json else workflow_commands(result):
        click.echo(line)
    _summarise(result)


def _summarise(result: AuditResult) -> None:
    """Append the summary; a summary that cannot be written changes no verdict."""
    from audit.report import STEP_SUMMARY_LIMIT, to_summary

    place = os.environ.get("GITHUB_STEP_SUMMARY")
    if not place:
        return
    text = to_summary(result, report=address() or "").encode()
    try:
        with Path(place).open("ab") as file:
            fits = file.tell() + len(text) <= STEP_SUMMARY_LIMIT
            if fits:
                file.write(text)
    except OSError as error:
        say(f"the step's summary could not be written: {error.strerror or error}")
        return
    if not fits:
        say("the step's summary is full, so that of this audit was left out; summary.md has it")
