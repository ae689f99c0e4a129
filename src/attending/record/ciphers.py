"""A key for each patient: bodies are AES-256-GCM under it, bound to type, id, version, patient, mark and time.

Read by `transaction`, `write` and `review.shelf`. What belongs to no patient, and the stubs that deletions leave, is
under the house's key. Destroying a patient's key makes every version, in every copy of the database that has no older
key, unreadable for good.
"""

import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from attending.database import Connection
from attending.errors import Conflict, NotFound, Tampered
from attending.security.derivation import KEY_BYTES, NONCE_BYTES
from attending.security.keys import Keys

SCHEMA = """
CREATE TABLE patient_key (
  patient TEXT PRIMARY KEY, generation INTEGER NOT NULL, wrapped BLOB, made TEXT NOT NULL, erased TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE wrapping_generation (generation INTEGER PRIMARY KEY) STRICT;
"""
HOUSE = ""
"""Stands for the house among the patients."""
KEY_COLUMNS = "k.patient, k.generation, k.wrapped"


class Erased(NotFound):
    """The key of this patient was destroyed: nobody can read what it protected."""

    status, code = 410, "deleted"


@dataclass
class Ciphers:
    """The keys of patients as one transaction sees them."""

    connection: Connection
    keys: Keys
    _known: dict[str, AESGCM | None] = field(default_factory=dict)

    def seal(self, patient: str, header: bytes, plain: bytes, *, made: str) -> bytes:
        """Encrypt; the patient's first secret makes the key. Raises `Conflict` for a patient who was erased."""
        cipher = self._find(patient) or self._make(patient, made)
        nonce = os.urandom(NONCE_BYTES)
        return nonce + cipher.encrypt(nonce, plain, header)

    def seal_many(
        self, patients: Iterable[str], headers: Iterable[bytes], plains: Iterable[bytes], *, made: str
    ) -> list[bytes]:
        """The same for many at once."""
        bodies = list(plains)
        nonces = os.urandom(NONCE_BYTES * len(bodies))
        sealed, ciphers = [], dict[str, AESGCM]()
        for number, (patient, header, plain) in enumerate(zip(patients, headers, bodies, strict=True)):
            cipher = ciphers.get(patient)
            if cipher is None:
                cipher = ciphers[patient] = self._find(patient) or self._make(patient, made)
            nonce = nonces[NONCE_BYTES * number : NONCE_BYTES * (number + 1)]
            sealed.append(nonce + cipher.encrypt(nonce, plain, header))
        return sealed

    def foresee(self, patients: Iterable[str]) -> None:
        """Fetch at once the keys that are going to be needed."""
        unknown = [patient for patient in patients if patient not in self._known]
        if not unknown:
            return
        among, value = self.connection.among("k.patient", unknown)
        query = f"SELECT {KEY_COLUMNS} FROM patient_key k WHERE {among}"
        for row in self.connection.execute(query, (value,)).fetchall():
            self.learn(*row)

    def learn(self, patient: str | None, generation: int, wrapped: bytes | None) -> None:
        """Take in `KEY_COLUMNS` that were read with what the key protects; no patient where there is no key."""
        if patient is not None and patient not in self._known:
            self._known[patient] = None if wrapped is None else _cipher(self.keys, generation, wrapped, patient)

    def admit(self, patient: str) -> None:
        """Raise `Conflict` for a patient who was erased."""
        self._find(patient)

    def open(self, patient: str, header: bytes, sealed: bytes) -> bytes:
        """Decrypt; raises `Erased`, or `Tampered` when it is not what was written."""
        try:
            cipher = self._find(patient)
        except Conflict as error:
            raise Erased("This was erased with its patient's key.") from error
        try:
            if cipher is not None:
                return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], header)
        except (InvalidTag, ValueError) as error:
            raise Tampered("A stored body is not what was written.", hint="Restore it from a backup.") from error
        raise Tampered("The key of a patient is missing.", hint="Restore it from a backup.")

    def destroy(self, patient: str, *, when: str) -> None:
        """Destroy a patient's key, so that no new one is ever made for this id."""
        self.connection.execute(
            "INSERT INTO patient_key (patient, generation, wrapped, made, erased) VALUES (?, 0, NULL, ?, ?) "
            "ON CONFLICT (patient) DO UPDATE SET wrapped = NULL, erased = excluded.erased",
            (patient, when, when),
        )
        self._known.pop(patient, None)

    def _find(self, patient: str) -> AESGCM | None:
        if patient not in self._known:
            query = f"SELECT {KEY_COLUMNS} FROM patient_key k WHERE k.patient = ?"
            row = self.connection.execute(query, (patient,)).fetchone()
            if row is None:
                return None
            self.learn(*row)
        cipher = self._known[patient]
        if cipher is None:
            raise Conflict("The data of this patient were erased; the same id cannot be used again.")
        return cipher

    def _make(self, patient: str, made: str) -> AESGCM:
        (generation,) = self.connection.execute("SELECT max(generation) FROM wrapping_generation").fetchone()
        key = secrets.token_bytes(KEY_BYTES)
        self.connection.execute(
            "INSERT INTO patient_key (patient, generation, wrapped, made) VALUES (?, ?, ?, ?)",
            (patient, generation, self.keys.wrap_in(generation, key, label(patient)), made),
        )
        cipher = self._known[patient] = AESGCM(key)
        return cipher


def key_holder(patient: str | None, *, deleted: bool) -> str:
    """Under whose key a version lies: the patient's, but the stub of a deletion, which says nothing, the house's."""
    return HOUSE if deleted or patient is None else patient


def label(patient: str) -> str:
    """What a wrapped key is bound to, so that it cannot be moved to another patient."""
    return f"patient/{patient}"


@lru_cache(maxsize=4_096)
def _cipher(keys: Keys, generation: int, wrapped: bytes, patient: str) -> AESGCM:
    return AESGCM(keys.unwrap_in(generation, wrapped, label(patient)))
