"""Model files that run code, reach elsewhere, fill memory, compute for ever, lie about themselves or are damaged."""

from __future__ import annotations

import io
import json
import os
import pickle
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from corpus.case import CANARY, Case
from PIL import Image

FLAGS = ["--labels", "happy,sad", "--size", "8", "--face", "whole"]
TOML = 'title = "T"\nlabels = "happy-sad"\n{}\n[input]\nsize = 8\nface = "whole"\n'


def cohort(folder: Path) -> str:
    """Write four pictures of two groups and return the manifest."""
    rng = np.random.default_rng(5)
    rows = ["image,label,group"]
    for place in range(4):
        Image.fromarray(rng.integers(0, 255, (16, 16, 3), np.uint8)).save(folder / f"{place}.png")
        rows.append(f"{place}.png,{('happy', 'sad')[place % 2]},{'ab'[place // 2]}")
    (folder / "people.csv").write_text("\n".join(rows) + "\n")
    return str(folder / "people.csv")


def predict(folder: Path, model: Path | str, *flags: str) -> list[str]:
    """Return the command that asks a model about the cohort."""
    return ["predict", "--cohort", cohort(folder), "--model", str(model), *flags, "--out", str(folder / "said.csv")]


def of_bytes(name: str, data: bytes) -> Any:
    """Return what writes bytes as a bare weights file."""

    def make(folder: Path) -> list[str]:
        (folder / name).write_bytes(data)
        return predict(folder, folder / name, *FLAGS)

    return make


def of_toml(text: str, **files: bytes) -> Any:
    """Return what writes a model folder."""

    def make(folder: Path) -> list[str]:
        (folder / "m").mkdir()
        (folder / "m" / "model.toml").write_text(text.replace("CANARY", str(folder / CANARY)), encoding="utf-8")
        for name, data in files.items():
            (folder / "m" / name.replace("__", ".")).write_bytes(data.replace(b"CANARY", str(folder / CANARY).encode()))
        return predict(folder, folder / "m")

    return make


# Keras archives


def layer(name: Any, module: Any = "keras.layers", /, **config: Any) -> dict[str, Any]:
    said = {"class_name": name, "config": config}
    return said if module is None else {"module": module, **said}


PAYLOADS: dict[str, dict[str, Any]] = {
    "a Lambda": layer("Lambda", function={"class_name": "__lambda__", "config": {"code": "4wAA"}}),
    "a Lambda by a path": layer("layers.Lambda", "keras"),
    "a Lambda of the inner module": layer("Lambda", "keras.src.layers.core.lambda_layer"),
    "a Lambda as Keras 2 wrote it": layer("Lambda", None),
    "an operation of TensorFlow": layer("TFOpLambda", None),
    "a saved model as a layer": layer("TFSMLayer", filepath="m"),
    "a table from a path": layer("StringLookup", vocabulary="/etc/passwd"),
    "a function of the system": {"module": "os", "class_name": "function", "config": "system"},
    "a function by its path": {"module": "builtins", "class_name": "function", "config": "os.system"},
    "bytecode": {"class_name": "__lambda__", "config": {"code": "4wAA"}},
    "an operation that takes functions": layer("Map", "keras.src.ops.core"),
    "somebody's layer": layer("Dense", "keras_extra.layers"),
    "a class that is no text": layer(["Dense"]),
    "a module that is no text": layer("Dense", 3),
}


def archive(config: Any, method: int = zipfile.ZIP_DEFLATED, **more: bytes) -> bytes:
    stream = io.BytesIO()
    text = config if isinstance(config, bytes | str) else json.dumps(config)
    with zipfile.ZipFile(stream, "w", method) as packed:
        packed.writestr("config.json", text)
        packed.writestr("metadata.json", '{"keras_version": "3.15.1"}')
        for name, data in {"model.weights.h5": b"\x89HDF\r\n\x1a\n" + bytes(500), **more}.items():
            packed.writestr(name, data)
    return stream.getvalue()


def network(*layers: dict[str, Any]) -> dict[str, Any]:
    return {"module": "keras", "class_name": "Sequential", "config": {"name": "s", "layers": list(layers)}}


