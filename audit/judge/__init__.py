"""Disparities held against a policy; pure.

Words: a *finding* is one criterion on one feature (and emotion) with its verdict and the evidence in a sentence.
"""

from audit.judge.findings import judge
from audit.judge.regressions import judge_changes

__all__ = ["judge", "judge_changes"]
