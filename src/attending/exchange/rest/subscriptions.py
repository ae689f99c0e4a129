"""Subscriptions: systems that want to know when something that meets their criteria was filed.

The versions themselves are the outbox: they are committed together with the resource, and a cursor says up to which one
was matched. What matched waits in `outbox` until its receiver has answered, through restarts too. A notification is a
bare POST (R4 rest-hook without payload): the receiver fetches what it may see, with its own token. One subscription is
told in the order of filing; one that does not answer is asked ever more rarely, holds up no other, and loses nothing.
Source: HL7 FHIR R4, Subscription (hl7.org/fhir/R4/subscription.html).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

from attending.database import Connection
from attending.errors import AttendingError, BadInput, NotAllowed
from attending.exchange.rest.faults import BadSyntax, NotSupported
from attending.record import Resource, Store, Transaction
from attending.record.index import resource_types
from attending.record.search import matching_ids, read_query
from attending.security import Action, Grant, PractitionerRole, Purpose

SCHEMA = """
CREATE TABLE IF NOT EXISTS outbox (
  subscription TEXT NOT NULL, rid INTEGER NOT NULL, attempts INTEGER NOT NULL, due TEXT NOT NULL,
  PRIMARY KEY (subscription, rid)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS outbox_cursor (only_one INTEGER PRIMARY KEY, rid INTEGER NOT NULL) STRICT;
"""
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=5), timedelta(hours=1)
_AT_A_TIME = 200
_ON = frozenset({"requested", "active"})
_HEAD = "o.rid = (SELECT min(p.rid) FROM outbox p WHERE p.subscription = o.subscription)"
"""The oldest notice of its subscription: the others wait for it."""
_HOUSE = Grant(
    "Device/subscriptions",
    PractitionerRole.SYSTEM,
    Purpose.OPERATIONS,
    patients=None,
    types=None,
    actions=frozenset({Action.READ}),
)

Post = Callable[[str], bool]
"""Sends an empty POST to an address; whether it was answered with success."""


@dataclass(frozen=True)
class Notice:
    """One notification that waits."""

    subscription: str
    rid: int
    attempts: int
    endpoint: str | None
    """None where the Subscription was deleted or switched off: nobody waits any more."""


def check_subscription(tx: Transaction, resource: Resource, hosts: Iterable[str] | None = None) -> None:
    """Refuse a Subscription that this server would not serve, or that would tell its owner of others' patients."""
    channel, criteria = resource.get("channel"), resource.get("criteria")
    if not isinstance(channel, dict) or not isinstance(criteria, str):
        raise BadSyntax("A Subscription needs a channel and criteria.", expression="Subscription.criteria")
    if tx.grant.patients is not None:
        raise NotAllowed("A Subscription hears of every patient: this token is for some only.")
    if channel.get("type") != "rest-hook" or channel.get("payload"):
        raise NotSupported("Only rest-hook without payload is served.", expression="Subscription.channel")
    kind, _, query = criteria.partition("?")
    if kind not in resource_types():
        raise BadSyntax("The criteria begin with a type of FHIR R4.", expression="Subscription.criteria")
    tx.admit(kind, "search")
    read_query(kind, parse_qsl(query, keep_blank_values=True), strict=True)
    if hosts is not None and not _is_allowed(str(channel.get("endpoint", "")), hosts):
        raise NotAllowed("This endpoint is not among those the hospital allows.", hint="ATTENDING_SUBSCRIPTION_HOSTS")


def _is_allowed(endpoint: str, hosts: Iterable[str]) -> bool:
    parts = urlsplit(endpoint)
    local = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    return parts.hostname in set(hosts) and (parts.scheme == "https" or (local and parts.scheme == "http"))


def step(record: Store, post: Post, hosts: Iterable[str], now: datetime) -> bool:
    """Match some new versions and send what is due; False when there is nothing to do.

    Raises:
        Unavailable: the record cannot be written now; everything waits.
    """
    allowed = frozenset(hosts)
    if not allowed or not _has_news(record.connection(), now):
        return False
    with record.transaction(grant=_HOUSE) as tx:
        busy = _match(tx, allowed)
        due = _due(tx.connection, tx, now)
    for notice in due:
        sent = notice.endpoint is not None and _is_allowed(notice.endpoint, allowed) and post(notice.endpoint)
        with record.transaction(grant=_HOUSE) as tx:
            _settle(tx.connection, notice, now, sent=sent)
    return busy or bool(due)


def _has_news(connection: Connection, now: datetime) -> bool:
    """Whether a version was written since the last match, or a notice is due: asked often, so it writes nothing."""
    if not connection.has_table("outbox"):
        return True
    cursor = connection.execute("SELECT c.rid FROM outbox_cursor c").fetchone()
    newest = connection.execute("SELECT max(v.row) FROM version v").fetchone()[0] or 0
    due = f"SELECT 1 FROM outbox o WHERE o.due <= ? AND {_HEAD} LIMIT 1"
    return cursor is None or cursor[0] < newest or connection.execute(due, (_stamp(now),)).fetchone() is not None


def _match(tx: Transaction, hosts: frozenset[str]) -> bool:
    """Put into the outbox what the versions after the cursor match."""
    connection = tx.connection
    if not connection.has_table("outbox"):
        connection.create(SCHEMA)
    active = _active(tx, hosts)
    cursor = connection.execute("SELECT c.rid FROM outbox_cursor c").fetchone()
    newest = connection.execute("SELECT max(v.row) FROM version v").fetchone()[0] or 0
    if cursor is None:  # the first time: what was filed before nobody had subscribed to
        connection.execute("INSERT INTO outbox_cursor (only_one, rid) VALUES (1, ?)", (newest,))
        return False
    rows = connection.execute(
        "SELECT v.row, v.type, v.id FROM version v WHERE v.row > ? AND v.deleted = 0 ORDER BY v.row LIMIT ?",
        (cursor[0], _AT_A_TIME),
    ).fetchall()
    for row, kind, id_ in rows:
        for subscription, (wanted, pairs, _) in active.items():
            if wanted == kind and _meets(tx, kind, id_, pairs):
                connection.execute(
                    "INSERT INTO outbox (subscription, rid, attempts, due) VALUES (?, ?, 0, ?) ON CONFLICT DO NOTHING",
                    (subscription, row, _stamp(tx.now)),
                )
    last = rows[-1][0] if len(rows) == _AT_A_TIME else newest
    if last != cursor[0]:
        connection.execute("UPDATE outbox_cursor SET rid = ?", (last,))
    return len(rows) == _AT_A_TIME


def _meets(tx: Transaction, kind: str, id_: str, pairs: list[tuple[str, str]]) -> bool:
    """Whether a resource meets criteria; nothing meets those that cannot be answered, as without their ValueSet."""
    try:
        return bool(matching_ids(tx, kind, [("_id", id_), *pairs]))
    except BadInput:
        return False


def _active(tx: Transaction, hosts: frozenset[str]) -> dict[str, tuple[str, list[tuple[str, str]], str]]:
    """Id → type, criteria and endpoint of every Subscription that is on."""
    ids = tx.connection.execute(
        "SELECT r.id FROM resource r WHERE r.type = 'Subscription' AND r.deleted = 0"
    ).fetchall()
    found = {}
    for (id_,) in ids:
        version = tx.newest("Subscription", id_)
        if version is None or version.resource.get("status") not in _ON:
            continue
        try:
            check_subscription(tx, version.resource, hosts)
        except AttendingError:
            continue
        kind, _, query = str(version.resource["criteria"]).partition("?")
        found[id_] = (kind, parse_qsl(query, keep_blank_values=True), str(version.resource["channel"]["endpoint"]))
    return found


def _due(connection: Connection, tx: Transaction, now: datetime) -> list[Notice]:
    """The oldest notice of each subscription whose time has come."""
    rows = connection.execute(
        f"SELECT o.subscription, o.rid, o.attempts FROM outbox o WHERE o.due <= ? AND {_HEAD} ORDER BY o.rid LIMIT ?",
        (_stamp(now), _AT_A_TIME),
    ).fetchall()
    return [Notice(subscription, row, attempts, _endpoint(tx, subscription)) for subscription, row, attempts in rows]


def _endpoint(tx: Transaction, subscription: str) -> str | None:
    version = tx.newest("Subscription", subscription)
    if version is None or version.deleted or version.resource.get("status") not in _ON:
        return None
    channel = version.resource.get("channel")
    return str(channel.get("endpoint", "")) if isinstance(channel, dict) else None


def _settle(connection: Connection, notice: Notice, now: datetime, *, sent: bool) -> None:
    """Take a notice out, or let it and those behind it wait twice as long as before."""
    where = (notice.subscription, notice.rid)
    if notice.endpoint is None:
        connection.execute("DELETE FROM outbox WHERE subscription = ?", (notice.subscription,))
    elif sent:
        connection.execute("DELETE FROM outbox WHERE subscription = ? AND rid = ?", where)
    else:
        pause = min(_FIRST_PAUSE * 2 ** min(notice.attempts, 16), _LONGEST_PAUSE)
        connection.execute(
            "UPDATE outbox SET attempts = ?, due = ? WHERE subscription = ? AND rid = ?",
            (notice.attempts + 1, _stamp(now + pause), *where),
        )


def _stamp(when: datetime) -> str:
    return when.astimezone(UTC).isoformat(timespec="microseconds")
