"""The key ring: what the master key opens. A file beside the record; it comes into being with the first rotation.

Read by `keys`. Without a ring, the master key itself is the root that every key derives from, and generation 0 of the
wrapping keys derives from it too. A rotation puts the same root behind a new master key (the chain of the audit trail
and the file's own key hang on it) and makes a new wrapping key, under which the keys of all patients are wrapped anew.
"""

import base64
import os
import secrets
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from attending.errors import NotConfigured
from attending.security.derivation import KEY_BYTES, NONCE_BYTES, derive_key

_LABEL = b"attending/ring/1"


@dataclass(frozen=True, repr=False)
class Ring:
    """The root secret and the wrapping keys by generation. Its text form never shows a key."""

    root: bytes
    wrapping: dict[int, bytes]
    leaving: str = ""
    """Slot of the master key that a rotation under way is to replace."""

    @property
    def generation(self) -> int:
        """The newest generation of wrapping keys."""
        return max(self.wrapping)

    def turned(self, master: bytes) -> "Ring":
        """This ring with one more generation, and about to leave a master key."""
        wrapping = {**self.wrapping, self.generation + 1: secrets.token_bytes(KEY_BYTES)}
        return replace(self, wrapping=wrapping, leaving=slot_of(master))

    def reduced(self) -> "Ring":
        """This ring with its newest generation only."""
        return replace(self, wrapping={self.generation: self.wrapping[self.generation]}, leaving="")


def first_ring(master: bytes) -> Ring:
    """The ring of a record that was never rotated."""
    return Ring(master, {0: derive_key(master, "wrap/patient")})


def read_ring(path: Path, master: bytes) -> Ring:
    """Open the ring with the master key; raises `NotConfigured` when no slot is for this key."""
    if not path.exists():
        return first_ring(master)
    hint = "Put the key ring of this record back, or the master key that belongs to it."
    try:
        slots: dict[str, str] = msgspec.json.decode(path.read_bytes(), type=dict[str, str])
        sealed = base64.b64decode(slots[slot_of(master)])
        plain = AESGCM(derive_key(master, "ring")).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _LABEL)
        root, wrapping, leaving = msgspec.msgpack.decode(plain, type=tuple[bytes, dict[int, bytes], str])
    except (msgspec.MsgspecError, KeyError, ValueError, InvalidTag) as error:
        raise NotConfigured("The master key is not the one that this key ring opens with.", hint=hint) from error
    return Ring(root, wrapping, leaving)


def write_ring(path: Path, ring: Ring, masters: list[bytes]) -> None:
    """Write the ring with one slot for each master key, whole or not at all."""
    plain = msgspec.msgpack.encode((ring.root, ring.wrapping, ring.leaving))
    slots = {}
    for master in masters:
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = nonce + AESGCM(derive_key(master, "ring")).encrypt(nonce, plain, _LABEL)
        slots[slot_of(master)] = base64.b64encode(sealed).decode()
    replace_file(path, msgspec.json.encode(slots) + b"\n")


def replace_file(path: Path, data: bytes) -> None:
    """Put a file in the place of another, durable, private, and never half written."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def slot_of(master: bytes) -> str:
    """The name of a master key's slot; it says nothing about the key."""
    return derive_key(master, "ring/slot")[:8].hex()
