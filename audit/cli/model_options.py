"""Options that say what a model is, what goes in and comes out, and how it is asked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audit.cli.command import group_of_options
from audit.cli.options import BARE, MODEL, one_of_enum
from audit.cli.shell.ids import label_sets, presets
from audit.domain.contract.detection import Align, BoxRule, Detector, WhichFace
from audit.domain.contract.input_contract import Colour, FacePolicy, Resize, Scale
from audit.domain.contract.normalising import Standardise
from audit.domain.model.asking import VIEWS
from audit.domain.model.kinds import Layout
from audit.domain.model.model import Output

if TYPE_CHECKING:
    from audit.domain.model.model import ModelSpec

FACES = "How faces are looked for"
ASKED = "A function or a service that is asked"
"""Titles of options that say how."""

trust_option = group_of_options(
    MODEL,
    click.option(
        "--trust",
        multiple=True,
        metavar="SHA256",
        help="Run a SavedModel, a torch file or Python code that has this hash, once.",
    ),
)

limit_options = group_of_options(
    MODEL,
    click.option(
        "--limit-memory",
        metavar="SIZE",
        help="Most memory a model may take, as 8G; it then runs in a process of its own, as all do that nobody "
        "vouches for.  [default: half of this machine's, at most 16G]",
    ),
    click.option(
        "--limit-seconds-per-picture",
        type=float,
        metavar="SECONDS",
        help="Longest it may compute for a picture, in that process.  [default: 10]",
    ),
)

_input_options = group_of_options(
    BARE,
    click.option(
        "--preset",
        metavar="NAME",
        shell_complete=presets,
        help="All of this as of a public classifier; `list presets` names them.",
    ),
    click.option(
        "--labels",
        metavar="A,B,…",
        shell_complete=label_sets,
        help="Emotions in the order of the output (0, 1, …), or a set's name.",
    ),
    click.option("--size", metavar="PIXELS", help="Height and width of the pictures it takes; not square: 110x90."),
    click.option("--channels", type=int, default=3, metavar="N", help="Channels it takes: 1 grey, 3 colour."),
    click.option("--colour", type=one_of_enum(Colour), default=Colour.RGB.value, help="Order of the channels."),
    click.option(
        "--scale",
        type=one_of_enum(Scale),
        default=Scale.UNIT.value,
        help="Range of a pixel: 0 to 255, 0 to 1, −1 to 1.",
    ),
    click.option("--mean", metavar="A,B,C", help="Taken off after that: a number, one a channel, or imagenet."),
    click.option("--std", metavar="A,B,C", help="Divided by after that: a number, one a channel, or imagenet."),
    click.option(
        "--standardise",
        type=one_of_enum(Standardise),
        default=Standardise.NONE.value,
        help="In place of them: each picture's own mean and deviation.",
    ),
    click.option("--resize", type=one_of_enum(Resize), default=Resize.AREA.value, help="How pixels are interpolated."),
    click.option(
        "--face",
        type=one_of_enum(FacePolicy),
        default=FacePolicy.DETECT.value,
        help="What it sees: the manifest's box, a face found in the picture, or the whole picture.",
    ),
    click.option(
        "--margin", type=float, default=0.0, metavar="SHARE", help="Share of the face box added on each side."
    ),
)

_output_options = group_of_options(
    BARE,
    click.option(
        "--output",
        type=one_of_enum(Output),
        default=Output.SOFTMAX.value,
        help="What its numbers are: probabilities of every emotion, of one (see --positive), logits, "
        "probabilities that are each their own, or percent.",
    ),
    click.option("--positive", metavar="EMOTION", help="The emotion whose probability a sigmoid puts out."),
    click.option("--output-index", type=int, metavar="N", help="Of several outputs the one that is meant, from 0."),
    click.option("--output-name", metavar="NAME", help="The same by its name in the file."),
    click.option("--output-slice", metavar="A:B", help="Its numbers that are the emotions: 0:8 for the first eight."),
    click.option(
        "--layout",
        type=one_of_enum(Layout),
        help="Order of the axes it takes.  [default: as the shape of a file tells; nhwc of a function]",
    ),
    click.option(
        "--architecture",
        type=click.Path(path_type=Path),
        metavar="JSON",
        help="The network, where a Keras file holds its weights alone.",
    ),
)

_looking_options = group_of_options(
    FACES,
    click.option(
        "--detector",
        type=one_of_enum(Detector),
        help="Who looks.  [default: whom the model names, else the best that is here]",
    ),
    click.option(
        "--face-threshold",
        type=float,
        metavar="SCORE",
        help="Least score of a face, above 0 to 1.  [default: as the model declares, else the finder's own]",
    ),
    click.option(
        "--smallest-face",
        type=int,
        metavar="PIXELS",
        help="Side of the smallest face box that counts.  [default: as the model declares, else 16]",
    ),
    click.option(
        "--which-face",
        type=one_of_enum(WhichFace),
        help="Which of several is meant.  [default: as the model declares, else the largest]",
    ),
    click.option(
        "--box-rule",
        type=one_of_enum(BoxRule),
        help="Frame it as FER2013 does, or as it is found.  [default: as the model declares, else fer2013]",
    ),
    click.option(
        "--align",
        type=one_of_enum(Align),
        help="Turn it until the eyes are level, or not.  [default: as the model declares, else none]",
    ),
)
"""How faces are looked for, whatever a model declares."""

_asking_options = group_of_options(
    ASKED,
    click.option(
        "--weights",
        type=click.Path(path_type=Path),
        multiple=True,
        metavar="FILE",
        help="A file that the function reads; its hash is named in the report.",
    ),
    click.option("--batch", type=int, metavar="N", help="Most pictures in a call of a function.  [default: 256]"),
    click.option("--concurrency", type=int, metavar="N", help="Calls of a service at once.  [default: 8]"),
    click.option(
        "--retries", type=int, metavar="N", help="Further tries where a call fails.  [default: 0, of a service 3]"
    ),
    click.option("--timeout", type=float, default=30.0, metavar="SECONDS", help="Longest answer of a service."),
    click.option(
        "--rate", type=float, metavar="N", help="Most requests to a service in a second.  [default: no bound]"
    ),
    click.option("--budget", type=int, metavar="N", help="Most requests to a service in all.  [default: no bound]"),
    click.option(
        "--header",
        multiple=True,
        metavar="NAME=VARIABLE",
        help="Header of each request, from an environment variable: Authorization=MY_KEY.",
    ),
)

model_options = group_of_options(
    BARE,
    group_of_options(
        MODEL,
        click.option(
            "--narrow",
            shell_complete=label_sets,
            metavar="A,B,…",
            help="Audit the model over these of its emotions alone, or a set's name.  [default: all of its own]",
        ),
        click.option(
            "--views",
            type=click.Choice([str(number) for number in VIEWS]),
            callback=lambda _context, _option, said: None if said is None else int(said),
            help="Ask about each face as it is, also mirrored (2), also moved (10), and average.  [default: its own]",
        ),
    ),
    trust_option,
    limit_options,
    _input_options,
    _output_options,
    _looking_options,
    _asking_options,
)
"""What a weights file without model.toml needs to be told; what any model may be narrowed to; what may run."""


def model_of(reference: str, flags: dict[str, Any]) -> ModelSpec:
    """Return the model a command line names: a folder, a bundled id, or something else with its flags.

    Raises
    ------
    UsageError
        As `named_model`; when flags are typed beside a model that declares itself.
    """
    from audit.api.model_arguments import ModelArguments, model_options_of, refuse_idle
    from audit.load import named_model

    typed = typed_alone({name: flags[name] for name in (*ModelArguments.__annotations__, "labels") if name in flags})
    labels = typed.get("labels")
    refuse_idle(reference, frozenset(typed))
    return named_model(reference, model_options_of(labels, _without(typed, "labels")))


def one_model_of(reference: str, flags: dict[str, Any]) -> ModelSpec:
    """Return the one model a command line names; raises UsageError as `model_of`, and for a hash that is not its."""
    from audit.load import check_trust

    spec = model_of(reference, flags)
    check_trust((spec,), flags["trust"])
    return spec


def _without(typed: dict[str, Any], name: str) -> Any:  # noqa: ANN401 - a TypedDict by its names
    return {key: value for key, value in typed.items() if key != name}


def typed_alone(options: dict[str, Any]) -> dict[str, Any]:
    """Return a command's options without those of a model that nobody typed: only what was said can do nothing."""
    from audit.api.model_arguments import ModelArguments

    context = click.get_current_context()
    of_a_model = (*ModelArguments.__annotations__, "labels")
    return {
        name: value
        for name, value in options.items()
        if name not in of_a_model or context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE
    }
