"""One adapter for each kind of model file, behind one protocol."""

from typing import TYPE_CHECKING

from audit.deferred import when_asked

if TYPE_CHECKING:
    from audit.predict.adapters.keras import KerasClassifier
    from audit.predict.adapters.onnx import OnnxClassifier
    from audit.predict.adapters.openvino import OpenvinoClassifier
    from audit.predict.adapters.python import PythonClassifier
    from audit.predict.adapters.saved_model import SavedModelClassifier
    from audit.predict.adapters.service import ServiceClassifier
    from audit.predict.adapters.sklearn import SklearnClassifier
    from audit.predict.adapters.tflite import TfliteClassifier
    from audit.predict.adapters.torch import TorchClassifier
else:
    __getattr__ = when_asked(__name__, __file__)

__all__ = [
    "KerasClassifier",
    "OnnxClassifier",
    "OpenvinoClassifier",
    "PythonClassifier",
    "SavedModelClassifier",
    "ServiceClassifier",
    "SklearnClassifier",
    "TfliteClassifier",
    "TorchClassifier",
]
