"""What the tab key offers where something bundled can be named: ids first, files where no id begins so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from collections.abc import Iterable

    import click


def model_ids(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the bundled models that begin so, else what lies there."""
    from audit.load.find import MODELS, bundled, folders

    return _or_files((folder.name for folder in folders(bundled(MODELS), MODELS)), incomplete)


def cohort_ids(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the bundled cohorts that begin so, else what lies there."""
    from audit.load.find import COHORTS, bundled, folders

    return _or_files((folder.name for folder in folders(bundled(COHORTS), COHORTS)), incomplete)


def label_sets(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the ready-made label sets that begin so."""
    from audit.domain.cohort.labels import NAMED_SETS

    return _beginning(NAMED_SETS, incomplete)


def presets(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the presets of public classifiers that begin so."""
    from audit.domain.model.presets import PRESETS

    return _beginning(PRESETS, incomplete)


def _beginning(names: Iterable[str], incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(name) for name in sorted(names) if name.startswith(incomplete)]


def _or_files(names: Iterable[str], incomplete: str) -> list[CompletionItem]:
    return _beginning(names, incomplete) or [CompletionItem(incomplete, type="file")]
