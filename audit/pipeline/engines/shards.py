"""What is done with one shard, and how what was made of all of them is put together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.domain.answers.answered import AnsweredCohort
from audit.domain.answers.summary import Summary, sum_of
from audit.domain.cohort.cohort import Cohort
from audit.domain.model.model import ModelSpec
from audit.measure import summarise
from audit.predict.looking import Looked
from audit.predict.run import in_whole, rows_to_ask
from audit.predict.together import Questioned, looked_together

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from audit.domain.answers.shards import Shard
    from audit.domain.cohort.labels import LabelSet
    from audit.domain.cohort.predictions import Predictions
    from audit.predict.journal import AnyJournal
    from audit.predict.protocol import Classifier


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A classifier that is asked about a cohort: its declaration, and the cohort in its words."""

    spec: ModelSpec
    cohort: Cohort

    def about(self, shard: Shard) -> Question:
        """Return the same question about some rows."""
        return Question(spec=self.spec, cohort=shard.of(self.cohort))

    def of(self, classifier: Classifier) -> Questioned:
        """Return the question to the classifier itself."""
        return Questioned(classifier=classifier, contract=self.spec.contract, cohort=self.cohort, spec=self.spec)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardAnswers:
    """What one classifier said of a shard.

    Attributes
    ----------
    said
        Row by row, of those it was asked about.
    summary
        What is left of the shard once it is counted.
    """

    said: Looked
    summary: Summary


def shard_answers(
    questioned: Sequence[Questioned],
    progress: Callable[[int, int], None] | None = None,
    journal: AnyJournal | None = None,
) -> tuple[ShardAnswers, ...]:
    """Return what each of several classifiers says of one shard; each picture is read once.

    Parameters
    ----------
    questioned
        The classifiers and the shard in the words of each.
    progress, journal
        As for `looked_together`.
    """
    said = zip(questioned, looked_together(questioned, progress, journal), strict=True)
    return tuple(counted_shard(one.classifier.labels, one.cohort, looked) for one, looked in said)


def counted_shard(labels: LabelSet, cohort: Cohort, looked: Looked) -> ShardAnswers:
    """Return what was said of a shard, and its summary.

    Parameters
    ----------
    labels
        The emotions of the classifier.
    cohort
        The rows of the shard.
    looked
        What was said of those that are asked about.
    """
    predictions = in_whole(labels, cohort, rows_to_ask(labels, cohort), looked)
    return ShardAnswers(said=looked, summary=summarise(AnsweredCohort.as_counted(cohort, predictions)))


def gathered(question: Question, answers: Mapping[Shard, ShardAnswers]) -> tuple[Predictions, Summary]:
    """Return the answers in the manifest's order, and the sum of the summaries.

    Parameters
    ----------
    question
        About the whole cohort.
    answers
        Of every shard, in any order.
    """
    labels, cohort = question.spec.labels, question.cohort
    parts = [answers[shard] for shard in sorted(answers)]
    looked = Looked.of_parts([part.said for part in parts])
    return in_whole(labels, cohort, rows_to_ask(labels, cohort), looked), sum_of(part.summary for part in parts)
