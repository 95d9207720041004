"""The weights of a model held against its declaration."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from audit.errors import ModelRefused
from audit.files import content_sha256

if TYPE_CHECKING:
    from audit.domain.model.model import ModelSpec


def verify(spec: ModelSpec) -> str:
    """Return the SHA-256 of the weights, 64 hexadecimal digits, after holding it against the declared one.

    That of a folder is `content_sha256`'s; that of an ensemble is of a line for each member, its SHA-256 and its share;
    that of a narrowed classifier is the classifier's own.

    Raises
    ------
    ModelRefused
        When the weights are absent, or are not the ones declared; with both hashes.
    """
    if spec.members:
        return _of_members(spec)
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
    return found


def _of_members(spec: ModelSpec) -> str:
    found = [verify(member.spec) for member in spec.members]
    if len(found) == 1:
        return found[0]
    lines = [f"{sha256} {member.share:.6f}\n" for sha256, member in zip(found, spec.members, strict=True)]
    return hashlib.sha256("".join(lines).encode()).hexdigest()
