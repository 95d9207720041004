"""The demo: a cohort drawn, a bundled classifier run over it, the field's first study audited beside it.

Nothing in it is prepared: the faces are drawn, saved, read, classified, counted and judged by the same stages that
audit anyone's pictures. As they are drawn, what the audit should find is known: the classifier was trained on hardly
any seniors, skin tone was shared out evenly, and few faces wear glasses.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from audit.domain.decision.policy import one_limit_per_feature
from audit.pipeline.pictures import explainer_of
from audit.pipeline.request import Audited, Steps, illustrated, in_silence
from audit.pipeline.stages.measuring import run_audit
from audit.pipeline.stages.scoring import score_with_model, score_with_table

if TYPE_CHECKING:
    from pathlib import Path

    from audit.domain.cohort.pictures import PictureWish
    from audit.domain.decision.policy import Policy
    from audit.domain.model.model import ModelSpec
    from audit.pipeline.stages.scoring import Scored


FACES = 3000
SEED = 2026
GLASSES_SHARE = 0.006
"""About 18 of 3,000 faces wear glasses: too few to tell anything, as in many real cohorts."""
CLASSIFIER = "drawn-happy-sad"
FIRST_STUDY = "first-study"


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """What the demo audited.

    Attributes
    ----------
    drawn
        The bundled classifier over the drawn cohort.
    first_study
        The published results of the field's first study.
    """

    drawn: Audited
    first_study: Audited


def run_demo(cohort_folder: Path, command: str, pictures: PictureWish, steps: Steps = in_silence) -> Demo:
    """Draw a cohort into a folder, audit the bundled classifier on it, then the field's first study.

    Parameters
    ----------
    cohort_folder
        Where the drawn cohort is saved; one that is there is replaced.
    command
        The command line, for the reports.
    pictures
        Those of the pages; heat maps are of the bundled classifier.
    steps
        As for `run_request`.

    Raises
    ------
    MissingExtra
        When what runs the classifier is not installed; before anything is drawn.
    """
    from audit.load import find_model, load_model
    from audit.predict import require_installed

    spec = load_model(find_model(CLASSIFIER))
    require_installed(spec)
    explainer = explainer_of(spec) if pictures.explain else None
    drawn = _drawn(cohort_folder, spec, command, steps)
    study = _first_study(command)
    return Demo(
        drawn=replace(drawn, gallery=illustrated(drawn.scored, pictures, explainer, steps)),
        first_study=replace(study, gallery=illustrated(study.scored, replace(pictures, explain=False))),
    )


def _drawn(folder: Path, spec: ModelSpec, command: str, steps: Steps) -> Audited:
    from audit.load import load_cohort
    from audit.simulate import DrawnPlan, GroupShare, draw_cohort, write_cohort

    rare = GroupShare(feature="glasses", group="glasses", share=GLASSES_SHARE)
    plan = DrawnPlan(faces=FACES, labels=spec.labels, shares=(rare,), blends=0.1, seed=SEED)
    with steps("drawing") as progress:
        faces = draw_cohort(plan, progress)
    write_cohort(faces, folder, title=f"{FACES:,} drawn faces", replace=True)
    cohort = load_cohort(folder)
    policy = one_limit_per_feature((("age_group",), ("skin_tone",), ("glasses",)))
    with steps("classifying") as progress:
        scored = score_with_model(cohort, spec, progress)
    return _audited(scored, policy, command)


def _first_study(command: str) -> Audited:
    from audit.load import find_cohort, load_cohort, load_predictions

    folder = find_cohort(FIRST_STUDY)
    cohort = load_cohort(folder)
    table = folder / "predictions.csv"
    policy = one_limit_per_feature((("age_group",), ("ethnicity",)), limit=0.2)
    return _audited(score_with_table(cohort, table, load_predictions(table, cohort)), policy, command)


def _audited(scored: Scored, policy: Policy, command: str) -> Audited:
    return Audited(scored=scored, result=run_audit(scored, policy, command))
