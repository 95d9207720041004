"""Every door at which a library reads what somebody else made: whatever it raises comes out as one sentence of ours.

A door is named by the module that calls the library; a module that calls one and stands in no table here fails by name.
"""

from __future__ import annotations

import io
import pickle
import re
import struct
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from assets.live import jpeg, png
from assets.models import CONTRACT, LABELS, declared, pictures
from corpus.models import great_tflite

from audit.domain.cohort.predictions import Outcome
from audit.domain.model.asking import Asking
from audit.domain.model.model import ModelSpec
from audit.domain.results.series_text import from_text
from audit.errors import AuditError, InputError
from audit.files.contents import torch_content
from audit.images.decode import decoded
from audit.images.finders.fetch import fetch_yunet
from audit.images.packed.files import pictures_of_file
from audit.load import Columns, adapter_of, cohort_from_arrays, load_cohort, load_policy, load_predictions, load_result
from audit.load.importers.source import open_source
from audit.load.models.ways_out import refuse_unreadable
from audit.load.tables.formats.arrow_columns import names_of_codes
from audit.load.tables.formats.headers import header_of
from audit.load.toml_table import declare_table
from audit.predict.adapters.onnx import OnnxClassifier
from audit.predict.adapters.service import ServiceClassifier
from audit.predict.adapters.sklearn import SklearnClassifier
from audit.predict.adapters.tflite import TfliteClassifier
from audit.predict.capabilities import capabilities
from audit.predict.journal.store import Store
from audit.predict.journal.trouble import JournalError
from audit.predict.vetting import vet
from audit.predict.worker.frames import BrokenFrame, Frame, receive, send
from audit.predict.worker.inside import Desk
from audit.serve.label.book import read_sheet
from audit.train.data.soft_targets import soft_targets

PACKAGE = Path(__file__).parents[2] / "audit"
RAISED: dict[str, Exception] = {
    "RuntimeError": RuntimeError("first line\nsecond line"),
    "MemoryError": MemoryError(),
    "RecursionError": RecursionError("maximum recursion depth exceeded"),
    "OSError": OSError(5, "Input/output error"),
    "KeyError": KeyError("x"),
}
TABLE = b"image,label,age\na.png,happy,1\nb.png,sad,2\n"
Act = Callable[[Path], object]


def of_file(name: str, data: bytes, act: Callable[[Path], object]) -> Act:
    """Return what writes a file and has it read."""

    def do(folder: Path) -> object:
        (folder / name).write_bytes(data)
        return act(folder / name)

    return do


def of_zip(name: str, member: str, act: Callable[[Path], object]) -> Act:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for each in member.split():
            archive.writestr(each, b"{}")
    return of_file(name, stream.getvalue(), act)


def of_tar(name: str, act: Callable[[Path], object]) -> Act:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a.jpg"))
    return of_file(name, stream.getvalue(), act)


def read_all(path: Path) -> None:
    with open_source(path) as files:
        for name in files.names:
            files.read(name)


def parquet(folder: Path) -> Path:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet as pq

    pixels = {"bytes": png(np.zeros((8, 8, 3), np.uint8))}
    table = pa.table({"image": [{**pixels, "path": each} for each in "ab"], "label": ["happy", "sad"]})
    pq.write_table(table, folder / "t.parquet")
    return folder / "t.parquet"


def checked(name: str, data: bytes) -> Act:
    """Return what has a weights file looked at."""
    return of_file(name, data, lambda path: vet(declared(path)))


def in_arrow(_: Path) -> object:
    pytest.importorskip("pyarrow")

    class Frame:
        columns = ("x",)

        def __arrow_c_stream__(self, *_: object) -> object:
            raise AssertionError

    return cohort_from_arrays(["happy"], Frame())


def asked(_: Path) -> None:
    """Ask a service and raise what it says of the one picture."""
    spec = ModelSpec(
        id="s",
        title="s",
        labels=LABELS,
        contract=CONTRACT,
        weights=Path(),
        service="http://127.0.0.1:9/",
        asking=Asking(retries=0),
    )
    reasons = ServiceClassifier(spec).answers(pictures(1)).reasons
    raise AuditError("".join(reasons))


def looked_at(_: Path) -> None:
    words, _numbers = Desk().answer(Frame(words={"do": "look"}, numbers=pickle.dumps(None)))
    raise AuditError(words.get("failed") or f"memory: {words['memory']}")


def frame() -> bytes:
    stream = io.BytesIO()
    send(stream, {"do": "look"})
    return stream.getvalue()


_ONNX = b"\x3a\x02\x0a\x00"
_SAFETENSORS = struct.pack("<Q", 2) + b"{}"
_NET = b'{"class_name": "Sequential", "config": {}}'

