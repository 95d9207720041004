"""Kept audits: listed, opened, compared, taken along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response, StreamingResponse

from audit.errors import OutputError
from audit.report import COMPARISON_FILES
from audit.serve.audits.compared import Comparisons
from audit.serve.audits.kept import FILES, packed
from audit.serve.audits.rules import share_of
from audit.serve.http.guard import Refused
from audit.serve.http.predict import sent_form

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import IO

    from starlette.requests import Request

    from audit.serve.audits.kept import KeptAudit, Shelf
    from audit.serve.http.engine import Engine

REPORT_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; sandbox allow-scripts allow-downloads"
)
"""Of a report: its scripts, whose hashes its own policy names, run in a sandbox that is no part of this site."""

_SANDBOXED = {"content-security-policy": REPORT_POLICY}
_KINDS = dict(
    zip(COMPARISON_FILES, ("text/html; charset=utf-8", "application/json", "text/plain; charset=utf-8"), strict=True)
)
_CHUNK = 1024 * 1024


class KeptReports:
    """Answers for what lies on the shelf.

    Parameters
    ----------
    engine
        Where files are read and audits compared.
    shelf
        The kept audits.
    """

    def __init__(self, engine: Engine, shelf: Shelf) -> None:
        self._engine, self._shelf = engine, shelf
        self._comparisons = Comparisons()

    async def listed(self, _: Request) -> JSONResponse:
        """Return every kept audit, the newest first, and what could not be read as one."""
        found = await self._engine.run(self._shelf.all)
        return JSONResponse({"audits": [_document(each) for each in found.audits], "unread": list(found.unread)})

    async def file(self, request: Request) -> Response:
        """Return one file of an audit; nothing else of the disk can be asked for."""
        audit, name = await self._audit(request.path_params["key"]), request.path_params["name"]
        if name not in audit.files:
            raise Refused(404, "The report has no such file.")
        data = await self._engine.run((audit.folder / name).read_bytes)
        return Response(data, media_type=FILES[name], headers=_SANDBOXED)

    async def packed(self, request: Request) -> Response:
        """Return everything of an audit as one file."""
        audit = await self._audit(request.path_params["key"])
        return await self._zip([audit], "audit.zip")

    async def all_packed(self, _: Request) -> Response:
        """Return everything of all audits as one file."""
        return await self._zip((await self._engine.run(self._shelf.all)).audits, "audits.zip")

    async def compare(self, request: Request) -> JSONResponse:
        """Hold a candidate against a baseline."""
        fields = (await sent_form(request)).fields
        baseline, candidate = [await self._audit(fields.get(name, "")) for name in ("baseline", "candidate")]
        if baseline == candidate:
            raise Refused(400, "Choose two different audits to compare.")
        worse = share_of(fields.get("max_worse", ""), "largest loss")
        made = await self._engine.run(self._comparisons.make, baseline, candidate, worse)
        return JSONResponse(
            {
                "number": made.number,
                "title": made.title,
                "verdict": made.verdict,
                "sentence": made.sentence,
                "reading": list(made.reading),
                "promise": made.promise,
                "command": made.command,
                "files": list(made.files),
            }
        )

    async def compared(self, request: Request) -> Response:
        """Return one file of a comparison."""
        made, name = self._comparisons.find(request.path_params["number"]), request.path_params["name"]
        if name not in made.files:
            raise Refused(404, "The comparison has no such file.")
        return Response(made.files[name], media_type=_KINDS[name], headers=_SANDBOXED)

    async def _audit(self, key: str) -> KeptAudit:
        return await self._engine.run(self._shelf.find, key)

    async def _zip(self, audits: Sequence[KeptAudit], name: str) -> Response:
        if not audits:
            raise Refused(404, "There is no audit here to take along.")
        try:
            file = await self._engine.run(packed, audits)
        except OSError as error:
            raise OutputError(f"The ZIP could not be made: {error.strerror or error}.") from error
        headers = {"content-disposition": f'attachment; filename="{name}"'}
        return StreamingResponse(_chunks(file), media_type="application/zip", headers=headers)


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _document(audit: KeptAudit) -> dict[str, Any]:
    return {
        "key": audit.key,
        "model": audit.model,
        "cohort": audit.cohort,
        "folder": str(audit.folder),
        "created": audit.created,
        "verdict": audit.verdict,
        "sentence": audit.sentence,
        "reading": list(audit.reading),
        "files": list(audit.files),
        "comparable": audit.comparable,
    }
