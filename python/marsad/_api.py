"""The functions that users call. All work is done in Rust; what is here sorts arguments."""

from __future__ import annotations

import datetime
import warnings
from collections.abc import Callable, Iterable, Sequence
from os import PathLike
from typing import Any, overload

from . import _columns, _marsad
from ._marsad import Record, Records, Reject, Rejected, Table, Time

Path = str | PathLike[str]
Day = str | datetime.date


class SetAside(UserWarning):
    """Some texts were not coded; `rejects` of the result tells which and why."""


def _told(rejects: list[Reject], rows: int, strict: bool) -> None:
    if not rejects:
        return
    message = f"{len(rejects)} of {rows} set aside; the first: {rejects[0]}"
    if strict:
        error = Rejected(message)
        error.rejects = rejects
        raise error
    warnings.warn(message, SetAside, stacklevel=3)


def _named(fields: dict[str, Any]) -> dict[str, str]:
    for field, name in fields.items():
        if not isinstance(name, str):
            raise TypeError(f"with a table, {field}= is the name of a column, not {type(name).__name__}")
    return fields


class Coder:
    """Codes with the built-in lexicon, or with the folder `lexicon`; `extra` are folders that are laid over it."""

    def __init__(self, lexicon: Path | None = None, extra: Path | Sequence[Path] = ()) -> None:
        folders = [extra] if isinstance(extra, (str, PathLike)) else list(extra)
        self._coder = _marsad.Coder(lexicon, folders)

    @overload
    def code(
        self,
        articles: str,
        /,
        *,
        title: str | None = None,
        published: Day | None = None,
        outlet: str | None = None,
        id: str | None = None,
        url: str | None = None,
    ) -> Record: ...

    @overload
    def code(
        self,
        articles: list[Any] | tuple[Any, ...],
        /,
        *,
        title: Any = None,
        published: Any = None,
        outlet: Any = None,
        id: Any = None,
        url: Any = None,
        jobs: int | None = None,
        strict: bool = False,
    ) -> list[Record | None]: ...

    @overload
    def code(
        self,
        articles: Any,
        /,
        *,
        text: str | None = None,
        title: Any = None,
        published: Any = None,
        outlet: Any = None,
        id: Any = None,
        url: Any = None,
        jobs: int | None = None,
        strict: bool = False,
    ) -> Records: ...

    def code(
        self,
        articles: Any,
        /,
        *,
        text: str | None = None,
        title: Any = None,
        published: Any = None,
        outlet: Any = None,
        id: Any = None,
        url: Any = None,
        jobs: int | None = None,
        strict: bool = False,
    ) -> Any:
        """Codes articles.

        - One text gives a `Record`; a text that cannot be coded raises `Rejected`.
        - A list of texts gives a list of records, with `None` for what cannot be coded.
        - A column (a Series of pandas or polars, an array of pyarrow) or a table gives `Records`, without what cannot be coded.

        The other fields are values, or as many values as there are texts; with a table they are names of columns, and columns that
        are called like a field (`text`, `title`, `published`, `outlet`, `id`, `url`) are taken without being named. What was set
        aside is told by a warning, `SetAside`; with `strict` it is the error `Rejected`. `jobs` is the number of threads, all cores
        without it; the result does not depend on it.
        """
        fields = _given(title=title, published=published, outlet=outlet, id=id, url=url)
        if isinstance(articles, str):
            return self._coder.one(articles, **{name: _columns.cell(value) for name, value in fields.items()})
        if _columns.is_table(articles) or _columns.is_column(articles):
            coded = self._coder.table(*self._stream(articles, text, fields), jobs)
            _told(coded.rejects, len(coded) + len(coded.rejects), strict)
            return coded
        records, rejects = self._coder.list(*_columns.lists(_columns.several(articles), fields), jobs)
        _told(rejects, len(records), strict)
        return records

    def flat(
        self,
        articles: Any,
        /,
        *,
        text: str | None = None,
        title: Any = None,
        published: Any = None,
        outlet: Any = None,
        id: Any = None,
        url: Any = None,
        jobs: int | None = None,
        strict: bool = False,
    ) -> Table:
        """The flat table of events, one row an event, of records or of articles (as `code` takes them).

        From articles it is made as they are coded, without keeping their records: the way for what is large.
        """
        if isinstance(articles, Records):
            return articles.flat()
        if isinstance(articles, (str, Record)):
            articles = [articles]
        fields = _given(title=title, published=published, outlet=outlet, id=id, url=url)
        if _columns.is_table(articles) or _columns.is_column(articles):
            return self._table(self._coder.flat, articles, text, fields, jobs, strict)
        articles = _columns.several(articles)
        if not any(isinstance(article, Record) for article in articles):
            texts = _columns.lists(articles, fields)
            articles, rejects = self._coder.list(*texts, jobs)
            _told(rejects, len(articles), strict)
        return _marsad.flat_records([record for record in articles if record is not None])

    def link(
        self,
        articles: Any,
        /,
        *,
        text: str | None = None,
        title: Any = None,
        published: Any = None,
        outlet: Any = None,
        id: Any = None,
        url: Any = None,
        jobs: int | None = None,
        strict: bool = False,
    ) -> Table:
        """The flat table of the events of articles with the acts that they tell of: one act, many reports.

        Articles are given as a column or a table, and must have ids of their own. Events of one act have one `act_id`; the other
        columns that begin with `act_` are described in `docs/linking.md`.
        """
        if not (_columns.is_table(articles) or _columns.is_column(articles)):
            raise TypeError(f"link takes a column or a table, not {type(articles).__name__}")
        fields = _given(title=title, published=published, outlet=outlet, id=id, url=url)
        return self._table(self._coder.link, articles, text, fields, jobs, strict)

    def explain(self, text: str, published: Day | None = None) -> str:
        """Every step for one sentence: words, parties, times, places, clauses, frames, the record."""
        return self._coder.explain(text, _columns.cell(published))

    def _table(
        self, make: Callable[..., Table], articles: Any, text: str | None, fields: dict[str, Any], jobs: int | None, strict: bool
    ) -> Table:
        """What `make` makes of the stream of a column or a table; what is set aside is told."""
        table = make(*self._stream(articles, text, fields), jobs)
        _told(table.rejects, len(articles) if hasattr(articles, "__len__") else len(table.rejects), strict)
        return table

    @staticmethod
    def _stream(articles: Any, text: str | None, fields: dict[str, Any]) -> tuple[Any, dict[str, str], dict[str, str]]:
        if _columns.is_column(articles):
            stream, constants = _columns.frame(articles, fields)
            return _columns.stream(stream, {}), {}, constants
        names = _named(_given(text=text) | fields)
        return _columns.stream(articles, names), names, {}


def _given(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


_built_in = Coder()
code = _built_in.code
flat = _built_in.flat
link = _built_in.link
explain = _built_in.explain


def times(text: str, reference: Day | None = None) -> list[Time]:
    """The time expressions of a text; `reference` is the day they are counted from, that of publication."""
    return _marsad.times(text, _columns.cell(reference))


def read(paths: Path | Iterable[Path]) -> Table:
    """The articles in files, as a table for `code` and `flat`; what cannot be read is in `rejects`, with file and line."""
    table = _marsad.read(*([paths] if isinstance(paths, (str, PathLike)) else paths))
    _told(table.rejects, len(table) + len(table.rejects), strict=False)
    return table
