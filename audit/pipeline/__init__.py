"""The stages put in order: cohort → classifier → counts → disparities → verdict → result; and the same for training.

Every step is one public function of one stage; nothing is decided here. Stages are imported when their turn comes, so
that checking a manifest or judging saved counts never loads TensorFlow.
"""

from audit.pipeline.audit_run import Scored, rejudge, run_audit, score_with_model, score_with_table
from audit.pipeline.blends import blend_cohort, blend_drawn
from audit.pipeline.calibration import calibrate_model
from audit.pipeline.comparison import compare_audits
from audit.pipeline.data_quality import doubts_by_table, doubts_out_of_fold, examine_pictures
from audit.pipeline.demo import Audited, Demo, demo_model, run_demo
from audit.pipeline.pictures import explainer_of, gallery_of
from audit.pipeline.selftest import self_test
from audit.pipeline.training import ShortRun, train_model

__all__ = [
    "Audited",
    "Demo",
    "Scored",
    "ShortRun",
    "blend_cohort",
    "blend_drawn",
    "calibrate_model",
    "compare_audits",
    "demo_model",
    "doubts_by_table",
    "doubts_out_of_fold",
    "examine_pictures",
    "explainer_of",
    "gallery_of",
    "rejudge",
    "run_audit",
    "run_demo",
    "score_with_model",
    "score_with_table",
    "self_test",
    "train_model",
]
