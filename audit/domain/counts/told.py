"""What counts tell: of pictures that were read one by one everything, of a published table only what it prints.

A table of groups and of how many pictures were right names no emotions. Its counts have two labels all the same: every
picture is labelled `LABELLED`, and answered so or `ANOTHER`. Metrics that would count what nobody told have no value.
"""

from __future__ import annotations

from enum import StrEnum

LABELLED = "the labelled emotion"
"""The label of every picture in counts that name no emotions."""

ANOTHER = "another emotion"
"""The answer of every picture that was wrong, in counts that do not say which answer it got."""


class CountsTold(StrEnum):
    """What counts tell of the pictures behind them.

    `pictures`: everything, they were read one by one. `answers`: how many of each label got each answer. `right of each
    label`: how many of each label were right. `right`: how many were right.
    """

    PICTURES = "pictures"
    ANSWERS = "answers"
    RIGHT_OF_EACH_LABEL = "right of each label"
    RIGHT = "right"

    @property
    def answers(self) -> bool:
        """Whether it is told which answers wrong pictures got."""
        return self in (CountsTold.PICTURES, CountsTold.ANSWERS)

    @property
    def labels(self) -> bool:
        """Whether it is told which emotions the pictures are labelled with."""
        return self is not CountsTold.RIGHT

    @property
    def untold(self) -> tuple[str, ...]:
        """What such counts cannot say, in sentences without their stop; none of pictures that were read."""
        if self is CountsTold.PICTURES:
            return ()
        people = (
            "a table of counts names no people: each picture counts as one of another person, and several of one "
            "person would make every bound wider"
        )
        unanswered = "a table of counts does not say how many pictures of which group got no answer"
        answers = (
            "" if self.answers else "a table of counts of right answers does not say what wrong pictures were called"
        )
        labels = "" if self.labels else ", nor whether groups show other emotions"
        return tuple(filter(None, (people, unanswered, answers + labels)))

    def tells(self, metric: str) -> bool:
        """Whether a metric of this name, or a notion, has a value in such counts."""
        return self.answers or metric in _TOLD[self]


_TOLD = {
    CountsTold.RIGHT: ("accuracy",),
    CountsTold.RIGHT_OF_EACH_LABEL: (
        "accuracy",
        "recall",
        "macro_recall",
        "balanced_accuracy",
        "equal_opportunity",
        "macro_equal_opportunity",
    ),
}
"""What can be worked out from how many were right, and from how many of each label were."""

UNTOLD = "the table of counts does not tell it"
"""Why a metric has no value in such counts."""
