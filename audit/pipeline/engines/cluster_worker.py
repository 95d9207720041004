"""A worker of a cluster: holds the classifiers, reads pictures where they are, and brings back what was said of them.

It needs nothing of what sends it. Whatever a person can mend comes back as a sentence.
"""

from __future__ import annotations

import os
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from audit.errors import AuditError, InputError
from audit.images import check_finder
from audit.pipeline.engines.engine import LoadedClassifiers
from audit.pipeline.engines.shards import shard_answers
from audit.pipeline.engines.travel import (
    Brought,
    Errand,
    Hindrance,
    Home,
    Met,
    PictureKeys,
    asked_alone,
    node_name,
    samples_of,
)
from audit.predict.journal.carried import CarriedJournal, KeyList
from audit.predict.journal.identity import name_of
from audit.predict.together import looked_together
from audit.processors import processors

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from audit.domain.model.model import ModelSpec

Given = ParamSpec("Given")
Found = TypeVar("Found")


def _in_a_sentence(
    work: Callable[Concatenate[ClusterWorker, Given], Found],
) -> Callable[Concatenate[ClusterWorker, Given], Found | Hindrance]:
    """Return work that brings back what is wrong in place of raising it: errors are not all made to travel."""

    @wraps(work)
    def done(worker: ClusterWorker, /, *given: Given.args, **named: Given.kwargs) -> Found | Hindrance:
        try:
            return work(worker, *given, **named)
        except AuditError as error:
            return Hindrance(node=node_name(), sentence=str(error))

    return done


class ClusterWorker:
    """One process of a cluster. It may be ended and started anew between any two calls."""

    def __init__(self) -> None:
        os.environ.setdefault("TF_NUM_INTRAOP_THREADS", str(processors()))  # TensorFlow takes all there are
        self._classifiers = LoadedClassifiers()
        self._met: set[str] = set()

    @_in_a_sentence
    def meet(self, specs: Sequence[ModelSpec], home: Home) -> Met:
        """Load classifiers, and say who this is.

        Raises
        ------
        InputError
            When answers, or the limits of a model, would be others here.
        ModelRefused, MissingExtra
            When a model cannot be loaded here.
        """
        self._meet(specs, home)
        shelves = tuple(name_of(one) for spec in specs for one in asked_alone(spec))
        return Met(node=node_name(), shelves=shelves)

    @_in_a_sentence
    def keys(self, errand: Errand) -> PictureKeys:
        """Return the keys of the pictures of a shard; nobody is asked about them."""
        self._ready(errand)
        found = KeyList()
        looked_together(self._classifiers.asked(errand.questions), journal=found)
        return PictureKeys(keys=frozenset(found.keys))

    @_in_a_sentence
    def answers(self, errand: Errand) -> Brought:
        """Return what the classifiers say of a shard, but for what is known, and what is left of it once counted."""
        self._ready(errand)
        journal = None if errand.known is None else CarriedJournal(errand.known)
        answers = shard_answers(self._classifiers.asked(errand.questions), journal=journal)
        return Brought(node=node_name(), answers=answers, kept={} if journal is None else journal.carried)

    def _ready(self, errand: Errand) -> None:
        """Be ready for an errand, also where this process was started since the last one."""
        root = errand.questions[0].cohort.root
        if errand.has_pictures and not root.exists():
            raise InputError(
                f"there is no {root} with the pictures; put them under the same path on every machine, or on a disk "
                "that all share"
            )
        seen = samples_of(root, [*errand.samples])
        other = [name for name, sha256 in seen.items() if sha256 != errand.samples[name]]
        if other:
            raise InputError(
                f"'{other[0]}' of {root} is another picture here than where the audit was started; put the same "
                "pictures under the same path on every machine, or on a disk that all share"
            )
        self._meet([question.spec for question in errand.questions], errand.home)

    def _meet(self, specs: Sequence[ModelSpec], home: Home) -> None:
        name = repr(specs)
        if name not in self._met:
            hindrance = home.hindrance_at(Home.of(specs))
            if hindrance:
                raise InputError(hindrance)
            for spec in specs:
                check_finder(spec.contract)
                self._classifiers.of(spec)
            self._met.add(name)
