"""What is written appears whole or not at all.

Words: a *place* is the path a result is known by; a *staging* folder stands beside it, is filled, and becomes it in one
step. Whatever a killed process left beside a place is removed by the next one.
"""

from audit.files.hashes import content_sha256
from audit.files.lock import alone_in
from audit.files.publication import claimed, publication
from audit.files.reading import copy_content, read_whole
from audit.files.whole import move_files, remove, whole_file, whole_folder, write_whole

__all__ = [
    "alone_in",
    "claimed",
    "content_sha256",
    "copy_content",
    "move_files",
    "publication",
    "read_whole",
    "remove",
    "whole_file",
    "whole_folder",
    "write_whole",
]
