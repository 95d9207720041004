"""The bounds that the system holds a process to; tried in a process that has nothing else to do."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytest.importorskip("resource")

PROGRAM = """
import os, resource
from audit.predict.worker.bounds import bound_files, bound_memory
bound_files()
bound_memory(64 << 20)
try:
    kept = bytearray(4 << 30)
    print("memory")
except MemoryError:
    print("no memory")
small = bytearray(32 << 20)
try:
    with open("out", "wb") as file:
        file.truncate(3 << 30)
    print("file")
except OSError:
    print("no file")
print(resource.getrlimit(resource.RLIMIT_CORE)[0])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="bounds what a process reserves on Linux")
def test_memory_and_files_beyond_the_bounds_are_not_given(tmp_path) -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.split("\n")[:3] == ["no memory", "no file", "0"]