def built(name: str, taken: list[int | None], /, **config: Any) -> dict[str, Any]:
    return {**layer(name, **config), "build_config": {"input_shape": taken}}


TOO_LARGE = {
    "a dense layer of 20 GB": built("Dense", [None, 192], units=26_000_000),
    "an embedding of 4 TB": built("Embedding", [None, 4], input_dim=10**9, output_dim=1024),
    "a convolution of 2⁴⁰ channels": built("Conv2D", [None, 8, 8, 3], filters=2**40, kernel_size=[3, 3]),
    "enlarging by 2¹⁷": built("UpSampling2D", [None, 8, 8, 3], size=[2**17, 2**17]),
    "a vector repeated 10¹² times": built("RepeatVector", [None, 64], n=10**12),
    "resizing to 10⁶ × 10⁶": built("Resizing", [None, 8, 8, 3], height=10**6, width=10**6),
    "padding by 10⁶": built("ZeroPadding2D", [None, 8, 8, 3], padding=[[10**6, 10**6], [10**6, 10**6]]),
    "a shape of 10¹²": built("Reshape", [None, 192], target_shape=[10**6, 10**6]),
    "an input of 10⁵ × 10⁵": layer("InputLayer", batch_shape=[None, 10**5, 10**5, 3]),
    "a recurrent layer of 10⁶": built("LSTM", [None, 8, 10**4], units=10**6),
}


def encrypted(data: bytes) -> bytes:
    """Return an archive whose members say that they are encrypted."""
    changed = bytearray(data)
    for magic, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = changed.find(magic)
        while place >= 0:
            changed[place + at] |= 1
            place = changed.find(magic, place + 4)
    return bytes(changed)


def with_method(data: bytes, method: int) -> bytes:
    """Return an archive whose members say that they are packed in another way."""
    changed = bytearray(data)
    for magic, at in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        place = changed.find(magic)
        while place >= 0:
            changed[place + at : place + at + 2] = struct.pack("<H", method)
            place = changed.find(magic, place + 4)
    return bytes(changed)


def claiming(data: bytes, size: int) -> bytes:
    """Return an archive whose directory says of every member that it unpacks to so many bytes."""
    changed, place = bytearray(data), data.find(b"PK\x01\x02")
    while place >= 0:
        changed[place + 24 : place + 28] = struct.pack("<I", size)
        place = data.find(b"PK\x01\x02", place + 4)
    return bytes(changed)


