"""The command `emotion-audit`: finds a command's module when called, and turns every ending into an exit status."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import NoReturn

import click

from audit import __version__
from audit.domain.findings import ExitStatus
from audit.errors import AuditError

_COMMANDS = {
    "demo": "Draw a cohort, audit the bundled classifier on it, and open the report.",
    "check": "Check cohorts: every fault of their files, and what their groups hold.",
    "run": "Audit a classifier, or a table of predictions, over a cohort.",
    "predict": "Run a classifier over a cohort and save its predictions.",
    "judge": "Judge saved audits under another policy.",
    "compare": "Hold a candidate against a baseline: which groups got worse.",
    "report": "Render a saved audit again.",
    "selftest": "Try the gate on simulated classifiers of known disparity, on the pictures of a saved audit.",
    "blend": "Measure a classifier on faces mixed of two emotions in known shares, by group.",
    "power": "Plan an audit: how many images a verdict needs.",
    "train": "Train a classifier by its recipe.",
    "calibrate": "Fit a classifier's temperature, so that its probabilities mean what they say.",
    "import": "Import a public dataset as a cohort.",
    "list": "List models, cohorts or metrics.",
}


class _Commands(click.Group):
    """Commands by name; a command's module is imported when it is called, so that --help stays fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(f"audit.cli.{cmd_name}_command").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="emotion-audit")
def emotion_audit() -> None:
    """Audit facial-emotion classifiers for disparities between demographic groups.

    Exit status: 0 pass, 1 a limit is exceeded, 2 could not run, 3 this data cannot tell, 4 internal error.
    """


def main() -> NoReturn:
    """Run the command line and exit with its status."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command and return its exit status, whatever happens in it."""
    try:
        status = emotion_audit.main(arguments, prog_name="emotion-audit", standalone_mode=False)
    except AuditError as error:
        return _complain(str(error), error.exit_status)
    except click.exceptions.Abort:
        return _complain("interrupted", ExitStatus.INTERRUPTED)
    except click.ClickException as error:
        error.show()
        return ExitStatus.COULD_NOT_RUN
    except KeyboardInterrupt:
        return _complain("interrupted", ExitStatus.INTERRUPTED)
    except Exception as error:  # noqa: BLE001 - Python's own status 1 would read as "a limit is exceeded"
        return _internal(error)
    return status if isinstance(status, int) else ExitStatus.PASSED


def _complain(message: str, status: int) -> int:
    from audit.cli.github import quoted

    with quoted(err=True):
        click.echo(f"emotion-audit: {message}", err=True)
    return status


def _internal(error: Exception) -> int:
    import traceback

    traceback.print_exception(error)
    return _complain("internal error: please report the lines above; no verdict was reached", ExitStatus.INTERNAL_ERROR)
