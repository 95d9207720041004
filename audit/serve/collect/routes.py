"""The page that shows how far a cohort is from a verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse

from audit.errors import UsageError, one_of
from audit.load import load_cohort
from audit.serve.audits.cohorts import known_cohorts
from audit.serve.audits.rules import PolicyFile, known_policies, rules_of, share_of
from audit.serve.collect.aims import Aim, Aims, aims_of
from audit.serve.collect.meter import NEXT, meter
from audit.serve.http.predict import sent_form

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.requests import Request
    from starlette.responses import Response

    from audit.domain.cohort.cohort import Cohort
    from audit.serve.collect.meter import Meter
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
        policies = await self._engine.run(known_policies)
        return self._pages.page("collect.html.j2", ADDRESS, cohorts=cohorts, policies=policies)

    async def features(self, request: Request) -> JSONResponse:
        """Return the names of a cohort's features."""
        cohort = await self._engine.run(self._cohort, request.query_params.get("cohort", ""))
        return JSONResponse({"features": [feature.name for feature in cohort.features]})

    async def meter(self, request: Request) -> JSONResponse:
        """Return a meter for every limit of the chosen rules, and which limits have none."""
        fields = (await sent_form(request)).fields
        return JSONResponse(await self._engine.run(self._meters, fields))

    def _meters(self, fields: dict[str, str]) -> dict[str, Any]:
        rate, rules = share_of(fields.get("rate", ""), "success rate"), rules_of(fields, known_policies())
        cohort = self._cohort(fields.get("cohort", ""))
        if isinstance(rules, PolicyFile):
            wanted = aims_of(rules.policy, cohort)
        else:
            aim = Aim(feature=fields.get("feature", ""), limit=rules.max_difference)
            wanted = Aims(aims=(aim,), left_out=())
        found = [meter(cohort, aim, rate=rate) for aim in wanted.aims]
        return {"limits": [_document(each) for each in found], "left_out": list(wanted.left_out), "next": NEXT}

    def _cohort(self, name: str) -> Cohort:
        cohorts = {cohort.name: cohort for cohort in known_cohorts(self._given)}
        if name not in cohorts:
            raise UsageError(f"unknown cohort '{name[:80]}'; {one_of(name[:80], cohorts)}.")
        return load_cohort(cohorts[name].path)


def _document(found: Meter) -> dict[str, Any]:
    groups = [
        {"name": each.name, "pictures": each.pictures, "people": each.people, "next": each.next}
        for each in found.groups
    ]
    return {
        "title": found.aim.title,
        "groups": groups,
        "unknown": found.unknown,
        "needed": found.needed,
        "now": found.now,
        "then": found.then,
    }
