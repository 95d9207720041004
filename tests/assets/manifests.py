"""A manifest written to a folder and read, and the groups of its rows."""

from __future__ import annotations

from audit.load.manifest.manifest import load_cohort


def cohort(tmp_path, text, declaration=None, **options):
    (tmp_path / "manifest.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    if declaration is not None:
        (tmp_path / "cohort.toml").write_text(declaration, encoding="utf-8")
    return load_cohort(tmp_path, **options)


def groups_of(cohort, name):
    axis = [feature.name for feature in cohort.features].index(name)
    return [cohort.features[axis].groups[code] for code in cohort.codes[:, axis]]
