"""The version of the schema is a promise: what kept it yesterday keeps it today."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import jsonschema
import pytest
from assets.audits import drawn

from audit.domain.results.result import SCHEMA_VERSION
from audit.report import to_document
from audit.report.files.json_schema import audit_schema

PROMISE = Path(__file__).resolve().parents[3] / "assets" / f"audit-{SCHEMA_VERSION}.promise.json"
DECLARE = "raise SCHEMA_VERSION, or keep the promise (see audit/report/files/json_schema.py)"


def objects(schema: dict) -> dict[str, dict]:
    """Return the definitions of a schema by name, the document itself as `AuditResult`, without descriptions."""
    bare = _bare(schema)
    return {"AuditResult": {k: v for k, v in bare.items() if k != "$defs"}, **bare["$defs"]}


def _bare(value):
    if isinstance(value, dict):
        return {k: _bare(v) for k, v in value.items() if not (k == "description" and isinstance(v, str))}
    return [_bare(item) for item in value] if isinstance(value, list) else value


def broken(promised: dict[str, dict], present: dict[str, dict]) -> list[str]:
    """Return every promise that is broken, one sentence each; none where old documents keep the present schema."""
    found = []
    for name, old in promised.items():
        new = present.get(name)
        if new is None:
            found.append(f"{name} is gone")
        elif "properties" not in old:
            found += [] if accepts(new, old) else [f"{name} has another type"]
        else:
            found += _fields(name, old, new)
    return found


def _fields(name: str, old: dict, new: dict) -> list[str]:
    gone = [f"{name}.{field} is removed" for field in old["properties"] if field not in new["properties"]]
    kept = [field for field in old["properties"] if field in new["properties"]]
    changed = [
        f"{name}.{field} has another type"
        for field in kept
        if not accepts(new["properties"][field], old["properties"][field])
    ]
    required = [f"{name}.{field} is newly required" for field in new["required"] if field not in old["required"]]
    return [*gone, *changed, *required]


def accepts(new: dict, old: dict) -> bool:
    """Return whether a type takes all that another one takes: the same, or with more choices."""
    if new == old:
        return True
    if "anyOf" in new:
        return all(any(accepts(one, other) for one in new["anyOf"]) for other in old.get("anyOf", [old]))
    if "enum" in new:
        return set(old.get("enum", [object()])) <= set(new["enum"])
    return new.get("type") == old.get("type") == "array" and "items" in old and accepts(new["items"], old["items"])


@pytest.fixture(scope="module")
def promised() -> dict[str, dict]:
    assert PROMISE.is_file(), f"a new schema version begins its own promise: write {PROMISE.name}"
    return json.loads(PROMISE.read_text(encoding="utf-8"))


def test_no_promise_is_broken_without_a_new_version(promised) -> None:
    assert broken(promised, objects(audit_schema())) == [], DECLARE


REFUSED = {
    "removed": lambda o: o["Finding"]["properties"].pop("reason"),
    "renamed": lambda o: o["Rate"]["properties"].update(top=o["Rate"]["properties"].pop("numerator")),
    "of another type": lambda o: o["Rate"]["properties"].update(numerator={"type": "string"}),
    "no longer empty": lambda o: o["Disparity"]["properties"].update(value={"type": "number"}),
    "a choice less": lambda o: o["Finding"]["properties"]["verdict"]["enum"].remove("INCONCLUSIVE"),
    "added and required": lambda o: (
        o["Finding"]["properties"].update(extra={"type": "string"}),
        o["Finding"]["required"].append("extra"),
    ),
    "required after all": lambda o: o["AuditResult"]["required"].append("people"),
    "gone": lambda o: o.pop("Waiver"),
}
ALLOWED = {
    "added with a default": lambda o: o["Finding"]["properties"].update(extra={"type": "string"}),
    "a new value": lambda o: o.update(New={"type": "object", "properties": {"x": {}}, "required": ["x"]}),
    "a choice more": lambda o: o["Finding"]["properties"]["verdict"]["enum"].append("PARTLY"),
    "may be empty now": lambda o: o["Rate"]["properties"].update(
        numerator={"anyOf": [{"type": "integer"}, {"type": "null"}]}
    ),
    "no longer required": lambda o: o["Finding"]["required"].remove("reason"),
}


@pytest.mark.parametrize("change", REFUSED.values(), ids=REFUSED)
def test_an_undeclared_change_is_refused(promised, change) -> None:
    present = copy.deepcopy(promised)
    change(present)
    assert broken(promised, present)


@pytest.mark.parametrize("change", ALLOWED.values(), ids=ALLOWED)
def test_what_old_documents_keep_is_allowed(promised, change) -> None:
    present = copy.deepcopy(promised)
    change(present)
    assert broken(promised, present) == []


def test_a_document_of_before_keeps_the_schema_without_the_fields_that_came_later() -> None:
    document = json.loads(to_document(drawn()))
    for field in ("notes", "people", "screening"):
        document.pop(field)
    jsonschema.validate(document, audit_schema())
