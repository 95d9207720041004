"""`audit.json` as an AuditResult."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from audit.domain.results.result import SCHEMA_VERSION, AuditResult
from audit.domain.results.serialization import from_data
from audit.errors import AuditError, InputError, guarded
from audit.load.text import decode, read_bytes, shown

if TYPE_CHECKING:
    from pathlib import Path

_VERSION = "schema_version"


def load_result(path: Path) -> AuditResult:
    """Return the result of an earlier audit.

    Raises
    ------
    InputError
        When the file is missing, cut off, no JSON, of another schema version, or does not have the shape of a result.
    """
    document = _parsed(path)
    if not isinstance(document, dict) or _VERSION not in document:
        raise InputError(f"{path}: not the result of an audit: there is no key '{_VERSION}'")
    version = document.pop(_VERSION)
    if type(version) is not int or version != SCHEMA_VERSION:
        raise InputError(
            f"{path}: its schema version is {shown(version)}, this emotion-audit reads {SCHEMA_VERSION}; "
            "read it with the version that wrote it, or run the audit again"
        )
    try:
        return from_data(AuditResult, document)
    except (AuditError, OverflowError) as error:
        raise InputError(f"{path}: {error}") from error


def _parsed(path: Path) -> Any:  # noqa: ANN401 - JSON has no type of its own
    text = decode(path, read_bytes(path))
    try:
        with guarded(lambda said: InputError(f"{path}: not valid JSON: {said}"), json.JSONDecodeError):
            return json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        place = f"{path}:{error.lineno}: column {error.colno}"
        raise InputError(f"{place}: not valid JSON: {error.msg}; is the file complete?") from error


def _refuse(constant: str) -> float:
    raise ValueError(f"found {constant}, which is no number of JSON; an undefined value is null")
