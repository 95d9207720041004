"""Training networks: the part of this room that needs TensorFlow."""

from audit.train.cost import multiply_adds
from audit.train.fit import train
from audit.train.search import Trial, search
from audit.train.tensorboard import tensorboard_log

__all__ = ["Trial", "multiply_adds", "search", "tensorboard_log", "train"]
