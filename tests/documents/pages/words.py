"""Reference of words and rules: metrics, comparisons, label sets, outcomes, verdicts, exit statuses."""

from __future__ import annotations

import inspect
from enum import Enum, IntEnum

from documents.docstrings import summary, values
from documents.markdown import code, page, table

from audit.domain.cohort.data_quality import Likeness
from audit.domain.cohort.groups import LabelProvenance
from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.cohort.pictures import PictureMode
from audit.domain.cohort.predictions import Outcome
from audit.domain.cohort.reading import Treatment
from audit.domain.counts.metric import Metric
from audit.domain.counts.metrics import METRICS, NOTIONS
from audit.domain.decision.choices import DecideOn, IntervalMethod, OnInconclusive
from audit.domain.decision.comparisons import Comparison
from audit.domain.decision.criteria import Criterion
from audit.domain.decision.findings import Verdict, WaiverState
from audit.domain.decision.gate import GateEffect
from audit.domain.model.kinds import ENDINGS, PACKAGES, Kind
from audit.domain.model.model import Output
from audit.errors import UsageError
from audit.exit_status import ExitStatus

EXPLAINED: dict[str, type[Enum]] = {
    "Outcomes of a row": Outcome,
    "What was read otherwise than written": Treatment,
    "Verdicts": Verdict,
    "Comparisons": Comparison,
    "What is held against a limit": DecideOn,
    "What an inconclusive finding does": OnInconclusive,
    "What a finding does to the gate": GateEffect,
    "What became of a waiver": WaiverState,
    "What stands beside a disparity": IntervalMethod,
    "Who said that a person belongs to a group": LabelProvenance,
    "How alike pictures are": Likeness,
    "Pictures in a report": PictureMode,
    "Outputs of a classifier": Output,
}
"""Enumerations that people meet, each value explained in the docstring of its class."""


def metrics_page() -> str:
    """Return the page of metrics and comparisons."""
    lead = (
        "Rates are shares of images, with fairlearn's definitions; a rate of one emotion sees that emotion against the "
        "rest. Where there is nothing to divide by, a rate has no value: never 0, and never a pass."
    )
    shares = f"## Metrics\n\n{_definitions(METRICS)}"
    notions = (
        "## Notions of fairness\n\nThey compare several metrics at once and have no value in one group; a `macro_` "
        f"notion averages over emotions.\n\n{_definitions(NOTIONS)}"
    )
    fits = (
        "## Which comparison fits which metric\n\n`reference` holds every group against one; `control` compares within "
        f"the strata of other features. What is not possible is refused with a sentence.\n\n{_fits()}"
    )
    return page("Metrics", lead, shares, notions, fits, _explained("Comparisons", Comparison))


def words_page() -> str:
    """Return the page of words: label sets, outcomes, verdicts, exit statuses and the like."""
    parts = [_explained(title, kind) for title, kind in EXPLAINED.items() if kind is not Comparison]
    return page("Words and numbers", _exit_statuses(), _label_sets(), *parts, _kinds())


def _definitions(metrics: dict[str, Metric]) -> str:
    rows = [
        (code(one.name), f"{one.definition}: {code(one.formula)}", _limit(one), one.undefined, one.source)
        for one in metrics.values()
    ]
    return table(("metric", "is", "a limit is", "no value where", "source"), rows)


def _limit(metric: Metric) -> str:
    if not metric.gated:
        return "not possible"
    return "per emotion: one, or each" if metric.per_emotion else "over all emotions"


def _fits() -> str:
    rows = [
        (code(name), *(_mark(fits(name, comparison)) for comparison in Comparison), *_extras(name))
        for name in METRICS | NOTIONS
    ]
    return table(("metric", *(code(one.value) for one in Comparison), "`reference`", "`control`"), rows)


def fits(metric: str, comparison: Comparison, **keys: object) -> bool:
    """Return whether a policy may ask for this; the criterion itself decides."""
    try:
        Criterion(metric=metric, features=("a",), limit=0.5, comparison=comparison, **keys)  # type: ignore[arg-type]
    except UsageError:
        return False
    return True


def _extras(metric: str) -> tuple[str, str]:
    reference = any(fits(metric, comparison, reference="x") for comparison in Comparison)
    control = any(fits(metric, comparison, control=("b",)) for comparison in Comparison)
    return _mark(reference), _mark(control)


def _mark(holds: bool) -> str:
    return "yes" if holds else "–"


def _label_sets() -> str:
    rows = [
        (code(name), ", ".join(f"{number} {emotion}" for number, emotion in enumerate(labels.emotions)))
        for name, labels in LABEL_SETS.items()
    ]
    lead = "The order matters: it is that of a classifier's outputs, and of labels and predictions that are numbers."
    return f"## Label sets\n\n{lead}\n\n{table(('name', 'emotions in order'), rows)}"


def _exit_statuses() -> str:
    rows = [(code(int(one)), meaning(ExitStatus, one)) for one in ExitStatus]
    return f"## Exit statuses\n\n{table(('exit status', 'means'), rows)}"


def _explained(title: str, kind: type[Enum]) -> str:
    rows = [(code(one.value), meaning(kind, one)) for one in kind]
    lead = "" if summary(kind) == f"{title}." else f"{summary(kind)}\n\n"
    return f"## {title}\n\n{lead}{table(('word', 'means'), rows)}"


def meaning(kind: type[Enum], member: Enum) -> str:
    """Return what a value means; raises KeyError when the docstring of its class does not say."""
    key = str(int(member)) if issubclass(kind, IntEnum) else str(member.value)
    told = values(kind)
    if key not in told:
        raise KeyError(f'{kind.__name__} does not explain `{key}`; write "`{key}`: …" into {inspect.getfile(kind)}')
    return told[key][:1].upper() + told[key][1:]


def _kinds() -> str:
    rows = [
        (kind.value, ", ".join(code(ending) for ending, of in ENDINGS.items() if of is kind), ", ".join(PACKAGES[kind]))
        for kind in Kind
    ]
    return f"## Kinds of classifier\n\n{table(('kind', 'ending of its file', 'needs'), rows)}"
