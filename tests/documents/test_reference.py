"""The reference: no key, flag, field or word stands outside it, and what is committed is what the code says."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
from documents import write_reference
from documents.docstrings import untold
from documents.pages.audit_json import values_of
from documents.pages.command_line import commands, options
from documents.pages.declarations import FILES, examples
from documents.pages.python_api import documented
from documents.pages.words import EXPLAINED, fits, meaning

from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.counts.metrics import METRICS, NOTIONS
from audit.domain.decision.comparisons import Comparison
from audit.domain.results.result import AuditResult
from audit.exit_status import ExitStatus
from audit.load import load_policy

REFERENCE = write_reference.REFERENCE


@pytest.mark.parametrize("name", write_reference.PAGES)
def test_the_committed_page_is_what_the_code_says(name: str) -> None:
    committed = (REFERENCE / name).read_text(encoding="utf-8")
    assert committed == write_reference.PAGES[name](), f"docs/reference/{name} is out of date; type: make reference"


@pytest.mark.parametrize("file", FILES)
def test_every_key_of_a_declaration_is_explained(file: str) -> None:
    page = (REFERENCE / file.replace(".toml", ".md")).read_text(encoding="utf-8")
    for keys in FILES[file]:
        start = page.index(f"## `{keys.name}`" if keys.name else "## At the top")
        part = page[start : page.find("\n## ", start + 1)] if page.find("\n## ", start + 1) > 0 else page[start:]
        for field in fields(keys.kind):
            row = next(line for line in part.splitlines() if line.startswith(f"| `{field.name}` |"))
            assert len(row.split("|")[-2].strip()) > 3, row


@pytest.mark.parametrize("command", commands())
def test_every_flag_is_explained(command: str) -> None:
    page = (REFERENCE / "command-line.md").read_text(encoding="utf-8")
    part = page.split(f"### `{command}`\n")[1].split("\n### ")[0]
    for option in options(commands()[command]):
        assert option.help, f"{command} {option.opts[0]} has no help"
        assert all(f"`{name}`" in part for name in option.opts)


def test_every_field_of_audit_json_is_explained() -> None:
    page = (REFERENCE / "audit-json.md").read_text(encoding="utf-8")
    for kind in values_of(AuditResult):
        assert not untold(kind), f"{kind.__module__}.{kind.__name__} does not say what {untold(kind)} are"
        assert f"## {kind.__name__}\n" in page


def test_every_name_of_the_python_door_is_explained() -> None:
    page = (REFERENCE / "python.md").read_text(encoding="utf-8")
    for name, said in documented().items():
        assert said, f"audit.{name} has no docstring"
        assert f"`{name.rpartition('.')[2]}`" in page


def test_every_word_is_explained() -> None:
    page = (REFERENCE / "words.md").read_text(encoding="utf-8") + (REFERENCE / "metrics.md").read_text(encoding="utf-8")
    for kind in (*EXPLAINED.values(), ExitStatus):
        for member in kind:
            assert meaning(kind, member) in page


def test_label_sets_stand_in_their_order() -> None:
    page = (REFERENCE / "words.md").read_text(encoding="utf-8")
    for name, labels in LABEL_SETS.items():
        row = next(line for line in page.splitlines() if line.startswith(f"| `{name}` |"))
        positions = [row.index(f"{code} {emotion}") for code, emotion in enumerate(labels.emotions)]
        assert positions == sorted(positions)


def test_every_metric_stands_with_the_comparisons_it_takes() -> None:
    page = (REFERENCE / "metrics.md").read_text(encoding="utf-8")
    matrix = page.split("## Which comparison fits which metric")[1]
    for name in METRICS | NOTIONS:
        cells = [
            cell.strip()
            for line in matrix.splitlines()
            if line.startswith(f"| `{name}` |")
            for cell in line.split("|")[2:-3]
        ]
        assert cells == ["yes" if fits(name, comparison) else "–" for comparison in Comparison]


def test_the_example_policy_is_one(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(examples("audit.load.declarations.policy")[0], encoding="utf-8")
    policy = load_policy(file)
    assert (len(policy.criteria), len(policy.waivers), len(policy.regressions)) == (1, 1, 1)
