"""Contracts of public classifiers, as their own code has them: what goes in, what comes out, in which order.

A preset is used where somebody names it, and suggested where a file looks like it; it is never applied by itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from audit.domain.cohort.labels import LabelSet
from audit.domain.contract.input_contract import Colour, InputContract, Resize, Scale
from audit.domain.model.kinds import Layout
from audit.domain.model.model import Output
from audit.domain.model.parts import EVERYTHING, OutputPart
from audit.errors import UsageError, one_of

_FER2013 = LabelSet(emotions=("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"))
_FERPLUS = LabelSet(emotions=("neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt"))
_AFFECTNET8 = LabelSet(emotions=("anger", "contempt", "disgust", "fear", "happiness", "neutral", "sadness", "surprise"))
_AFFECTNET7 = LabelSet(emotions=tuple(emotion for emotion in _AFFECTNET8.emotions if emotion != "contempt"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """What a public classifier takes and puts out.

    Attributes
    ----------
    name, title
        As it is named on the command line; for people.
    source
        The file that says so, and where it stands.
    contract
        What goes in.
    output, part, layout
        What comes out, which part of it, and the order of the axes where it has to be said.
    files
        How its weights file is called, in lower case, as far as that tells.
    labels
        Emotions in the order of the output; None where the family of networks has no emotions of its own.
    differs
        What its own code does with a picture and a contract cannot say; "" for nothing.
    """

    name: str
    title: str
    source: str
    contract: InputContract
    output: Output = Output.SOFTMAX
    part: OutputPart = EVERYTHING
    layout: Layout | None = None
    labels: LabelSet | None = None
    files: str = ""
    differs: str = ""


def _grey(size: int, scale: Scale, channels: int = 1) -> InputContract:
    return InputContract(size=size, colour=Colour.GREY, channels=channels, scale=scale, resize=Resize.LINEAR)


def _imagenet(size: int, resize: Resize) -> InputContract:
    return InputContract(size=size, scale=Scale.UNIT, mean="imagenet", std="imagenet", resize=resize)


_XCEPTION = (
    "github.com/oarriaga/face_classification: src/image_emotion_demo.py, utils/preprocessor.py, utils/datasets.py"
)
_HSEMOTION = "github.com/av-savchenko/hsemotion-onnx: hsemotion_onnx/facial_emotions.py"

PRESETS: dict[str, Preset] = {
    preset.name: preset
    for preset in (
        Preset(
            name="mini-xception",
            files=r"mini_xception",
            title="Mini-Xception on FER2013 by O. Arriaga (fer2013_mini_XCEPTION….hdf5)",
            source=_XCEPTION,
            contract=_grey(64, Scale.SIGNED),
            labels=_FER2013,
        ),
        Preset(
            name="fer",
            files=r"^emotion_model\.(hdf5|h5|keras)",
            title="the network of the Python package fer (emotion_model.hdf5)",
            source="github.com/JustinShenk/fer: src/fer/fer.py",
            contract=_grey(64, Scale.SIGNED),
            labels=_FER2013,
            differs="fer adds 10 pixels on each side of its own face box, whatever its size",
        ),
        Preset(
            name="deepface",
            files=r"facial_expression_model_weights",
            title="the emotion network of deepface (facial_expression_model_weights)",
            source="github.com/serengil/deepface: deepface/models/demography/Emotion.py, modules/detection.py",
            contract=_grey(48, Scale.UNIT),
            labels=_FER2013,
            differs="deepface first brings its own face box to 224 pixels with black bars; called as a function it "
            "puts out percent",
        ),
        Preset(
            name="emotion-ferplus",
            files=r"emotion[-_]?ferplus",
            title="Emotion FERPlus of the ONNX model zoo (emotion-ferplus-….onnx)",
            source="github.com/onnx/models: vision/body_analysis/emotion_ferplus/README.md",
            contract=InputContract(size=64, colour=Colour.GREY, channels=1, scale=Scale.RAW),
            output=Output.LOGITS,
            layout=Layout.NCHW,
            labels=_FERPLUS,
            differs="its example shrinks pictures with Pillow's Lanczos filter, here they are averaged (area)",
        ),
        Preset(
            name="hsemotion",
            files=r"enet_b0_8_best",
            title="HSEmotion, EfficientNet-B0 of eight emotions (enet_b0_8_….onnx)",
            source=_HSEMOTION,
            contract=_imagenet(224, Resize.LINEAR),
            output=Output.LOGITS,
            layout=Layout.NCHW,
            labels=_AFFECTNET8,
        ),
        Preset(
            name="hsemotion-mtl",
            files=r"enet_b0_8_va_mtl",
            title="HSEmotion with valence and arousal behind its eight emotions (enet_b0_8_va_mtl.onnx)",
            source=_HSEMOTION,
            contract=_imagenet(224, Resize.LINEAR),
            output=Output.LOGITS,
            part=OutputPart(slice=(0, 8)),
            layout=Layout.NCHW,
            labels=_AFFECTNET8,
        ),
        Preset(
            name="hsemotion-b2-7",
            files=r"enet_b2_7",
            title="HSEmotion, EfficientNet-B2 of seven emotions (enet_b2_7.onnx)",
            source=_HSEMOTION,
            contract=_imagenet(260, Resize.LINEAR),
            output=Output.LOGITS,
            layout=Layout.NCHW,
            labels=_AFFECTNET7,
        ),
        Preset(
            name="rmn",
            files=r"resmasking",
            title="Residual Masking Network (Z_resmasking_dropout1_rot30_….), by emotion-audit adapt",
            source="github.com/phamquiluan/ResidualMaskingNetwork: rmn/__init__.py, configs/fer2013_config.json",
            contract=_grey(224, Scale.UNIT, channels=3),
            output=Output.LOGITS,
            layout=Layout.NCHW,
            labels=_FER2013,
            differs="rmn makes its own face box a square of 1.1 times the mean of its sides",
        ),
        Preset(
            name="torchvision",
            title="networks fine-tuned from torchvision's ImageNet weights, without a centre crop; name your --labels",
            source="docs.pytorch.org/vision: models, transforms of ResNet50_Weights.IMAGENET1K_V1",
            contract=_imagenet(224, Resize.PIL_BILINEAR),
            output=Output.LOGITS,
            layout=Layout.NCHW,
        ),
    )
}
"""By name."""


def preset_of(name: str) -> Preset:
    """Return the preset of a name; raises UsageError with the known ones."""
    if name not in PRESETS:
        raise UsageError(f"there is no preset '{name}'; {one_of(name, PRESETS)}; emotion-audit list presets tells more")
    return PRESETS[name]


def preset_by_name(file: str) -> str | None:
    """Return the preset that a file is called after; None where its name tells nothing.

    >>> preset_by_name("emotion-ferplus-8.onnx"), preset_by_name("net.onnx")
    ('emotion-ferplus', None)
    """
    called = file.lower()
    return next((p.name for p in PRESETS.values() if p.files and re.search(p.files, called)), None)


def presets_like(shape: tuple[int | None, ...], width: int | None) -> tuple[str, ...]:
    """Return the names of presets whose pictures and answers have the shapes of a file.

    Parameters
    ----------
    shape
        Height, width and channels that the file takes.
    width
        Numbers it puts out; None where it does not say.
    """
    return tuple(
        preset.name
        for preset in PRESETS.values()
        if preset.labels is not None and preset.contract.shape == shape and width == _width(preset)
    )


def _width(preset: Preset) -> int:
    labels = 0 if preset.labels is None else len(preset.labels)
    return labels + 2 if preset.part.slice else labels  # valence and arousal
