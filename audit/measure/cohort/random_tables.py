"""Random tables of given totals, as `scipy.stats.random_table` draws them, without loading `scipy.stats`.

Loading all of that package takes half a second of processor time, half of a small audit; the two algorithms themselves
(Boyett 1979, AS 144; Patefield 1981, AS 159) stand in one compiled module inside it that needs nothing else. Where a
scipy has that module elsewhere, its public function draws the same tables.
"""

from __future__ import annotations

from functools import cache
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy

if TYPE_CHECKING:
    from numpy.typing import NDArray


def random_tables(
    rows: NDArray[np.int64], columns: NDArray[np.int64], size: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Return random tables of counts, float64, shape (size, rows, columns).

    Parameters
    ----------
    rows, columns
        int64: their totals, with one sum, at least 1.
    size
        How many.
    rng
        Where chance comes from.
    """
    algorithms = _algorithms()
    if algorithms is None:
        from scipy.stats import random_table  # noqa: PLC0415 - takes half a second

        return np.asarray(random_table.rvs(rows, columns, size=size, random_state=rng), np.float64)
    total = int(rows.sum())
    few = total <= np.log(total + 1) * len(rows) * len(columns)
    draw = algorithms.rvs_rcont1 if few else algorithms.rvs_rcont2
    given = (np.array(rows, np.int64), np.array(columns, np.int64))
    return np.asarray(draw(*given, total, size, rng), np.float64)


@cache
def _algorithms() -> Any:  # noqa: ANN401 - compiled, and its names are scipy's own affair
    """Return the compiled module of scipy that draws the tables, or None where it is not as it was."""
    folder = Path(scipy.__file__).parent / "stats" / "_rcont"
    spec = PathFinder.find_spec("rcont", [str(folder)])
    if spec is None or spec.loader is None:
        return None
    try:
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
    except ImportError:
        return None
    return module if all(hasattr(module, name) for name in ("rvs_rcont1", "rvs_rcont2")) else None
