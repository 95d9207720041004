"""The front door: what a notebook, the command line, the pytest plugin and the live app call.

It turns what people write (paths and names, lists and frames, words for an enumeration) into the values of the package
and hands them on; it decides and computes nothing. `import audit` offers all of it, loaded when it is first used.
"""

from audit.api.arrays import audit
from audit.api.beside.bundled import demo, list_cohorts, list_labels, list_metrics, list_models
from audit.api.beside.classifiers import Classified, blend, calibrate, classify
from audit.api.beside.cohorts import CheckedCohort, check, import_cohort
from audit.api.beside.counts import check_counts, run_counts
from audit.api.beside.training import train
from audit.api.many import ManyAudits, OneOfMany, run_declared, run_many
from audit.api.monitored import MonitoredSeries, monitor
from audit.api.outcome import Audit
from audit.api.saved import compare, plan, read_audit, rejudge, selftest, share, write_report
from audit.api.tables import run

__all__ = [
    "Audit",
    "CheckedCohort",
    "Classified",
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
]
