"""What an engine can do, and the one that does it in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

from audit.domain.answers.shards import Shard, shards_of
from audit.pipeline.engines.shards import Question, ShardAnswers, shard_answers
from audit.predict.run import rows_to_ask
from audit.predict.worker import load_classifier

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from types import TracebackType

    from audit.domain.model.model import ModelSpec
    from audit.predict.journal import Journal
    from audit.predict.protocol import Classifier
    from audit.predict.together import Questioned

ROWS = 1 << 16
"""Rows of a shard that this process asks about at a time."""


class ShardEngine(Protocol):
    """Asks classifiers about cohorts, shard by shard; what it holds is let go when the block ends."""

    def __enter__(self) -> ShardEngine:
        """Return itself."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of the classifiers, and of whoever asks them."""

    def load(self, spec: ModelSpec) -> None:
        """Load a classifier wherever it is to be asked.

        Raises
        ------
        ModelRefused, MissingExtra, InputError
            When it cannot be.
        """

    def answers(
        self,
        questions: Sequence[Question],
        progress: Callable[[int, int], None] | None = None,
        journal: Journal | None = None,
    ) -> Iterator[tuple[Shard, tuple[ShardAnswers, ...]]]:
        """Give what each classifier says of every shard, once each, in any order.

        Parameters
        ----------
        questions
            At least one; their cohorts differ in the words of labels alone.
        progress
            Called with the rows done so far and their number.
        journal
            Where answers are kept: what is known there is not asked.
        """


class LoadedClassifiers:
    """Classifiers of this process, each loaded once, by what its declaration says."""

    def __init__(self) -> None:
        self._loaded: dict[str, Classifier] = {}

    def of(self, spec: ModelSpec) -> Classifier:
        """Return a classifier, loaded here or into the worker process that is its own; see `load_classifier`."""
        name = repr(spec)
        if name not in self._loaded:
            self._loaded[name] = load_classifier(spec)
        return self._loaded[name]

    def asked(self, questions: Sequence[Question]) -> list[Questioned]:
        """Return questions to the classifiers themselves."""
        return [question.of(self.of(question.spec)) for question in questions]

    def clear(self) -> None:
        """Let go of all of them."""
        self._loaded.clear()


class LocalEngine:
    """Asks in this process, one shard after the other; pictures are decoded ahead by a few threads."""

    def __init__(self, rows: int = ROWS) -> None:
        self._rows = rows
        self._classifiers = LoadedClassifiers()

    def __enter__(self) -> LocalEngine:
        return self

    def __exit__(self, *_: object) -> None:
        self._classifiers.clear()

    def load(self, spec: ModelSpec) -> None:
        """Load a classifier; see `LoadedClassifiers.of`."""
        self._classifiers.of(spec)

    def answers(
        self,
        questions: Sequence[Question],
        progress: Callable[[int, int], None] | None = None,
        journal: Journal | None = None,
    ) -> Iterator[tuple[Shard, tuple[ShardAnswers, ...]]]:
        """Give what is said of the shards in the manifest's order; see `ShardEngine.answers`."""
        total, done = asked_in(questions), 0
        for shard in shards_of(len(questions[0].cohort), self._rows):
            some = [question.about(shard) for question in questions]

            def beyond(of_shard: int, _: int, before: int = done) -> None:
                if progress is not None:
                    progress(before + of_shard, total)

            yield shard, shard_answers(self._classifiers.asked(some), beyond, journal)
            done += asked_in(some)


def asked_in(questions: Sequence[Question]) -> int:
    """Return how many rows of a cohort some classifier is asked about.

    Raises
    ------
    InputError
        As `rows_to_ask`.
    """
    return len(np.unique(np.concatenate([rows_to_ask(one.spec.labels, one.cohort) for one in questions])))


def all_answers(
    engine: ShardEngine,
    questions: Sequence[Question],
    progress: Callable[[int, int], None] | None = None,
    journal: Journal | None = None,
) -> tuple[Mapping[Shard, ShardAnswers], ...]:
    """Return what each classifier says of every shard, by shard; parameters as in `ShardEngine.answers`."""
    found: list[dict[Shard, ShardAnswers]] = [{} for _ in questions]
    for shard, of_each in engine.answers(questions, progress, journal):
        for answers, one in zip(found, of_each, strict=True):
            answers[shard] = one
    return tuple(found)
