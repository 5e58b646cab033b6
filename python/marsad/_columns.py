"""What users hand over, sorted into a single text, lists, and columns that Arrow can stream."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import Any


def is_column(value: Any) -> bool:
    """Whether it is one column of pandas, polars or pyarrow, not a table."""
    return type(value).__name__ in ("Series", "ChunkedArray") or (
        hasattr(value, "__arrow_c_array__") and not hasattr(value, "__arrow_c_stream__")
    )


def is_table(value: Any) -> bool:
    """Whether it is a table that Arrow can stream."""
    return hasattr(value, "__arrow_c_stream__") and not is_column(value)


def missing(value: Any) -> bool:
    """Whether it is what Python and pandas have for no value."""
    return value is None or type(value).__name__ in ("NAType", "NaTType") or isinstance(value, float) and value != value


def cell(value: Any) -> str | None:
    """A value of a field: days become ISO 8601."""
    return None if missing(value) else str(value)


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


FIELDS = {"id", "title", "text", "published", "outlet", "url"}
# Rows of pandas that stand in Arrow's memory at a time.
ROWS = 8192


def stream(table: Any, named: dict[str, str]) -> Any:
    """The table as Arrow takes it; `named` are the names of columns that are wanted beside those that are called like a field."""
    polars, pandas = sys.modules.get("polars"), sys.modules.get("pandas")
    if polars is not None and isinstance(table, polars.DataFrame):
        # polars gives columns that hold nothing a buffer, which Arrow's interface does not allow.
        return table.with_columns(polars.col(polars.Null).cast(polars.String))
    if pandas is not None and isinstance(table, pandas.DataFrame):
        wanted = FIELDS | set(named.values())
        # A name that no column has is told with all columns.
        whole = not {*named.values(), named.get("text", "text")} <= set(table.columns)
        return _pieces(table if whole else table.loc[:, [name in wanted for name in table.columns]])
    return table


def _pieces(frame: Any) -> Any:
    """A data frame of pandas as a stream of its pieces: the whole in Arrow's memory would be a second copy of all texts."""
    import pyarrow

    kinds = []
    for at, field in enumerate(pyarrow.Schema.from_pandas(frame.iloc[:0], preserve_index=False)):
        if pyarrow.types.is_null(field.type):
            # What Python's objects are shows in them alone.
            kind = pyarrow.infer_type(frame.iloc[:, at].to_numpy(), from_pandas=True)
            field = field.with_type(pyarrow.string() if pyarrow.types.is_null(kind) else kind)
        kinds.append(field)
    schema = pyarrow.schema(kinds)

    def batches() -> Iterator[Any]:
        for start in range(0, len(frame), ROWS):
            piece = frame.iloc[start : start + ROWS]
            yield from pyarrow.Table.from_pandas(piece, schema=schema, preserve_index=False).to_batches()

    return pyarrow.RecordBatchReader.from_batches(schema, batches())


def several(articles: Any) -> list[Any]:
    """What is neither a text nor a column nor a table as a list."""
    if isinstance(articles, Iterable) and not isinstance(articles, (bytes, dict)):
        return list(articles)
    kind = type(articles).__name__
    raise TypeError(f"{kind} is none of a text, a list of texts, a column and a table; a LazyFrame of polars needs collect()")


def lists(texts: list[Any], fields: dict[str, Any]) -> tuple[dict[str, list[str | None]], dict[str, str]]:
    """Lists of the fields that are given row by row, and the fields that hold for all."""
    for row, text in enumerate(texts):
        if not (isinstance(text, str) or missing(text)):
            raise TypeError(f"row {row} is no text but {type(text).__name__}; give a list of str, or a data frame")
    rows = {"text": [cell(text) for text in texts]}
    rows |= {name: [cell(value) for value in values] for name, values in fields.items() if many(values)}
    return rows, {name: str(value) for name, value in fields.items() if not many(value)}
