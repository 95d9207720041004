"""One pass of a cluster over a cohort, as whoever sends the workers sees it: what is asked, and what is kept of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from audit.domain.cohort.predictions import Outcome
from audit.errors import InputError
from audit.images import holds
from audit.pipeline.engines.travel import Brought, Errand, Home, PictureKeys, asked_alone, samples_of, to_travel
from audit.predict.run import rows_to_ask

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audit.domain.answers.shards import Shard
    from audit.domain.model.model import ModelSpec
    from audit.pipeline.engines.shards import Question
    from audit.predict.journal import AnswerShelf, Journal
    from audit.predict.journal.carried import Known

Names = Mapping[str, tuple[str | None, ...]]
"""The names of the shelves of those who are asked, by what the declaration of their model says."""


class ClusterPass:
    """One pass over a cohort.

    Parameters
    ----------
    questions
        The classifiers and the cohort.
    journal
        Where answers are kept; None for nowhere.

    Attributes
    ----------
    names
        What the declarations say, by which models are told apart.
    rows
        Of the cohort.
    """

    def __init__(self, questions: Sequence[Question], journal: Journal | None) -> None:
        self._questions, self._journal = [to_travel(question) for question in questions], journal
        specs = [question.spec for question in self._questions]
        self._home = Home.of(specs)
        self._pictures = self._questions[0].cohort.root.exists()
        self._seen: dict[str, tuple[AnswerShelf, bool] | None] = {}
        self._asked = {repr(spec): tuple(asked_alone(spec)) for spec in specs}
        self.names = tuple(self._asked)
        self.rows = len(questions[0].cohort)

    @property
    def nothing_known(self) -> Known | None:
        """What is brought along where nothing is kept yet; None where nothing is to be kept."""
        return None if self._journal is None else {}

    def errand(self, shard: Shard, known: Known | None) -> Errand:
        """Return what a worker is to do with a shard."""
        some = tuple(question.about(shard) for question in self._questions)
        cohort = some[0].cohort
        samples = samples_of(cohort.root, cohort.images) if self._pictures else {}
        return Errand(questions=some, home=self._home, has_pictures=self._pictures, known=known, samples=samples)

    def looks_up(self, names: Names) -> bool:
        """Return whether anything was kept, when this began, of what those say who are asked."""
        return any(was for _, was in self._shelves(names))

    def known(self, found: PictureKeys, names: Names) -> Known:
        """Return what is kept of some pictures."""
        return {shelf.name: shelf.kept(found.keys) for shelf, _ in self._shelves(names)}

    def _shelves(self, names: Names) -> list[tuple[AnswerShelf, bool]]:
        """Return the shelves of a worker, each with whether there was anything on it when it was first seen."""
        found = {}
        for said, specs in self._asked.items():
            for spec, name in zip(specs, names[said], strict=True):
                if name is not None and name not in self._seen:
                    self._seen[name] = self._shelf(name, spec)
                found[name] = None if name is None else self._seen[name]
        return [each for each in found.values() if each is not None]

    def _shelf(self, name: str, spec: ModelSpec) -> tuple[AnswerShelf, bool] | None:
        shelf = None if self._journal is None else self._journal.shelf_named(name, spec)
        return None if shelf is None else (shelf, not shelf.is_empty)

    def take(self, shard: Shard, brought: Brought) -> None:
        """Keep what is new of a shard.

        Raises
        ------
        InputError
            When the worker did not see a picture that is here.
        """
        for question, answers in zip(self._questions, brought.answers, strict=True):
            missing = answers.said.outcomes == Outcome.MISSING_FILE.code
            if not missing.any():
                continue
            part = question.about(shard).cohort
            for row in rows_to_ask(question.spec.labels, part)[missing].tolist():
                if holds(part.root, part.images[row]):
                    raise InputError(
                        f"'{part.images[row]}' of {part.root} is here and not on {brought.node}, a machine of the "
                        "cluster; put the pictures under the same path on every machine, or on a disk that all share"
                    )
        self._keep(brought)

    def _keep(self, brought: Brought) -> None:
        for name, carried in brought.kept.items():
            seen = self._seen.get(name)
            if seen is not None:
                seen[0].keep(carried.new)
                seen[0].note_taken(carried.made, carried.answers)
