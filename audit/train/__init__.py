"""Train: from a declared recipe and pictures to weights, best of all epochs, that anyone can make again.

Words: a *recipe* is everything `model.toml` says of a training; an *architecture* is a named network; the *validation*
pictures choose the best *epoch* (one pass over the training pictures) and nothing else; a *checkpoint* is a training in
progress, on disk; a *search* tries recipes in a number of *trials* before the training; a *short run* is a training
that follows its recipe on fewer pictures or for fewer epochs, to see whether it runs.

What trains networks stands in `audit.train.fitting.network` and brings TensorFlow; nothing here does.
"""

from audit.train.course.history import Epoch
from audit.train.course.summary import CHECKPOINT, EpochReport, TrainingSummary, WeightsFile
from audit.train.data.dataset import PicturesLeftOut, TrainingData, load_images, target_codes
from audit.train.data.splitting import Split, hold_out, with_duplicates_as_people, without_repeats_of
from audit.train.declaration import declare_onnx, declare_search, declare_sha256, declare_short_run
from audit.train.trees.trees import grow

__all__ = [
    "CHECKPOINT",
    "Epoch",
    "EpochReport",
    "PicturesLeftOut",
    "Split",
    "TrainingData",
    "TrainingSummary",
    "WeightsFile",
    "declare_onnx",
    "declare_search",
    "declare_sha256",
    "declare_short_run",
    "grow",
    "hold_out",
    "load_images",
    "target_codes",
    "with_duplicates_as_people",
    "without_repeats_of",
]
