"""One version of a resource as the record holds it: its content is read from its bytes when somebody looks into it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from attending.record.body import format_resource, parse_resource
from attending.record.chart import Resource
from attending.record.compressed import expanded


@dataclass(frozen=True)
class Versioned:
    """One version of a resource. A deleted version keeps only type and id."""

    type: str
    id: str
    version: int
    updated: datetime
    content: Resource | bytes
    """Parsed, or the bytes that were stored, compressed or not."""
    patient: str | None = None
    deleted: bool = False
    erased: bool = False
    """The key of the patient was destroyed; a type and an id are all that is left."""

    @property
    def resource(self) -> Resource:
        """The content, parsed once."""
        return self.content if not isinstance(self.content, bytes) else self._parsed

    @cached_property
    def _parsed(self) -> Resource:
        return parse_resource(self.plain)

    @property
    def plain(self) -> bytes:
        """The content as JSON, digit for digit as it was stored."""
        if not isinstance(self.content, bytes):
            return format_resource(self.content)
        return expanded(self.content, moment(self.updated))

    @property
    def reference(self) -> str:
        """`Observation/bp1/_history/2`."""
        return f"{self.type}/{self.id}/_history/{self.version}"


def moment(when: datetime) -> str:
    """When a version was written, as its row and `meta.lastUpdated` say it."""
    return when.astimezone(UTC).isoformat(timespec="milliseconds")
