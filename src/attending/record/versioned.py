"""One version of a resource as the record holds it: its content is read from its bytes when somebody looks into it."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from attending.record.body import format_resource, parse_resource
from attending.record.chart import Resource


@dataclass(frozen=True)
class Versioned:
    """One version of a resource. A deleted version keeps only type and id."""

    type: str
    id: str
    version: int
    updated: datetime
    content: Resource | bytes
    """Parsed, or the bytes that were stored."""
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
        return self.content if isinstance(self.content, bytes) else format_resource(self.content)

    @property
    def reference(self) -> str:
        """`Observation/bp1/_history/2`."""
        return f"{self.type}/{self.id}/_history/{self.version}"
