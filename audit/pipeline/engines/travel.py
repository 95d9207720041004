"""What goes to workers of a cluster and what comes back: declarations, rows and numbers, never a picture."""

from __future__ import annotations

import hashlib
import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from audit.domain.cohort.reading import AS_WRITTEN
from audit.domain.contract.input_contract import LOOKED_FOR, InputContract
from audit.domain.model.model import Member, ModelSpec, OnnxTwin, OtherFile
from audit.images import finder_used
from audit.images.read import read_bytes
from audit.images.rejected import Rejected
from audit.pipeline.engines.shards import Question, ShardAnswers
from audit.predict.journal.carried import CarriedAnswers, Known
from audit.predict.journal.identity import own_code
from audit.predict.worker.choice import runs_here
from audit.predict.worker.pool import is_vouched
from audit.predict.worker.powers import taken_from_workers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from audit.files.addresses import Root
OURS = "emotion-audit"
"""Our own package, of which all code is held against that of the other machine."""

_PACKAGES = ("numpy", "opencv-python-headless", "pillow", "scikit-learn", "scipy")


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """What answers and the limits of a model depend on, beside the model: the same wherever it is asked.

    Attributes
    ----------
    software
        Versions of packages that decode and compute, the hash of our own code, and who looks for faces where a model
        has them looked for: by the best finder of a machine, unless it names one.
    taken
        What is taken from a model that nobody vouches for before it is read; None where every model is vouched for.
    """

    software: Mapping[str, str]
    taken: frozenset[str] | None = None

    @classmethod
    def of(cls, specs: Sequence[ModelSpec]) -> Home:
        """Return what this machine is for some models."""
        packages = dict.fromkeys((*_PACKAGES, *(package for spec in specs for package in spec.packages)))
        software = {OURS: own_code((".",)) or "", **{package: _version(package) for package in packages}}
        software |= {
            f"the face finder of model '{one.id}'": _finder(one.contract)
            for spec in specs
            for one in asked_alone(spec)
            if one.contract.face in LOOKED_FOR
        }
        confined = any(not runs_here(one) and not is_vouched(one) for spec in specs for one in asked_alone(spec))
        return cls(software=software, taken=taken_from_workers() if confined else None)

    def hindrance_at(self, other: Home) -> str:
        """Return why another machine would not answer as this one; "" where it would."""
        for name, version in self.software.items():
            there = other.software.get(name, "")
            if there != version:
                found = "another one" if name == OURS else f"{there or 'absent'} and not {version}"
                return f"{name} there is {found}, so answers may be others; install the same on every machine"
        if self.taken is not None and not self.taken <= (other.taken or frozenset()):
            lost = " and ".join(sorted(self.taken - (other.taken or frozenset())))
            return (
                f"a model that nobody vouches for keeps its {lost} there, which this machine would take from it; use "
                "machines with Landlock and seccomp (Linux 5.13 or later), or vouch for the model (--trust)"
            )
        return ""


def _finder(contract: InputContract) -> str:
    used = finder_used(contract)
    return " ".join((f"'{used.detector}'", *(f"{sha256[:12]}…" for sha256 in used.sha256)))


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """What a worker is to do with one shard.

    Attributes
    ----------
    questions
        About the rows of the shard.
    home
        What the machine is that sends it.
    has_pictures
        Whether the pictures' folder or file is there, too.
    known
        Answers that need not be asked again; None where none are kept.
    samples
        The SHA-256 of some of its pictures as they are here, by their names.
    """

    questions: tuple[Question, ...]
    home: Home
    has_pictures: bool
    known: Known | None = None
    samples: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """A worker that has loaded models: where it is, and what the shelves of those who are asked are called there."""

    node: str
    shelves: tuple[str | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureKeys:
    """The keys of the pictures of a shard."""

    keys: frozenset[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What a worker brings of one shard: what each classifier said, and for each shelf what is new."""

    node: str
    answers: tuple[ShardAnswers, ...]
    kept: Mapping[str, CarriedAnswers]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hindrance:
    """Why a worker cannot do what it was sent for, in a sentence."""

    node: str
    sentence: str


def samples_of(root: Root, images: Sequence[str]) -> Mapping[str, str]:
    """Return the SHA-256 of the first, the middle and the last picture that are named, but for those not to be read."""
    found = {}
    for name in dict.fromkeys(images[place] for place in (0, len(images) // 2, -1) if images):
        with suppress(Rejected):
            found[name] = hashlib.sha256(read_bytes(root, name)).hexdigest()
    return found


def node_name() -> str:
    """Return what this machine is called."""
    return socket.gethostname()


def asked_alone(spec: ModelSpec) -> Iterator[ModelSpec]:
    """Give who is asked, each with answers of its own: the model, or the members of an ensemble, in order."""
    if not spec.members:
        yield spec
    for member in spec.members:
        yield from asked_alone(member.spec)


def to_travel(question: Question) -> Question:
    """Return a question as it leaves this machine: paths from the root on, nobody's name, no remarks."""
    cohort = replace(question.cohort, root=question.cohort.root.absolute(), people_named=(), reading=AS_WRITTEN)
    return Question(spec=from_the_root(question.spec), cohort=cohort)


def from_the_root(spec: ModelSpec) -> ModelSpec:
    """Return a declaration whose paths do not depend on the working folder."""
    whole, onnx = spec.architecture, spec.onnx
    return replace(
        spec,
        weights=spec.weights.absolute(),
        files=tuple(_other(each) for each in spec.files),
        architecture=None if whole is None else _other(whole),
        onnx=None if onnx is None else OnnxTwin(path=onnx.path.absolute(), sha256=onnx.sha256),
        members=tuple(Member(spec=from_the_root(each.spec), share=each.share) for each in spec.members),
    )


def _other(file: OtherFile) -> OtherFile:
    return OtherFile(path=Path(file.path).absolute(), sha256=file.sha256)
