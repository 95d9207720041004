"""The page of public classifiers names every file that was audited, by its hash, and what no picture of it can tell."""

from __future__ import annotations

import re
import tomllib

import pytest
from showcase.write_public_models import FACTS, PAGE, weights_of

from audit.errors import UsageError

DECLARED = tomllib.loads(FACTS.read_text(encoding="utf-8"))


def test_the_page_is_about_the_declared_files_and_cohorts() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for model in DECLARED["model"]:
        assert f"`{model['package']}` {model['version']}, `{model['file']}`" in page
        assert model["sha256"][:12] in page
        assert re.fullmatch("[0-9a-f]{64}", model["sha256"])
        assert page.count(f"| {model['title']} |") == 1 + len(DECLARED["cohort"])
    for cohort in DECLARED["cohort"]:
        assert all(text in page for text in (f"## {cohort['title']}", cohort["tells"], *cohort["tells_not"]))


def test_another_file_than_the_audited_one_is_refused(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("showcase.write_public_models.BUILD", tmp_path)
    model = DECLARED["model"][0]
    file = tmp_path / f"{model['package']}-{model['version']}" / model["file"]
    file.parent.mkdir(parents=True)
    file.write_bytes(b"another")
    with pytest.raises(UsageError, match="is not the file that was audited"):
        weights_of(model)
