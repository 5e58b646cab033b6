"""Marsad reads Arabic news and keeps the diplomatic record in it: who did what to whom, when, where, on whose word.

`code` codes texts, `flat` makes a table of events; `Coder` takes other lexicons. `marsad.spark` and `marsad.ray` do the same on
clusters. The guide is `docs/python.md`.
"""

from ._api import Coder, SetAside, code, explain, flat, read, times
from ._marsad import SCHEMA_VERSION, LexiconError, Record, Records, Reject, Rejected, Table, Time, __version__

__all__ = [
    "SCHEMA_VERSION",
    "Coder",
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
    "read",
    "times",
]
