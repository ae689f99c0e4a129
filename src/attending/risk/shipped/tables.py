"""A patient as one row (or a few) of a public set's own table, so that its features are made in one place only."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from attending.risk.cohorts.tables import Table

Cell = float | str


def as_table(rows: Sequence[Mapping[str, Cell]]) -> Table:
    """Rows by column name; what a row lacks is a gap."""
    names = dict.fromkeys(name for row in rows for name in row)
    columns = {}
    for name in names:
        column = np.empty(len(rows), object)
        column[:] = [_cell(row.get(name, "")) for row in rows]
        columns[name] = column
    return Table(columns, Path("the patient's chart"))


def _cell(value: Cell) -> str:
    return value if isinstance(value, str) else f"{value:.10g}"
