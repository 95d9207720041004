"""Options that several commands share, and the values they become."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audit.cli.command import Decorator, group_of_options
from audit.cli.shell.ids import cohort_ids, model_ids
from audit.domain.cohort.pictures import MOST_PICTURES, PictureMode
from audit.domain.decision.choices import OnInconclusive
from audit.domain.decision.policy import DEFAULT_LIMIT

if TYPE_CHECKING:
    from enum import StrEnum


COHORT, COUNTS, READING, MODEL, BARE, LIMITS, REPORT, PICTURES = (
    "Cohort",
    "A published table",
    "How words and numbers of tables are read",
    "Classifier",
    "A model without model.toml",
    "Limits",
    "Report",
    "Pictures in the page",
)
"""Titles of the groups of options."""

JSON_HELP = "Print the machine-readable result alone."

json_option = click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
json_of_report = group_of_options(REPORT, json_option)
export_option = group_of_options(
    REPORT,
    click.option(
        "--export",
        metavar="A,B,…",
        default="",
        show_default=False,
        help="Also write every table (csv) and every chart (svg, png) as a file.  [default: neither]",
    ),
)

one_model_option = group_of_options(
    MODEL,
    click.option(
        "--model",
        shell_complete=model_ids,
        required=True,
        metavar="MODEL",
        help="A model folder, a weights file, module:function, code.py:function, or a bundled id.",
    ),
)

split_option = group_of_options(
    COHORT,
    click.option(
        "--split", metavar="NAME", help="Only the rows with this value in the column 'split'.  [default: every row]"
    ),
)
cohort_options = group_of_options(
    COHORT,
    click.option(
        "--cohort",
        required=True,
        metavar="COHORT",
        shell_complete=cohort_ids,
        help="A cohort folder, a table, or a bundled id.",
    ),
    split_option,
)


def one_of_enum(kind: type[StrEnum]) -> click.Choice[str]:
    """Return the choice of an enumeration's values (click by itself offers its names)."""
    return click.Choice([member.value for member in kind])


class _FolderOrAddress(click.Path):
    """A path, completed as such; an address stays the text that it is."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401
        return value if "://" in str(value) else super().convert(value, param, ctx)


images_root_option = group_of_options(
    COHORT,
    click.option(
        "--images-root",
        type=_FolderOrAddress(path_type=Path),
        metavar="DIR",
        help="Folder or address (s3://bucket/faces) from which paths of pictures start.  [default: that of the table]",
    ),
)
columns_option = group_of_options(
    COHORT,
    click.option(
        "--columns",
        multiple=True,
        metavar="OURS=THEIRS,…",
        help="Columns of another tool's table: image=id,label=y,predicted=yhat,logits=z, or by their places: "
        "image=0,label=1; or a tool: deepface, fer, py-feat, rmn, azure-face, rekognition, google-vision, FILE.toml. "
        "--features names its groups.",
    ),
)

manifest_reading_options = group_of_options(
    READING,
    click.option(
        "--label-map",
        multiple=True,
        metavar="THEIRS=OURS,…",
        help="Words that stand for labels: sadness=sad,joy=happy.",
    ),
    click.option(
        "--leave-out",
        metavar="A,B,…",
        default="",
        show_default=False,
        help="Labels whose rows are not counted: none,uncertain.  [default: none of them]",
    ),
    click.option(
        "--codes-from",
        type=click.IntRange(0, 1),
        metavar="0|1",
        help="The number of the first emotion, where labels are numbers.",
    ),
    click.option("--bins", multiple=True, metavar="COLUMN=0,13,…", help="Edges of the groups of a column of numbers."),
)
"""How words and numbers of a manifest are to be read."""

reading_options = group_of_options(
    READING,
    manifest_reading_options,
    click.option(
        "--scores",
        type=click.Choice(["probabilities", "percent", "logits", "independent"]),
        help="What the numbers of a table are.  [default: as their sums show]",
    ),
)
"""How words and numbers of manifests and tables are to be read."""


policy_options = group_of_options(
    LIMITS,
    click.option(
        "--policy",
        "policies",
        multiple=True,
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="All rules, in a policy.toml; several judge the same answers.",
    ),
    click.option(
        "--features", metavar="A,B,A*B", help="Features to compare; A*B crosses two.  [default: every feature]"
    ),
    click.option("--metric", metavar="M", help="What the limit is for; `list metrics` names all.  [default: accuracy]"),
    click.option("--max-difference", type=float, metavar="X", help=f"Largest difference.  [default: {DEFAULT_LIMIT}]"),
    click.option(
        "--min-ratio", type=float, metavar="R", help="In place of it: least ratio of the lowest group to the highest."
    ),
    click.option(
        "--on-inconclusive",
        type=one_of_enum(OnInconclusive),
        help="What a limit does that the data cannot decide: exit status 3, or only a remark.  [default: block]",
    ),
)
"""Where the limits come from: a file, or one limit for every feature."""


def picture_options(default: PictureMode) -> Decorator:
    """Return a decorator that adds the options of pictures, with this mode unless another is asked for."""
    return group_of_options(
        PICTURES,
        click.option(
            "--pictures",
            type=one_of_enum(PictureMode),
            default=default.value,
            help="Faces in the page: none, blurred beyond recognition, or as they are.",
        ),
        click.option("--max-pictures", type=int, metavar="N", help=f"Most of them.  [default: {MOST_PICTURES}]"),
        click.option("--explain", is_flag=True, help="Show where a Keras network looked (Grad-CAM)."),
    )


def command_line() -> str:
    """Return the command as it was typed, for the report's provenance."""
    return shlex.join(["emotion-audit", *sys.argv[1:]])
