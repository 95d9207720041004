"""Where a result comes from: of what classifier, on whom, when, with which packages."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from functools import cache
from importlib import metadata
from typing import TYPE_CHECKING

from audit.domain.contract.detection import Align, FaceFinder
from audit.domain.contract.input_contract import LOOKED_FOR, FacePolicy, InputContract
from audit.domain.results.result import Provenance, Source, Version
from audit.errors import UsageError
from audit.version import __version__

if TYPE_CHECKING:
    from audit.domain.cohort.cohort import Cohort
    from audit.domain.model.model import ModelSpec


_PACKAGES = ("fairlearn", "numpy", "opencv-python-headless", "pandas", "pillow", "scikit-learn", "scipy")


def source_of_model(spec: ModelSpec, sha256: str) -> Source:
    """Return what is said of a classifier beside a result."""
    return Source(
        id=spec.id, title=spec.full_title, sha256=sha256, licence=spec.licence, intended_use=spec.intended_use
    )


def source_of(cohort: Cohort) -> Source:
    """Return what is said of a cohort beside a result."""
    return Source(id=cohort.id, title=cohort.title, sha256=cohort.sha256, licence=cohort.licence)


def finder_of_audit(contract: InputContract | None, cohort: Cohort) -> FaceFinder | None:
    """Return who looked for the faces of an audit; None where the manifest or nobody says where they are."""
    boxes = cohort.boxes
    if contract is None or contract.face not in LOOKED_FOR:
        return None
    given = contract.face is FacePolicy.DETECT and boxes is not None and bool((boxes[:, 2] >= 0).all())
    if given and contract.align is Align.NONE:
        return None
    from audit.images import finder_used

    return finder_used(contract)


def provenance_of(model: Source, cohort: Source, packages: tuple[str, ...], command: str) -> Provenance:
    """Return where a result comes from: what was audited on whom, now, with these packages beyond the harness's own."""
    return Provenance(
        model=model,
        cohort=cohort,
        created=time_now(),
        command=command,
        versions=(Version(package="emotion-audit", version=__version__), *map(_installed, (*_PACKAGES, *packages))),
    )


@cache
def _installed(package: str) -> Version:
    """Return the version of a package; read once, for what this process has loaded stays what it is."""
    return Version(package=package, version=metadata.version(package))


def time_now() -> str:
    """Return the time in UTC as ISO 8601, to the second, or the one `SOURCE_DATE_EPOCH` asks for."""
    return _now().isoformat(timespec="seconds")


def _now() -> datetime:
    """Return the time, or the one `SOURCE_DATE_EPOCH` asks for, so that a result can be reproduced to the byte."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return datetime.now(UTC)
    try:
        return datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError):
        raise UsageError(f"SOURCE_DATE_EPOCH is seconds since 1970, found '{epoch}'; correct or unset it") from None
