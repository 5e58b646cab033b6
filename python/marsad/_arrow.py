"""What the cluster engines share: coding a batch on one core into types that they know."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

import pyarrow

from . import _marsad
from ._api import Coder


def _signed(kind: pyarrow.DataType) -> pyarrow.DataType:
    """A type without unsigned numbers, which Spark does not have."""
    if pyarrow.types.is_list(kind):
        return pyarrow.list_(_signed(kind.value_type))
    if pyarrow.types.is_struct(kind):
        return pyarrow.struct([pyarrow.field(field.name, _signed(field.type)) for field in kind])
    return pyarrow.int64() if pyarrow.types.is_unsigned_integer(kind) else kind


def schema(of: Literal["table", "flat", "told", "link"]) -> pyarrow.Schema:
    """The columns of what the method of that name of the module's `Coder` gives."""
    exact = pyarrow.table(_marsad.schema(of)).schema
    return pyarrow.schema([pyarrow.field(field.name, _signed(field.type)) for field in exact])


def code(
    coder: Coder,
    batch: pyarrow.RecordBatch | pyarrow.Table,
    flat: bool,
    columns: dict[str, str],
    schema: pyarrow.Schema,
) -> list[pyarrow.RecordBatch]:
    """Codes a batch on one core: the engine has a worker for every core."""
    names: dict[str, Any] = {**columns}
    coded = coder.flat(batch, jobs=1, **names) if flat else coder.code(batch, jobs=1, **names)
    batches: list[pyarrow.RecordBatch] = pyarrow.table(coded).cast(schema).to_batches()
    return batches


def told(
    coder: Coder, batch: pyarrow.RecordBatch, columns: dict[str, str], schema: pyarrow.Schema
) -> list[pyarrow.RecordBatch]:
    """Codes a batch on one core into the flat table with what linking needs."""
    table = coder._coder.told(batch, columns, {}, 1)
    batches: list[pyarrow.RecordBatch] = pyarrow.table(table).cast(schema).to_batches()
    return batches


def acts(
    batches: Iterable[pyarrow.RecordBatch], flat: list[str], schema: pyarrow.Schema
) -> list[pyarrow.RecordBatch]:
    """Rows of whole components with their acts."""
    together = list(batches)
    if not together:
        return []
    table = pyarrow.Table.from_batches(together)
    linked = _marsad.acts(table.select(flat), table["report"].to_pylist(), table["group"].to_pylist())
    rows: list[pyarrow.RecordBatch] = pyarrow.table(linked).cast(schema).to_batches()
    return rows


def pairs(rows: list[tuple[str, str]], names: tuple[str, str]) -> pyarrow.Table:
    """Pairs of strings as a table."""
    left, right = zip(*rows, strict=True) if rows else ((), ())
    columns = [pyarrow.array(column, pyarrow.string()) for column in (left, right)]
    return pyarrow.table(columns, names=list(names))
