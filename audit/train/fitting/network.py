"""Training networks: the part of training that needs TensorFlow."""

from audit.train.fitting.cost import multiply_adds
from audit.train.fitting.fit import train
from audit.train.fitting.onnx_file import publish_onnx
from audit.train.fitting.search import SearchTrial, search
from audit.train.fitting.tensorboard import tensorboard_log

__all__ = ["SearchTrial", "multiply_adds", "publish_onnx", "search", "tensorboard_log", "train"]
