"""What a policy can choose between, each choice with what it means."""

from __future__ import annotations

from enum import StrEnum


class DecideOn(StrEnum):
    """What is held against the limit: the bounds (default) or the observed value alone.

    `interval`: bounds of the true disparity, so that chance neither fails nor passes a classifier. `point`: the
    observed disparity, as if it were the true one; the report says how often that fails a classifier that is equal for
    all.
    """

    INTERVAL = "interval"
    POINT = "point"


class OnInconclusive(StrEnum):
    """What an inconclusive finding does to the gate.

    `block`: it keeps the gate shut, exit status 3. `warn`: it is reported, and the gate opens, unless nothing at all
    could be assessed.
    """

    BLOCK = "block"
    WARN = "warn"


class Unscored(StrEnum):
    """What a picture without an answer counts as.

    `left_out`: nothing; rates are over scored pictures, and who got an answer is judged apart. `wrong`: a wrong answer,
    as it is for whoever stands before the camera.
    """

    LEFT_OUT = "left_out"
    WRONG = "wrong"


class Promise(StrEnum):
    """What the error of a wrong FAIL is promised for.

    `policy`: all limits together, which share it. `criterion`: each limit by itself, whatever else the policy lists;
    then one or more of many limits that are kept fail wrongly in more audits than that.
    """

    POLICY = "policy"
    CRITERION = "criterion"


class IntervalMethod(StrEnum):
    """What stands beside an observed disparity; the verdict rests on its bounds whatever is shown.

    `bounds`: the bounds of the verdict. `count_bootstrap`, `fairlearn_bootstrap`: percentiles of resampled disparities,
    which miss the truth far more often than they say; their coverage at these numbers of images is shown with them.
    """

    BOUNDS = "bounds"
    COUNT_BOOTSTRAP = "count_bootstrap"
    FAIRLEARN_BOOTSTRAP = "fairlearn_bootstrap"
