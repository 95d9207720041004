"""The command `emotion-audit`: finds a command's module when called, and turns every ending into an exit status."""

from __future__ import annotations

import sys
from collections import Counter
from importlib import import_module
from typing import NoReturn

import click

from audit.cli.command import no_such_command
from audit.cli.ending import Terminated, listen, listen_no_more
from audit.cli.terminal import volume_options, wanted_colour
from audit.domain.wording.words import lines_shown, shown
from audit.errors import AuditError, UsageError
from audit.exit_status import ExitStatus
from audit.version import __version__

_COMMANDS = {
    "Audits": {
        "demo": ("audits", "Draw a cohort and audit the bundled classifier on it: everything once, no data needed."),
        "run": ("audits", "Audit a classifier, or a table of predictions, over a cohort."),
        "judge": ("audits", "Judge saved audits under another policy."),
        "compare": ("audits", "Hold a candidate against a baseline: which groups got worse."),
        "report": ("audits", "Render a saved audit again."),
        "monitor": ("audits", "Show a series of audits that are repeated: every look, and the running bounds."),
        "share": ("audits", "Write a copy of a saved audit that is fit to be published."),
        "serve": ("app", "Show a face, see the audit behind the answer, grow a cohort: a page on this machine."),
    },
    "Cohorts": {
        "check": ("cohorts", "Check cohorts: every fault of a faulty file at once, and what their groups hold."),
        "import": ("cohorts", "Import a public dataset as a cohort."),
        "list": ("classifiers", "List models, cohorts, metrics, label sets or presets."),
    },
    "Classifiers": {
        "predict": ("classifiers", "Run a classifier over a cohort and save its predictions."),
        "blend": ("classifiers", "Measure a classifier on faces mixed of two emotions in known shares, by group."),
        "adapt": ("classifiers", "Write the Python file that runs weights of torch which come without their network."),
        "trust": ("classifiers", "Vouch for a model that can do more than compute, after seeing what."),
        "train": ("classifiers", "Train a classifier by its recipe."),
        "detector": ("classifiers", "List the face finders, or bring YuNet's weights here."),
        "calibrate": ("classifiers", "Fit a classifier's temperature, so that its probabilities mean what they say."),
    },
    "Before an audit": {
        "power": ("planning", "Plan an audit: how many images a verdict needs."),
        "selftest": (
            "planning",
            "Try the gate on simulated classifiers of known disparity, on saved pictures' counts.",
        ),
    },
    "This command line": {
        "completion": ("shell", "Print the script that lets a shell complete commands and options."),
    },
}
"""Commands as the help lists them: name, the package of its module, what it does."""

_PACKAGES = {name: package for commands in _COMMANDS.values() for name, (package, _) in commands.items()}


class _Commands(click.Group):
    """Commands by name; a command's module is imported when it is called, so that --help stays fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_PACKAGES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _PACKAGES:
            return None
        command: click.Command = import_module(f"audit.cli.{_PACKAGES[cmd_name]}.{cmd_name}_command").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that is called; one that is none is refused with the nearest."""
        if args[0] not in _PACKAGES and not args[0].startswith("-") and not ctx.resilient_parsing:
            ctx.fail(no_such_command(args[0], list(_PACKAGES)))
        name, command, rest = super().resolve_command(ctx, args)
        if command is not None:
            _refuse_repeated(command, ctx, rest)
        return name, command, rest

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        for title, commands in _COMMANDS.items():
            with formatter.section(title):
                formatter.write_dl([(name, text) for name, (_, text) in commands.items()])


def _refuse_repeated(command: click.Command, ctx: click.Context, arguments: list[str]) -> None:
    """Refuse an option that is given twice and takes one value: the later one would silently replace the first."""
    try:
        order = command.make_parser(ctx).parse_args(list(arguments))[2]
    except click.UsageError:
        return  # told by the command itself
    single = (p for p in order if isinstance(p, click.Option) and not (p.multiple or p.is_flag or p.count))
    for option, times in Counter(single).items():
        if times > 1:
            raise UsageError(f"{option.opts[0]} is given {times} times, and one would silently replace the other")


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="emotion-audit")
def emotion_audit() -> None:
    """Audit facial-emotion classifiers for disparities between demographic groups.

    Exit status: 0 pass, 1 a limit is exceeded, 2 could not run, 3 this data cannot tell, 4 internal error, 130
    interrupted, 143 ended from outside.
    """


emotion_audit.params.extend(volume_options())


def main() -> NoReturn:
    """Run the command line and exit with its status."""
    try:
        listen()
        status = run(sys.argv[1:])
        listen_no_more()
    except (Terminated, KeyboardInterrupt) as end:  # while another end was told
        status = _ended(end)
    sys.exit(status)


def run(arguments: list[str]) -> int:
    """Run one command and return its exit status, whatever happens in it."""
    try:
        status = emotion_audit.main(arguments, prog_name="emotion-audit", standalone_mode=False, color=wanted_colour())
    except (AuditError, click.ClickException) as error:
        return _refused(error)
    except (click.exceptions.Abort, KeyboardInterrupt, Terminated) as end:
        return _ended(end)
    except Exception as error:  # noqa: BLE001 - Python's own status 1 would read as "a limit is exceeded"
        return _unforeseen(error)
    return status if isinstance(status, int) else ExitStatus.PASSED


def _ended(end: BaseException) -> int:
    if isinstance(end, Terminated):
        return _complain("ended from outside (SIGTERM)", ExitStatus.TERMINATED)
    return _complain("interrupted", ExitStatus.INTERRUPTED)


def _refused(error: AuditError | click.ClickException) -> int:
    if isinstance(error, AuditError):
        return _complain(str(error), error.exit_status)
    error.show()
    return ExitStatus.COULD_NOT_RUN


def _unforeseen(error: Exception) -> int:
    """Tell what this machine would not give in a sentence, and a fault of the program with where it is."""
    if isinstance(error, MemoryError):
        return _complain("the memory of this machine is not enough for this input", ExitStatus.COULD_NOT_RUN)
    return (
        _complain(_of_the_system(error), ExitStatus.COULD_NOT_RUN) if isinstance(error, OSError) else _internal(error)
    )


def _of_the_system(error: OSError) -> str:
    """Return what the system said about a file, without a traceback; names are cut to what can be read."""
    name = "" if error.filename is None else f"{shown(str(error.filename))[:200]}: "
    return f"{name}{error.strerror or error}"


def _complain(message: str, status: int) -> int:
    from audit.cli.github import quoted

    with quoted(err=True):
        click.echo(f"emotion-audit: {lines_shown(message)}", err=True)
    return status


def _internal(error: Exception) -> int:
    import traceback

    traceback.print_exception(error)
    return _complain("internal error: please report the lines above; no verdict was reached", ExitStatus.INTERNAL_ERROR)
