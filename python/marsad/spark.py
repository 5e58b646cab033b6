"""Coding on Spark: every partition by itself, the same rows in any partitioning.

Executors need `marsad`, pyarrow and pandas in their Python; the driver says which Python that is (`PYSPARK_PYTHON`).
"""

from __future__ import annotations

import functools
import os
import shutil
import uuid
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from . import _arrow, _marsad
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

    shipped = _ship_all(df.sparkSession.sparkContext, lexicon, extra)
    schema = _arrow.schema("flat" if flat else "table")

    def work(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        coder = _coder(*shipped)
        for batch in batches:
            yield from _arrow.code(coder, batch, flat, columns, schema)

    return df.mapInArrow(work, from_arrow_schema(schema))


def link(df: DataFrame, *, lexicon: Path | None = None, extra: Path | Sequence[Path] = (), **columns: str) -> DataFrame:
    """Codes a data frame of articles and links their events: the rows of `marsad.link`, one an event with the act it tells.

    Reports of one act share a key (a kind of act, a party or place, a few days). The reports of a key are brought together and
    compared; what hangs together over all keys is joined on the driver, which sees pairs of ids only; then the reports of each
    component are brought together and become acts. Articles must have ids of their own. What is coded is kept on the disks of the
    executors until the session ends.
    """
    from pyspark import StorageLevel
    from pyspark.sql import functions as f
    from pyspark.sql.pandas.types import from_arrow_schema

    shipped = _ship_all(df.sparkSession.sparkContext, lexicon, extra)
    told_schema, schema = _arrow.schema("told"), _arrow.schema("link")
    flat = _arrow.schema("flat").names

    def tell(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        coder = _coder(*shipped)
        for batch in batches:
            yield from _arrow.told(coder, batch, columns, told_schema)

    def act(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        yield from _arrow.acts(batches, flat, schema)

    told = df.mapInArrow(tell, from_arrow_schema(told_schema)).persist(StorageLevel.DISK_ONLY)
    by_key = told.select(f.explode("keys").alias("key"), "report", "fingerprint")
    by_band = told.dropDuplicates(["article_id"]).select(f.explode("bands").alias("key"), "report", "fingerprint")
    components = _joined(by_key, _together, ("event_id", "component"))
    groups = _joined(by_band, _copied, ("article_id", "group"))
    rows = told.join(components, "event_id", "left").join(groups, "article_id", "left")
    whole = rows.withColumn("component", f.coalesce("component", "event_id")).repartition("component")
    return whole.mapInArrow(act, from_arrow_schema(schema))


def _together(table: pyarrow.Table) -> list[tuple[str, str]]:
    return _marsad.hang_together(table["report"].to_pylist())


def _copied(table: pyarrow.Table) -> list[tuple[str, str]]:
    return _marsad.copied(table["report"].to_pylist(), table["fingerprint"].to_pylist())


def _joined(
    keyed: DataFrame, compare: Callable[[pyarrow.Table], list[tuple[str, str]]], names: tuple[str, str]
) -> DataFrame:
    """Compares what shares a key and joins the pairs: each id with the first that it hangs together with."""

    def work(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        import pyarrow

        together = list(batches)
        if together:
            # A report stands under each of its keys.
            table = pyarrow.Table.from_batches(together).drop_columns("key")
            pairs = compare(table.group_by(table.column_names).aggregate([]))
            yield from _arrow.pairs(pairs, ("a", "b")).to_batches()

    pairs = keyed.repartition("key").mapInArrow(work, "a string, b string").toArrow()
    first = _marsad.least(list(zip(pairs["a"].to_pylist(), pairs["b"].to_pylist(), strict=True)))
    return keyed.sparkSession.createDataFrame(_arrow.pairs(first, names))


def _ship_all(
    context: SparkContext, lexicon: Path | None, extra: Path | Sequence[Path]
) -> tuple[str | None, tuple[str, ...]]:
    folders = [extra] if isinstance(extra, (str, os.PathLike)) else list(extra)
    return None if lexicon is None else _ship(context, lexicon), tuple(_ship(context, folder) for folder in folders)


def _ship(context: SparkContext, folder: Path) -> str:
    """Sends a folder to all executors under a name of its own, as an archive: a cluster takes no folders."""
    base = os.path.join(context._temp_dir, f"marsad-{uuid.uuid4().hex}")
    archive = shutil.make_archive(base, "zip", folder)
    context.addArchive(archive)
    return os.path.basename(archive)


@functools.cache
def _coder(lexicon: str | None, extra: tuple[str, ...]) -> Coder:
    """One coder for all partitions that a Python process works on."""
    from pyspark import SparkFiles

    return Coder(lexicon and SparkFiles.get(lexicon), [SparkFiles.get(folder) for folder in extra])
