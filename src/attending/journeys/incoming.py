"""What the hospital itself sends: straight into the record, for nobody drafted it."""

from attending.exchange.fhir import ImportReport, import_bundle
from attending.record import Store
from attending.security import Grant


def receive_resources(data: bytes, *, record: Store, grant: Grant) -> ImportReport:
    """File a Bundle, a resource or NDJSON, whole or not at all."""
    return import_bundle(record, data, grant=grant)
