"""`emotion-audit detector`: the face finders there are, and YuNet's weights into the folder of one's own data."""

from __future__ import annotations

from pathlib import Path

import click

from audit.cli.command import audit_command
from audit.errors import UsageError


@audit_command(
    "detector",
    examples=[
        ("which finders are on this machine", "emotion-audit detector"),
        ("fetch YuNet's weights, once", "emotion-audit detector yunet"),
        ("or take them from a file", "emotion-audit detector yunet --from face_detection_yunet_2026may.onnx"),
    ],
)
@click.argument("name", required=False, type=click.Choice(["yunet"]))
@click.option("--from", "source", type=click.Path(path_type=Path), metavar="FILE", help="Take the weights from a file.")
@click.option("--version", type=click.Choice(["2026may", "2023mar"]), help="Which to fetch.  [default: 2026may]")
def command(name: str | None, *, source: Path | None, version: str | None) -> None:
    """List the face finders, or bring YuNet's weights (230 kB, MIT) here.

    They are fetched once, over HTTPS, from OpenCV's model zoo, and kept only with the SHA-256 that was measured. An
    audit never fetches anything.
    """
    from audit.images import FINDERS, finder_of
    from audit.images.finders.fetch import fetch_yunet, take_yunet

    if name is None:
        if source is not None or version is not None:
            raise UsageError("--from and --version belong to a detector; type: emotion-audit detector yunet")
        from audit.domain.contract.input_contract import InputContract

        default = finder_of(InputContract(size=48))
        for finder in FINDERS:
            state = "default here" if finder is default else "here" if finder.here else "not here"
            eyes = "knows eyes" if finder.eyes else "no eyes"
            click.echo(f"{finder.detector:<18}{state:<14}{eyes:<12}{finder.title}; {finder.licence}; {finder.source}")
        return
    if source is not None and version is not None:
        raise UsageError("--version says what to fetch; a file from --from is known by its SHA-256")
    path = (
        take_yunet(source) if source is not None else fetch_yunet(f"face_detection_yunet_{version or '2026may'}.onnx")
    )
    click.echo(f"yunet: {path}")
