"""The adapter for a Python callable: anything that turns pictures into probabilities. Somebody's code is run.

The function takes float32, shape (b, height, width, channels), after the input contract, and gives (b, k), or what
`[output]` declares. It runs with every right this process has, so somebody has to vouch for its file.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from audit.errors import ModelRefused
from audit.predict.adapters.grids import GRID, GridClassifier
from audit.predict.vetting import vet

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from audit.domain.model.model import ModelSpec

_SAME = 1e-6
"""Published probabilities have 6 decimals: what moves less than this says the same."""


class PythonClassifier(GridClassifier):
    """A Python function by its declaration.

    It is asked twice about one picture, in other company, before it is believed: one that looks at the whole batch (a
    normalisation over it, dropout left on) would say of a person what depends on who stands beside.

    Parameters
    ----------
    spec
        The function, the file it stands in and its hash, input contract, output and labels.

    Raises
    ------
    ModelRefused
        When nobody vouches for the file, it is not what is imported, it has no such function, or the function fails,
        gives something else than is declared, or says of one picture what depends on the others.
    """

    def __init__(self, spec: ModelSpec) -> None:
        vet(spec)
        super().__init__(spec)
        self._name = spec.function or ""
        self._function = _imported(spec, self._name)
        self._check_company()

    def _raw(self, pictures: NDArray[np.float32]) -> NDArray[np.floating]:
        try:
            return np.array(self._function(pictures.copy()), np.float64)  # copies: it may write into either later
        except Exception as error:  # somebody's code may raise anything
            raise ModelRefused(f"{self._name}: raised {type(error).__name__}: {_first_line(error)}") from error

    def _check_company(self) -> None:
        pictures = np.random.default_rng(0).uniform(0, 1, (GRID, *self._spec.contract.shape)).astype(np.float32)
        among, alone = self.probabilities(pictures)[-1], self.probabilities(pictures[-1:])[0]
        difference = float(np.abs(among - alone).max())
        if difference > _SAME:
            raise ModelRefused(
                f"{self._name}: says of one picture what depends on the others, or on chance: asked twice, its "
                f"probabilities differ by {difference:.2g}; switch off dropout, and normalise each picture by itself"
            )


def _imported(spec: ModelSpec, name: str) -> Callable[..., Any]:
    module_name, _, function_name = name.partition(":")
    _make_findable(spec, module_name)
    try:
        module = import_module(module_name)
    except Exception as error:  # somebody's code may raise anything
        raise ModelRefused(
            f"{spec.weights}: importing it raised {type(error).__name__}: {_first_line(error)}"
        ) from error
    found = getattr(module, "__file__", None)
    if found is None or not spec.weights.samefile(found):
        raise ModelRefused(
            f"{name}: Python imports '{module_name}' from {found}, vouched for is {spec.weights}; rename the module"
        )
    function = getattr(module, function_name, None)
    if not callable(function):
        raise ModelRefused(f"{spec.weights}: has no function '{function_name}'")
    return function  # type: ignore[no-any-return]


def _make_findable(spec: ModelSpec, module: str) -> None:
    """Let Python find the module in the folder its packages start from; last, so that it hides nothing."""
    inside = module.count(".") + (spec.weights.stem == "__init__")
    top = str(spec.weights.resolve().parents[inside])
    if top not in sys.path:
        sys.path.append(top)


def _first_line(error: Exception) -> str:
    return (str(error).strip() or "without a word").splitlines()[0]
