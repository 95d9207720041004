"""Writes SERIES.md beside itself: how often a series is wrong, and why its looks share the error as they do."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
from simulation import series_errors, series_methods
from simulation.verdict_errors import ERROR

from audit.files import write_whole

SERIES = Path(__file__).with_name("SERIES.md")

HEAD = f"""# How often a series of audits is wrong

Promise: in at most {ERROR:.0%} of series any look fails although the limit is kept, and in at most {ERROR:.0%} any look
passes although it is broken. Every look is judged by the rule of the package on all pictures so far, with its part of
the error; the truth lies on the limit, and a series is wrong when it is at any look. A share above {ERROR:.0%} by more
than two Monte-Carlo standard errors is marked **broken**.
"""


def main() -> None:
    """Simulate and write."""
    start = time.monotonic()
    parts = [HEAD, *series_errors.section(), *series_methods.section()]
    broken = sum(part.endswith("**broken** |") for part in parts)
    parts.insert(1, f"Of all series below {broken} are broken.\n")
    minutes = (time.monotonic() - start) / 60
    parts.append(f"\nWritten by `tests/simulation/series_results.py` (`make simulate`) in {minutes:.0f} minutes.\n")
    write_whole(SERIES, "\n".join(parts).encode())


if __name__ == "__main__":
    np.seterr(all="raise", under="ignore")
    main()
