"""Options about who asks the classifier."""

from __future__ import annotations

import click

from audit.cli.command import group_of_options
from audit.domain.running.engine_wish import EngineKind

ASKED_BY = "Who asks the classifier"
"""Title of these options."""

engine_options = group_of_options(
    ASKED_BY,
    click.option(
        "--engine",
        type=click.Choice([kind.value for kind in EngineKind]),
        default=EngineKind.LOCAL.value,
        show_default=True,
        help="This process, or workers of a Ray cluster; the result is the same.",
    ),
    click.option(
        "--address",
        metavar="HOST:PORT",
        help="Head of the cluster.  [default: RAY_ADDRESS, or a cluster of this machine alone]",
    ),
    click.option(
        "--worker-cpus",
        type=float,
        metavar="N",
        help="Processors that each worker of a cluster takes up, such as 0.5.  [default: 1]",
    ),
)
"""Where the pictures are read and the classifier is asked."""
