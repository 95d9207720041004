"""What a model file can do on the machine it is run on, in sentences; nothing of it is run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from audit.domain.cohort.labels import LABEL_SETS
from audit.domain.contract.input_contract import InputContract
from audit.domain.model.kinds import Kind
from audit.domain.model.model import Member, ModelSpec
from audit.errors import ModelRefused
from audit.predict.capabilities import capabilities


def spec(weights: Path, **more) -> ModelSpec:
    contract = InputContract(size=8)
    return ModelSpec(id="m", title="M", labels=LABEL_SETS["happy-sad"], contract=contract, weights=weights, **more)


def test_numbers_alone_can_do_nothing() -> None:
    for name in ("net.keras", "net.onnx", "net.tflite"):
        assert capabilities(spec(Path(name))) == ()


def test_code_can_do_whatever_its_user_can() -> None:
    (line,) = capabilities(spec(Path("net.py"), function="net:predict"))
    assert line == "net.py: is Python code; its function net:predict and all it imports can do whatever you can"


def test_an_ensemble_can_do_what_its_members_can() -> None:
    code, net = spec(Path("net.py"), function="net:predict"), spec(Path("net.onnx"))
    both = replace(net, members=(Member(spec=code), Member(spec=net)))
    assert both.kind is Kind.ENSEMBLE
    assert capabilities(both) == capabilities(code)


@pytest.mark.keras
def test_a_saved_model_says_its_operations_and_which_reach_outside(tmp_path) -> None:
    pb = pytest.importorskip("tensorflow.core.protobuf.saved_model_pb2")
    model = pb.SavedModel()
    graph = model.meta_graphs.add().graph_def
    for op in ("Conv2D", "Conv2D", "ReadFile", "Softmax"):
        graph.node.add(op=op, name=op)
    graph.library.function.add().node_def.add(op="PyFunc", name="f")
    (tmp_path / "saved_model.pb").write_bytes(model.SerializeToString())
    counted, outside = capabilities(spec(tmp_path))
    assert counted.endswith("5 operations of 4 kinds, run by TensorFlow unchecked")
    assert outside.endswith("some of them reach outside the network: PyFunc, ReadFile")
    (tmp_path / "saved_model.pb").write_bytes(pb.SavedModel().SerializeToString())
    with pytest.raises(ModelRefused, match="holds no operation"):
        capabilities(spec(tmp_path))


def test_a_damaged_file_of_trees_is_refused(tmp_path) -> None:
    pytest.importorskip("skops")
    path = tmp_path / "trees.skops"
    path.write_bytes(b"no zip")
    with pytest.raises(ModelRefused, match=r"trees\.skops: skops could not load it safely"):
        capabilities(spec(path))
