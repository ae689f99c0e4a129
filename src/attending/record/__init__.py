"""One longitudinal record per patient: FHIR R4 resources, their versions, and the read-only Chart."""

from attending.record.body import format_resource, parse_resource, same_content
from attending.record.chart import Chart, Event, Resource
from attending.record.store import Store
from attending.record.transaction import Transaction, Versioned

__all__ = [
    "Chart",
    "Event",
    "Resource",
    "Store",
    "Transaction",
    "Versioned",
    "format_resource",
    "parse_resource",
    "same_content",
]
