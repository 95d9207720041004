"""What becomes of audits that are repeated: a series read back, and its page."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from audit.domain.results.series_state import SeriesState
from audit.errors import InputError, OutputError

if TYPE_CHECKING:
    from audit.api.arguments import Place
    from audit.domain.decision.findings import Verdict
    from audit.domain.results.series_state import LookRecord


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class MonitoredSeries:
    """A series of audits.

    Attributes
    ----------
    path
        Its folder.
    state
        Everything that `series.json` holds.
    """

    path: Path
    state: SeriesState

    @property
    def looks(self) -> tuple[LookRecord, ...]:
        """Every look, in order of time."""
        return self.state.looks

    @property
    def verdict(self) -> Verdict:
        """The verdict of the last look, which is on all rows of the series."""
        return self.looks[-1].verdict

    def report(self, out: Place | None = None) -> Path:
        """Write the page with the running bounds, and return where it is.

        Parameters
        ----------
        out
            A folder; None for that of the series itself.

        Raises
        ------
        OutputError
            When the folder holds an audit, whose page would be lost, or cannot be written.
        """
        from audit.report import write_series

        folder = self.path if out is None else Path(out)
        if (folder / "audit.json").exists() or (folder / "audits.json").exists():
            raise OutputError(f"{folder}: holds the report of an audit; name another folder with --out")
        return write_series(self.state, folder)

    def __repr__(self) -> str:
        from audit.report import series_line

        return f"<MonitoredSeries {series_line(self.state)}>"


def monitor(folder: Place) -> MonitoredSeries:
    """Return the series that `audit.run(…, series=folder)` keeps; what `emotion-audit monitor` shows.

    Parameters
    ----------
    folder
        Of the series.

    Raises
    ------
    InputError
        When there is none, or its state was cut short or edited.
    """
    from audit.load import SERIES, load_series

    path = Path(folder)
    state = load_series(path)
    if state is None:
        raise InputError(f"{path}: there is no {SERIES} in it; `emotion-audit run --series {path}` begins a series")
    return MonitoredSeries(path=path, state=state)
