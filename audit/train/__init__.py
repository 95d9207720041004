"""Train: from a declared recipe and pictures to weights, best of all epochs, that anyone can make again.

Words: a *recipe* is everything `model.toml` says of a training; an *architecture* is a named network; the *validation*
pictures choose the best *epoch* (one pass over the training pictures) and nothing else; a *checkpoint* is a training in
progress, on disk.
"""

from audit.train.dataset import LeftOut, TrainingData, hold_out, load_images, target_codes
from audit.train.fit import EpochReport, TrainingSummary, train
from audit.train.history import Epoch
from audit.train.weights import WeightsFile, declare_sha256

__all__ = [
    "Epoch",
    "EpochReport",
    "LeftOut",
    "TrainingData",
    "TrainingSummary",
    "WeightsFile",
    "declare_sha256",
    "hold_out",
    "load_images",
    "target_codes",
    "train",
]
