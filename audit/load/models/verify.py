"""The weights of a model held against its declaration."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from audit.domain.model.asking import ONE
from audit.errors import ModelRefused
from audit.files import content_sha256

if TYPE_CHECKING:
    from audit.domain.model.model import Member, ModelSpec, OtherFile


class Verified(NamedTuple):
    """A model that names the SHA-256 of all its weights, which are held to it from now on; and that of the whole."""

    spec: ModelSpec
    sha256: str


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
    return verified(spec).sha256


def verified(spec: ModelSpec) -> Verified:
    """Return a model held against its declaration, as `verify`, with what was found where nothing was declared."""
    if spec.members:
        return _of_members(spec)
    if spec.service is not None:
        return Verified(spec, hashlib.sha256(spec.service.encode()).hexdigest())
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
    return Verified(replace(spec, sha256=found), found)


def _check(spec: ModelSpec, other: OtherFile) -> None:
    if not other.path.is_file():
        raise ModelRefused(f"{other.path}: model '{spec.id}' names this file as a part of it, and it is not there")
    found = content_sha256(other.path)
    if found != other.sha256:
        raise ModelRefused(
            f"{other.path}: is not the file that model '{spec.id}' names: its SHA-256 is {found}, declared is "
            f"{other.sha256}; restore the file, or declare the new hash if you changed it"
        )


def _of_members(spec: ModelSpec) -> Verified:
    found = [verified(member.spec) for member in spec.members]
    members = tuple(replace(member, spec=each.spec) for member, each in zip(spec.members, found, strict=True))
    if len(found) == 1:
        return Verified(replace(spec, members=members), found[0].sha256)
    lines = [_line(each.sha256, member) for each, member in zip(found, spec.members, strict=True)]
    return Verified(replace(spec, members=members), hashlib.sha256("".join(lines).encode()).hexdigest())


def _line(sha256: str, member: Member) -> str:
    views = "" if member.spec.views == ONE else f" views {member.spec.views}"
    return f"{sha256} {member.share:.6f}{views}\n"
