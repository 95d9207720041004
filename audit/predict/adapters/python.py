"""The adapter for a Python callable: anything that turns pictures into probabilities. Somebody's code is run.

The function takes float32, shape (b, height, width, channels) or as `layout` says, after the input contract, and gives
(b, k), or what `[output]` declares; or a list with an entry for each picture: its numbers, a mapping from emotions to
numbers, or None, or a reason in words, where it has nothing to say. It may raise for a picture. One that is `async` is
asked about several pictures at once. It runs with every right this process has, so somebody has to vouch for its file.
"""

from __future__ import annotations

import asyncio
import inspect
import sys
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from audit.domain.cohort.predictions import Outcome
from audit.domain.model.kinds import Layout
from audit.errors import AnswerFailed, InputError, ModelRefused
from audit.images import to_input
from audit.predict.adapters.grids import check_output, emotions_of, laid_out
from audit.predict.answers import (
    Answers,
    Patience,
    PictureAnswer,
    failed,
    gathered,
    in_order,
    nothing_said,
    require_all,
)
from audit.predict.vetting import vet

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from audit.domain.cohort.labels import LabelSet
    from audit.domain.model.model import ModelSpec

_SAME = 1e-6
"""Published probabilities have 6 decimals: what moves less than this says the same."""

_BATCH = 256
_AT_ONCE = 8
_CHECKED = 3
"""Pictures of the self-check."""

_FAULTS_OF_CODE = (AttributeError, ImportError, LookupError, NameError, NotImplementedError, TypeError)
"""Raised over any picture, these are no news about that picture."""

_HOPELESS = 1_000
"""Failures from the first picture on after which it is asked no more. A cohort may begin with a group whose faces a
library does not find, and that it raises there is what the audit is about."""

_FIRST_WAIT = 0.1


