"""Options that several commands share, and the values they become."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audit.domain.cohort.pictures import MOST_PICTURES, PictureMode
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.policy import DEFAULT_LIMIT, OnInconclusive, Policy, one_limit_per_feature
from audit.domain.model.kinds import FUNCTION, Layout
from audit.domain.model.model import Colour, FacePolicy, InputContract, Output, Scale
from audit.errors import UsageError

if TYPE_CHECKING:
    from enum import StrEnum

    from audit.domain.cohort.cohort import Cohort
    from audit.domain.cohort.labels import LabelSet
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
    click.option("--face", type=_one_of(FacePolicy), default=FacePolicy.DETECT.value, show_default=True),
    click.option("--output", type=_one_of(Output), default=Output.SOFTMAX.value, show_default=True),
    click.option("--positive", metavar="EMOTION", help="The emotion whose probability a sigmoid puts out."),
    click.option("--layout", type=_one_of(Layout), help="Order of the axes a bare ONNX file or SavedModel takes."),
    click.option(
        "--narrow", metavar="A,B,…", help="Audit the model over these of its emotions alone, or a set's name."
    ),
    trust_option,
)
"""What a weights file without model.toml needs to be told; what any model may be narrowed to; what may run."""

policy_options = _stacked(
    click.option("--policy", "policy_file", type=click.Path(path_type=Path), help="Rules in a policy.toml."),
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


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyFlags:
    """The policy options as typed."""

    policy_file: Path | None
    features: str | None
    metric: str | None
    max_difference: float | None
    min_ratio: float | None
    on_inconclusive: str | None

    @classmethod
    def taken_from(cls, options: dict[str, Any]) -> PolicyFlags:
        """Return the policy options, removed from a command's options."""
        return cls(**{field.name: options.pop(field.name) for field in fields(cls)})

    def named_features(self) -> tuple[str, ...]:
        """Return the features that these flags, or the criteria of the policy file, name; empty where none is."""
        if self.features is not None:
            named = crossed(self.features)
        elif self.policy_file is not None:
            from audit.load import load_policy

            named = load_policy(self.policy_file).features
        else:
            named = ()
        return tuple(dict.fromkeys(name for names in named for name in names))

    def policy(self, cohort: Cohort) -> Policy:
        """Return the policy these flags ask for over this cohort.

        Raises
        ------
        UsageError
            When a file and single limits are both given, or two limits.
        """
        single = (self.features, self.metric, self.max_difference, self.min_ratio, self.on_inconclusive)
        if self.policy_file is not None:
            if any(flag is not None for flag in single):
                raise UsageError("--policy holds all rules; remove --features, --metric, --max-difference, --min-ratio")
            from audit.load import load_policy

            return load_policy(self.policy_file)
        return self._single(cohort)

    def _single(self, cohort: Cohort) -> Policy:
        if self.max_difference is not None and self.min_ratio is not None:
            raise UsageError(
                "--max-difference and --min-ratio are two limits; give one, or write both in a policy.toml"
            )
        ratio = self.min_ratio is not None
        limit = self.min_ratio if ratio else self.max_difference
        return one_limit_per_feature(
            self._features(cohort),
            metric=self.metric or "accuracy",
            comparison=Comparison.RATIO if ratio else Comparison.DIFFERENCE,
            limit=DEFAULT_LIMIT if limit is None else limit,
            on_inconclusive=OnInconclusive(self.on_inconclusive or OnInconclusive.BLOCK),
        )

    def _features(self, cohort: Cohort) -> tuple[tuple[str, ...], ...]:
        if self.features is None:
            return tuple((feature.name,) for feature in cohort.features)
        return crossed(self.features)


def crossed(features: str) -> tuple[tuple[str, ...], ...]:
    """Return the features of each item of `--features`; several of one item are an intersection."""
    names = (tuple(part.strip() for part in item.split("*")) for item in features.split(","))
    return tuple(dict.fromkeys(names))


def labels_of(text: str | None) -> LabelSet | None:
    """Return the label set of `--labels`: a ready-made name, or emotions with commas between; None when not given."""
    from audit.load import label_set

    return None if text is None else label_set(text)


def model_of(reference: str, flags: dict[str, Any]) -> ModelSpec:
    """Return the model a command line names: a folder, a bundled id, a weights file or Python function with its flags.

    Raises
    ------
    UsageError
        When nothing of that name exists, a model without model.toml comes without `--labels` and `--size`, or the model
        does not have an emotion of `--narrow`.
    """
    from audit.load import narrowed_to, vouched

    spec = vouched(_model_of(reference, flags), frozenset(flags["trust"]))
    narrow = labels_of(flags["narrow"])
    return spec if narrow is None else narrowed_to(spec, narrow)


def _model_of(reference: str, flags: dict[str, Any]) -> ModelSpec:
    from audit.load import find_model, load_model, model_from_file, model_from_function

    is_function = FUNCTION.fullmatch(reference) is not None and not Path(reference).exists()
    path = Path(reference) if is_function else find_model(reference)
    if (path / "model.toml").exists() or path.suffix == ".toml":
        return load_model(path)
    labels = labels_of(flags["labels"])
    if labels is None or flags["size"] is None:
        raise UsageError(f"{path}: a model without model.toml needs --labels and --size")
    contract = InputContract(
        size=flags["size"],
        channels=flags["channels"],
        colour=Colour(flags["colour"]),
        scale=Scale(flags["scale"]),
        face=FacePolicy(flags["face"]),
    )
    output, positive = Output(flags["output"]), flags["positive"]
    if is_function:
        return model_from_function(reference, labels, contract, output=output, positive=positive)
    layout = None if flags["layout"] is None else Layout(flags["layout"])
    return model_from_file(path, labels, contract, output=output, positive=positive, layout=layout)


def command_line() -> str:
    """Return the command as it was typed, for the report's provenance."""
    return shlex.join(["emotion-audit", *sys.argv[1:]])
