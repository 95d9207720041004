"""`audit.json`: the result itself, of which every page is a view."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from audit.domain.results.result import SCHEMA_VERSION
from audit.domain.results.serialization import to_data

if TYPE_CHECKING:
    from audit.domain.results.result import AuditResult

SIGNIFICANT_DIGITS = 12
"""Digits of a published float: more than any measure here means, fewer than differ between machines."""


def to_document(result: AuditResult) -> str:
    """Return a result as the text of `audit.json`: the same result gives the same bytes.

    Keys are sorted, floats rounded to 12 significant digits, one finding or estimate stands on a line, and the text
    ends with a line break. Its shape is published in `schema/audit-1.schema.json`.

    Raises
    ------
    ValueError
        When a value is NaN or infinite, which no value of the domain may be.
    """
    document = {"schema_version": SCHEMA_VERSION, **to_data(result)}
    return _laid_out(_rounded(document)) + "\n"


def _laid_out(document: dict[str, Any]) -> str:
    """Return an object with one key a line, and lists of objects with one item a line: short, and kind to `diff`."""
    return "{\n" + ",\n".join(f"{_compact(key)}: {_value(document[key])}" for key in sorted(document)) + "\n}"


def _value(value: object) -> str:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[\n" + ",\n".join(_compact(item) for item in value) + "\n]"
    return _compact(value)


def _compact(value: object) -> str:
    return json.dumps(value, sort_keys=True, allow_nan=False, ensure_ascii=False)


def _rounded(value: Any) -> Any:  # noqa: ANN401 - any value JSON has
    if isinstance(value, float):
        return float(f"{value:.{SIGNIFICANT_DIGITS}g}")
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list):
        whole = set(map(type, value)) <= {int}  # most of a long document: counts, and the cells they stand for
        return value if whole else [_rounded(item) for item in value]
    return value