DOORS: dict[str, list[tuple[str, Act]]] = {
    "domain/results/series_text.py": [("json.loads", lambda _: from_text("{}"))],
    "files/contents.py": [("zipfile.ZipFile", of_zip("n.pt", "n/data.pkl", torch_content))],
    "images/finders/fetch.py": [
        ("urllib.request.OpenerDirector.open", lambda _: fetch_yunet("face_detection_yunet_2023mar.onnx"))
    ],
    "images/packed/parquet_pictures.py": [
        ("pyarrow.parquet.ParquetFile", lambda folder: pictures_of_file(parquet(folder), 1 << 20))
    ],
    "images/packed/tar_pictures.py": [
        ("tarfile.open", of_file("n.tar", b"", lambda path: pictures_of_file(path, 1 << 20)))
    ],
    "load/adapting.py": [
        ("json.loads", of_file("n.safetensors", _SAFETENSORS, lambda path: adapter_of(path, path.parent))),
        ("pickletools.genops", of_file("n.pth", b"\x80\x02}.", lambda path: adapter_of(path, path.parent))),
        ("zipfile.ZipFile.read", of_zip("n.pth", "n/data.pkl", lambda path: adapter_of(path, path.parent))),
    ],
    "load/importers/source.py": [
        ("zipfile.ZipFile", of_zip("s.zip", "a.jpg", read_all)),
        ("zipfile.ZipFile.read", of_zip("s.zip", "a.jpg", read_all)),
        ("tarfile.open", of_tar("s.tar", read_all)),
        ("tarfile.TarFile.extractfile", of_tar("s.tar", read_all)),
    ],
    "load/in_memory/frames.py": [("pyarrow.table", in_arrow)],
    "load/saved/result.py": [("json.loads", of_file("audit.json", b"{}", load_result))],
    "load/tables/formats/arrow_file.py": [
        ("pyarrow.ipc.open_file", of_file("t.feather", b"ARROW1\0\0", load_cohort)),
        ("pyarrow.ipc.open_stream", of_file("t.arrow", b"\xff\xff\xff\xff", load_cohort)),
    ],
    "load/tables/formats/excel.py": [
        ("openpyxl.load_workbook", of_zip("t.xlsx", "xl/workbook.xml [Content_Types].xml", load_cohort)),
    ],
    "load/tables/formats/json_text.py": [
        ("json.loads", of_file("t.json", b'[{"image": "a"}]', load_cohort)),
        ("json.loads", of_file("t.jsonl", b'{"image": "a"}\n' * 2, load_cohort)),
    ],
    "load/tables/formats/parquet.py": [
        ("pyarrow.parquet.ParquetFile", lambda folder: load_cohort(parquet(folder))),
        ("pyarrow.parquet.ParquetFile.iter_batches", lambda folder: load_cohort(parquet(folder))),
    ],
    "load/tables/table_file.py": [
        ("zipfile.ZipFile", of_zip("t.zip", "t.csv", load_cohort)),
        ("zipfile.ZipFile.open", of_zip("t.zip", "t.csv", load_cohort)),
        ("gzip.GzipFile.read", of_file("t.csv.gz", b"\x1f\x8b\x08", load_cohort)),
        ("bz2.BZ2File.read", of_file("t.csv.bz2", b"BZh9", load_cohort)),
        ("lzma.LZMAFile.read", of_file("t.csv.xz", b"\xfd7zXZ\0", load_cohort)),
    ],
    "load/toml.py": [("tomllib.loads", of_file("p.toml", b"x = 1", load_policy))],
    "load/toml_table.py": [
        ("tomllib.loads", of_file("m.toml", b"[a]\n", lambda path: declare_table(path, "a", ["b"], {"b": 1})))
    ],
    "predict/adapters/onnx.py": [
        (
            "onnxruntime.InferenceSession",
            of_file("n.onnx", _ONNX, lambda path: OnnxClassifier(declared(path))),
        )
    ],
    "predict/adapters/service.py": [
        ("http.client.HTTPConnection.request", asked),
    ],
    "predict/adapters/sklearn.py": [
        (
            "skops.io.get_untrusted_types",
            of_zip("n.skops", "schema.json", lambda path: SklearnClassifier(declared(path))),
        )
    ],
    "predict/adapters/tflite.py": [
        (
            "ai_edge_litert.interpreter.Interpreter",
            of_file("n.tflite", great_tflite(16), lambda path: TfliteClassifier(declared(path))),
        )
    ],
    "predict/capabilities.py": [
        ("skops.io.get_untrusted_types", of_zip("n.skops", "schema.json", lambda path: capabilities(declared(path))))
    ],
    "predict/vetting.py": [
        ("zipfile.ZipFile", of_zip("n.keras", "config.json", lambda path: vet(declared(path)))),
        ("json.loads", of_zip("n.keras", "config.json", lambda path: vet(declared(path)))),
        ("zipfile.ZipFile", of_zip("n.skops", "schema.json", lambda path: vet(declared(path)))),
        ("h5py.File", checked("n.h5", b"\x89HDF\r\n\x1a\n")),
    ],
    "predict/worker/inside.py": [("pickle.loads", looked_at)],
    "serve/label/book.py": [("csv.reader", of_file("manifest.csv", TABLE, lambda path: read_sheet(path.parent)))],
}
"""What a module calls, and what leads there; what is raised there is an `AuditError` then, of one line."""

