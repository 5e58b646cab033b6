"""Coding on Ray: every batch by itself, the same rows in any partitioning."""

from __future__ import annotations

import functools
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from . import _arrow
from ._api import Coder, Path

if TYPE_CHECKING:
    import pyarrow
    from ray.data import Dataset


def code(
    ds: Dataset, *, flat: bool = False, lexicon: Path | None = None, extra: Path | Sequence[Path] = (), **columns: str
) -> Dataset:
    """Codes a data set of articles; `columns` name columns as with `marsad.code` (`text="body"`).

    One row an article with lists of structs, or with `flat` one row an event. Folders of a lexicon must be at the same path on
    every node.
    """
    folders = tuple(os.fspath(folder) for folder in ([extra] if isinstance(extra, (str, os.PathLike)) else extra))
    root = None if lexicon is None else os.fspath(lexicon)
    schema = _arrow.schema("flat" if flat else "table")

    def work(batch: pyarrow.Table) -> pyarrow.Table:
        import pyarrow

        coded = _arrow.code(_coder(root, folders), batch, flat, columns, schema)
        return pyarrow.Table.from_batches(coded, schema)

    return ds.map_batches(work, batch_format="pyarrow", zero_copy_batch=True)


@functools.cache
def _coder(lexicon: str | None, extra: tuple[str, ...]) -> Coder:
    """One coder for all batches that a worker works on."""
    return Coder(lexicon, extra)
