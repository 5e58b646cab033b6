"""What the cluster engines share: coding a batch on one core into types that they know."""

from __future__ import annotations

from typing import Any

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


def schema(flat: bool) -> pyarrow.Schema:
    """The columns of what `code` gives."""
    exact = pyarrow.table(_marsad.schema(flat)).schema
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