OTHERS: dict[str, str] = {
    "files/tar_archives.py": "within the guards of images/packed/files.py and load/importers/source.py",
    "images/decode.py": "an outcome of the picture: below",
    "images/finders/mtcnn.py": "weights of a pinned SHA-256",
    "images/finders/yunet.py": "weights of a pinned SHA-256",
    "images/finders/cascades.py": "weights that OpenCV brings",
    "load/choices.py": "what was typed",
    "load/importers/plans.py": "csv raises one error of its own, which tests/unit/load/importers holds",
    "load/models/ways_out.py": "says nothing then: below",
    "load/predictions/logits.py": "says nothing then: below",
    "load/tables/express/csv_blocks.py": "left to the other readers then: below",
    "load/tables/express/row_groups.py": "left to the other readers then: below",
    "load/tables/formats/arrow_columns.py": "says nothing then: below",
    "load/tables/formats/csv_table.py": "csv raises one error of its own, which tests/unit/load/tables/formats holds",
    "load/tables/formats/headers.py": "says nothing then: below",
    "load/tables/formats/kinds.py": "an archive that was opened before, by load/tables/table_file.py",
    "load/tables/mapping.py": "what was typed",
    "predict/adapters/keras.py": "`loading`, in the worker",
    "predict/adapters/keras2.py": "`loading`, in the worker",
    "predict/adapters/openvino.py": "`loading`, in the worker",
    "predict/adapters/saved_model.py": "`loading`, and somebody vouches for it",
    "predict/adapters/torch.py": "`loading`, and somebody vouches for it",
    "predict/journal/store.py": "a JournalError: below",
    "predict/sizes/archives.py": "an archive that predict/vetting.py opened, within its guard",
    "predict/worker/frames.py": "a BrokenFrame: below",
    "report/exports/charts.py": "a page of ours",
    "report/exports/write.py": "a table of ours",
    "report/files/images_table.py": "a file of ours",
    "report/pages/interactive.py": "a file of the package",
    "serve/contribute/store.py": "tests/unit/serve/contribute/test_store.py",
    "serve/audits/kept.py": "an archive of ours",
    "serve/http/openapi.py": "a file of the package",
    "train/data/soft_targets.py": "below",
    "train/fitting/checkpoint.py": "tests/unit/train/fitting/test_checkpoint.py",
    "train/fitting/onnx_file.py": "what the same process wrote",
    "train/fitting/weights.py": "what was looked at; it is loaded within a guard",
    "train/trees/skops_file.py": "what the same process wrote",
}
"""What else calls a library that reads, and what holds it."""

READS = re.compile(
    r"""\b(json\.loads?|tomllib\.loads?|pickle\.loads?|csv\.(reader|DictReader)|np\.load|fromstring)\(
    |\b(ZipFile|GzipFile|tarfile\.open|gzip\.open|bz2\.open|lzma\.open|genops|sqlite3\.connect)\b
    |\b(imdecode|[A-Za-z]+ImageFile|readNet\w*|FaceDetectorYN\.create|CascadeClassifier)\(
    |\b(ParquetFile|read_schema|read_csv\(\n|ipc\.open_\w+|from_dataframe|load_workbook|h5py\.File)\(
    |\b(InferenceSession|Interpreter|models\.load_model|jit\.load|export\.load|saved_model\.load|read_model)\(
    |\b(io\.loads?|get_untrusted_types|FromString|build_opener|HTTPSConnection)\b
    |\b_DECODERS\[""",
    re.VERBOSE,
)


def call(monkeypatch: pytest.MonkeyPatch, library: str, error: Exception, act: Callable[[], object]) -> object:
    """Return what comes of something while a library raises an error."""
    pytest.importorskip(library.partition(".")[0])
    called = []

    def raising(*_args: object, **_keywords: object) -> None:
        called.append(library)
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(library, raising)
        try:
            return act()
        finally:
            assert called, f"{library} was not called"


