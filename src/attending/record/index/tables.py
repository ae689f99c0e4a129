"""The tables of the search index, and the rows of one resource.

Every row carries (parameter, value, patient, date, row of the version): one clustered index answers the search, its
order by clinical date, the patient compartment and the access decision. A version's rows are never changed;
`index_replaced` says by which version it was followed, so that every page of a search can be read as of its first.
Values of the main date after the earliest stand under the negated parameter: all others begin at the row's date, and a
candidate's date is looked up in one step.
"""

from dataclasses import dataclass, field
from typing import Any

SCHEMA = """
CREATE TABLE index_token (
  sp INTEGER NOT NULL, code TEXT NOT NULL, patient INTEGER NOT NULL, date INTEGER NOT NULL, rid INTEGER NOT NULL,
  system INTEGER NOT NULL, text INTEGER NOT NULL, PRIMARY KEY (sp, code, patient, date, rid, system, text)
) STRICT, WITHOUT ROWID;
CREATE TABLE index_reference (
  sp INTEGER NOT NULL, target TEXT NOT NULL, patient INTEGER NOT NULL, date INTEGER NOT NULL, rid INTEGER NOT NULL,
  PRIMARY KEY (sp, target, patient, date, rid)
) STRICT, WITHOUT ROWID;
CREATE TABLE index_string (
  sp INTEGER NOT NULL, folded TEXT NOT NULL, patient INTEGER NOT NULL, date INTEGER NOT NULL, rid INTEGER NOT NULL,
  exact TEXT NOT NULL, PRIMARY KEY (sp, folded, patient, date, rid, exact)
) STRICT, WITHOUT ROWID;
CREATE TABLE index_date (
  sp INTEGER NOT NULL, low INTEGER NOT NULL, high INTEGER NOT NULL, patient INTEGER NOT NULL, date INTEGER NOT NULL,
  rid INTEGER NOT NULL, PRIMARY KEY (sp, low, patient, date, rid, high)
) STRICT, WITHOUT ROWID;
CREATE TABLE index_number (
  sp INTEGER NOT NULL, unit INTEGER NOT NULL, low REAL NOT NULL, high REAL NOT NULL, patient INTEGER NOT NULL,
  date INTEGER NOT NULL, rid INTEGER NOT NULL, PRIMARY KEY (sp, unit, patient, date, rid, low, high)
) STRICT, WITHOUT ROWID;
CREATE TABLE index_composite (
  sp INTEGER NOT NULL, code TEXT NOT NULL, patient INTEGER NOT NULL, date INTEGER NOT NULL, rid INTEGER NOT NULL,
  n INTEGER NOT NULL, system INTEGER NOT NULL, code2 TEXT NOT NULL, system2 INTEGER NOT NULL, unit INTEGER NOT NULL,
  low REAL NOT NULL, high REAL NOT NULL, PRIMARY KEY (sp, code, patient, date, rid, n)
) STRICT, WITHOUT ROWID;
CREATE TABLE index_word (
  sp INTEGER NOT NULL, word TEXT NOT NULL, patient INTEGER NOT NULL, date INTEGER NOT NULL, rid INTEGER NOT NULL,
  PRIMARY KEY (sp, word, patient, date, rid)
) STRICT, WITHOUT ROWID;
CREATE TABLE index_text (text INTEGER PRIMARY KEY, folded TEXT NOT NULL) STRICT;
CREATE TABLE index_replaced (row INTEGER PRIMARY KEY, by INTEGER NOT NULL) STRICT;
"""
COLUMNS = {
    "token": ("sp", "code", "system", "text", "patient", "date", "rid"),
    "reference": ("sp", "target", "patient", "date", "rid"),
    "string": ("sp", "folded", "exact", "patient", "date", "rid"),
    "date": ("sp", "low", "high", "patient", "date", "rid"),
    "number": ("sp", "unit", "low", "high", "patient", "date", "rid"),
    "composite": (
        "sp",
        "n",
        "code",
        "system",
        "code2",
        "system2",
        "unit",
        "low",
        "high",
        "patient",
        "date",
        "rid",
    ),
    "word": ("sp", "word", "patient", "date", "rid"),
}
"""The columns of each kind of row; the last three are patient, date and row of the version."""
TABLES = tuple(f"index_{kind}" for kind in COLUMNS)

Row = tuple[Any, ...]


@dataclass(slots=True)
class Rows:
    """Index rows, without the patient, the date and the version they all end with; twins fall together."""

    token: set[Row] = field(default_factory=set)
    reference: set[Row] = field(default_factory=set)
    string: set[Row] = field(default_factory=set)
    date: set[Row] = field(default_factory=set)
    number: set[Row] = field(default_factory=set)
    composite: list[Row] = field(default_factory=list)
    word: set[Row] = field(default_factory=set)
    texts: dict[int, str] = field(default_factory=dict)
    """Numbers of texts in token rows → the texts, folded."""
