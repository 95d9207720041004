"""What MODEL and COHORT on the command line stand for: a path, or the id of something that is bundled.

Bundled things lie inside the package when it was installed from a wheel; in a checkout they are the repository's own
folders. One function decides.
"""

from __future__ import annotations

from pathlib import Path

from audit.errors import UsageError, one_of
from audit.load.manifest.manifest import MANIFEST

DECLARATION = "model.toml"
"""The file that makes a folder a model."""

MODELS = "models"
COHORTS = "cohorts"
_PACKAGE = Path(__file__).resolve().parents[1]
_DECLARES = {MODELS: DECLARATION, COHORTS: MANIFEST}


def find_model(reference: str) -> Path:
    """Return the model folder or weights file that a reference stands for: a path first, then a bundled id.

    Raises
    ------
    UsageError
        When it is neither; with the known ids.
    """
    return _find(reference, MODELS)


def find_cohort(reference: str) -> Path:
    """Return the cohort folder or CSV that a reference stands for: a path first, then a bundled id.

    Raises
    ------
    UsageError
        When it is neither; with the known ids.
    """
    return _find(reference, COHORTS)


def bundled(kind: str, package: Path = _PACKAGE) -> Path:
    """Return the folder of bundled `models` or `cohorts`: of the installed package, else of the checkout.

    A folder beside an installed package is never taken for ours: only a checkout has `pyproject.toml` there.
    """
    inside = package / "bundled" / kind
    checkout = package.parent
    return checkout / kind if not inside.is_dir() and (checkout / "pyproject.toml").is_file() else inside


def folders(root: Path, kind: str) -> tuple[Path, ...]:
    """Return the folders in `root` that declare themselves `models` or `cohorts`, sorted by name."""
    return tuple(sorted(found.parent for found in root.glob(f"*/{_DECLARES[kind]}")))


def _find(reference: str, kind: str) -> Path:
    path = Path(reference)
    if reference and path.exists():
        return path
    by_id = {folder.name: folder for folder in folders(bundled(kind), kind)}
    if reference in by_id:
        return by_id[reference]
    listed = one_of(reference, by_id) if by_id else "none are bundled"
    raise UsageError(f"'{reference}' is neither a path nor the id of one of the bundled {kind}; {listed}")
