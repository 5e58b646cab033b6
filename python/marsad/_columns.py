"""What users hand over, sorted into a single text, lists, and columns that Arrow can stream."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any


def is_column(value: Any) -> bool:
    """Whether it is one column of pandas, polars or pyarrow, not a table."""
    return type(value).__name__ in ("Series", "ChunkedArray") or (
        hasattr(value, "__arrow_c_array__") and not hasattr(value, "__arrow_c_stream__")
    )


def is_table(value: Any) -> bool:
    """Whether it is a table that Arrow can stream."""
    return hasattr(value, "__arrow_c_stream__") and not is_column(value)


def cell(value: Any) -> str | None:
    """A value of a field: days become ISO 8601."""
    return value if value is None or isinstance(value, str) else str(value)


def many(value: Any) -> bool:
    """Whether a field is given row by row."""
    return is_column(value) or isinstance(value, Iterable) and not isinstance(value, str)


def frame(text: Any, fields: dict[str, Any]) -> tuple[Any, dict[str, str]]:
    """A table of a column of texts and of the fields that are given row by row, and the fields that hold for all."""
    columns = {"text": text} | {name: value for name, value in fields.items() if many(value)}
    constants = {name: str(value) for name, value in fields.items() if not many(value)}
    library = type(text).__module__.partition(".")[0]
    if library in ("pandas", "polars"):
        return sys.modules[library].DataFrame(columns), constants
    import pyarrow

    return pyarrow.table(columns), constants


def stream(table: Any) -> Any:
    """The table as Arrow takes it: polars gives columns that hold nothing a buffer, which Arrow's interface does not allow."""
    polars = sys.modules.get("polars")
    if polars is not None and isinstance(table, polars.DataFrame):
        return table.with_columns(polars.col(polars.Null).cast(polars.String))
    return table


def lists(texts: Iterable[Any], fields: dict[str, Any]) -> tuple[dict[str, list[str | None]], dict[str, str]]:
    """Lists of the fields that are given row by row, and the fields that hold for all."""
    rows = {"text": [cell(text) for text in texts]}
    rows |= {name: [cell(value) for value in values] for name, values in fields.items() if many(values)}
    return rows, {name: str(value) for name, value in fields.items() if not many(value)}