class PythonClassifier:
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
        When nobody vouches for the file, it is not what is imported, it has no such function, or the function fails
        whatever it is shown, gives something else than is declared, or says of one picture what depends on the others.
    """

    def __init__(self, spec: ModelSpec) -> None:
        vet(spec)
        self._spec = spec
        self._name = spec.function or ""
        self._layout = spec.layout or Layout.NHWC
        self._trouble: Exception | None = None
        self._function = _imported(spec, self._name)
        vet(spec)  # it is still the file that somebody vouches for: Python read it by itself
        self._is_async = inspect.iscoroutinefunction(self._function)
        self._batch = spec.asking.batch or (1 if self._is_async else _BATCH)
        self._tries = 1 + (spec.asking.retries or 0)
        self._patience = Patience(self._name, _HOPELESS)
        self._check_company()

    @property
    def labels(self) -> LabelSet:
        """The emotions, in the order of the columns of `probabilities`."""
        return self._spec.labels

    @property
    def asked_at_once(self) -> int:
        """How many pictures it is shown at once: so few answers are lost when a run is ended."""
        calls = (self._spec.asking.concurrency or _AT_ONCE) if self._is_async else 1
        return min(self._batch * calls, _BATCH)

    def probabilities(self, batch: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the probability of each emotion, float64, shape (b, k); see `Classifier`.

        Raises
        ------
        InputError
            When the batch is not of the contract's shape.
        ModelRefused
            When the output is not what is declared, or it says nothing about a picture.
        """
        return require_all(self.answers(batch), self._name)

    def answers(self, batch: NDArray[np.float32]) -> Answers:
        """Return what it says about each picture; errors as `probabilities`, but where it says nothing."""
        said = self._said(batch)
        self._patience.note(said)
        return gathered(said, self._spec)

    def _said(self, batch: NDArray[np.float32]) -> list[PictureAnswer]:
        if batch.shape[1:] != self._spec.contract.shape:
            takes = ", ".join(map(str, self._spec.contract.shape))
            raise InputError(f"model '{self._spec.id}' takes pictures of shape ({takes}), found {batch.shape[1:]}")
        chunks = [batch[start : start + self._batch] for start in range(0, len(batch), self._batch)]
        if self._is_async:
            with ThreadPoolExecutor(1) as beside:  # a loop may be running in this thread already, in a notebook for one
                said = beside.submit(asyncio.run, self._all_at_once(chunks)).result()
            return [each for answers in said for each in answers]
        return [each for chunk in chunks for each in self._of_chunk(chunk)]

    def _of_chunk(self, pictures: NDArray[np.float32]) -> list[PictureAnswer]:
        """Return what it says about some pictures; where it raises, about each by itself."""
        for tries_left in range(self._tries if len(pictures) == 1 else 1, 0, -1):
            try:
                return self._entries(self._function(self._given(pictures)), len(pictures))
            except ModelRefused:
                raise
            except Exception as error:  # noqa: BLE001 - somebody's code may raise anything
                self._trouble = error
                if tries_left > 1:
                    time.sleep(_FIRST_WAIT * 2 ** (self._tries - tries_left))
        if len(pictures) == 1 and self._trouble is not None:
            return [failed(self._trouble)]
        return [each for place in range(len(pictures)) for each in self._of_chunk(pictures[place : place + 1])]

    async def _all_at_once(self, chunks: list[NDArray[np.float32]]) -> list[list[PictureAnswer]]:
        free = asyncio.Semaphore(self._spec.asking.concurrency or _AT_ONCE)

        async def one(chunk: NDArray[np.float32]) -> list[PictureAnswer]:
            async with free:
                return await self._awaited(chunk)

        return await asyncio.gather(*(one(chunk) for chunk in chunks))

    async def _awaited(self, pictures: NDArray[np.float32]) -> list[PictureAnswer]:
        for number in range(self._tries):
            try:
                answer = await asyncio.wait_for(self._function(self._given(pictures)), self._spec.asking.timeout)
                return self._entries(answer, len(pictures))
            except ModelRefused:
                raise
            except TimeoutError:
                trouble: PictureAnswer = failed(f"no answer within {self._spec.asking.timeout:g} s")
            except Exception as error:  # noqa: BLE001 - somebody's code may raise anything
                self._trouble, trouble = error, failed(error)
            if number + 1 < self._tries:
                await asyncio.sleep(_FIRST_WAIT * 2**number)
        return [trouble] * len(pictures)

    def _given(self, pictures: NDArray[np.float32]) -> NDArray[np.float32]:
        return laid_out(pictures, self._layout).copy()  # it may write into it later

    def _entries(self, returned: Any, n: int) -> list[PictureAnswer]:  # noqa: ANN401 - what somebody's code returns
        """Return what was returned, picture by picture.

        Raises
        ------
        ModelRefused
            When it is not what is declared.
        """
        listed = isinstance(returned, list | tuple)
        if not listed or not any(each is None or isinstance(each, str | Mapping | Exception) for each in returned):
            rows = self._rows(returned)
            self._check_count(len(rows), n)
            return [PictureAnswer(numbers=tuple(row)) for row in rows.tolist()]
        self._check_count(len(returned), n)
        return [self._entry(each) for each in returned]

    def _entry(self, entry: Any) -> PictureAnswer:  # noqa: ANN401
        if entry is None or isinstance(entry, str):
            return nothing_said(entry or "")
        if isinstance(entry, Exception):
            return failed(entry)
        if isinstance(entry, Mapping):
            try:
                return PictureAnswer(numbers=in_order(entry, self.labels))
            except AnswerFailed as error:
                raise ModelRefused(f"{self._name}: its answer {error}") from error
        return PictureAnswer(numbers=tuple(self._rows([entry])[0].tolist()))

    def _rows(self, returned: Any) -> NDArray[np.float64]:  # noqa: ANN401
        try:
            raw = np.array(returned, np.float64)  # a copy: it may write into its own later
        except (TypeError, ValueError) as error:
            raise ModelRefused(
                f"{self._name}: gave something that is not one number for each emotion of each picture ({error}); "
                "for a picture without an answer give None in a list"
            ) from error
        if raw.ndim < 2:  # noqa: PLR2004 - pictures, and their numbers
            raise ModelRefused(f"{self._name}: gave an array of shape {raw.shape}, expected a row for each picture")
        check_output(self._spec, (None, *raw.shape[1:]))
        if not np.isfinite(raw).all():
            raise ModelRefused(
                f"{self._name}: gave values that are not finite numbers; for a picture without an answer give None in "
                "a list, or raise audit.AnswerFailed"
            )
        return np.asarray(emotions_of(self._spec, raw), np.float64)

    def _check_count(self, found: int, expected: int) -> None:
        if found != expected:
            raise ModelRefused(f"{self._spec.weights}: gave {found} rows for {expected} pictures")

    def _check_company(self) -> None:
        pictures = _noise(self._spec)
        among, alone = (gathered(self._said(some), self._spec) for some in (pictures, pictures[-1:]))
        if alone.outcomes[0] is Outcome.FAILED and isinstance(self._trouble, _FAULTS_OF_CODE):
            raise ModelRefused(
                f"{self._name}: raised {type(self._trouble).__name__}: {_first_line(self._trouble)}"
            ) from self._trouble
        if among.outcomes[-1] is not Outcome.SCORED or alone.outcomes[0] is not Outcome.SCORED:
            return  # it has nothing to say about noise: no face in it
        difference = float(np.abs(among.probabilities[-1] - alone.probabilities[0]).max())
        if difference > _SAME:
            seen = pictures[-1]
            raise ModelRefused(
                f"{self._name}: says of one picture what depends on the others, or on chance: asked about one picture "
                f"of noise (values {seen.min():.3g} to {seen.max():.3g}) together with {len(pictures) - 1} others and "
                f"by itself, its probabilities differ by {difference:.2g}; switch off dropout, and normalise each "
                "picture by itself"
            )


def _noise(spec: ModelSpec) -> NDArray[np.float32]:
    """Return pictures of noise, each brighter than the one before, as the input contract gives them."""
    height, width, _ = spec.contract.shape
    values = np.random.default_rng(0).integers(0, 256, (_CHECKED, height, width, 3))
    shades = np.linspace(0.4, 1, _CHECKED)[:, None, None, None]
    return np.stack([to_input(picture, spec.contract) for picture in (values * shades).astype(np.uint8)])


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
