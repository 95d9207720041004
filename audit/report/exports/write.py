"""Writing the exports of an audit beside its report: whole folders, of which an index says what is ours."""

from __future__ import annotations

import csv
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from audit.errors import OutputError
from audit.files import whole_folder
from audit.report.exports.kinds import ExportKind
from audit.report.exports.raster import to_png
from audit.report.exports.tables import spreadsheet, tables_of, to_csv
from audit.report.pages.html import to_html, view

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.domain.results.result import AuditResult
    from audit.report.exports.picture import ExportedChart

TABLES, CHARTS, INDEX = "tables", "charts", "index.csv"
"""Names of the folders, and of the file in each that lists what an export wrote there."""

_COLUMNS = ("file", "title", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenExports:
    """What was exported.

    Attributes
    ----------
    tables, charts
        The folders; None where that was not asked for.
    files
        Files in them, their indexes not counted.
    """

    tables: Path | None
    charts: Path | None
    files: int


def write_exports(result: AuditResult, folder: Path, kinds: frozenset[ExportKind]) -> WrittenExports:
    """Write every table into `tables/` and every chart into `charts/`, and return where they are.

    Either folder is replaced as a whole, so nothing of an earlier audit stays; the exports of an earlier audit that
    are not asked for now are removed. A folder that holds a file no export wrote is left alone.

    Parameters
    ----------
    result
        The audit.
    folder
        That of its report.
    kinds
        What to write; none removes earlier exports.

    Raises
    ------
    OutputError
        When a folder holds files that are not ours, cannot be written, or there is no font for a PNG.
    """
    made = {TABLES: _tables(result) if ExportKind.CSV in kinds else [], CHARTS: _charts(result, kinds)}
    refuse_foreign_exports(folder)
    for name, files in made.items():
        _replace(folder / name, files)
    places = {name: folder / name if files else None for name, files in made.items()}
    return WrittenExports(tables=places[TABLES], charts=places[CHARTS], files=sum(map(len, made.values())))


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """A file to be written: name, what it shows, how to read it, bytes."""

    name: str
    title: str
    note: str
    data: bytes


def _tables(result: AuditResult) -> list[_File]:
    return [
        _File(name=f"{table.id}.csv", title=table.caption, note=table.note, data=to_csv(table))
        for table in tables_of(view(result))
    ]


def _charts(result: AuditResult, kinds: frozenset[ExportKind]) -> list[_File]:
    forms = [kind for kind in (ExportKind.SVG, ExportKind.PNG) if kind in kinds]
    if not forms:
        return []
    return [_drawn(picture, form) for picture in _pictures(result) for form in forms]


def _pictures(result: AuditResult) -> Iterator[ExportedChart]:
    from audit.report.exports.charts import charts_of  # noqa: PLC0415 - brings two packages that read style sheets
    from audit.report.exports.heat import heat_map  # noqa: PLC0415

    yield from charts_of(to_html(result))
    yield from (heat_map(table) for table in tables_of(view(result)) if "matrix" in table.kind.split())


def _drawn(picture: ExportedChart, form: ExportKind) -> _File:
    data = picture.svg.encode() if form is ExportKind.SVG else to_png(picture.svg)
    return _File(name=f"{picture.id}.{form}", title=picture.title, note="", data=data)


def _replace(folder: Path, files: list[_File]) -> None:
    if not files:
        shutil.rmtree(folder, ignore_errors=True)
        return
    with whole_folder(folder, replace=True) as temporary:
        for file in files:
            (temporary / file.name).write_bytes(file.data)
        lines = [(file.name, file.title, file.note) for file in files]
        (temporary / INDEX).write_bytes(spreadsheet([_COLUMNS, *lines]))


def refuse_foreign_exports(folder: Path) -> None:
    """Raise OutputError when exports into the folder of a report would replace files no export wrote."""
    for name in (TABLES, CHARTS):
        _refuse_foreign(folder / name)


def _refuse_foreign(folder: Path) -> None:
    if not folder.exists() and not folder.is_symlink():
        return
    if folder.is_symlink() or not folder.is_dir():
        raise OutputError(f"{folder}: is no folder of an export; move it elsewhere, or name another folder")
    foreign = sorted({path.name for path in folder.iterdir()} - _ours(folder / INDEX))
    if foreign:
        raise OutputError(
            f"{folder / foreign[0]}: no export wrote it, so the folder is not replaced; move it elsewhere, or name "
            "another folder"
        )


def _ours(index: Path) -> set[str]:
    """Return the files that an index lists, and itself; none where there is no index."""
    if not index.is_file():
        return set()
    with index.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        return {INDEX, *(line[0] for line in csv.reader(lines) if line)}
