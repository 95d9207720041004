"""What the door gives back: an audit with the views of it that a notebook asks for."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from audit.errors import InputError, guarded

if TYPE_CHECKING:  # no audit.json is read into these fields, and a run is not loaded before it is asked for
    from collections.abc import Iterable

    import pandas as pd

    from audit.api.arguments import Place
    from audit.domain.cohort.pictures import Gallery  # noqa: TC004
    from audit.domain.decision.findings import Decision, Finding, Verdict
    from audit.domain.results.result import AuditResult  # noqa: TC004
    from audit.pipeline import Scored  # noqa: TC004
    from audit.report import Published


def believed(path: Path | None) -> AbstractContextManager[None]:
    """Refuse a saved audit that contradicts itself, wherever that shows; of one that was just made nothing is hidden.

    Parameters
    ----------
    path
        The `audit.json` it was read from; None where it was just made.
    """
    if path is None:
        return nullcontext()
    wrong = f"{path}: what it says contradicts itself"
    advice = "take it as it was written, or run the audit again"
    return guarded(lambda said: InputError(f"{wrong} ({said}); {advice}"), OSError, MemoryError)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Audit:
    """A finished audit.

    Attributes
    ----------
    result
        Everything that `audit.json` holds.
    scored
        The pictures with their answers; None of an audit that was read from a file or judged again.
    gallery
        The pictures of its page; None where none were asked for.
    path
        The `audit.json` it was read from; None where it was just made.
    """

    result: AuditResult
    scored: Scored | None = None
    gallery: Gallery | None = None
    path: Path | None = None

    @property
    def decision(self) -> Decision:
        """The verdict with its sentence and the exit status of a gate."""
        return self.result.decision

    @property
    def verdict(self) -> Verdict:
        """PASS, FAIL or INCONCLUSIVE."""
        return self.decision.verdict

    @property
    def findings(self) -> tuple[Finding, ...]:
        """One for each limit, with its evidence, in the order of the policy."""
        return self.result.findings

    @property
    def kept(self) -> tuple[str, ...]:
        """How many of its answers were kept from an earlier run, in sentences; none where all were asked now."""
        return () if self.scored is None else self.scored.kept

    def to_frame(self) -> pd.DataFrame:
        """Return a row for each finding; the columns are those of `audit.report.findings_frame`."""
        from audit.report import findings_frame

        return findings_frame(self.result)

    def by_group(self, metric: str = "accuracy", emotion: str | None = None) -> pd.DataFrame:
        """Return a metric of all pictures and of every group, a row for each, with its interval and its images.

        Parameters
        ----------
        metric
            Such as `accuracy`, `recall` or `macro_f1`; `emotion-audit list metrics` lists them.
        emotion
            Only this one, of a metric that is of one emotion; None = each.

        Raises
        ------
        UsageError
            When there is no such metric or emotion, or it has no value in one group.
        """
        from audit.report import group_frame

        return group_frame(self.result, metric, emotion)

    def report(
        self, path: Place, *, export: str = "", address: str | None = None, beside: Iterable[str] = ()
    ) -> Published:
        """Write the report into a folder as `emotion-audit run` does: the page, `audit.json`, what lies beside them.

        Parameters
        ----------
        path
            A folder; new, empty, or one that holds an earlier audit.
        export
            What else to write: `"csv"`, `"svg"`, `"png"`, or several with commas between.
        address
            Where the page will be read, for the summary; None = beside it.
        beside
            Names of other things that may lie in the folder and stay there.

        Raises
        ------
        InputError
            When it was read from a file that contradicts itself.
        OutputError
            When the folder holds something that is no audit, or cannot be written.
        """
        from audit.report import export_kinds, publish, refuse_foreign

        folder, exports = Path(path), export_kinds(export)
        refuse_foreign(folder, ours=tuple(beside))
        rows = None if self.scored is None else self.scored.answered
        with believed(self.path):
            return publish(self.result, folder, rows=rows, gallery=self.gallery, exports=exports, address=address)

    def _repr_html_(self) -> str:
        """Return page one for the output of a notebook's cell."""
        from audit.report import to_notebook

        return to_notebook(self.result)

    def __repr__(self) -> str:
        from audit.report import in_a_line

        return f"<Audit {in_a_line(self.result)}>"