@pytest.mark.parametrize("raised", RAISED)
@pytest.mark.parametrize(
    ("library", "act"),
    [pytest.param(*door, id=f"{module}: {door[0]}") for module, doors in DOORS.items() for door in doors],
)
def test_whatever_a_library_raises_is_one_sentence(tmp_path, monkeypatch, library, act, raised) -> None:
    with pytest.raises(AuditError) as told:
        call(monkeypatch, library, RAISED[raised], lambda: act(tmp_path))
    assert told.value.exit_status == 2
    assert len(str(told.value).splitlines()) == 1
    assert "second line" not in str(told.value)


@pytest.mark.parametrize("raised", RAISED)
@pytest.mark.parametrize(
    ("library", "data"),
    [
        ("cv2.imdecode", png(np.zeros((16, 16, 3), np.uint8))),
        ("PIL.ImageFile.ImageFile.load", jpeg(np.zeros((16, 16, 3), np.uint8))),
        ("PIL.JpegImagePlugin.JpegImageFile._open", jpeg(np.zeros((16, 16, 3), np.uint8))),
    ],
)
def test_a_picture_is_corrupt_whatever_its_decoder_raises_but_for_too_little_memory(monkeypatch, library, data, raised):
    if raised == "MemoryError":  # of this machine, not of the picture: the run ends, the picture is not counted
        with pytest.raises(MemoryError):
            call(monkeypatch, library, RAISED[raised], lambda: decoded(data))
    else:
        found = call(monkeypatch, library, RAISED[raised], lambda: decoded(data))
        assert found.outcome is Outcome.CORRUPT
        assert len(found.reason.splitlines()) == 1


@pytest.mark.parametrize("raised", RAISED)
def test_what_only_helps_says_nothing_then(tmp_path, monkeypatch, raised) -> None:
    error = RAISED[raised]
    path = parquet(tmp_path)
    schema = type("Schema", (), {"metadata": {b"huggingface": b"{}"}})
    assert call(monkeypatch, "pyarrow.parquet.read_schema", error, lambda: header_of(path)) == ()
    assert call(monkeypatch, "json.loads", error, lambda: names_of_codes(schema)) == {}
    (tmp_path / "n.json").write_bytes(b"{}")
    with pytest.raises(AuditError, match="is no description of a network"):
        call(monkeypatch, "json.loads", error, lambda: refuse_unreadable(tmp_path / "n.json", None))
    (tmp_path / "people.csv").write_bytes(TABLE)
    columns = Columns(mapped={"logits": "logits"})
    people = load_cohort(tmp_path / "people.csv")
    (tmp_path / "said.csv").write_bytes(b'image,logits\na.png,"[1, 2]"\nb.png,"[2, 1]"\n')
    with pytest.raises(AuditError, match="which is no JSON list"):
        call(
            monkeypatch,
            "json.loads",
            error,
            lambda: load_predictions(tmp_path / "said.csv", people, labels=people.labels, columns=columns),
        )


@pytest.mark.parametrize("raised", RAISED)
def test_what_arrow_cannot_read_quickly_is_read_as_ever(tmp_path, monkeypatch, raised) -> None:
    pytest.importorskip("pyarrow")
    monkeypatch.setattr("audit.load.tables.express.LARGE", 0)
    (tmp_path / "t.csv").write_bytes(TABLE)
    plain = load_cohort(tmp_path / "t.csv")
    found = call(monkeypatch, "pyarrow.csv.read_csv", RAISED[raised], lambda: load_cohort(tmp_path / "t.csv"))
    assert isinstance(found, type(plain))
    assert found.sha256 == plain.sha256
    path = parquet(tmp_path)
    found = call(monkeypatch, "pyarrow.parquet.read_schema", RAISED[raised], lambda: load_cohort(path))
    assert isinstance(found, type(plain))


@pytest.mark.parametrize("raised", RAISED)
def test_the_errors_of_our_own_borders_are_their_own(tmp_path, monkeypatch, raised) -> None:
    error = RAISED[raised]
    with pytest.raises(JournalError, match=r"kept: "):
        call(monkeypatch, "sqlite3.connect", error, lambda: Store(tmp_path / "kept", 1000))
    with pytest.raises(BrokenFrame, match="no JSON"):
        call(monkeypatch, "json.loads", error, lambda: receive(io.BytesIO(frame())))
    targets = tmp_path / "targets.csv"
    targets.write_bytes(b"image,happy\na.png,1\n")
    with pytest.raises(InputError, match="cannot be read as a table"):
        call(monkeypatch, "csv.DictReader", error, lambda: soft_targets(targets, ["a.png"], LABELS))


def test_no_module_reads_what_others_made_and_is_held_by_nothing() -> None:
    reading = {
        path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py") if READS.search(path.read_text("utf-8"))
    }
    assert sorted(reading - {*DOORS, *OTHERS}) == [], "a door without a test of what its library raises"
    assert sorted({*OTHERS} - reading) == []
