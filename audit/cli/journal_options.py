"""Options about answers that are kept from one run to the next."""

from __future__ import annotations

import click

from audit.cli.command import group_of_options
from audit.domain.keeping import MOST_MEGABYTES

KEPT = "Answers that are kept"
"""Title of these options."""

journal_options = group_of_options(
    KEPT,
    click.option(
        "--journal",
        metavar="FOLDER|off",
        help="Where the classifier's answers are kept, so that no picture is asked twice.  [default: your cache]",
    ),
    click.option("--fresh", is_flag=True, help="Ask about every picture again; the new answers are kept."),
    click.option(
        "--journal-size",
        type=int,
        metavar="MB",
        help=f"Most that is kept; what was not used for longest goes.  [default: {MOST_MEGABYTES}]",
    ),
)
"""Where answers are kept, whether they are used, and how many."""
