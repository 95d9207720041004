"""The page that shows how far a cohort is from a verdict."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse

from audit.errors import UsageError, one_of
from audit.load import load_cohort
from audit.serve.audits.cohorts import known_cohorts
from audit.serve.collect.meter import NEXT, meter

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.requests import Request
    from starlette.responses import Response

    from audit.domain.cohort.cohort import Cohort
    from audit.serve.http.engine import Engine
    from audit.serve.http.pages import Pages

ADDRESS = "/collect"


class Collect:
    """Answers for the page.

    Parameters
    ----------
    pages
        What all pages share.
    engine
        Where plans are made.
    given
        Folder of contributions, or None.
    """

    def __init__(self, pages: Pages, engine: Engine, given: Path | None) -> None:
        self._pages, self._engine, self._given = pages, engine, given

    async def page(self, _: Request) -> Response:
        """Return the page."""
        cohorts = await self._engine.run(known_cohorts, self._given)
        return self._pages.page("collect.html.j2", ADDRESS, cohorts=cohorts)

    async def features(self, request: Request) -> JSONResponse:
        """Return the names of a cohort's features."""
        cohort = await self._engine.run(self._cohort, request.query_params.get("cohort", ""))
        return JSONResponse({"features": [feature.name for feature in cohort.features]})

    async def meter(self, request: Request) -> JSONResponse:
        """Return the meter of one feature."""
        asked = request.query_params
        limit, rate = (
            _share(asked.get("limit", ""), "largest difference"),
            _share(asked.get("rate", ""), "success rate"),
        )
        cohort = await self._engine.run(self._cohort, asked.get("cohort", ""))
        found = await self._engine.run(meter, cohort, asked.get("feature", ""), limit=limit, rate=rate)
        groups = [
            {"name": each.name, "pictures": each.pictures, "people": each.people, "next": each.next}
            for each in found.groups
        ]
        return JSONResponse(
            {
                "groups": groups,
                "unknown": found.unknown,
                "needed": found.needed,
                "now": found.now,
                "then": found.then,
                "next": NEXT,
            }
        )

    def _cohort(self, name: str) -> Cohort:
        cohorts = {cohort.name: cohort for cohort in known_cohorts(self._given)}
        if name not in cohorts:
            raise UsageError(f"unknown cohort '{name[:80]}'; {one_of(name[:80], cohorts)}.")
        return load_cohort(cohorts[name].path)


def _share(text: str, what: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = math.nan
    if not 0 < share < 1:
        raise UsageError(f"The {what} is a number between 0 and 1; found '{text[:20]}'.")
    return round(share, 3)
