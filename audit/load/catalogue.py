"""The models and cohorts of a folder, by default the bundled ones."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from audit.domain.model.model import ModelSpec
from audit.load.find import COHORTS, MODELS, bundled, folders
from audit.load.manifest.manifest import MANIFEST, read_declaration
from audit.load.models.model import load_model


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueEntry:
    """One model or cohort that can be named: its id, its title, its folder; of a model all that it declares."""

    id: str
    title: str
    path: Path
    spec: ModelSpec | None = None


def list_models(root: Path | None = None) -> tuple[CatalogueEntry, ...]:
    """Return the models in the folder `root`, by default the bundled ones, sorted by id."""
    found = folders(bundled(MODELS) if root is None else root, MODELS)
    specs = [load_model(folder) for folder in found]
    return tuple(
        CatalogueEntry(id=folder.name, title=spec.title, path=folder, spec=spec)
        for folder, spec in zip(found, specs, strict=True)
    )


def list_cohorts(root: Path | None = None) -> tuple[CatalogueEntry, ...]:
    """Return the cohorts in the folder `root`, by default the bundled ones, sorted by id; manifests are not read."""
    return tuple(
        CatalogueEntry(id=folder.name, title=read_declaration(folder / MANIFEST).title or folder.name, path=folder)
        for folder in folders(bundled(COHORTS) if root is None else root, COHORTS)
    )
