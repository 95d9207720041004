"""Options that several commands share, and the values they become."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audit.domain.cohort.pictures import MOST_PICTURES, PictureMode
from audit.domain.decision.policy import DEFAULT_LIMIT, OnInconclusive
from audit.domain.model.kinds import Layout
from audit.domain.model.model import Colour, FacePolicy, Output, Scale

if TYPE_CHECKING:
    from enum import StrEnum

    from audit.domain.model.model import ModelSpec

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

json_option = click.option("--json", "as_json", is_flag=True, help="Print the machine-readable result alone.")
export_option = click.option(
    "--export", metavar="A,B,…", default="", help="Also write every table (csv) and every chart (svg, png) as a file."
)


def _stacked(*options: Decorator) -> Decorator:
    """Return one decorator that adds several options, in the order given."""

    def add(function: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            function = option(function)
        return function

    return add


cohort_options = _stacked(
    click.option("--cohort", required=True, metavar="COHORT", help="A cohort folder, a table, or a bundled id."),
    click.option("--split", metavar="NAME", help="Only the rows with this value in the column 'split'."),
)


def _one_of(kind: type[StrEnum]) -> click.Choice[str]:
    """Return the choice of an enumeration's values (click by itself offers its names)."""
    return click.Choice([member.value for member in kind])


trust_option = click.option(
    "--trust", multiple=True, metavar="SHA256", help="Run a SavedModel or Python code that has this hash."
)

model_options = _stacked(
    click.option("--labels", metavar="A,B,…", help="Emotions in the order of the output (0, 1, …), or a set's name."),
    click.option("--size", type=int, help="Height and width a bare weights file takes, pixels."),
    click.option("--channels", type=int, default=3, show_default=True, help="Channels a bare weights file takes."),
    click.option("--colour", type=_one_of(Colour), default=Colour.RGB.value, show_default=True, help="Their order."),
    click.option("--scale", type=_one_of(Scale), default=Scale.UNIT.value, show_default=True, help="Pixel range."),
    click.option(
        "--face",
        type=_one_of(FacePolicy),
        default=FacePolicy.DETECT.value,
        show_default=True,
        help="Where the face is: in the manifest's box, found where there is none, or the whole picture.",
    ),
    click.option(
        "--output",
        type=_one_of(Output),
        default=Output.SOFTMAX.value,
        show_default=True,
        help="What a bare weights file puts out.",
    ),
    click.option("--positive", metavar="EMOTION", help="The emotion whose probability a sigmoid puts out."),
    click.option("--layout", type=_one_of(Layout), help="Order of the axes a bare ONNX file or SavedModel takes."),
    click.option(
        "--narrow", metavar="A,B,…", help="Audit the model over these of its emotions alone, or a set's name."
    ),
    trust_option,
)
"""What a weights file without model.toml needs to be told; what any model may be narrowed to; what may run."""

reading_options = _stacked(
    click.option(
        "--label-map",
        multiple=True,
        metavar="THEIRS=OURS,…",
        help="Words that stand for labels: sadness=sad,joy=happy",
    ),
    click.option("--leave-out", metavar="A,B,…", default="", help="Labels whose rows are not counted: none,uncertain."),
    click.option("--codes-from", type=click.IntRange(0, 1), help="The number of the first emotion, where labels are."),
    click.option(
        "--scores",
        type=click.Choice(["probabilities", "percent", "logits", "independent"]),
        help="What the numbers of a table are. Default: as their sums show.",
    ),
    click.option("--bins", multiple=True, metavar="COLUMN=0,13,…", help="Edges of the groups of a column of numbers."),
)
"""How words and numbers of tables are to be read."""


policy_options = _stacked(
    click.option("--policy", type=click.Path(path_type=Path), help="Rules in a policy.toml."),
    click.option("--features", metavar="A,B,A*B", help="Features to compare; A*B crosses two. Default: every feature."),
    click.option("--metric", metavar="M", help="Metric the limit is for. Default: accuracy."),
    click.option("--max-difference", type=float, metavar="X", help=f"Largest difference. Default: {DEFAULT_LIMIT}."),
    click.option("--min-ratio", type=float, metavar="R", help="Least ratio of the lowest group to the highest."),
    click.option("--on-inconclusive", type=_one_of(OnInconclusive), help="Default: block (exit status 3)."),
)
"""Where the limits come from: a file, or one limit for every feature."""


def picture_options(default: PictureMode) -> Decorator:
    """Return a decorator that adds the options of pictures, with this mode unless another is asked for."""
    return _stacked(
        click.option(
            "--pictures",
            type=_one_of(PictureMode),
            default=default.value,
            show_default=True,
            help="Faces in the page: none, blurred beyond recognition, or as they are.",
        ),
        click.option("--max-pictures", type=int, default=MOST_PICTURES, show_default=True, help="Most of them."),
        click.option("--explain", is_flag=True, help="Show where a Keras network looked (Grad-CAM)."),
    )


def model_of(reference: str, flags: dict[str, Any]) -> ModelSpec:
    """Return the model a command line names: a folder, a bundled id, a weights file or Python function with its flags.

    Raises
    ------
    UsageError
        As `named_model`.
    """
    from audit.api.arguments import ModelArguments, model_options_of
    from audit.load import named_model

    said = {name: flags[name] for name in ModelArguments.__annotations__}
    return named_model(reference, model_options_of(flags["labels"], ModelArguments(**said)))  # type: ignore[typeddict-item]


def command_line() -> str:
    """Return the command as it was typed, for the report's provenance."""
    return shlex.join(["emotion-audit", *sys.argv[1:]])


def typed_alone(options: dict[str, Any]) -> dict[str, Any]:
    """Return a command's options without those of a model that nobody typed: only what was said can do nothing."""
    from audit.api.arguments import ModelArguments

    context = click.get_current_context()
    of_a_model = ModelArguments.__annotations__
    return {
        name: value
        for name, value in options.items()
        if name not in of_a_model or context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE
    }
