"""Paths that lead into a file of pictures: a tar archive or a Parquet file in the cohort's folder."""

from __future__ import annotations

TAR, PARQUET = ".tar", ".parquet"


def split(name: str) -> tuple[str, str] | None:
    """Return the file that a path leads into, and the name in it; None where it leads into none.

    >>> split("shards/0001.tar/7/a.jpg"), split("faces/a.jpg")
    (('shards/0001.tar', '7/a.jpg'), None)
    """
    found = [place + len(end) for end in (TAR, PARQUET) if (place := name.lower().find(f"{end}/")) >= 0]
    return (name[: min(found)], name[min(found) + 1 :]) if found else None
