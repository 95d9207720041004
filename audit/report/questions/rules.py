"""What is asked, which words an answer may use, and when it uses which: printed in the method section of the page."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

QUESTIONS = (
    "Can the model classify the expressions?",
    "Does it perform equally well across demographic groups?",
    "Can it detect mixed emotions?",
)

HALF_OF_FACES = 0.5
"""Share of the faces of each emotion that a model has to recognise: below it, it misses more than it recognises."""

HALF_OF_CEILING = 0.5
"""Share of the ceiling that the agreement with the annotators must reach for a yes."""

QUARTER_OF_CEILING = 0.25
"""Share of the ceiling that it must reach for a partly."""


class Status(StrEnum):
    """The answer in a word."""

    YES = "yes"
    NO = "no"
    PARTLY = "partly"
    CANNOT_TELL = "cannot tell"


RULES = (
    (
        QUESTIONS[0],
        "Yes when the whole interval of the success rate lies above the baseline (always answering the most frequent "
        "emotion) and no emotion fails. Partly when it lies above while an emotion fails: the whole interval of its "
        "recall lies below a half, so its faces are missed more often than recognised. No when the whole interval of "
        "the success rate lies at or below the baseline. Otherwise, and where all labels are the same, this audit "
        "cannot tell.",
    ),
    (
        QUESTIONS[1],
        "Yes when every limit of the policy is kept with evidence. Partly when none is exceeded, some are kept, and "
        "the policy only warns about, or waives, the limits this data cannot decide. No when a limit is exceeded with "
        "evidence, waived or not. Otherwise this audit cannot tell. A limit that the policy decides on the observed "
        "value alone counts as decided by it.",
    ),
    (
        QUESTIONS[2],
        "Judged by Spearman's rank correlation of softmax entropy with the entropy of the annotators' votes. Yes when "
        "its lower bound reaches half of the ceiling (what a perfect model could reach with this many votes). Partly "
        "when it reaches a quarter of it but not half. No when the whole interval lies below a quarter of it, or at or "
        "below 0; no also when softmax entropy is the same for every picture, vote entropy not. Otherwise, and "
        "without probabilities or votes, this audit cannot tell.",
    ),
)
"""What each status means, question by question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One research question answered.

    Attributes
    ----------
    question
        As asked.
    status
        The answer in a word.
    sentence
        The answer in plain words; complete sentences without line breaks, hostile names disarmed but not escaped.
    measure
        What `number` is; a few words.
    number, interval
        As text with unit; `–` where nothing was measured.
    seen
        The sentence without what would settle it, for a place that tells next steps beside it; empty where it is the
        same.
    """

    question: str
    status: Status
    sentence: str
    measure: str
    number: str
    interval: str
    seen: str = ""
