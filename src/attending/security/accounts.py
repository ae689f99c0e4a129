"""Accounts and sessions of the people who work with the record, and what each role may do.

Read by `app` (sign-in) and by `signature` (each account has its own signing key). Passwords are kept as Argon2id
hashes, sessions as SHA-256 of their token, private signing keys wrapped by the master key.
"""

import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from attending.database import Connection, Duplicate
from attending.errors import BadInput, Conflict, NotFound, SignInRequired
from attending.security.grant import PractitionerRole
from attending.security.keys import Keys

SCHEMA = """
CREATE TABLE account (
  practitioner TEXT PRIMARY KEY, sign_in_name TEXT NOT NULL UNIQUE, display TEXT NOT NULL, role TEXT NOT NULL,
  password TEXT NOT NULL, public_key BLOB NOT NULL, private_key BLOB NOT NULL,
  failures INTEGER NOT NULL DEFAULT 0, locked_until TEXT, created TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE session (
  token_digest BLOB PRIMARY KEY, practitioner TEXT NOT NULL REFERENCES account (practitioner),
  begun TEXT NOT NULL, seen TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""
MOST_FAILURES = 5
LOCK = timedelta(minutes=15)
LONGEST_SESSION = timedelta(hours=12)  # a shift; then sign in again, however busy the session was
SHORTEST_PASSWORD = 8  # NIST SP 800-63B, 5.1.1.2
LONGEST_PASSWORD = 1024  # hashing a novel would stop the house

_HASHER = PasswordHasher()  # RFC 9106, section 4, second recommended option: 64 MiB, 3 passes, 4 lanes


@dataclass(frozen=True)
class Account:
    """A person who signs in; `practitioner` is the logical id of their Practitioner resource."""

    practitioner: str
    sign_in_name: str
    display: str
    role: PractitionerRole
    public_key: bytes
    """Raw Ed25519 public key, 32 bytes."""


@dataclass(frozen=True)
class Session:
    """A signed-in browser: the token goes into the cookie, `csrf` into every form."""

    token: str
    account: Account
    csrf: str


def signing_label(practitioner: str) -> str:
    """What the wrapped private key is bound to, so that it cannot be moved to another account."""
    return f"signing/{practitioner}"


def create_account(
    connection: Connection,
    keys: Keys,
    *,
    practitioner: str,
    sign_in_name: str,
    display: str,
    role: PractitionerRole,
    password: str,
    now: datetime,
) -> Account:
    """Make an account and its signing key pair; raises `Conflict` when the name or the practitioner has one."""
    _check_password(password)
    private = Ed25519PrivateKey.generate()
    public_key = private.public_key().public_bytes_raw()
    wrapped = keys.wrap(private.private_bytes_raw(), signing_label(practitioner))
    account = Account(practitioner, _folded(sign_in_name), display, role, public_key)
    try:
        connection.execute(
            "INSERT INTO account "
            "(practitioner, sign_in_name, display, role, password, public_key, private_key, created) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                practitioner,
                account.sign_in_name,
                display,
                role.value,
                _HASHER.hash(_normal(password)),
                public_key,
                wrapped,
                _stamp(now),
            ),
        )
    except Duplicate as error:
        raise Conflict("This sign-in name or practitioner has an account already.") from error
    return account


def find_account(connection: Connection, practitioner: str) -> Account | None:
    """The account of a practitioner."""
    row = connection.execute(f"SELECT {_COLUMNS} FROM account WHERE practitioner = ?", (practitioner,)).fetchone()
    return None if row is None else _account(row)


def all_accounts(connection: Connection) -> list[Account]:
    """Every account by its display name, for assigning work."""
    return [_account(row) for row in connection.execute(f"SELECT {_COLUMNS} FROM account ORDER BY display")]


def set_password(connection: Connection, sign_in_name: str, password: str) -> Account:
    """Replace a password, unlock the account and end its sessions; raises `NotFound`."""
    _check_password(password)
    row = connection.execute(
        "UPDATE account SET password = ?, failures = 0, locked_until = NULL "
        f"WHERE sign_in_name = ? RETURNING {_COLUMNS}",
        (_HASHER.hash(_normal(password)), _folded(sign_in_name)),
    ).fetchone()
    if row is None:
        raise NotFound("There is no such account.", hint="`attending account list` names them.")
    account = _account(row)
    connection.execute("DELETE FROM session WHERE practitioner = ?", (account.practitioner,))
    return account


def sign_in(connection: Connection, sign_in_name: str, password: str, *, now: datetime, idle: timedelta) -> Session:
    """Begin a session. Call it outside a transaction: failures are counted even though they raise.

    The same error, after the same time, for an unknown name, a wrong password and a locked account: five failures
    lock it for 15 minutes. Idle sessions are removed on the way.

    Raises:
        SignInRequired: it did not work; the message does not say why.
    """
    decoy = _decoy()  # before the look-up: its first use takes as long as a check
    with _transaction(connection):
        known = _count_attempt(connection, _folded(sign_in_name), now)
    practitioner, stored = known or ("", decoy)
    if not _matches(stored, password) or known is None:
        raise SignInRequired(
            "The sign-in name or the password is wrong, or the account is locked.",
            hint=f"After {MOST_FAILURES} failures wait {LOCK.seconds // 60} minutes.",
        )
    token = secrets.token_urlsafe(32)
    with _transaction(connection):
        connection.execute("DELETE FROM session WHERE seen < ?", (_stamp(now - idle),))
        connection.execute(
            "UPDATE account SET failures = 0, locked_until = NULL WHERE practitioner = ?", (practitioner,)
        )
        connection.execute(
            "INSERT INTO session (token_digest, practitioner, begun, seen) VALUES (?, ?, ?, ?)",
            (_digest(token), practitioner, _stamp(now), _stamp(now)),
        )
    account = find_account(connection, practitioner)
    if account is None:
        raise NotFound("There is no such account.")
    return Session(token, account, _csrf(token))


def find_session(connection: Connection, token: str, *, now: datetime, idle: timedelta) -> Session | None:
    """The session of a token, kept alive by being asked for; None when it has ended."""
    row = connection.execute(
        "SELECT practitioner, begun, seen FROM session WHERE token_digest = ?", (_digest(token),)
    ).fetchone()
    if row is None:
        return None
    practitioner, begun, seen = row[0], datetime.fromisoformat(row[1]), datetime.fromisoformat(row[2])
    account = find_account(connection, practitioner)
    if account is None or now - seen > idle or now - begun > LONGEST_SESSION:
        sign_out(connection, token)
        return None
    if now - seen > idle / 20:  # writing on every click would cost a disk flush each
        with _transaction(connection):
            connection.execute("UPDATE session SET seen = ? WHERE token_digest = ?", (_stamp(now), _digest(token)))
    return Session(token, account, _csrf(token))


def sign_out(connection: Connection, token: str) -> None:
    """End a session; ending it twice does no harm."""
    with _transaction(connection):
        connection.execute("DELETE FROM session WHERE token_digest = ?", (_digest(token),))


_COLUMNS = "practitioner, sign_in_name, display, role, public_key"


def _account(row: tuple[str, str, str, str, bytes]) -> Account:
    practitioner, sign_in_name, display, role, public_key = row
    return Account(practitioner, sign_in_name, display, PractitionerRole(role), public_key)


def _count_attempt(connection: Connection, sign_in_name: str, now: datetime) -> tuple[str, str] | None:
    """Practitioner and password hash, or None; counted before the check, so that parallel guesses count."""
    row = connection.execute(
        "SELECT practitioner, password, failures, locked_until FROM account WHERE sign_in_name = ?", (sign_in_name,)
    ).fetchone()
    if row is None:
        return None
    practitioner, password, failures, locked_until = row
    if locked_until is not None and now < datetime.fromisoformat(locked_until):
        return None
    failures = failures + 1 if locked_until is None else 1
    lock = _stamp(now + LOCK) if failures >= MOST_FAILURES else None
    connection.execute(
        "UPDATE account SET failures = ?, locked_until = ? WHERE practitioner = ?", (failures, lock, practitioner)
    )
    return practitioner, password


def _check_password(password: str) -> None:
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise BadInput(f"A password needs {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters.")


def _matches(stored: str, password: str) -> bool:
    try:
        return _HASHER.verify(stored, _normal(password[:LONGEST_PASSWORD]))
    except VerificationError:
        return False


@cache
def _decoy() -> str:
    """A hash of nobody's password, checked for unknown names so that they take as long as known ones."""
    return _HASHER.hash(secrets.token_hex(16))


@contextmanager
def _transaction(connection: Connection) -> Iterator[None]:
    """All or nothing, joining an open transaction; raises `Unavailable` when the database is locked or full."""
    if connection.in_transaction:
        yield
        return
    with connection.writing():
        yield


def _stamp(when: datetime) -> str:
    """Of one width and in UTC, so that text compares as time."""
    return when.astimezone(UTC).isoformat(timespec="microseconds")


def _folded(sign_in_name: str) -> str:
    return _normal(sign_in_name.strip()).casefold()


def _normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _csrf(token: str) -> str:
    return hmac.digest(token.encode(), b"csrf", hashlib.sha256).hex()
