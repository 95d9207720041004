"""emotion-audit: fairness and bias audits for facial-emotion classifiers.

From Python::

    import audit

    found = audit.audit(y_true, y_pred, sensitive_features=people[["age_group", "gender"]])
    found.verdict           # PASS, FAIL or INCONCLUSIVE
    found.by_group("recall")
    found.report("reports/mine")

`audit.run` audits a cohort folder as the command `emotion-audit run` does, `run_many` several with several models,
`run_counts` a published table of counts; `read_audit`, `rejudge`, `compare`, `plan`, `monitor`, `selftest`,
`write_report` and `share` go on from there; `check`, `check_counts` and `import_cohort` come before it; `classify`,
`train`, `calibrate` and `blend` are about a classifier alone;
`list_models` and its like name what comes with the package; `audit.serve` shows models a face. Everything is loaded
when first used, and refuses in the words of Python: what the command line calls `--label-map` is `label_map=` here.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING

from audit.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable

    from audit.api import (
        Audit,
        CheckedCohort,
        Classified,
        ManyAudits,
        MonitoredSeries,
        OneOfMany,
        audit,
        blend,
        calibrate,
        check,
        check_counts,
        classify,
        compare,
        demo,
        import_cohort,
        list_cohorts,
        list_labels,
        list_metrics,
        list_models,
        monitor,
        plan,
        read_audit,
        rejudge,
        run,
        run_counts,
        run_declared,
        run_many,
        selftest,
        share,
        train,
        write_report,
    )
    from audit.domain.decision.choices import DecideOn, OnInconclusive
    from audit.domain.decision.comparisons import Comparison
    from audit.domain.decision.criteria import Criterion, Regression
    from audit.domain.decision.findings import Finding, Verdict
    from audit.domain.decision.monitoring import Monitoring
    from audit.domain.decision.policy import Policy
    from audit.domain.decision.waivers import Waiver
    from audit.domain.results.result import AuditResult
    from audit.errors import AnswerFailed, AuditError, InputError, MissingExtra, OutputError, UsageError
    from audit.exit_status import ExitStatus
    from audit.serve.notebook import serve
    from audit.train.course.summary import TrainingSummary

__all__ = [
    "AnswerFailed",
    "Audit",
    "AuditError",
    "AuditResult",
    "CheckedCohort",
    "Classified",
    "Comparison",
    "Criterion",
    "DecideOn",
    "ExitStatus",
    "Finding",
    "InputError",
    "ManyAudits",
    "MissingExtra",
    "MonitoredSeries",
    "Monitoring",
    "OnInconclusive",
    "OneOfMany",
    "OutputError",
    "Policy",
    "Regression",
    "TrainingSummary",
    "UsageError",
    "Verdict",
    "Waiver",
    "__version__",
    "audit",
    "blend",
    "calibrate",
    "check",
    "check_counts",
    "classify",
    "compare",
    "demo",
    "import_cohort",
    "list_cohorts",
    "list_labels",
    "list_metrics",
    "list_models",
    "monitor",
    "plan",
    "read_audit",
    "rejudge",
    "run",
    "run_counts",
    "run_declared",
    "run_many",
    "selftest",
    "serve",
    "share",
    "train",
    "write_report",
]

_HOMES = {
    "audit.api": (
        "Classified",
        "Audit",
        "CheckedCohort",
        "ManyAudits",
        "MonitoredSeries",
        "OneOfMany",
        "audit",
        "blend",
        "calibrate",
        "check",
        "check_counts",
        "classify",
        "compare",
        "demo",
        "import_cohort",
        "list_cohorts",
        "list_labels",
        "list_metrics",
        "list_models",
        "monitor",
        "plan",
        "read_audit",
        "rejudge",
        "run",
        "run_counts",
        "run_declared",
        "run_many",
        "selftest",
        "share",
        "train",
        "write_report",
    ),
    "audit.domain.decision.comparisons": ("Comparison",),
    "audit.domain.decision.findings": ("Finding", "Verdict"),
    "audit.domain.decision.choices": ("DecideOn", "OnInconclusive"),
    "audit.domain.decision.criteria": ("Criterion", "Regression"),
    "audit.domain.decision.monitoring": ("Monitoring",),
    "audit.domain.decision.policy": ("Policy",),
    "audit.domain.decision.waivers": ("Waiver",),
    "audit.domain.results.result": ("AuditResult",),
    "audit.exit_status": ("ExitStatus",),
    "audit.errors": ("AnswerFailed", "AuditError", "InputError", "MissingExtra", "OutputError", "UsageError"),
    "audit.serve.notebook": ("serve",),
    "audit.train.course.summary": ("TrainingSummary",),
}
"""Where each name is at home."""

_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    """Return a name of the door, loaded now."""
    if name not in _HOME_OF:
        raise AttributeError(f"module 'audit' has no attribute '{name}'; it offers {', '.join(__all__)}")
    globals()[name] = found = _offered(name)
    return found


def _offered(name: str) -> object:
    """Return what a name of the door stands for; functions refuse in the words of Python."""
    found = getattr(import_module(_HOME_OF[name]), name)
    if not isinstance(found, FunctionType):
        return found
    from audit.api.spoken import spoken_in_python  # noqa: PLC0415 - as everything, when it is first used

    return spoken_in_python(found)


class _NameOfBoth(ModuleType):
    """A package whose name is a function's too: `audit.train` is a room, and called it is what the door offers."""

    def __call__(self, *given: object, **named: object) -> object:
        function: Callable[..., object] = _offered(self.__name__.rpartition(".")[2])  # type: ignore[assignment]
        return function(*given, **named)


class _Door(ModuleType):
    """What `import audit` gives: a room that comes to stand under the name of a function can be called as it."""

    def __setattr__(self, name: str, value: object) -> None:
        if name in _HOME_OF and isinstance(value, ModuleType):
            value.__class__ = _NameOfBoth
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Door


def __dir__() -> list[str]:
    """Return the names of the door, loaded or not, beside what a module has."""
    return sorted({*globals(), *__all__})
