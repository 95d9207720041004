"""Programs of torch, against torch called directly; weights alone and pickles are never loaded."""

from __future__ import annotations

import json
import pickle
import warnings
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from assets.models import CONTRACT, Weights, declared, network, pictures

from audit.domain.model.kinds import Kind, Layout
from audit.domain.model.model import Output
from audit.domain.model.parts import OutputPart
from audit.errors import ModelRefused
from audit.predict import capabilities, load_here

pytestmark = pytest.mark.torch

torch = pytest.importorskip("torch", reason="torch is an extra that is not in the lock; make soak installs it")
FORMS = ("script.pt", "traced.pth", "exported.pt2", "exported-for-4.pt2")


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> dict[str, Path]:
    from assets.torch_networks import several, shape, small

    folder, example = tmp_path_factory.mktemp("torch"), torch.rand(shape(4))
    found = {name: folder / name for name in (*FORMS, "several.pt", "weights.pth", "whole.pth")}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # TorchScript is deprecated, and there are many
        torch.jit.script(small()).save(found["script.pt"])
        torch.jit.trace(small(), example).save(found["traced.pth"])
        torch.jit.script(several()).save(found["several.pt"])
        sides = ({0: torch.export.Dim("n", min=1, max=4096)},)
        torch.export.save(torch.export.export(small(), (example,), dynamic_shapes=sides), found["exported.pt2"])
        torch.export.save(torch.export.export(small(), (example,)), found["exported-for-4.pt2"])
        torch.save(small().state_dict(), found["weights.pth"])
        torch.save(small(), found["whole.pth"])
    return found


def said_directly(batch: np.ndarray) -> np.ndarray:
    from assets.torch_networks import small

    with torch.inference_mode():
        return torch.softmax(small()(torch.from_numpy(batch.transpose(0, 3, 1, 2).copy())), 1).numpy()


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
@pytest.mark.parametrize("form", FORMS)
def test_every_answer_is_torch_s(files, form):
    spec = declared(files[form], output=Output.LOGITS)
    assert spec.kind is Kind.TORCH
    batch = pictures(11)
    assert load_here(spec).probabilities(batch) == pytest.approx(said_directly(batch), abs=1e-6)


@pytest.mark.keras
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_one_network_says_the_same_in_torch_and_keras(files):
    batch = pictures(11)
    said = load_here(declared(files["script.pt"], output=Output.LOGITS)).probabilities(batch)
    assert said == pytest.approx(network(Weights.drawn()).predict(batch, verbose=0), abs=1e-6)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_of_several_outputs_the_part_that_is_named(files):
    spec = declared(files["several.pt"], output=Output.LOGITS)
    with pytest.raises(ModelRefused, match=r"2 outputs, 0 'features' \(3\), 1 'emotions' \(5×1×1\)"):
        load_here(spec)
    batch = pictures(5)
    named = replace(spec, part=OutputPart(name="emotions", slice=(0, 3)))
    assert load_here(named).probabilities(batch) == pytest.approx(said_directly(batch), abs=1e-6)
    with pytest.raises(ModelRefused, match=r"puts out 5 numbers .* --output-slice 0:3"):
        load_here(replace(spec, part=OutputPart(name="emotions")))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_what_it_cannot_take_is_told_in_a_sentence(files):
    spec = declared(files["script.pt"], output=Output.LOGITS)
    for wrong in (replace(spec, layout=Layout.NHWC), replace(spec, contract=replace(CONTRACT, size=24))):
        with pytest.raises(ModelRefused, match=r"torch could not run it on pictures of .*; mend size"):
            load_here(wrong)


def test_it_runs_only_where_somebody_vouches_for_it(files):
    spec = declared(files["script.pt"], output=Output.LOGITS, trusted=None)
    with pytest.raises(ModelRefused, match="a program of torch can do on this machine whatever you can"):
        load_here(spec)
    assert any("program of torch" in line for line in capabilities(spec))


@pytest.mark.parametrize("name", ["weights.pth", "whole.pth"])
def test_weights_without_their_network_are_sent_to_adapt(files, name):
    with pytest.raises(ModelRefused, match=f"emotion-audit adapt .*{name}"):
        load_here(declared(files[name]))


class Bomb:
    """What runs code when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self):
        return (Path.touch, (self.path,))


@pytest.mark.parametrize("place", ["sample_inputs", "weights", "constants", "old"])
def test_no_pickle_in_an_exported_program_is_read(files, tmp_path, place):
    ran, path = tmp_path / "ran", tmp_path / "net.pt2"
    bomb = pickle.dumps(Bomb(ran))
    with zipfile.ZipFile(files["exported.pt2"]) as good, zipfile.ZipFile(path, "w") as bad:
        for name in good.namelist():
            data = good.read(name)
            if place == "sample_inputs" and name.endswith("sample_inputs/model.pt"):
                data = bomb
            if place == "weights" and name.endswith("model_weights_config.json"):
                config = json.loads(data)
                first = next(iter(config["config"].values()))
                data, first["use_pickle"] = json.dumps(config), True
                data = json.dumps(config)
            bad.writestr(name, data)
        if place == "constants":
            bad.writestr("exported/data/constants/opaque_obj_0", bomb)
        if place == "old":
            bad.writestr("serialized_exported_program.json", b"{}")
    with pytest.raises(ModelRefused, match="never loaded; export it again"):
        load_here(declared(path, output=Output.LOGITS))
    assert not ran.exists()


def test_what_is_nothing_of_torch_is_refused(tmp_path):
    path = tmp_path / "net.pt"
    path.write_bytes(b"<html>")
    with pytest.raises(ModelRefused, match="is no program of torch"):
        load_here(declared(path))
