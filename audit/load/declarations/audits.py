"""The audits of a repository, declared once, as a value.

`emotion-audit.toml`::

    out = "reports"                  # the folder of the reports

    [[audit]]
    cohort = "cohorts/people"        # or a list: every cohort with every model and policy
    model = ["models/old", "models/new"]
    policy = "policy.toml"

    [[audit]]
    cohort = "people.csv"
    predictions = "answers.parquet"
    model_column = "model"           # each model that it names is an audit of its own
    features = "age_group,gender"
    max_difference = 0.1

`emotion-audit run` without arguments runs them all. Paths start from the folder of the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from audit.errors import UsageError
from audit.load.toml import read_toml

if TYPE_CHECKING:
    from pathlib import Path

AUDITS = "emotion-audit.toml"
"""What the file is called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredAudit:
    """One `[[audit]]`: the options of `run`, those that take a file or a bundled id as one or as a list.

    Attributes
    ----------
    cohort, model, predictions, policy
        As the options; a list stands for an audit of each.
    model_column
        The column of `predictions` that names the model of each row; each is an audit of its own.
    features, metric, max_difference, min_ratio, on_inconclusive
        One limit in place of a policy.
    labels
        Emotions in the order of the output or of the numbers: a list, or the name of a set.
    split, images_root, narrow, detector, face_threshold, smallest_face, which_face, box_rule, align, views
        As the options.
    preset, size, channels, colour, scale, mean, std, standardise, resize, face, margin
        What goes into a model without model.toml, as the options.
    output, positive, output_index, output_name, output_slice, layout
        What comes out of it, as the options.
    columns, label_map, leave_out, codes_from, scores, bins, order_confirmed
        How the tables are to be read.
    """

    cohort: str | tuple[str, ...]
    model: str | tuple[str, ...] = ()
    predictions: str | tuple[str, ...] = ()
    policy: str | tuple[str, ...] = ()
    model_column: str | None = None
    features: str | None = None
    metric: str | None = None
    max_difference: float | None = None
    min_ratio: float | None = None
    on_inconclusive: str | None = None
    labels: str | tuple[str, ...] = ()
    split: str | None = None
    images_root: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    label_map: Mapping[str, str] = field(default_factory=dict)
    leave_out: tuple[str, ...] = ()
    codes_from: int | None = None
    scores: str | None = None
    bins: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    order_confirmed: bool = False
    narrow: str | None = None
    preset: str | None = None
    size: int | tuple[int, ...] | None = None
    channels: int | None = None
    colour: str | None = None
    scale: str | None = None
    mean: float | str | tuple[float, ...] | None = None
    std: float | str | tuple[float, ...] | None = None
    standardise: str | None = None
    resize: str | None = None
    face: str | None = None
    margin: float | None = None
    output: str | None = None
    positive: str | None = None
    output_index: int | None = None
    output_name: str | None = None
    output_slice: tuple[int, ...] = ()
    layout: str | None = None
    detector: str | None = None
    face_threshold: float | None = None
    smallest_face: int | None = None
    which_face: str | None = None
    box_rule: str | None = None
    align: str | None = None
    views: int | None = None

    def __post_init__(self) -> None:
        if bool(self.model) == bool(self.predictions):
            raise UsageError("an audit needs either the key 'model' or the key 'predictions'")
        if self.model_column is not None and not self.predictions:
            raise UsageError("'model_column' is about 'predictions'; remove it")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredAudits:
    """An emotion-audit.toml.

    Attributes
    ----------
    audit
        The audits, at least one.
    out
        The folder of the reports.
    """

    audit: tuple[DeclaredAudit, ...]
    out: str = "reports"

    def __post_init__(self) -> None:
        if not self.audit:
            raise UsageError("no audit is declared; write one as [[audit]]")


def load_audits_file(path: Path) -> DeclaredAudits:
    """Return the audits that a file declares; raises FaultyFile with every fault of it."""
    return read_toml(path, DeclaredAudits, lambda declared: declared)
