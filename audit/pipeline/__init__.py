"""The stages put in order: cohort → classifier → counts → disparities → verdict → result; and the same for training.

Every step is one public function of one stage; nothing is decided here. Stages are imported when their turn comes, so
that checking a manifest or judging saved counts never loads TensorFlow.
"""

from typing import TYPE_CHECKING

from audit.deferred import when_asked

if TYPE_CHECKING:
    from audit.pipeline.blends import blend_cohort, blend_drawn
    from audit.pipeline.calibration import calibrate_model
    from audit.pipeline.comparison import compare_audits, loss_policy, saved_audit
    from audit.pipeline.data_quality import doubts_by_table, doubts_out_of_fold, examine_pictures
    from audit.pipeline.demo import Demo, run_demo
    from audit.pipeline.many.requests import Ended, run_requests
    from audit.pipeline.pictures import explainer_of, gallery_of
    from audit.pipeline.request import Audited, AuditRequest, Steps, audit_arrays, illustrated, in_silence, run_request
    from audit.pipeline.selftest import self_test
    from audit.pipeline.sharing import fit_to_publish
    from audit.pipeline.stages.given_counts import audit_counts
    from audit.pipeline.stages.judging import rejudge
    from audit.pipeline.stages.measuring import run_audit
    from audit.pipeline.stages.scoring import Scored, answers_to, score_with_model, score_with_table
    from audit.pipeline.training import ShortRun, train_model
else:
    __getattr__ = when_asked(__name__, __file__)

__all__ = [
    "AuditRequest",
    "Audited",
    "Demo",
    "Ended",
    "Scored",
    "ShortRun",
    "Steps",
    "answers_to",
    "audit_arrays",
    "audit_counts",
    "blend_cohort",
    "blend_drawn",
    "calibrate_model",
    "compare_audits",
    "doubts_by_table",
    "doubts_out_of_fold",
    "examine_pictures",
    "explainer_of",
    "fit_to_publish",
    "gallery_of",
    "illustrated",
    "in_silence",
    "loss_policy",
    "rejudge",
    "run_audit",
    "run_demo",
    "run_request",
    "run_requests",
    "saved_audit",
    "score_with_model",
    "score_with_table",
    "self_test",
    "train_model",
]
