"""Questions to a ledger."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from typing import Any, Literal, TypedDict, Unpack

from . import _columns, _marsad
from ._api import Coder, Day, Path
from ._api import _built_in as built_in
from ._marsad import Table

Several = str | Iterable[str]


class Question(TypedDict, total=False):
    """What may be asked of a ledger; what is left out does not matter."""

    actor: Several
    type: Several
    status: Several
    source: Several
    country: Several
    place: str | None
    since: Day | None
    until: Day | None
    track: str | None
    text: str | None
    background: bool | None
    rejected: bool


def _all(values: Several) -> list[str]:
    return [values] if isinstance(values, str) else list(values)


class Ledger:
    """A ledger that `marsad ledger add` filled: a SQLite file, or a database of PostgreSQL by its URL.

    Answers are Arrow tables. What is asked for is said as to the command (`docs/ledger.md`): `actor` takes a code or its beginning
    (`IRN`), a code with a sector (`IRN:MIL`), a Wikidata id, or a name; several must all take part. Several values of `type`,
    `status`, `source` and `country` are alternatives. `since` and `until` are the first and the last day.
    """

    def __init__(self, path: Path, coder: Coder | None = None) -> None:
        self._ledger = _marsad.Ledger(os.fspath(path), (coder or built_in)._coder)

    def query(self, *, limit: int | None = None, **question: Unpack[Question]) -> Table:
        """The events that answer a question, by date, each with its spans, its article and URL; at most `limit`."""
        return self._ledger.query(_question(question), limit)

    def link(self) -> int:
        """Joins the events of the articles that await it into acts; how many articles did."""
        return self._ledger.link()

    def acts(self, *, limit: int | None = None, **question: Unpack[Question]) -> Table:
        """The acts that answer a question, once their reports are linked; by date, at most `limit`.

        Type, status, country and days are asked of the act as all its reports tell it, the rest of any report.
        """
        return self._ledger.acts(_question(question), limit)

    def act(self, id: str) -> dict[str, Any]:
        """An act, by its id or that of any of its events: its reports, what they say of each field, how its status moved."""
        act: dict[str, Any] = json.loads(self._ledger.act(id))
        return act

    def series(self, step: Literal["day", "week", "month"], **question: Unpack[Question]) -> Table:
        """How many acts answer a question in each step of time, with cooperation and conflict by PLOVER's scores.

        Counted is what occurred or goes on and is not told as history, unless `status` and `background` ask for more.
        """
        return self._ledger.series(_question(question), step)

    def search(self, words: str, limit: int = 20) -> Table:
        """The articles that hold all words, whatever their spelling and form, those added last first.

        Words in quotation marks belong together.
        """
        return self._ledger.search(words, limit)


def _question(question: Question) -> dict[str, Any]:
    known = Question.__annotations__
    if unknown := sorted(question.keys() - known):
        raise TypeError(f"a question has no {unknown[0]}=; it may say {', '.join(known)}")
    asked: dict[str, Any] = {name: None for name in known} | {"rejected": False} | question
    for name in ("actor", "type", "status", "source", "country"):
        asked[name] = _all(asked[name] or ())
    for name in ("since", "until"):
        asked[name] = _columns.cell(asked[name])
    return asked
