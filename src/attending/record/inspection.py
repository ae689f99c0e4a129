"""Does the record hold exactly what the audit trail says was written? Read by `Store.audit_verdict`.

The trail's chain protects the trail; this comparison extends it to the resources: a version that was removed, slipped
in, changed, or hidden behind an older one differs from what its event reported.
"""

from collections.abc import Iterator

import msgspec

from attending.database import Connection
from attending.record.body import Header, is_genuine
from attending.security import Action
from attending.security.keys import Keys

_CHANGES = frozenset({Action.CREATE.value, Action.UPDATE.value, Action.DELETE.value})
_NOT_NEWEST = """
SELECT count(*) FROM (SELECT type, id, max(version) AS version FROM version GROUP BY type, id) newest
LEFT JOIN resource r USING (type, id) LEFT JOIN version v ON v.row = r.row
WHERE (v.type, v.id, v.version, coalesce(v.patient, ''), v.deleted)
  IS DISTINCT FROM (newest.type, newest.id, newest.version, coalesce(r.patient, ''), r.deleted)
"""


class _What(msgspec.Struct):
    reference: str = ""


class _Entity(msgspec.Struct):
    what: _What = msgspec.field(default_factory=_What)


class _Event(msgspec.Struct):
    action: str
    outcome: str
    entity: list[_Entity] = []


def differences(connection: Connection, *, keys: Keys) -> Iterator[str]:
    """Every way in which the record is not what the (verified) trail reports; no identifiers."""
    reported = set(_reported(connection))
    changed = unreported = 0
    query = "SELECT type, id, version, patient, deleted, updated, body, integrity FROM version"
    for resource_type, id_, version, patient, deleted, updated, body, stored in connection.stream(query):
        header: Header = (resource_type, id_, version, patient, bool(deleted), updated)
        changed += not is_genuine(keys, header, body, stored)
        try:
            reported.remove(f"{resource_type}/{id_}/_history/{version}")
        except KeyError:
            unreported += 1
    (hidden,) = connection.execute(_NOT_NEWEST).fetchone()
    for number, what in (
        (changed, "that are not what was written"),
        (unreported, "that the audit trail does not know"),
        (len(reported), "that the audit trail reports but that are gone"),
        (hidden, "that are hidden behind an older one or under another patient"),
    ):
        if number:
            yield f"Versions of resources {what}: {number}."


def _reported(connection: Connection) -> Iterator[str]:
    """References of all versions that the trail says were written."""
    decoder = msgspec.json.Decoder(_Event)
    for (body,) in connection.stream("SELECT body FROM audit_event"):
        event = decoder.decode(body)
        if event.action in _CHANGES and event.outcome == "0":
            yield from (entity.what.reference for entity in event.entity if "/_history/" in entity.what.reference)
