"""Whether what is given to a function of the door is of a kind that its annotations name; a sentence where it is not.

Python checks no types; without this a text for a number ends somewhere inside, in the words of whatever it met there.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from numbers import Integral, Real

from audit.errors import UsageError


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


def _is_whole(value: object) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool)


def _named(value: object, name: str) -> bool:
    return any(kind.__name__ == name for kind in type(value).__mro__)


_KINDS: dict[str, tuple[Callable[[object], bool], str]] = {
    "None": (lambda value: value is None, ""),
    "int": (_is_whole, "a whole number"),
    "float": (_is_number, "a number"),
    "str": (lambda value: isinstance(value, str), "a text"),
    "bool": (lambda value: _named(value, "bool"), "True or False"),
    "Place": (lambda value: isinstance(value, str | os.PathLike), "a path"),
    "Audit": (lambda value: _named(value, "Audit"), "an Audit"),
    "LabelSet": (lambda value: _named(value, "LabelSet"), "a LabelSet"),
    "ModelSpec": (lambda value: _named(value, "ModelSpec"), "a ModelSpec"),
    "Policy": (lambda value: _named(value, "Policy"), "a Policy"),
    "Callable": (callable, "a function"),
    "Iterable": (lambda value: isinstance(value, Iterable), "a list"),
    "Mapping": (lambda value: isinstance(value, Mapping), "a mapping"),
    "Sequence": (lambda value: isinstance(value, Iterable), "a list"),
    "tuple": (lambda value: isinstance(value, Iterable), "a pair"),
}
"""By the name of an annotation: what is of that kind, and what it is called."""

_ALIASES = {
    "Edges": "str | Iterable | Mapping",
    "Features": "str | Sequence",
    "Labels": "str | Iterable | LabelSet",
    "Several": "Place | ModelSpec | Iterable",
    "Words": "str | Iterable | Mapping",
}
"""What the aliases of `audit.api.arguments` stand for."""


def check_kinds(function: Callable[..., object], given: tuple[object, ...], named: Mapping[str, object]) -> None:
    """Raise UsageError for an argument that is of no kind its annotation names.

    Annotations that are not known here, and arguments that the function does not have, are left to Python.

    Parameters
    ----------
    function
        With annotations as text.
    given, named
        What it is to be called with.
    """
    signature = inspect.signature(function)
    try:
        bound = signature.bind(*given, **named).arguments
    except TypeError:
        return  # the call itself says what is wrong with it
    for name, value in bound.items():
        parameter = signature.parameters[name]
        if parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY):
            _check(name, value, str(parameter.annotation))
        elif isinstance(value, dict):
            for option, annotation in _options(str(parameter.annotation)).items():
                if option in value:
                    _check(option, value[option], annotation)


def _options(annotation: str) -> dict[str, str]:
    """Return the arguments of `**options: Unpack[…]`, each with its annotation."""
    from audit.api.model_arguments import ModelArguments
    from audit.api.requests import RunArguments

    kinds = {"ModelArguments": ModelArguments, "RunArguments": RunArguments}
    kind = kinds.get(annotation.removeprefix("Unpack[").removesuffix("]"))
    said = {} if kind is None else kind.__annotations__
    return {name: getattr(each, "__forward_arg__", str(each)) for name, each in said.items()}


def _check(name: str, value: object, annotation: str) -> None:
    kinds = [*_parts(annotation)]
    if any(kind not in _KINDS or _KINDS[kind][0](value) for kind in kinds):
        return
    words = " or ".join(dict.fromkeys(_KINDS[kind][1] for kind in kinds if kind != "None"))
    raise UsageError(f"{name}= is {words}, found {value!r}")


def _parts(annotation: str) -> Iterator[str]:
    """Yield the names in a union, without what stands in brackets, aliases as what they stand for.

    >>> list(_parts("str | Callable[[int | None], str] | None"))
    ['str', 'Callable', 'None']
    """
    depth, outside = 0, ""
    for character in annotation:
        depth += character == "["
        outside += "" if depth else character
        depth -= character == "]"
    for part in outside.split("|"):
        yield from _ALIASES.get(part.strip(), part.strip()).split(" | ")
