"""Coding on Spark: every partition by itself, the same rows in any partitioning.

Executors need `marsad`, pyarrow and pandas in their Python; the driver says which Python that is (`PYSPARK_PYTHON`).
"""

from __future__ import annotations

import functools
import os
import uuid
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from . import _arrow
from ._api import Coder, Path

if TYPE_CHECKING:
    import pyarrow
    from pyspark import SparkContext
    from pyspark.sql import DataFrame


def code(
    df: DataFrame, *, flat: bool = False, lexicon: Path | None = None, extra: Path | Sequence[Path] = (), **columns: str
) -> DataFrame:
    """Codes a data frame of articles; `columns` name columns as with `marsad.code` (`text="body"`).

    One row an article with lists of structs, or with `flat` one row an event. What cannot be coded is left out and told by a
    warning in the executors' logs. Folders of a lexicon are sent to each executor once.
    """
    from pyspark.sql.pandas.types import from_arrow_schema

    context = df.sparkSession.sparkContext
    folders = [extra] if isinstance(extra, (str, os.PathLike)) else list(extra)
    shipped = [_ship(context, folder) for folder in folders]
    lexicon_shipped = None if lexicon is None else _ship(context, lexicon)
    schema = _arrow.schema(flat)

    def work(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        coder = _coder(lexicon_shipped, tuple(shipped))
        for batch in batches:
            yield from _arrow.code(coder, batch, flat, columns, schema)

    return df.mapInArrow(work, from_arrow_schema(schema))


def _ship(context: SparkContext, folder: Path) -> str:
    """Sends a folder to all executors under a name of its own."""
    name = f"marsad-{uuid.uuid4().hex}"
    link = os.path.join(context._temp_dir, name)
    os.symlink(os.path.abspath(folder), link)
    context.addFile(link, recursive=True)
    return name


@functools.cache
def _coder(lexicon: str | None, extra: tuple[str, ...]) -> Coder:
    """One coder for all partitions that a Python process works on."""
    from pyspark import SparkFiles

    return Coder(lexicon and SparkFiles.get(lexicon), [SparkFiles.get(folder) for folder in extra])
