"""The models that can be audited on the page: those on show, then those in `models/`, then the bundled ones."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from audit.errors import AuditError
from audit.load import list_models

if TYPE_CHECKING:
    from collections.abc import Iterable

    from audit.domain.model.model import ModelSpec

MODELS = "models"
"""Folder of models where the app was started."""


def known_models(shown: Iterable[ModelSpec]) -> dict[str, ModelSpec]:
    """Return the models by id that have weights on this machine; of several of one id the first."""
    found = {spec.id: spec for spec in shown}
    for root in (Path(MODELS), None):
        try:
            entries = list_models(root)
        except AuditError:
            continue
        for entry in entries:
            if entry.spec is not None and _has_weights(entry.spec):
                found.setdefault(entry.spec.id, entry.spec)
    return found


def _has_weights(spec: ModelSpec) -> bool:
    return all(_has_weights(member.spec) for member in spec.members) if spec.members else spec.weights.exists()
