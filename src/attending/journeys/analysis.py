"""From a ViewDefinition to a table: over the hospital's own record, or over files that another system exported."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from attending.errors import BadInput, NotConfigured
from attending.record import Store, format_resource
from attending.record.analytics.view import View, parse_view
from attending.security import Grant

if TYPE_CHECKING:
    from attending.record.analytics.warehouse import Warehouse


def read_view(path: Path) -> View:
    """The view of a file of JSON; raises `BadInput`."""
    try:
        return parse_view(msgspec.json.decode(path.read_bytes()))
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadInput(f"{path.name} is not valid JSON.") from error


@contextmanager
def warehouse_of_files(data: Path) -> Iterator["Warehouse"]:
    """Resources of an export: NDJSON, Parquet or Bundles."""
    with _warehouse() as warehouse:
        warehouse.read(data)
        yield warehouse


@contextmanager
def warehouse_of_record(record: Store, view: View, *, grant: Grant) -> Iterator["Warehouse"]:
    """The resources of the record that the view is about, decrypted in memory only; the look is in the audit trail."""
    with _warehouse() as warehouse:
        found = record.every(view.resource, grant=grant)
        warehouse.hold(format_resource(resource).decode() for resource in found)
        yield warehouse


def _warehouse() -> "Warehouse":
    try:
        from attending.record.analytics.warehouse import Warehouse
    except ImportError as error:
        raise NotConfigured("Views need DuckDB.", hint="pip install 'attending[analytics]'") from error
    return Warehouse()
