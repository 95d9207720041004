"""What comes with the package: the models, cohorts, metrics and label sets that can be named, and the demo."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from audit.api.arguments import pictures_of
from audit.api.outcome import Audit
from audit.domain.cohort.labels import NAMED_SETS, NamedSet
from audit.domain.cohort.pictures import PictureMode
from audit.domain.counts.metrics import METRICS, NOTIONS

if TYPE_CHECKING:
    from audit.api.arguments import Place
    from audit.domain.counts.metric import Metric
    from audit.load.catalogue import CatalogueEntry
    from audit.pipeline import Audited, Steps


def list_models() -> tuple[CatalogueEntry, ...]:
    """Return the bundled models, sorted by id; the `spec` of each holds what was measured of it."""
    from audit.load import list_models as listed

    return listed()


def list_cohorts() -> tuple[CatalogueEntry, ...]:
    """Return the bundled cohorts, sorted by id."""
    from audit.load import list_cohorts as listed

    return listed()


def list_labels() -> dict[str, NamedSet]:
    """Return the ready-made label sets by name, each with its emotions in order and where that order comes from."""
    return dict(NAMED_SETS)


def list_metrics() -> tuple[Metric, ...]:
    """Return every metric and notion of fairness with its definition, its formula and whether a limit can be set."""
    return tuple((METRICS | NOTIONS).values())


def demo(
    out: Place,
    *,
    pictures: str = PictureMode.SHOWN,
    max_pictures: int | None = None,
    explain: bool = False,
    steps: Steps | None = None,
    command: str = "audit.demo(…)",
) -> tuple[Audit, Audit]:
    """Audit a bundled classifier on 3,000 drawn faces, then the field's first study; what `emotion-audit demo` does.

    Parameters
    ----------
    out
        The folder under which the drawn faces are saved, as `cohort`; reports are written by `report` of each audit.
    pictures, max_pictures, explain, steps, command
        As in `audit.run`.

    Returns
    -------
    tuple
        The audit of the drawn faces, and that of the published results.

    Raises
    ------
    MissingExtra
        When what runs the classifier is not installed; before anything is drawn.
    OutputError
        When the folder holds something else.
    """
    from audit.pipeline import in_silence, run_demo
    from audit.report import refuse_foreign

    folder = Path(out)
    refuse_foreign(folder, ours=DEMO_FOLDERS)
    wish = pictures_of(pictures, max_pictures, explain=explain)
    found = run_demo(folder / "cohort", command, wish, steps or in_silence)
    return _audit(found.drawn), _audit(found.first_study)


DEMO_FOLDERS = ("cohort", "first-study")
"""What the demo puts into its folder beside the report."""


def _audit(audited: Audited) -> Audit:
    return Audit(result=audited.result, scored=audited.scored, gallery=audited.gallery)
