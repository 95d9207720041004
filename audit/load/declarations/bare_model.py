"""A model without a folder of its own, named on the command line: a weights file with flags, or a Python function."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from audit.domain.cohort.emotions import match
from audit.domain.cohort.labels import LabelSet
from audit.domain.model.model import InputContract, ModelSpec, Output
from audit.domain.model.narrowing import narrow
from audit.errors import InputError, UsageError
from audit.files import content_sha256
from audit.load.declarations.function import source_of
from audit.load.declarations.trust import trusted_hashes
from audit.load.emotions import expected, positive_of
from audit.load.find import DECLARATION

if TYPE_CHECKING:
    from audit.domain.model.kinds import Layout


def model_from_file(
    weights: Path,
    labels: LabelSet,
    contract: InputContract,
    *,
    output: Output = Output.SOFTMAX,
    positive: str | None = None,
    layout: Layout | None = None,
) -> ModelSpec:
    """Return the classifier in a weights file, or in the folder of a SavedModel, that has no model.toml.

    Parameters
    ----------
    weights
        The file or folder.
    labels
        Emotions in the order of the output.
    contract
        What goes in.
    output, positive
        What comes out; for a sigmoid the emotion whose probability it is.
    layout
        Order of the axes it takes, where its own shape does not tell.

    Raises
    ------
    InputError
        When there is no such file.
    UsageError
        When output and labels do not fit together.
    """
    if not weights.exists():
        raise InputError(f"{weights}: no such file; a model is a folder with a {DECLARATION}, or a weights file")
    return ModelSpec(
        id=weights.stem,
        title=weights.stem,
        labels=labels,
        contract=contract,
        weights=weights,
        output=output,
        positive=positive_of(positive, labels),
        layout=layout,
    )


def model_from_function(
    function: str,
    labels: LabelSet,
    contract: InputContract,
    *,
    output: Output = Output.SOFTMAX,
    positive: str | None = None,
) -> ModelSpec:
    """Return the classifier that a Python function is; whoever names it on the command line vouches for its code.

    Parameters
    ----------
    function
        `package.module:function`, where Python finds it or in the folder the command is run in.
    labels, contract, output, positive
        As for `model_from_file`.

    Raises
    ------
    UsageError
        When there is no such module; when output and labels do not fit together.
    """
    source = source_of(function, Path.cwd())
    return ModelSpec(
        id=function.replace(":", "."),
        title=f"Python function {function}",
        labels=labels,
        contract=contract,
        weights=source,
        output=output,
        positive=positive_of(positive, labels),
        function=function,
        trusted=content_sha256(source),
    )


def vouched(spec: ModelSpec, trusted: frozenset[str]) -> ModelSpec:
    """Return a classifier, and its members, with the SHA-256 that the person at this machine vouches for.

    Parameters
    ----------
    spec
        The declaration.
    trusted
        Hashes as typed on the command line, in capitals or not; those of the person's own trust file count besides.
    """
    return _vouched(spec, frozenset(sha256.lower() for sha256 in trusted) | trusted_hashes())


def _vouched(spec: ModelSpec, trusted: frozenset[str]) -> ModelSpec:
    members = tuple(replace(member, spec=_vouched(member.spec, trusted)) for member in spec.members)
    if not trusted or spec.members or not spec.weights.exists():
        return replace(spec, members=members)
    found = content_sha256(spec.weights)
    return replace(spec, trusted=found) if found in trusted else spec


def narrowed_to(spec: ModelSpec, emotions: LabelSet) -> ModelSpec:
    """Return a classifier narrowed to these emotions, matched to its own by spelling.

    Raises
    ------
    UsageError
        When it does not have one of them.
    """
    theirs = spec.labels.emotions
    found = [match(emotion, theirs) for emotion in emotions.emotions]
    for emotion, known in zip(emotions.emotions, found, strict=True):
        if known is None:
            raise UsageError(f"--narrow: model '{spec.id}' does not have '{emotion}'; {expected(emotion, theirs)}")
    if len(set(found)) < len(found):
        raise UsageError(f"--narrow: two of {', '.join(emotions.emotions)} are one emotion of model '{spec.id}'")
    return narrow(spec, LabelSet(emotions=tuple(known for known in found if known is not None)))
