"""Where the network looked, beside the pictures and by group."""

from __future__ import annotations

from assets.audits import drawn, sixty
from assets.galleries import gallery_for

from audit.report.sections.pictures import pictures


def rows_of(table) -> dict[str, list[str]]:
    return {row.head.text: [cell.text for cell in row.cells] for row in table.rows}


def test_heat_maps_stand_beside_their_picture_and_have_a_table() -> None:
    result = drawn()
    found = pictures.view(result, gallery_for(result, 2, explained=True))
    sheets = [sheet for part in found.parts for sheet in part.sheets]
    assert all(picture.heat for sheet in sheets for shown in sheet.pictures for picture in shown)
    assert rows_of(found.heat[0].table)["senior"] == ["10", "25", "0\xa0%", "33\xa0%", "67\xa0%"]  # rows of 0, ½ and 1
    assert found.heat[0].maps[0].alt.endswith("and 67\xa0% of the heat in the lower third")
    assert found.heat[0].opened
    assert not pictures.view(sixty(), gallery_for(sixty(), 2, explained=True)).heat[0].opened
