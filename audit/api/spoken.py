"""What refusals and readings say to Python code: the keyword argument, where the command line has an option.

A sentence is in the words of whoever asked: an audit made by a call names arguments wherever it is read later, one made
by a command names options.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

from audit.api.argument_kinds import check_kinds
from audit.domain.cohort.choices import ScoreKind
from audit.domain.cohort.pictures import PictureMode
from audit.domain.contract.detection import Align, BoxRule, Detector, WhichFace
from audit.domain.contract.input_contract import Colour, Resize, Scale
from audit.domain.contract.normalising import Standardise
from audit.domain.model.kinds import Layout
from audit.domain.model.model import Output
from audit.domain.model.presets import PRESETS
from audit.domain.running.engine_wish import EngineKind
from audit.errors import AuditError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Given = ParamSpec("Given")
Back = TypeVar("Back")

SWITCHES = ("explain", "order-confirmed")
"""Options without a value."""

_CHOICES = (
    Align,
    BoxRule,
    Colour,
    Detector,
    EngineKind,
    Layout,
    Output,
    PictureMode,
    Resize,
    Scale,
    ScoreKind,
    Standardise,
    WhichFace,
)
_WORDS = "|".join(sorted({word for choices in _CHOICES for word in choices} | set(PRESETS), key=len, reverse=True))
_PATH = r"[^\s,;:)'\"]*[/.][^\s,;)'\"]*\w"
_PIECE = r"(?:'[^']*'|[^\s,;:)'\"]+)"
_PIECES = rf"{_PIECE}(?:,{_PIECE})+|(?<==){_PIECE}|'[^']*'"
_VALUE = rf"(?:[^\s,;:)'\"]*=)?(?:{_PIECES}|[A-Z]+\d*\b|{_PATH}|\d+(?:x\d+)?\b|(?:{_WORDS})\b)"
_SHELL = r"(?:emotion-audit|pip install)(?: [^\s,;)`]+)+"
_WORDS_OF_LABELS = rf"{_PIECE}(?:,{_PIECE})*"
_SAID = re.compile(
    rf"(?P<shell>{_SHELL})|--leave-out (?P<left>{_WORDS_OF_LABELS})"
    rf"|--(?P<option>[a-z]+(?:-[a-z]+)*)(?: (?P<value>{_VALUE}))?"
)
_SIDE_BY_SIDE = re.compile(r"""(?<=["'\d]) (?=[a-z_]+=["'\d])""")
"""Between two arguments that were options beside each other."""

OWN_NAMES = {
    "blend": {"steps": "doses"},
    "run_many": {"model": "models", "predictions": "tables", "policy": "policies"},
}
"""Functions whose arguments are not called as the options are: by option, the argument."""


def in_python(message: str, own: Mapping[str, str] | None = None) -> str:
    r"""Return a message with every option as the keyword argument it is; commands to type into a shell stay.

    Parameters
    ----------
    message
        With options.
    own
        By option, the argument, where it has another name.

    Examples
    --------
    >>> in_python("give --labels A,B,… or --codes-from 1; if not, add --order-confirmed")
    'give labels="A,B,…" or codes_from=1; if not, add order_confirmed=True'
    >>> in_python("map them with --label-map none=LABEL,'very sad=LABEL', as --label-map says")
    'map them with label_map="none=LABEL,\'very sad=LABEL\'", as label_map= says'
    >>> in_python("type: emotion-audit trust FOLDER, or --trust SHA256")
    'type: emotion-audit trust FOLDER, or trust="SHA256"'
    >>> in_python("leave their rows out with --leave-out hapy")
    'leave their rows out with leave_out="hapy"'
    >>> in_python("mend it (--size 110x90 --channels 1 --colour grey), or give --model mine/net.onnx")
    'mend it (size="110x90", channels=1, colour="grey"), or give model="mine/net.onnx"'
    >>> in_python("name --model", {"model": "models"})
    'name models='
    """
    return _SIDE_BY_SIDE.sub(", ", _SAID.sub(lambda found: _keyword(found, own or {}), message))


def _keyword(found: re.Match[str], own: Mapping[str, str]) -> str:
    if found["shell"]:
        return found["shell"]
    if found["left"]:
        return f'leave_out="{found["left"]}"'
    option, value = found["option"], found["value"]
    name = own.get(option, option.replace("-", "_"))
    if option in SWITCHES:
        return f"{name}=True" + (f" {value}" if value else "")
    if value is None:
        return f"{name}="
    quoted = len(value) > 1 and value[0] == value[-1] == "'"
    return f"{name}={value}" if value.isdecimal() or quoted else f'{name}="{value}"'


def spoken_in_python(function: Callable[Given, Back]) -> Callable[Given, Back]:
    """Return a function whose refusals and readings name keyword arguments; everything else of it is as it was."""
    own = OWN_NAMES.get(function.__name__)

    @wraps(function)
    def spoken(*given: Given.args, **named: Given.kwargs) -> Back:
        try:
            check_kinds(function, given, named)
            return told_in_python(function(*given, **named))
        except AuditError as error:
            _refused_in_python(error, own)
            raise

    return spoken


def told_in_python(made: Back) -> Back:
    """Return what was just made, its reading in the words of Python; what was read from a file stays as it was written.

    Readings are those of audits, of checked cohorts, and of pictures and answers of a classifier.
    """
    from audit.api.beside.classifiers import Classified
    from audit.api.beside.cohorts import CheckedCohort
    from audit.api.many import ManyAudits, OneOfMany
    from audit.api.outcome import Audit

    told: Any = made
    if isinstance(made, Audit) and made.scored is not None:
        told = replace(made, result=_reading_told(made.result))
    elif isinstance(made, ManyAudits):
        told = replace(made, audits=tuple(map(told_in_python, made.audits)))
    elif isinstance(made, OneOfMany):
        told = made if made.audit is None else replace(made, audit=told_in_python(made.audit))
        _refused_in_python(made.error, OWN_NAMES["run_many"])
    elif isinstance(made, CheckedCohort):
        told = replace(made, cohort=_reading_told(made.cohort))
    elif isinstance(made, Classified):
        told = replace(made, pictures=_reading_told(made.pictures), predictions=_reading_told(made.predictions))
    return cast("Back", told)


def _reading_told(value: Any) -> Any:  # noqa: ANN401 - whatever has a reading
    return replace(value, reading=value.reading.said(in_python))


def _refused_in_python(error: AuditError | None, own: Mapping[str, str] | None = None) -> None:
    if error is not None:
        error.args = tuple(in_python(part, own) if isinstance(part, str) else part for part in error.args)
