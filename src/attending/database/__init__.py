"""SQL to SQLite or PostgreSQL through one small door, so that everything above it is written once.

Statements are written in SQLite's spelling with `?` for values; `postgres` translates the few words that differ.
"""

from attending.database.connection import Connection, Duplicate, Row, Rows, Unreadable, Value
from attending.database.driver import Driver, driver_of

__all__ = ["Connection", "Driver", "Duplicate", "Row", "Rows", "Unreadable", "Value", "driver_of"]
