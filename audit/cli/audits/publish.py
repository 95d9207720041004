"""What every audit ends with: files written, answers printed, exit status."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

import click

from audit.cli.github import address, annotate, quoted
from audit.cli.progress import detail, say
from audit.cli.terminal import Volume, echo, volume

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from audit.api import Audit, ManyAudits, OneOfMany
    from audit.domain.cohort.reading import Account
    from audit.domain.decision.findings import Decision
    from audit.domain.results.result import AuditResult
    from audit.exit_status import ExitStatus


_HANG = 13
"""Columns of the widest verdict and the space behind it."""


def publish(found: Audit, out: Path, *, as_json: bool = False, export: str = "") -> ExitStatus:
    """Write the report and what is exported of it, print the answers (or the JSON alone), return the exit status.

    Raises
    ------
    OutputError
        When the folder holds something that is not an audit, or cannot be written.
    """
    from audit.report import to_document

    index = write(found, out, export)
    say_kept(found.kept)
    if as_json:
        click.echo(to_document(found.result), nl=False)
    else:
        show(found.result)
        say(f"report: {index}")
    annotate(found.result, as_json=as_json)
    return found.decision.exit_status


def publish_many(found: ManyAudits, out: Path, *, as_json: bool = False, export: str = "") -> ExitStatus:
    """Write the reports of several audits and their page, print each with its verdict, return the worst exit status.

    Raises
    ------
    InputError
        When none could run.
    OutputError
        As `publish`.
    """
    from audit.report import audits_document

    written = found.report(out, export=export)
    if as_json:
        click.echo(audits_document(written.audits), nl=False)
    for each in found:
        if each.audit is not None:
            if not as_json and volume() is not Volume.QUIET:
                click.echo(f"== {each.name}")
                show(each.audit.result)
                click.echo("")
            annotate(each.audit.result, as_json=as_json)
    for each in found if not as_json else ():
        with quoted():
            _show_one(each)
    say_kept(sentence for each in found if each.audit is not None for sentence in each.audit.kept)
    say(f"report of {len(found.audits)} audits: {written.index}")
    return found.exit_status


def say_kept(sentences: Iterable[str]) -> None:
    """Tell how many answers were kept from an earlier run, each sentence once."""
    for sentence in dict.fromkeys(sentences):
        say(f"note: {sentence}")


def _show_one(each: OneOfMany) -> None:
    """Print how one of several audits ended, in a line."""
    if each.audit is None:
        echo("COULD NOT RUN", f"{each.name}: {each.error}", hang=_HANG, pad=_HANG - 1)
        return
    result = each.audit.result
    text = _decided(result.decision, (result.account,))
    echo(result.decision.verdict, f"{each.name}: {text}", hang=_HANG, pad=_HANG - 1)


def write(found: Audit, out: Path, export: str = "", *, beside: tuple[str, ...] = ()) -> Path:
    """Write the report and its exports, say what else was or could not be written, and return where the page is.

    Raises
    ------
    OutputError
        When a file cannot be written.
    """
    published = found.report(out, export=export, address=address(), beside=beside)
    for folder in published.exports:
        say(f"exported: {folder}")
    for note in published.notes:
        say(note)
    return published.report.index


def show(result: AuditResult) -> None:
    """Print the three answers, each finding, the verdict and what was read otherwise than written on stdout.

    Where people asked for quiet it is the verdict alone, with how many rows are counted and how many remarks there
    are; where they asked for every step, the notes go to stderr.
    """
    from audit.report import reading_lines

    with quoted():
        if volume() is Volume.QUIET:
            show_decision(result.decision, result.account)
        else:
            _show_answers(result)
            show_decision(result.decision)
            show_reading(reading_lines(result))
    with quoted(err=True) if volume() is Volume.LOUD else nullcontext():
        _show_notes(result)


def _show_answers(result: AuditResult) -> None:
    from audit.report import answers

    for answer in answers(result):
        click.echo(answer.question)
        echo(answer.status, answer.sentence, indent="  ", hang=2, after=": ")
    click.echo("")
    for finding in result.findings:
        verdict = f"{finding.verdict}{', waived' if finding.accepted else ''}"
        echo(verdict, f"{finding.code}: {finding.reason}", hang=_HANG, pad=_HANG - 1)
    click.echo("")


def _show_notes(result: AuditResult) -> None:
    from audit.report import audited_lines

    for line in audited_lines(result) if volume() is Volume.LOUD else ():
        detail(line)


def show_decision(decision: Decision, *in_few_words: Account) -> None:
    """Print a verdict with its sentence and exit status; where no lines follow, what was not read as written too."""
    echo(decision.verdict, _decided(decision, in_few_words), after=": ")


def _decided(decision: Decision, accounts: Iterable[Account]) -> str:
    from audit.report import in_short

    said = (f"{decision.sentence} (exit status {int(decision.exit_status)})", *map(in_short, accounts))
    return "; ".join(dict.fromkeys(filter(None, said)))


def show_reading(lines: Sequence[str]) -> None:
    """Print what was not counted, or read otherwise than written."""
    from audit.report import READING_TITLE

    if lines:
        click.echo(f"{READING_TITLE}:")
    for line in lines:
        echo("", line, indent="  ", hang=4)
