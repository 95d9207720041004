"""Several audits in one page: what they share, their answers, rates, groups, limits, emotions, and the trend.

Words: an audit is *named* by its model's id and what tells it apart; audits are *paired* only where they show the same
pictures to each model, and even then bounds on a change come from `compare`, never from two intervals.
"""

from audit.report.sections.side_by_side.names import Named, named
from audit.report.sections.side_by_side.page import MOST, AuditsPage, view

__all__ = ["MOST", "AuditsPage", "Named", "named", "view"]
