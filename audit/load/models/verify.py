"""The weights of a model held against its declaration."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from audit.domain.model.asking import ONE
from audit.errors import ModelRefused
from audit.files import content_sha256

if TYPE_CHECKING:
    from audit.domain.model.model import Member, ModelSpec, OtherFile


def verify(spec: ModelSpec) -> str:
    """Return the SHA-256 of the weights, 64 hexadecimal digits, after holding it against the declared one.

    Other files that the model names are held against theirs too. The hash of a service is that of its address; that of
    a folder is `content_sha256`'s; that of an ensemble is of a line for each member, its SHA-256, its share, and its
    views where these are more than one;
    that of a narrowed classifier is the classifier's own.

    Raises
    ------
    ModelRefused
        When the weights are absent, or are not the ones declared; with both hashes.
    """
    if spec.members:
        return _of_members(spec)
    if spec.service is not None:
        return hashlib.sha256(spec.service.encode()).hexdigest()
    if not spec.weights.exists():
        advice = "train it first" if spec.recipe is not None else "put it there"
        raise ModelRefused(f"{spec.weights}: model '{spec.id}' has no weights file here; {advice}")
    found = content_sha256(spec.weights)
    if spec.sha256 is not None and found != spec.sha256:
        raise ModelRefused(
            f"{spec.weights}: these are not the weights that model '{spec.id}' declares: their SHA-256 is {found}, "
            f"declared is {spec.sha256}; restore the file, or declare the new hash if you changed it"
        )
    if spec.onnx is not None:
        verify(spec.as_run)
    for other in (*spec.files, *(() if spec.architecture is None else (spec.architecture,))):
        _check(spec, other)
    return found


def _check(spec: ModelSpec, other: OtherFile) -> None:
    if not other.path.is_file():
        raise ModelRefused(f"{other.path}: model '{spec.id}' names this file as a part of it, and it is not there")
    found = content_sha256(other.path)
    if found != other.sha256:
        raise ModelRefused(
            f"{other.path}: is not the file that model '{spec.id}' names: its SHA-256 is {found}, declared is "
            f"{other.sha256}; restore the file, or declare the new hash if you changed it"
        )


def _of_members(spec: ModelSpec) -> str:
    found = [verify(member.spec) for member in spec.members]
    if len(found) == 1:
        return found[0]
    lines = [_line(sha256, member) for sha256, member in zip(found, spec.members, strict=True)]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _line(sha256: str, member: Member) -> str:
    views = "" if member.spec.views == ONE else f" views {member.spec.views}"
    return f"{sha256} {member.share:.6f}{views}\n"
