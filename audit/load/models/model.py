"""A model folder as a ModelSpec, by its model.toml. The weights themselves are not looked at here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.domain.model.asking import service_address
from audit.domain.model.model import Member, ModelSpec, OnnxTwin, OtherFile
from audit.errors import InputError, UsageError
from audit.load.emotions import positive_of
from audit.load.find import DECLARATION, find_model
from audit.load.models.declaration import ModelDeclaration
from audit.load.models.function import source_of
from audit.load.models.other_files import beside, hashed
from audit.load.text import one_line
from audit.load.toml import read_toml

if TYPE_CHECKING:
    from pathlib import Path

_MOST_MODELS, _DEEPEST = 100, 8


def load_model(path: Path) -> ModelSpec:
    """Return the classifier that a model folder declares; its weights need not exist yet.

    Parameters
    ----------
    path
        The folder, or its model.toml.

    Raises
    ------
    FaultyFile
        With every fault of model.toml.
    InputError
        When there is none.
    """
    return _load(path, (), [])


def _load(path: Path, through: tuple[Path, ...], met: list[Path]) -> ModelSpec:
    """Return a model that is loaded as a member of the ensembles declared in `through`.

    `met` is what was read before it, of the whole ensemble.
    """
    if not path.exists():
        raise InputError(f"{path}: no such model; name a folder that holds a {DECLARATION}, or that file")
    declaration = path / DECLARATION if path.is_dir() else path
    if path.is_dir() and not declaration.exists():
        raise InputError(f"{path}: no {DECLARATION}; a model folder declares its labels and input there")
    here = declaration.resolve()
    if here in through:
        raise UsageError(f"{declaration}: an ensemble that is a member of itself; take it out of members")
    met.append(here)
    if len(met) > _MOST_MODELS or len(through) > _DEEPEST:
        raise UsageError(
            f"{declaration}: an ensemble is made of at most {_MOST_MODELS} models, {_DEEPEST} deep; take members out"
        )
    return read_toml(declaration, ModelDeclaration, lambda said: _spec(said, declaration, (*through, here), met))


def _spec(declared: ModelDeclaration, path: Path, through: tuple[Path, ...], met: list[Path]) -> ModelSpec:
    members = _members(declared, path, through, met)
    return ModelSpec(
        id=path.resolve().parent.name,
        title=one_line(declared.title if declared.trial is None else f"{declared.title} (trial: {declared.trial})"),
        labels=declared.labels,
        contract=declared.input or members[0].spec.contract,
        weights=_made_of(declared, path),
        output=declared.output.kind,
        positive=positive_of(declared.output.positive, declared.labels),
        views=declared.output.views,
        part=declared.output.part,
        sha256=declared.sha256,
        recipe=declared.recipe,
        licence=declared.licence,
        intended_use=declared.intended_use,
        temperature=None if declared.calibration is None else declared.calibration.value,
        trial=declared.trial or "",
        function=declared.callable,
        service=None if declared.service is None else service_address(declared.service),
        members=members,
        layout=declared.layout,
        features=declared.features,
        figures=declared.figures,
        label_map=declared.label_map,
        made_for=declared.made_for,
        onnx=_twin(declared, path),
        architecture=_architecture(declared, path),
        files=_files(declared, path),
        asking=declared.asking,
    )


def _architecture(declared: ModelDeclaration, path: Path) -> OtherFile | None:
    if declared.architecture is None:
        return None
    found = path.parent / declared.architecture
    return (
        hashed(found)
        if declared.architecture_sha256 is None
        else OtherFile(path=found, sha256=declared.architecture_sha256)
    )


def _files(declared: ModelDeclaration, path: Path) -> tuple[OtherFile, ...]:
    said = {path.parent / name: sha256 for name, sha256 in declared.files.items()}
    belonging = () if declared.weights is None else beside(path.parent / declared.weights)
    named = tuple(OtherFile(path=found, sha256=sha256) for found, sha256 in said.items())
    return (*named, *(hashed(each) for each in belonging if each not in said and each.exists()))


def _twin(declared: ModelDeclaration, path: Path) -> OnnxTwin | None:
    if declared.onnx is None or declared.onnx_sha256 is None:
        return None
    return OnnxTwin(path=path.parent / declared.onnx, sha256=declared.onnx_sha256)


def _made_of(declared: ModelDeclaration, path: Path) -> Path:
    """Return the file that holds the model; that of an ensemble and of a service is its declaration."""
    if declared.callable is not None:
        return source_of(declared.callable, path.parent)
    return path if declared.weights is None else path.parent / declared.weights


def _members(declared: ModelDeclaration, path: Path, through: tuple[Path, ...], met: list[Path]) -> tuple[Member, ...]:
    weights = declared.member_weights or (1.0,) * len(declared.members)
    specs = [_load(_found(name, path.parent), through, met) for name in declared.members]
    return tuple(Member(spec=spec, share=weight / sum(weights)) for spec, weight in zip(specs, weights, strict=True))


def _found(name: str, folder: Path) -> Path:
    return folder / name if (folder / name).is_dir() else find_model(name)
