"""Adapters are written from the words in a pickle; nothing of it is run."""

from __future__ import annotations

import json
import pickle
import struct
import tomllib
import zipfile
from collections import OrderedDict

import pytest

from audit.errors import InputError, ModelRefused
from audit.files import content_sha256
from audit.load import adapter_of


def saved(path, found):
    """Write a pickle as torch packs it; numbers are left out, for only its words are read."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps(found))
    return path


NUMBERS = OrderedDict({f"block{n}.weight": [0] for n in range(9)} | {"fc.weight": [0], "fc.bias": [0]})


class Network:
    """A network pickled whole."""


def test_both_files_name_the_weights_and_their_hash(tmp_path):
    path = saved(tmp_path / "Net v2.pth", {"state_dict": NUMBERS, "epoch": 3})
    adapter = adapter_of(path, tmp_path / "out")
    compile(adapter.python, "adapter.py", "exec")
    assert adapter.module == "adapter_of_net_v2"
    assert "weights_only=True" in adapter.python
    assert "# its 11 parameters: block0.weight, block1.weight, …, fc.weight, fc.bias" in adapter.python
    declared = tomllib.loads(adapter.toml)
    assert declared["files"] == {"../Net v2.pth": content_sha256(path)}
    assert declared["callable"] == "adapter_of_net_v2:predict"


def test_a_bare_pickle_of_old_files_is_read_to_where_numbers_begin(tmp_path):
    path = tmp_path / "old.pt"
    path.write_bytes(pickle.dumps(1) + pickle.dumps(NUMBERS) + b"\xff\xfe\xfd numbers")
    assert len(adapter_of(path, tmp_path / "out").names) == 11


def test_safetensors_are_known_by_their_header(tmp_path):
    header = json.dumps({"fc.weight": {"dtype": "F32"}, "__metadata__": {}}).encode()
    path = tmp_path / "net.safetensors"
    path.write_bytes(struct.pack("<Q", len(header)) + header)
    adapter = adapter_of(path, tmp_path / "out")
    assert adapter.names == ("fc.weight",)
    assert "from safetensors.torch import load_file" in adapter.python
    for data in (b"", b"\xff" * 20, struct.pack("<Q", 3) + b"abc"):
        path.write_bytes(data)
        with pytest.raises(ModelRefused, match="is no safetensors file"):
            adapter_of(path, tmp_path / "out")


def test_a_network_pickled_whole_is_refused_with_how_to_save_its_numbers(tmp_path):
    path = saved(tmp_path / "whole.pth", Network())
    with pytest.raises(ModelRefused, match=r"pickled whole \(class .*Network\).*state_dict\(\)"):
        adapter_of(path, tmp_path / "out")


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["net/code/__torch__.py", "net/constants.pkl"], r"a program of torch \(TorchScript\) and needs no adapter"),
        (["readme.txt"], "holds nothing that torch wrote"),
    ],
)
def test_what_needs_no_adapter_or_can_have_none_is_refused(tmp_path, names, words):
    path = tmp_path / "net.pt"
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "")
    with pytest.raises(ModelRefused, match=words):
        adapter_of(path, tmp_path / "out")
    with pytest.raises(InputError, match="no such file"):
        adapter_of(tmp_path / "absent.pth", tmp_path / "out")
