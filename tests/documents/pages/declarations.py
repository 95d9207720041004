"""Reference of the files that declare: policy.toml, model.toml, cohort.toml, emotion-audit.toml."""

from __future__ import annotations

import importlib
import inspect
import textwrap

from documents.keys import KeyTable, key_table, written
from documents.markdown import page

from audit.domain.contract.input_contract import InputContract
from audit.domain.decision.criteria import Criterion, Regression
from audit.domain.decision.policy import Policy
from audit.domain.decision.waivers import Waiver
from audit.domain.model.asking import Asking
from audit.domain.model.figures import Figures
from audit.domain.model.model import ModelSpec
from audit.domain.model.recipe import Augmentation, Recipe, Search, Trees
from audit.domain.uncertainty.mixed import Temperature
from audit.load.declarations.audits import DeclaredAudit, DeclaredAudits
from audit.load.declarations.policy import DeclaredCriterion, DeclaredRegression, DeclaredWaiver, PolicyDeclaration
from audit.load.manifest.features import DeclaredFeature
from audit.load.manifest.manifest import CohortDeclaration
from audit.load.models.declaration import DeclaredCalibration, DeclaredOutput, ModelDeclaration

POLICY = (
    key_table("", PolicyDeclaration, Policy),
    key_table("[[criteria]]", DeclaredCriterion, Criterion, feature="features"),
    key_table("[[waivers]]", DeclaredWaiver, Waiver),
    key_table("[[regressions]]", DeclaredRegression, Regression, feature="features"),
)
MODEL = (
    key_table("", ModelDeclaration, ModelSpec),
    key_table("[input]", InputContract),
    key_table("[output]", DeclaredOutput),
    key_table("[asking]", Asking),
    key_table("[recipe]", Recipe),
    key_table("[recipe.augmentation]", Augmentation),
    key_table("[recipe.search]", Search),
    key_table("[recipe.trees]", Trees),
    key_table("[calibration]", DeclaredCalibration, Temperature, temperature="value"),
    key_table("[figures]", Figures),
)
COHORT = (
    key_table("", CohortDeclaration),
    key_table("[features.NAME]", DeclaredFeature),
)
AUDITS = (
    key_table("", DeclaredAudits),
    key_table("[[audit]]", DeclaredAudit),
)
FILES: dict[str, tuple[KeyTable, ...]] = {
    "policy.toml": POLICY,
    "model.toml": MODEL,
    "cohort.toml": COHORT,
    "emotion-audit.toml": AUDITS,
}


def policy_page() -> str:
    """Return the reference of policy.toml."""
    lead = (
        "Rules set before an audit. `emotion-audit run --policy policy.toml` and `judge` read criteria and waivers, "
        "`compare` the regressions. An unknown key is an error. Which metric goes with which comparison: "
        "[Metrics](metrics.md). How to use it: [A gate in CI](../how-to/gate.md)."
    )
    return page("policy.toml", lead, _example("audit.load.declarations.policy", 0), written(POLICY))


def model_page() -> str:
    """Return the reference of model.toml."""
    lead = (
        "A classifier: what it is made of, what it takes, what it puts out, how it was trained. An unknown key is an "
        "error. How to use it: [Your own model](../how-to/own-model.md), [Training](../how-to/train.md)."
    )
    parts = [_example("audit.load.models.declaration", 1), _example("audit.load.models.declaration", 0)]
    return page("model.toml", lead, *parts, written(MODEL))


def cohort_page() -> str:
    """Return the reference of cohort.toml."""
    lead = (
        "What a cohort's pictures are, beside its `manifest.csv`; every key may be absent, an unknown one is an error. "
        "The columns of the manifest: [Your own cohort](../how-to/own-cohort.md)."
    )
    return page("cohort.toml", lead, written(COHORT))


def audits_page() -> str:
    """Return the reference of emotion-audit.toml."""
    lead = (
        "The audits of a repository: `emotion-audit run` without arguments runs them all and exits with the worst "
        "status. How to use it: [Several audits](../how-to/several-audits.md)."
    )
    return page("emotion-audit.toml", lead, _example("audit.load.declarations.audits", 0), written(AUDITS))


def examples(module: str) -> list[str]:
    """Return the literal blocks of a module's docstring: the annotated files."""
    text = inspect.getdoc(importlib.import_module(module)) or ""
    blocks = text.split("::\n\n")[1:]
    return [textwrap.dedent(_indented(block)).strip() for block in blocks]


def _indented(block: str) -> str:
    lines = []
    for line in block.splitlines():
        if line and not line.startswith(" "):
            break
        lines.append(line)
    return "\n".join(lines)


def _example(module: str, number: int) -> str:
    return f"```toml\n{examples(module)[number]}\n```"