def keras_archives() -> Iterator[Case]:
    plain = network(layer("InputLayer", batch_shape=[None, 8, 8, 3]), layer("Flatten"), layer("Dense", units=2))
    good = archive(plain)
    for name, payload in PAYLOADS.items():
        deep = payload
        for _ in range(3):
            deep = layer("TimeDistributed", layer=deep)
        yield _keras(name, archive(network(layer("Flatten"), payload)))
        yield _keras(f"{name}, three layers deep", archive(network(layer("Flatten"), deep)))
    for name, part in TOO_LARGE.items():
        yield _keras(name, archive(network(part)))
    damaged = {
        "lists in lists in its configuration": archive("[" * 200_000 + "]" * 200_000),
        "layers in layers in its configuration": archive('{"a":' * 900 + "1" + "}" * 900),
        "a configuration that is no JSON": archive("{"),
        "a number of 5,000 digits": archive('{"class_name": "Dense", "config": {"units": ' + "9" * 5000 + "}}"),
        "a configuration that unpacks to 20 MB": archive(b" " * 20_000_000),
        "encrypted members": encrypted(good),
        "members of an unknown packing": with_method(good, 97),
        "members that do not inflate": with_method(archive(plain, zipfile.ZIP_STORED), 8),
        "members that claim 4 GB each": claiming(archive(plain, **{f"w{i}.h5": b"x" for i in range(20)}), 2**32 - 2),
        "12,000 members": archive(plain, **{f"{i}": b"" for i in range(12_000)}),
        "cut in half": good[: len(good) // 2],
        "without its end": good[:-22],
        "without a configuration": _without_configuration(),
        "a page in its place": b"<!DOCTYPE html><html>not found</html>",
        "nothing in it": b"",
        "an HDF5 file by the wrong name": b"\x89HDF\r\n\x1a\n" + bytes(1000),
        "random bytes behind its magic": b"PK\x03\x04" + np.random.default_rng(1).bytes(5000),
    }
    for name, data in damaged.items():
        yield _keras(name, data)
    yield Case(
        kind="model",
        name="Keras: numbers that are none of its layers'",
        make=of_bytes("n.keras", good),
        costly=True,
    )


def _keras(name: str, data: bytes) -> Case:
    costly = name == "layers in layers in its configuration"  # nothing is wrong with it but that it is no network
    return Case(kind="model", name=f"Keras: {name}", make=of_bytes("n.keras", data), costly=costly)


def _without_configuration() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        packed.writestr("model.weights.h5", b"")
    return stream.getvalue()


# HDF5


def hdf5_files() -> Iterator[Case]:  # noqa: C901 - a list of cases
    import h5py

    def case(name: str, fill: Any) -> Case:
        def make(folder: Path) -> list[str]:
            with h5py.File(folder / "n.h5", "w") as file:
                file.attrs["model_config"] = json.dumps(network(layer("Flatten")))
                fill(file, folder)
            return predict(folder, folder / "n.h5", *FLAGS)

        return Case(kind="model", name=f"HDF5: {name}", make=make)

    def set_config(text: str) -> Any:
        return lambda file, _: file.attrs.__setitem__("model_config", text)

    def cycle(file: Any, _: Path) -> None:
        group = file.create_group("a")
        group["again"] = group

    def bomb(file: Any, _: Path) -> None:
        file.create_dataset("w", (1 << 17, 1 << 18), "f4", chunks=(1 << 10, 1 << 10), compression="gzip")

    def virtual(file: Any, folder: Path) -> None:
        layout = h5py.VirtualLayout((4,), "f4")
        layout[:] = h5py.VirtualSource(str(folder / "other.h5"), "w", (4,))
        file.create_virtual_dataset("w", layout)

    def external(file: Any, _: Path) -> None:
        file.create_dataset("w", (16,), "u1", external=[("/etc/passwd", 0, 16)])

    yield case("a link into another file", lambda file, _: file.__setitem__("w", h5py.ExternalLink("/etc/passwd", "/")))
    yield case("a soft link", lambda file, _: file.__setitem__("w", h5py.SoftLink("/nowhere")))
    yield case("a group that holds itself", cycle)
    yield case("an array that unpacks to 128 GB", bomb)
    yield case("numbers kept in another HDF5 file", virtual)
    yield case("numbers kept in /etc/passwd", external)
    yield case("lists in lists in its configuration", set_config("[" * 30_000 + "]" * 30_000))
    yield case("a configuration that is no JSON", set_config("{"))
    yield case("weights without a network", lambda file, _: file.attrs.__delitem__("model_config"))
    for name, payload in PAYLOADS.items():
        yield case(name, set_config(json.dumps(network(payload))))
    yield Case(kind="model", name="HDF5: only its magic", make=of_bytes("n.h5", b"\x89HDF\r\n\x1a\n"))


# ONNX


def onnx_files() -> Iterator[Case]:  # noqa: C901 - a list of cases
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    def value(name: str, kind: int = TensorProto.FLOAT, shape: Any = ("n", 8, 8, 3)) -> Any:
        return helper.make_tensor_value_info(name, kind, shape)

    def written(nodes: list[Any], constants: dict[str, Any] | None = None, **said: Any) -> bytes:
        kept = [numpy_helper.from_array(np.array(v), n) for n, v in (constants or {}).items()]
        taken, given = said.get("taken", [value("x")]), said.get("given", [value("y", shape=("n", 2))])
        graph = helper.make_graph(nodes, "g", taken, given, kept)
        opsets = [helper.make_opsetid("", said.get("opset", 17)), helper.make_opsetid("own", 1)]
        return bytes(helper.make_model(graph, opset_imports=opsets, ir_version=9).SerializeToString())

    node = helper.make_node
    mean = node("ReduceMean", ["x"], ["m"], axes=[1, 2], keepdims=0)
    weights = {"w": np.zeros((3, 2), np.float32)}
    ends = [mean, node("MatMul", ["m", "w"], ["l"]), node("Add", ["l", "more"], ["l2"]), node("Softmax", ["l2"], ["y"])]

    def adding(nodes: list[Any], **constants: Any) -> bytes:
        """Return a network that adds a number `more`, which the nodes make."""
        return written([*nodes, *ends], {**weights, **constants})

    def loop(first: list[Any], **constants: Any) -> bytes:
        body = helper.make_graph(
            [node("Identity", ["c"], ["c2"]), node("Identity", ["v"], ["v2"])],
            "b",
            [value("i", TensorProto.INT64, []), value("c", TensorProto.BOOL, []), value("v", shape=[1])],
            [value("c2", TensorProto.BOOL, []), value("v2", shape=[1])],
        )
        start = {"go": True, "v0": np.zeros(1, np.float32)}
        return adding([*first, node("Loop", ["trips", "go", "v0"], ["more"], body=body)], **start, **constants)

    def largest(first: list[Any], **constants: Any) -> bytes:
        return adding([*first, node("ReduceMax", ["big"], ["more"], keepdims=0)], **constants)

    hidden = [node("Cast", ["f"], ["s"], to=TensorProto.INT64)]
    one = np.ones(1, np.float32)
    kinds = {
        "a loop of 2⁶² steps": loop([], trips=np.array(2**62)),
        "a loop whose 2⁶² steps are computed": loop(
            [node("Cast", ["f"], ["trips"], to=TensorProto.INT64)], f=np.array(2.0**62)
        ),
        "an array of 20 GB by its shape": largest([node("ConstantOfShape", ["s"], ["big"])], s=[5 * 10**9]),
        "an array of 20 GB by a computed shape": largest(
            [*hidden, node("ConstantOfShape", ["s"], ["big"])], f=np.array([5e9])
        ),
        "a number spread over 4 TB": largest([node("Expand", ["o", "s"], ["big"])], o=one, s=[10**6, 10**6]),
        "a number repeated 10¹² times": largest([node("Tile", ["o", "s"], ["big"])], o=one, s=[10**12]),
        "a number repeated 10¹⁰ times, computed": largest(
            [*hidden, node("Tile", ["o", "s"], ["big"])], o=one, f=np.array([1e10])
        ),
        "a range of 10¹² numbers": largest(
            [node("Range", ["a", "b", "c"], ["i"]), node("Cast", ["i"], ["big"], to=1)], a=0, b=10**12, c=1
        ),
        "10¹⁰ random numbers": largest([node("RandomNormal", [], ["big"], shape=[10**5, 10**5])]),
        "padding by 10¹¹": largest([node("Pad", ["o", "p"], ["big"])], o=one, p=[10**11, 0]),
        "a custom operator": written([node("Run", ["x"], ["y"], domain="own")]),
        "an operator of the future": written([node("ReduceMean", ["x"], ["y"])], opset=99),
        "two inputs": written([node("Add", ["x", "z"], ["y"])], taken=[value("x"), value("z")]),
        "text as its input": written([node("Identity", ["x"], ["y"])], taken=[value("x", TensorProto.STRING)]),
        "an output of another shape when it runs": adding([node("Reshape", ["x", "s"], ["more"])], s=[7, 7]),
        "nodes in a circle": written([node("Add", ["x", "b"], ["a"]), node("Identity", ["a"], ["b"])]),
        "answers that are no numbers": adding([node("Log", ["o"], ["more"])], o=-one),
        "no node at all": written([]),
    }
    for name, data in kinds.items():
        costly = "computed" in name  # nothing in the file says it: it is found out in the worker
        yield Case(kind="model", name=f"ONNX: {name}", make=of_bytes("n.onnx", data), costly=costly)
    good = adding([], more=one)
    for name, data in {
        "cut in half": good[: len(good) // 2],
        "random bytes": np.random.default_rng(2).bytes(3000),
        "one long field": b"\x3a\xff\xff\xff\xff\x07" + bytes(50),
        "graphs in graphs without end": _nested(5000),
        "a page in its place": b"<html></html>",
        "nothing in it": b"",
    }.items():
        yield Case(kind="model", name=f"ONNX: {name}", make=of_bytes("n.onnx", data))
    for where in ("/etc/passwd", "../../../../../../etc/passwd", "n.bin"):
        model = onnx.load_from_string(good)
        tensor = next(each for each in model.graph.initializer if each.name == "w")
        tensor.ClearField("raw_data")
        tensor.data_location = TensorProto.EXTERNAL
        tensor.external_data.add(key="location", value=where)
        yield Case(
            kind="model", name=f"ONNX: numbers kept in {where}", make=of_bytes("n.onnx", model.SerializeToString())
        )


def _nested(depth: int) -> bytes:
    data = b""
    for number in (6, 5, 1) * depth:
        length, packed = len(data), b""
        while length > 127:
            packed, length = packed + bytes([length & 127 | 128]), length >> 7
        data = bytes([number << 3 | 2]) + packed + bytes([length]) + data
    return b"\x3a" + _length(len(data)) + data


def _length(length: int) -> bytes:
    packed = b""
    while length > 127:
        packed, length = packed + bytes([length & 127 | 128]), length >> 7
    return packed + bytes([length])


# What is left


def skops_files() -> Iterator[Case]:
    def packed(members: dict[str, bytes]) -> bytes:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive_:
            for name, data in members.items():
                archive_.writestr(name, data)
        return stream.getvalue()

    header = b"{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000000,), }\n"
    claim = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header
    objects = header.replace(b"<f8", b"|O ")
    system = {"__class__": "system", "__module__": "os", "__loader__": "TypeNode", "__id__": 1, "protocol": 2}
    schema = json.dumps({**system, "_skops_version": "0.13"}).encode()
    for name, data in {
        "a function of the system": packed({"schema.json": schema}),
        "an array that claims 8 TB": packed({"schema.json": b"{}", "1.npy": claim}),
        "an array of Python objects": packed(
            {"schema.json": b"{}", "1.npy": b"\x93NUMPY\x01\x00" + struct.pack("<H", len(objects)) + objects}
        ),
        "no schema": packed({"1.npy": b""}),
        "a schema of lists in lists": packed({"schema.json": b"[" * 100_000}),
        "members that claim 4 GB each": claiming(packed({f"{i}.npy": b"x" for i in range(20)}), 2**32 - 2),
        "cut in half": packed({"schema.json": schema * 50})[:200],
        "encrypted members": encrypted(packed({"schema.json": schema})),
    }.items():
        costly = name in ("a function of the system", "no schema", "a schema of lists in lists", "encrypted members")
        yield Case(kind="model", name=f"skops: {name}", make=of_bytes("n.skops", data), costly=costly)


class Payload:
    """A pickle that writes the canary when it is loaded."""

    def __init__(self, canary: str) -> None:
        self.canary = canary

    def __reduce__(self) -> tuple[Any, ...]:
        return os.system, (f"touch '{self.canary}'",)


def other_files() -> Iterator[Case]:
    def pickled(name: str) -> Any:
        def make(folder: Path) -> list[str]:
            (folder / name).write_bytes(pickle.dumps(Payload(str(folder / CANARY))))
            return predict(folder, folder / name, *FLAGS)

        return make

    for name in ("n.pkl", "n.joblib", "n.pt", "n.pth", "n.bin", "n.npy", "n.h5", "n.onnx", "n.skops"):
        yield Case(kind="model", name=f"a pickle called {name}", make=pickled(name))

    def zipped(folder: Path) -> list[str]:
        with zipfile.ZipFile(folder / "n.pt", "w") as packed:
            packed.writestr("n/data.pkl", pickle.dumps(Payload(str(folder / CANARY))))
        return predict(folder, folder / "n.pt", *FLAGS)

    yield Case(kind="model", name="weights of torch that are a pickle", make=zipped)
    tflite = {
        "only its magic": b"\x1c\x00\x00\x00TFL3",
        "random": b"\x1c\x00\x00\x00TFL3" + np.random.default_rng(3).bytes(4000),
        "an array of 10¹² numbers": great_tflite(),
    }
    for name, data in tflite.items():
        yield Case(kind="model", name=f"TFLite: {name}", make=of_bytes("n.tflite", data))
    for name in ("hf://owner/model", "https://example.org/n.keras", "s3://bucket/n.onnx", "ftp://host/n.h5"):
        yield Case(
            kind="model", name=f"a model at {name}", make=lambda folder, name=name: predict(folder, name, *FLAGS)
        )
    yield from _special_files()


def great_tflite(side: int = 10**6) -> bytes:
    """Return a TFLite file whose only array is of this side: a model, its graph, an array, each a table."""
    one = struct.pack("<HHHxx", 6, 8, 4)  # where a table has its first field
    model = struct.pack("<HHHHHxx", 10, 8, 0, 0, 4) + struct.pack("<iIII", 12, 4, 1, 12)
    graph = one + struct.pack("<iIII", 8, 4, 1, 12)
    array = one + struct.pack("<iIIII", 8, 4, 2, side, side)
    return struct.pack("<I4s", 20, b"TFL3") + model + graph + array


def _special_files() -> Iterator[Case]:
    def linked(target: str, name: str = "n.onnx") -> Any:
        def make(folder: Path) -> list[str]:
            (folder / name).symlink_to(target)
            return predict(folder, folder / name, *FLAGS)

        return make

    def pipe(folder: Path) -> list[str]:
        os.mkfifo(folder / "n.onnx")
        return predict(folder, folder / "n.onnx", *FLAGS)

    def sparse(folder: Path) -> list[str]:
        with (folder / "n.onnx").open("wb") as file:
            file.truncate(1 << 40)
        return predict(folder, folder / "n.onnx", *FLAGS)

    yield Case(kind="model", name="a pipe nobody writes into", make=pipe)
    yield Case(kind="model", name="a file of 1 TB of holes", make=sparse)
    for target in ("/dev/zero", "/dev/random", "/dev/tty", "/etc/passwd", "n.onnx", "/proc/self/environ"):
        yield Case(kind="model", name=f"a link to {target}", make=linked(target))
    for target in ("/dev/zero", "/proc/self/mem"):
        yield Case(kind="model", name=f"an .h5 that is a link to {target}", make=linked(target, "n.h5"))


CODE = b"open('CANARY', 'w')\ndef f(pictures):\n    return [[1, 0]] * len(pictures)\n"


def folders() -> Iterator[Case]:
    weights = 'weights = "n.onnx"'
    for name, make in {
        "Python code that nobody vouches for": of_toml(TOML.format('callable = "own:f"'), own__py=CODE),
        "code that vouches for itself": of_toml(
            TOML.format(f'callable = "own:f"\ntrusted = "{"a" * 64}"'), own__py=CODE
        ),
        "a function of the system": of_toml(TOML.format('callable = "os:system"')),
        "weights outside its folder": of_toml(TOML.format('weights = "../../etc/passwd"')),
        "weights at an absolute path": of_toml(TOML.format('weights = "/etc/passwd"')),
        "weights at an address": of_toml(TOML.format('weights = "hf://owner/model"')),
        "weights called by 300 letters": of_toml(TOML.format(f'weights = "{"w" * 300}.onnx"')),
        "weights of another hash": of_toml(TOML.format(f'{weights}\nsha256 = "{"b" * 64}"'), n__onnx=b"x" * 100),
        "itself as its member": of_toml('title = "T"\nlabels = "happy-sad"\nmembers = ["."]\n'),
        "a member that is not there": of_toml('title = "T"\nlabels = "happy-sad"\nmembers = ["nowhere"]\n'),
        "a key nobody knows": of_toml(TOML.format(f"{weights}\nrun = 'id'")),
        "lists in lists": of_toml(TOML.format(f"{weights}\nx = " + "[" * 20_000 + "]" * 20_000)),
        "a number of 5,000 digits": of_toml(TOML.format(weights).replace("size = 8", "size = " + "9" * 5000)),
        "a negative size": of_toml(TOML.format(weights).replace("size = 8", "size = -8")),
        "a title of 20 MB": of_toml(TOML.format(weights).replace('"T"', '"' + "T" * 20_000_000 + '"')),
        "its own limits": of_toml(TOML.format(f"{weights}\nlimit_memory = '1T'")),
    }.items():
        yield Case(kind="model", name=f"a folder with {name}", make=make)

    def saved(folder: Path) -> list[str]:
        (folder / "m").mkdir()
        (folder / "m" / "saved_model.pb").write_bytes(b"\x08\x01")
        return predict(folder, folder / "m", *FLAGS)

    def unreadable(folder: Path) -> list[str]:
        (folder / "m").mkdir()
        (folder / "m" / "model.toml").write_bytes(b"title = '\xff\xfe'")
        return predict(folder, folder / "m")

    def piped(folder: Path) -> list[str]:
        (folder / "m").mkdir()
        os.mkfifo(folder / "m" / "model.toml")
        return predict(folder, folder / "m")

    yield Case(kind="model", name="a SavedModel that nobody vouches for", make=saved)
    yield Case(kind="model", name="a folder with a declaration that is no text", make=unreadable)
    yield Case(kind="model", name="a folder with a pipe as its declaration", make=piped)
    yield Case(kind="model", name="an ensemble of 10⁹ leaves", make=_many_leaves)
    yield Case(kind="model", name="a chain of 1,500 ensembles", make=_chain)


def _ensembles(folder: Path, members: list[list[str]]) -> list[str]:
    """Write ensembles, each with its members, and a last one of code that nobody vouches for."""
    for place, names in enumerate(members):
        (folder / f"e{place}").mkdir()
        listed = ", ".join(f'"../{name}"' for name in names)
        (folder / f"e{place}" / "model.toml").write_text(f'title = "T"\nlabels = "happy-sad"\nmembers = [{listed}]\n')
    last = folder / f"e{len(members)}"
    last.mkdir()
    (last / "model.toml").write_text(TOML.format('callable = "own:f"'))
    (last / "own.py").write_bytes(CODE.replace(b"CANARY", str(folder / CANARY).encode()))
    return predict(folder, folder / "e0")


def _many_leaves(folder: Path) -> list[str]:
    return _ensembles(
        folder, [[f"e{place + 1}"] * 8000 if place == 0 else [f"e{place + 1}"] * 50 for place in range(4)]
    )


def _chain(folder: Path) -> list[str]:
    return _ensembles(folder, [[f"e{place + 1}"] for place in range(1500)])


def networks_of_keras() -> Iterator[Case]:
    """Yield networks that pass every look at their file and are met by TensorFlow in the worker."""
    yield Case(kind="model", name="Keras: 400 great poolings", make=_poolings, costly=True)
    yield Case(kind="model", name="Keras: a dense layer of 20 GB that hides its shape", make=_hidden, costly=True)


def _poolings(folder: Path) -> list[str]:
    pool = {"pool_size": [255, 255], "strides": [1, 1], "padding": "same", "data_format": "channels_last"}
    layers = [
        layer("InputLayer", batch_shape=[None, 8, 8, 3], name="i"),
        layer("UpSampling2D", size=[64, 64], name="up"),
        *(layer("AveragePooling2D", **pool, name=f"p{place}") for place in range(400)),
        layer("GlobalAveragePooling2D", name="all"),
        layer("Activation", activation="softmax", name="s"),
    ]
    labels = ["--labels", "happy,sad,neutral", *FLAGS[2:]]
    (folder / "n.keras").write_bytes(archive(network(*layers), **{"model.weights.h5": _no_weights()}))
    return predict(folder, folder / "n.keras", *labels)


def _hidden(folder: Path) -> list[str]:
    layers = [
        layer("InputLayer", batch_shape=[None, 8, 8, 3], name="i"),
        layer("Flatten", name="f"),
        layer("Dense", units=26_000_000, name="big"),
        layer("Dense", units=2, name="out"),
    ]
    (folder / "n.keras").write_bytes(archive(network(*layers), **{"model.weights.h5": _no_weights()}))
    return predict(folder, folder / "n.keras", *FLAGS)


def _no_weights() -> bytes:
    import h5py

    stream = io.BytesIO()
    with h5py.File(stream, "w") as file:
        file.create_group("layers")
        file.create_group("vars")
    return stream.getvalue()


def models() -> Iterator[Case]:
    """Yield every hostile model."""
    for of_kind in (keras_archives, hdf5_files, onnx_files, skops_files, other_files, folders, networks_of_keras):
        yield from of_kind()
