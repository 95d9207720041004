"""Writes the pages of docs/reference that are made from the code: `make reference`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from documents.pages import audit_json, command_line, declarations, python_api, words

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"

PAGES: dict[str, Callable[[], str]] = {
    "command-line.md": command_line.command_page,
    "python.md": python_api.python_page,
    "policy.md": declarations.policy_page,
    "model.md": declarations.model_page,
    "cohort.md": declarations.cohort_page,
    "emotion-audit.md": declarations.audits_page,
    "metrics.md": words.metrics_page,
    "words.md": words.words_page,
    "audit-json.md": audit_json.audit_json_page,
}


def main() -> None:
    """Write every page."""
    for name, make in PAGES.items():
        (REFERENCE / name).write_text(make(), encoding="utf-8")


if __name__ == "__main__":
    main()
