"""Marsad reads Arabic news and keeps the diplomatic record in it: who did what to whom, when, where, on whose word.

`code` codes texts, `flat` makes a table of events; `Coder` takes other lexicons. `marsad.spark` and `marsad.ray` do the same on
clusters. The guide is `docs/python.md`.
"""

from ._api import Coder, SetAside, code, explain, flat, link, read, times
from ._ledger import Ledger
from ._marsad import (
    LEXICON_VERSION,
    SCHEMA_VERSION,
    LedgerError,
    LexiconError,
    Record,
    Records,
    Reject,
    Rejected,
    Table,
    Time,
    __version__,
)

__all__ = [
    "LEXICON_VERSION",
    "SCHEMA_VERSION",
    "Coder",
    "Ledger",
    "LedgerError",
    "LexiconError",
    "Record",
    "Records",
    "Reject",
    "Rejected",
    "SetAside",
    "Table",
    "Time",
    "__version__",
    "code",
    "explain",
    "flat",
    "link",
    "read",
    "times",
]
