"""A model without a folder of its own, named on the command line: a weights file with flags, or a Python function."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from audit.domain.cohort.emotions import match
from audit.domain.cohort.labels import LabelSet
from audit.domain.contract.input_contract import InputContract
from audit.domain.model.asking import PLAINLY, Asking, service_address
from audit.domain.model.kinds import Layout
from audit.domain.model.model import ModelSpec, Output
from audit.domain.model.narrowing import narrow
from audit.domain.model.parts import EVERYTHING, OutputPart
from audit.errors import InputError, UsageError
from audit.files import content_sha256
from audit.load.emotions import expected, positive_of
from audit.load.find import DECLARATION
from audit.load.models.function import named_function
from audit.load.models.other_files import beside, hashed
from audit.load.models.trust import trusted_hashes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from audit.domain.running.allowance import Allowance


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is said of a model that does not declare itself; fields as of `ModelSpec`.

    Attributes
    ----------
    architecture, files
        Paths; they are hashed here.
    """

    labels: LabelSet
    contract: InputContract
    output: Output = Output.SOFTMAX
    positive: str | None = None
    part: OutputPart = EVERYTHING
    layout: Layout | None = None
    architecture: Path | None = None
    files: tuple[Path, ...] = ()
    asking: Asking = PLAINLY

    def spec(self, id: str, title: str, weights: Path, **more: Any) -> ModelSpec:  # noqa: A002, ANN401 - the field's name
        """Return the declaration that these words make.

        Raises
        ------
        InputError
            When a file that is named is not there.
        UsageError
            When output and labels do not fit together.
        """
        return ModelSpec(
            id=id,
            title=title,
            labels=self.labels,
            contract=self.contract,
            weights=weights,
            output=self.output,
            positive=positive_of(self.positive, self.labels),
            part=self.part,
            layout=self.layout,
            architecture=None if self.architecture is None else hashed(self.architecture),
            asking=self.asking,
            files=tuple(hashed(path) for path in (*self.files, *beside(weights))),
            **more,
        )


def model_from_file(weights: Path, told: Told) -> ModelSpec:
    """Return the classifier in a weights file, or in the folder of a SavedModel, that has no model.toml.

    Raises
    ------
    InputError
        When there is no such file.
    UsageError
        When output and labels do not fit together, or something is said that this kind does not have.
    """
    if not weights.exists():
        raise InputError(f"{weights}: no such file; a model is a folder with a {DECLARATION}, or a weights file")
    if told.files:
        raise UsageError("--weights names what a Python function reads; a weights file is named as --model")
    if told.asking != PLAINLY:
        raise UsageError("--batch, --retries and the like say how a function or a service is asked; take them out")
    return told.spec(weights.stem, weights.stem, weights)


def model_from_function(reference: str, told: Told) -> ModelSpec:
    """Return the classifier that a Python function is; whoever names it on the command line vouches for its code.

    Parameters
    ----------
    reference
        A function as `named_function` takes it.
    told
        What is said of it.

    Raises
    ------
    UsageError
        When there is no such module; when output and labels do not fit together.
    """
    function, source = named_function(reference)
    return told.spec(
        function.replace(":", "."),
        f"Python function {function}",
        source,
        function=function,
        trusted=content_sha256(source),
    )


def model_from_service(reference: str, told: Told) -> ModelSpec:
    """Return the classifier behind an address, which is asked about each picture.

    Raises
    ------
    UsageError
        When the address is none that may be asked, or something is said that a service does not have.
    """
    address = service_address(reference)
    if told.files or told.layout is not None or not told.part.whole:
        raise UsageError("--weights, --layout and --output-… are about files and functions; a service has none of them")
    return told.spec(urlsplit(address).hostname or "service", f"Service at {address}", Path(), service=address)


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


def bounded(spec: ModelSpec, allowance: Allowance) -> ModelSpec:
    """Return a classifier, and its members, with what the person at this machine lets it take."""
    members = tuple(replace(member, spec=bounded(member.spec, allowance)) for member in spec.members)
    return replace(spec, members=members, allowance=allowance)


def check_trust(specs: Iterable[ModelSpec], trusted: Iterable[str]) -> None:
    """Raise UsageError when a typed hash is that of no part of these classifiers: vouching for nothing is a mistake."""
    typed = {sha256.lower(): sha256 for sha256 in trusted}
    found = frozenset(sha256 for spec in specs for sha256 in _hashes(spec)) if typed else frozenset()
    if unmet := sorted(typed.keys() - found):
        raise UsageError(f"--trust {typed[unmet[0]]}: no part of the model has this SHA-256; correct or remove it")


def _hashes(spec: ModelSpec) -> Iterator[str]:
    for member in spec.members:
        yield from _hashes(member.spec)
    if _may_be_vouched(spec):
        yield content_sha256(spec.weights)


def _may_be_vouched(spec: ModelSpec) -> bool:
    """Whether a file of a model's own can be vouched for; of a declared service that is the declaration."""
    if spec.members:
        return False
    return spec.weights.exists() if spec.service is None else spec.weights.is_file()


def _vouched(spec: ModelSpec, trusted: frozenset[str]) -> ModelSpec:
    members = tuple(replace(member, spec=_vouched(member.spec, trusted)) for member in spec.members)
    if not trusted or not _may_be_vouched(spec):
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
